// How messages end: what receivers answer (delivered, refused, not now), what their native side made of it, and what
// nobody took in time.
//
// What ends a message destroys its payload, takes it out of the queue and writes the sender's notice in the same turn.
// A settle of a message that ended before is answered again and changes nothing. What the native side made of a
// delivered message that is not settled yet settles it too: nobody processes what it does not have.
//
// Ownership: borrows bundle, dispatch and terms. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>

#include "router/core/dispatch.h"
#include "router/core/parties.h"
#include "router/core/terms.h"
#include "router/core/turn_work.h"
#include "router/policy/bundle.h"

namespace corvid::core {

enum class SettleResult {
  kEnded,     // final state reached now: tell the sender
  kReleased,  // goes back to the queue
  kRepeated,  // it had ended before
  kForeign,   // no such message for this receiver: nothing changes
};

class Settlement {
 public:
  Settlement(const policy::Bundle& bundle, Dispatch& dispatch, Terms& terms)
      : bundle_(bundle), dispatch_(dispatch), terms_(terms) {}

  struct Outcome {
    SettleResult result = SettleResult::kForeign;
    std::optional<PartyId> sender;  // whom a new notice is for
  };

  Outcome settle(const v1::Settle& settle, const RegisteredParty& receiver, TurnWork& work);
  Outcome processed(const v1::Processed& processed, const RegisteredParty& receiver, TurnWork& work);

  // Ends a waiting message whose term is over; returns its sender. nullopt: it was not waiting.
  std::optional<PartyId> expire(const MessageId& id, TurnWork& work);

 private:
  void end(const MessageId& id, const v1::MessageRow& row, v1::Notice::Kind outcome, const v1::Refusal* refusal,
           TurnWork& work);

  const policy::Bundle& bundle_;
  Dispatch& dispatch_;
  Terms& terms_;
};

}  // namespace corvid::core
