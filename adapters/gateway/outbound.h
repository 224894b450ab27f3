// From a native file to the router, and what the router says of it back to the native side.
//
// Life of a file: found in out/ -> read -> translated -> envelope and correlation in the ledger, one synced transaction
// -> submitted -> receipt in the ledger -> moved to sent/ or refused/ with the answer beside it -> notices. A crash on
// any line leads to the same end: the ledger tells which native bytes already became a message, and everything without
// a receipt is submitted again with the same bytes.
//
// Ownership: `parts` outlive it. Threads: one.
// Errors: those of the ledger, after which the gateway stops. Disk and session trouble is Progress::kLater.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/client/session.h"
#include "adapters/gateway/competence.h"
#include "adapters/gateway/header.h"
#include "adapters/gateway/outcome_files.h"
#include "adapters/gateway/parts.h"

namespace corvid::gateway {

class Outbound {
 public:
  explicit Outbound(const Parts& parts);

  // Reads from the ledger what must be submitted again.
  Result<void> recover();

  // These files are complete.
  void found(const std::vector<std::string>& names);
  // Files may have come without notice; one that was written a moment ago may not be complete and waits.
  void look_at_everything() { look_ = true; }
  // After Progress::kLater and a while.
  void try_again();

  // One bounded batch of files, in one transaction.
  Result<Progress> take(client::Session& session);

  // THREAD: within the caller's transaction.
  Result<void> on_receipt(const v1::Receipt& receipt);
  Result<void> on_notice(const v1::Notice& notice);
  void on_resolved(const v1::Resolved& resolved);

  // After the commit: submits, and shows outcomes.
  Result<Progress> release(client::Session& session);

 private:
  struct Candidate {
    std::string name;
    bool complete = false;
    FileStamp stamp;
    Tags tags;
  };

  Result<Progress> list();
  Result<void> take_one(client::Session& session, Candidate file, std::size_t& bytes_read);
  Result<bool> already_known(const Candidate& file);
  Result<void> translate(client::Session& session, const Candidate& file, const std::string& native);
  // The receivers of `outgoing`; nothing when the answer must be waited for, or the file was refused for it.
  Result<std::optional<std::vector<v1::PartyRef>>> receivers(client::Session& session, const Candidate& file,
                                                             const Outgoing& outgoing);
  Result<void> add(const Candidate& file, const Outgoing& outgoing, const std::vector<v1::PartyRef>& receivers,
                   const Correlations& correlations);
  void refuse(const Candidate& file, v1::Refusal refusal);
  void refuse(const Candidate& file, std::string_view code, const text::Placeholders& values,
              const std::vector<std::string>& veld);
  // What take() planned: refusals made here, and first receipts shown again.
  void carry_out_outcomes();
  Result<void> accept(const OutboxEntry& entry, const v1::Receipt& receipt);
  Result<void> note_mark(const v1::Receipt& receipt);
  Result<Progress> submit(client::Session& session);
  Result<Progress> show();

  Parts parts_;
  OutcomeFiles files_;
  Competence competence_;
  std::map<std::string, bool> names_;                      // to look at; true: known to be complete
  std::map<std::uint64_t, std::set<std::string>> asking_;  // files that wait for an answer on who is competent
  std::set<MessageId> repeated_;                           // unanswered messages whose bytes lie in a second file
  std::deque<MessageId> to_submit_;
  v1::Mark mark_;  // the newest, as in the ledger
  std::size_t unanswered_ = 0;
  bool look_ = true;         // out/ must be listed, from the name after looked_up_to_
  bool look_later_ = false;  // a file could not be taken now
  std::string looked_up_to_;
};

}  // namespace corvid::gateway
