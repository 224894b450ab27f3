// What the policy is asked: one message, what the router has verified about it, and the time.
//
// Ownership: views only, for the length of one call; everything named must outlive it. Threads: values, any thread.
#pragma once

#include <optional>
#include <string_view>

#include "proto/base/clock.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/envelope.pb.h"
#include "proto/corvid/v1/facts.pb.h"

namespace corvid::policy {

// What could not be judged is not "no".
enum class Tri { kUnknown, kNo, kYes };

// The message that header.in_reply_to names, as the router knows it from its record or from a valid ticket.
struct Parent {
  v1::MessageType type = v1::MESSAGE_TYPE_ONBEPAALD;
  const v1::PartyRef* sender = nullptr;
  const v1::PartyRef* receiver = nullptr;
  bool delivered = false;
};

// Checked against register, journal or ticket; nothing here is the sender's word.
struct Verified {
  // Does the receiver serve facts.gemeentecode? Unknown: no municipality in the message, or one that nobody serves.
  Tri region_competent = Tri::kUnknown;
  std::string_view competent_naam;     // name of the party that does, in the receiver's role; empty when there is none
  std::string_view veilig_thuis_naam;  // the Veilig Thuis of facts.gemeentecode; empty when unknown
  std::string_view telefoon;           // regional crisis number; empty when unknown
  std::string_view receiver_naam;      // as registered

  // Absent: no in_reply_to, or a message the router does not know. REQUIRES, when present: both parties set.
  std::optional<Parent> parent;

  // Is facts.beoordeling signed by a reviewer key that is registered to the sender and valid today? Unknown: no
  // attestation to judge.
  Tri reviewer = Tri::kUnknown;
};

struct Question {
  const v1::Header& header;
  const v1::CaseFacts& case_facts;
  const Verified& verified;
  WallTime now;
};

}  // namespace corvid::policy
