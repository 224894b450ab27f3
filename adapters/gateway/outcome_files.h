// Puts what became of native files where the native system sees it: moves them out of out/, and writes receipt, status
// or reason beside them.
//
// A batch: show(), show_again() and refuse() plan, carry_out() does it all with one sync. Everything may be repeated:
// after a crash the same outcome is planned again from the ledger, and what is already right stays.
//
// Ownership: the spool outlives it. Threads: one.
// Errors: kCorrupt from stored bytes when planning. What cannot be done now is told by carry_out() and logged.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/gateway/ledger.h"
#include "adapters/gateway/spool.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/common.pb.h"

namespace corvid::gateway {

class OutcomeFiles {
 public:
  explicit OutcomeFiles(const Spool& spool) : spool_(spool) {}

  // All that is known of an answered message. REQUIRES: the entry has a receipt and a kept name.
  Result<void> show(const OutboxEntry& entry);
  // The same native bytes once more, as file `name`: they get the first receipt again. REQUIRES: it was accepted.
  Result<void> show_again(const OutboxEntry& entry, const std::string& name, const FileStamp& stamp);
  // A file that never became a message. `distinct` tells it apart from an earlier file of the same name.
  void refuse(const std::string& name, const FileStamp& stamp, const v1::Refusal& refusal, std::string_view distinct,
              WallTime now);

  // Does what was planned. For each plan, in order: true when it is in its place and durable.
  [[nodiscard]] std::vector<bool> carry_out();

 private:
  struct Report {
    Folder folder;
    std::string name;
    std::string bytes;
  };
  struct Plan {
    std::vector<Report> reports;
    std::string file_name;  // in out/, moved to `folder` as `kept_name`
    std::string file_identity;
    Folder folder = Folder::kSent;
    std::string kept_name;
    bool good = true;
  };

  Result<Plan> plan_accepted(const OutboxEntry& entry, const v1::Receipt& receipt) const;
  // Numbers the reports of all plans through.
  void write_reports();
  void move_into_place();
  void sync_folders();

  const Spool& spool_;
  std::vector<Plan> plans_;
};

// The name under which an answered file is kept: its own, or a distinct one where another file or message has that.
Result<std::string> choose_kept_name(const Spool& spool, Ledger& ledger, const OutboxEntry& entry, bool accepted);

}  // namespace corvid::gateway
