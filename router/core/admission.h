// One submission, decided once: accepted, refused, recognised as a repeat, or turned away for now.
//
// After parsing and identity every fault is found and told at once. An acceptance writes message, decision, dedup mark,
// queue entry and payload in the same turn; a refusal writes its record and nothing of the message.
//
// Ownership: borrows bundle, register and signer. Threads: loop. Errors: see store::Turn.
#pragma once

#include <functional>
#include <optional>
#include <variant>

#include "proto/envelope/signing.h"
#include "router/core/event.h"
#include "router/core/parties.h"
#include "router/core/turn_work.h"
#include "router/policy/bundle.h"

namespace corvid::core {

// Written to the queue of `receiver` at `at`.
struct Accepted {
  v1::Receipt receipt;
  PartyId receiver;
  store::QueuePlace at;
};
struct Refused {
  v1::Receipt receipt;
};
// The receipt of the first submission under this reference.
struct Repeated {
  v1::Receipt receipt;
};
// Nothing was decided or stored: try again later.
struct TurnedAway {};

using Answer = std::variant<Accepted, Refused, Repeated, TurnedAway>;

class Admission {
 public:
  Admission(const policy::Bundle& bundle, const Parties& parties, const envelope::Signer& signer)
      : bundle_(bundle), parties_(parties), signer_(signer) {}

  // `queued_for` says how many messages wait for a receiver. REQUIRES: `sender` is the party of the session.
  Answer decide(const Submission& submission, const RegisteredParty& sender,
                const std::function<std::uint64_t(const PartyId&)>& queued_for, TurnWork& work) const;

 private:
  struct Case;

  [[nodiscard]] std::vector<v1::Fault> identity_faults(const Submission& submission, const RegisteredParty& sender,
                                                       const TurnWork& work) const;
  void find_parent(Case& message, TurnWork& work) const;
  void verify_facts(Case& message, const TurnWork& work) const;
  [[nodiscard]] std::vector<v1::Fault> router_faults(const Case& message, const std::string& announced_id,
                                                     TurnWork& work) const;
  [[nodiscard]] std::vector<v1::Fault> reference_faults(const Case& message, TurnWork& work) const;
  [[nodiscard]] std::optional<Answer> repeated(const Case& message, TurnWork& work) const;

  Answer refuse(const Submission& submission, const v1::Traffic& traffic, v1::Refusal refusal, TurnWork& work) const;

  const policy::Bundle& bundle_;
  const Parties& parties_;
  const envelope::Signer& signer_;
};

}  // namespace corvid::core
