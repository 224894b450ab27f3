// The router's mind: events in, records and effects out. Deterministic: the same store, input and seed give the same
// turn.
//
// One turn decides everything that arrived together. It writes into the store turn it is handed and returns what to
// tell; the loop commits first and tells afterwards. When the commit does not succeed, or the store turn failed, the
// core's memory no longer fits the store: the process must end.
//
// Ownership: owns register, sessions and options; borrows bundle and signer, which outlive it. Threads: loop.
// Errors: see store::Turn.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "proto/base/broken.h"
#include "proto/corvid/v1/admin.pb.h"
#include "proto/envelope/signing.h"
#include "router/core/admission.h"
#include "router/core/clock_watch.h"
#include "router/core/dispatch.h"
#include "router/core/effect.h"
#include "router/core/event.h"
#include "router/core/expiry.h"
#include "router/core/options.h"
#include "router/core/parties.h"
#include "router/core/quotas.h"
#include "router/core/retention.h"
#include "router/core/sessions.h"
#include "router/core/settlement.h"
#include "router/core/terms.h"
#include "router/core/uploads.h"
#include "router/policy/bundle.h"

namespace corvid::core {

class Core {
 public:
  // `store_row` as it is on disk. REQUIRES: recover() before the first turn.
  Core(Parties parties, const policy::Bundle& bundle, const envelope::Signer& signer, v1::StoreRow store_row,
       const Options& options = {});
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  // Reads what the core keeps in memory, and records which bundle and register are active.
  void recover(const TurnInput& input, store::Turn& turn);

  [[nodiscard]] std::vector<Effect> turn(const TurnInput& input, store::Turn& turn);

  // The moment at which a turn is due although nothing arrives.
  [[nodiscard]] std::optional<MonoTime> next_wakeup() const;

  // What the store is to scrub, once per order. Taken after the commit of the turn that asked for it.
  [[nodiscard]] std::optional<std::vector<store::KeyRange>> take_scrub_order();

  // Tells every session that the router is stopping. No turn may follow.
  [[nodiscard]] std::vector<Effect> farewell() const;

  [[nodiscard]] const Parties& parties() const { return parties_; }
  [[nodiscard]] const policy::Bundle& bundle() const { return bundle_; }
  [[nodiscard]] const Sessions& sessions() const { return sessions_; }
  [[nodiscard]] const Dispatch& dispatch() const { return dispatch_; }
  [[nodiscard]] const Terms& terms() const { return terms_; }
  // The wall clock stepped: the time goes on at its old pace for now.
  [[nodiscard]] bool doubts_clock() const { return clock_watch_.doubts(); }
  [[nodiscard]] bool doubts_clock(const Moment& now) const { return clock_watch_.doubts(now); }
  // Left on the store's medium, and whether that is enough to take in new messages.
  [[nodiscard]] std::uint64_t room_bytes() const { return room_bytes_; }
  [[nodiscard]] std::uint64_t room_bytes_min() const { return options_.room_bytes_min; }
  [[nodiscard]] bool takes_in() const {
    return room_bytes_ >= options_.room_bytes_min || broken(Variant::kRoomIgnored);
  }
  [[nodiscard]] const v1::Counters& counters() const { return counters_; }
  [[nodiscard]] v1::Counters& counters() { return counters_; }
  [[nodiscard]] const v1::StoreRow& store_row() const { return store_row_; }
  // Whose key last claimed another party.
  [[nodiscard]] const PartyId& identity_refused() const { return identity_refused_; }

 private:
  void handle(const CommandArrived& event, TurnWork& work);
  void handle(const CommandUnreadable& event, TurnWork& work);
  void handle(const LinkLost& event, TurnWork& work);

  void hello(const CommandArrived& event, TurnWork& work);
  void refuse_hello(const CommandArrived& event, const v1::Fault& fault, TurnWork& work);
  void open_session(const CommandArrived& event, const RegisteredParty& party, TurnWork& work);
  Session* session_of(const CommandArrived& event, TurnWork& work);
  void submit(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work);
  void tell(Answer answer, const Session& session, TurnWork& work);
  void tell_to_wait(const Session& session, const std::vector<std::string>& ids, TurnedAway::Why why, TurnWork& work);
  void large(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work);
  void large_begin(Submission head, const Session& session, const RegisteredParty& party, TurnWork& work);
  void large_chunk(const CommandArrived& event, const Session& session, TurnWork& work);
  void tell_given_up(const Session& session, const std::string& message_id, TurnWork& work);
  void large_end(const v1::LargeEnd& end, const Session& session, const RegisteredParty& party, TurnWork& work);
  void tell_out_of_order(const Session& session, const char* field, TurnWork& work);
  void settle(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work);
  void tell_foreign_settle(const Session& session, TurnWork& work);
  void resolve(const CommandArrived& event, const Session& session, TurnWork& work);
  void other_requests(const CommandArrived& event, Session& session, TurnWork& work);
  void close_session(const std::string& link, std::optional<v1::SessionEnded::Reason> tell, TurnWork& work);
  void close_unfit_sessions(TurnWork& work);
  void let_time_pass(TurnWork& work);
  void pump(TurnWork& work);
  void set_notices_from(std::vector<Effect>& effects, TurnWork& work);
  [[nodiscard]] bool has_more() const;

  Parties parties_;
  const policy::Bundle& bundle_;
  const envelope::Signer& signer_;
  v1::StoreRow store_row_;
  const Options options_;
  Sessions sessions_;
  Dispatch dispatch_;
  Terms terms_;
  Quotas quotas_;
  Admission admission_;
  Settlement settlement_;
  Expiry expiry_;
  Retention retention_;
  Uploads uploads_;
  ClockWatch clock_watch_;
  MonoTime last_turn_{};
  MonoTime stuck_looked_{};
  PartyId pumped_last_;
  std::uint64_t room_bytes_ = 0;
  std::optional<std::vector<store::KeyRange>> scrub_order_;
  v1::Counters counters_;
  PartyId identity_refused_;
  std::set<PartyId> touched_;           // parties to which this turn may have something to send
  std::set<std::string> told_given_up_;  // messages of which this turn told that they are to begin again
  std::set<std::string> told_unknown_;  // links that were told in this turn that they were not understood
};

}  // namespace corvid::core
