// Writing an acceptance: everything that makes a message durable, in one turn.
//
// The decision freezes here: text, rules and bundle digest stand in the signed statement that every delivery of this
// message carries, byte for byte.
// Ownership: values. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proto/envelope/signing.h"
#include "router/core/admission.h"
#include "router/core/parties.h"
#include "router/core/turn_work.h"
#include "router/policy/decide.h"

namespace corvid::core {

struct Acceptance {
  const std::string& envelope;  // exact bytes; of a large message the head
  const v1::LargePayload& large;  // of a large message where its contents are
  v1::Traffic traffic;
  const RegisteredParty& sender;
  const std::string& signing_key_id;
  std::uint32_t priority;            // class in the receiver's queue
  std::uint32_t conversation_place;  // 1 begins the conversation
  WallTime deadline;                 // not delivered by then: back to the sender
};

[[nodiscard]] Accepted write_acceptance(const Acceptance& acceptance, const policy::Decision& decision,
                                        const policy::Bundle& bundle, const envelope::Signer& signer, TurnWork& work);

// The ticket in a reply's header, when it is the router's own for exactly this message.
[[nodiscard]] std::optional<v1::Ticket> read_ticket(const std::string& ticket_bytes, const MessageId& expected,
                                                    std::string_view router_public_key);

}  // namespace corvid::core
