// The router's mind: events in, records and effects out. Deterministic: the same store, input and seed give the same
// turn.
//
// One turn decides everything that arrived together. It writes into the store turn it is handed and returns what to
// tell; the loop commits first and tells afterwards. When the commit does not succeed, or the store turn failed, the
// core's memory no longer fits the store: the process must end.
//
// Ownership: owns register and sessions; borrows bundle and signer, which outlive it. Threads: loop.
// Errors: see store::Turn.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "proto/corvid/v1/admin.pb.h"
#include "proto/envelope/signing.h"
#include "router/core/admission.h"
#include "router/core/dispatch.h"
#include "router/core/effect.h"
#include "router/core/event.h"
#include "router/core/parties.h"
#include "router/core/sessions.h"
#include "router/core/settlement.h"
#include "router/policy/bundle.h"

namespace corvid::core {

class Core {
 public:
  // `store_row` as it is on disk. REQUIRES: recover() before the first turn.
  Core(Parties parties, const policy::Bundle& bundle, const envelope::Signer& signer, v1::StoreRow store_row);
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  // Reads what the core keeps in memory, and records which bundle and register are active.
  void recover(const TurnInput& input, store::Turn& turn);

  [[nodiscard]] std::vector<Effect> turn(const TurnInput& input, store::Turn& turn);

  // The moment at which a turn is due although nothing arrives.
  [[nodiscard]] std::optional<MonoTime> next_wakeup() const;

  // Tells every session that the router is stopping. No turn may follow.
  [[nodiscard]] std::vector<Effect> farewell() const;

  [[nodiscard]] const Parties& parties() const { return parties_; }
  [[nodiscard]] const policy::Bundle& bundle() const { return bundle_; }
  [[nodiscard]] const Sessions& sessions() const { return sessions_; }
  [[nodiscard]] const Dispatch& dispatch() const { return dispatch_; }
  [[nodiscard]] const v1::Counters& counters() const { return counters_; }
  [[nodiscard]] v1::Counters& counters() { return counters_; }
  [[nodiscard]] const v1::StoreRow& store_row() const { return store_row_; }

 private:
  void handle(const CommandArrived& event, TurnWork& work);
  void handle(const CommandUnreadable& event, TurnWork& work);
  void handle(const LinkLost& event, TurnWork& work);

  void hello(const CommandArrived& event, TurnWork& work);
  void refuse_hello(const CommandArrived& event, const v1::Fault& fault, TurnWork& work);
  void open_session(const CommandArrived& event, const RegisteredParty& party, TurnWork& work);
  Session* session_of(const CommandArrived& event, TurnWork& work);
  void submit(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work);
  void settle(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work);
  void tell_foreign_settle(const Session& session, TurnWork& work);
  void resolve(const CommandArrived& event, const Session& session, TurnWork& work);
  void other_requests(const CommandArrived& event, Session& session, TurnWork& work);
  void close_session(const std::string& link, std::optional<v1::SessionEnded::Reason> tell, TurnWork& work);
  void close_unfit_sessions(TurnWork& work);
  void pump(TurnWork& work);

  Parties parties_;
  const policy::Bundle& bundle_;
  const envelope::Signer& signer_;
  v1::StoreRow store_row_;
  Sessions sessions_;
  Dispatch dispatch_;
  Admission admission_;
  Settlement settlement_;
  v1::Counters counters_;
  std::set<PartyId> touched_;           // parties to which this turn may have something to send
  std::set<std::string> told_unknown_;  // links that were told in this turn that they were not understood
};

}  // namespace corvid::core
