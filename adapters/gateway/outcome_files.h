// Puts what became of a native file where the native system sees it: moves it out of out/, and writes receipt, status
// or reason beside it.
//
// Everything here may be repeated: after a crash, show() runs again on the same ledger entry and changes nothing that
// is already right.
//
// Ownership: the spool outlives it. Threads: one. Errors: kIo from the spool: try later; kCorrupt from stored bytes.
#pragma once

#include <set>
#include <string>
#include <string_view>

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
  // The same native bytes once more, as file `name`: they get the first receipt again.
  Result<void> show_again(const OutboxEntry& entry, const std::string& name, const FileStamp& stamp);
  // A file that never became a message. `distinct` tells it apart from an earlier file of the same name.
  Result<void> refuse(const std::string& name, const FileStamp& stamp, const v1::Refusal& refusal,
                      std::string_view distinct, WallTime now);

  // Makes what was written durable; only then may the ledger call it shown.
  Result<void> sync();

 private:
  Result<void> show_accepted(const OutboxEntry& entry, const v1::Receipt& receipt);
  Result<void> write(Folder folder, const std::string& name, std::string_view bytes);
  Result<void> keep(const std::string& name, std::string_view identity, Folder folder, const std::string& to);

  const Spool& spool_;
  std::set<Folder> touched_;
};

// The name under which an answered file is kept: its own, or a distinct one where another file or message has that.
Result<std::string> choose_kept_name(const Spool& spool, Ledger& ledger, const OutboxEntry& entry, bool accepted);

}  // namespace corvid::gateway
