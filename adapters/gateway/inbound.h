// From the router to the native side: verified, translated, durable, settled, handed over, reported.
//
// Settled as *afgeleverd* only after the commit that holds the native bytes. The hand-over follows by itself, in steps
// that each survive a crash: in/.tmp/ID synced -> ledger handing_over -> renamed into in/ -> ledger done. Across
// SIGKILL exactly once; across power loss the same file name may recur. Then *verwerkt* is told until the router
// recorded it.
// A delivery that is already in the ledger gets the same answer and nothing else.
//
// Ownership: `parts` outlive it. Threads: one.
// Errors: those of the ledger, after which the gateway stops. Disk and session trouble is Progress::kLater.
#pragma once

#include <deque>
#include <set>
#include <string_view>
#include <vector>

#include "adapters/client/session.h"
#include "adapters/gateway/parts.h"
#include "proto/base/log.h"

namespace corvid::gateway {

class Inbound {
 public:
  explicit Inbound(const Parts& parts);

  // Finishes hand-overs that a crash interrupted.
  Result<void> recover();

  // THREAD: within the caller's transaction.
  Result<void> on_delivery(const client::Delivery& delivery);
  Result<void> on_processed_recorded(const MessageId& id);

  // After the commit: settles, hands over, reports, shows alarms.
  Result<Progress> release(client::Session& session);

 private:
  // Hands over what the ledger holds; each half may be repeated.
  Result<Progress> hand_over();
  Result<Progress> write_temporaries();
  Result<Progress> publish();
  Result<void> set_state(const std::vector<MessageId>& ids, InState state);

  Result<void> keep(const client::Received& received, const Native& native);
  Result<void> refuse(const MessageId& id, v1::Refusal refusal);
  // Not for us or not authentic: an alarm, and the router keeps it.
  Result<void> reject(const MessageId& id, std::string_view code);
  void settle(const MessageId& id, v1::Settle::Outcome outcome, const v1::Refusal* refusal);
  void settle_again(const InboxEntry& entry);
  Progress send_settles(client::Session& session);
  Result<Progress> report(client::Session& session);
  Result<Progress> show_alarms();

  Parts parts_;
  std::deque<v1::Settle> settles_;
  std::set<MessageId> told_;  // outcomes that the session is telling
  log::Throttle unauthentic_{std::chrono::seconds{10}};
};

}  // namespace corvid::gateway
