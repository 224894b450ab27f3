// What receivers answer: delivered, refused, not now; and what their native side made of it.
//
// A settle that ends a message destroys its payload, takes it out of the queue and writes the sender's notice in the
// same turn. A settle of a message that ended before is answered again and changes nothing. What the native side made
// of a delivered message that is not settled yet settles it too: nobody processes what it does not have.
//
// Ownership: borrows bundle and dispatch. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>

#include "router/core/dispatch.h"
#include "router/core/parties.h"
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
  Settlement(const policy::Bundle& bundle, Dispatch& dispatch) : bundle_(bundle), dispatch_(dispatch) {}

  struct Outcome {
    SettleResult result = SettleResult::kForeign;
    std::optional<PartyId> sender;  // whom a new notice is for
  };

  Outcome settle(const v1::Settle& settle, const RegisteredParty& receiver, TurnWork& work);
  Outcome processed(const v1::Processed& processed, const RegisteredParty& receiver, TurnWork& work);

 private:
  void end(const MessageId& id, v1::MessageRow row, const v1::Settle& settle, const RegisteredParty& receiver,
           TurnWork& work);

  const policy::Bundle& bundle_;
  Dispatch& dispatch_;
};

}  // namespace corvid::core
