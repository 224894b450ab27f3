// One submission, decided once: accepted, refused, recognised as a repeat, or turned away for now.
//
// After parsing and identity every fault is found and told at once. An acceptance writes message, decision, dedup mark,
// queue entry and payload in the same turn; a refusal writes its record and nothing of the message.
//
// Ownership: borrows bundle, register, signer, options and terms. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>
#include <variant>

#include "proto/envelope/signing.h"
#include "router/core/dispatch.h"
#include "router/core/event.h"
#include "router/core/options.h"
#include "router/core/parties.h"
#include "router/core/terms.h"
#include "router/core/turn_work.h"
#include "router/policy/bundle.h"
#include "router/policy/decide.h"

namespace corvid::core {

// Written to the queue of `receiver` as `entry`.
struct Accepted {
  v1::Receipt receipt;
  PartyId receiver;
  store::QueueEntry entry;
};
struct Refused {
  v1::Receipt receipt;
};
// The receipt of the first submission under this reference.
struct Repeated {
  v1::Receipt receipt;
};
// Nothing was decided or stored: try again later.
struct TurnedAway {
  enum class Why { kBusy, kNoRoom };
  Why why = Why::kBusy;
};

// Nothing stands in its way so far; its contents may come.
struct MayFollow {};

using Answer = std::variant<Accepted, Refused, Repeated, TurnedAway, MayFollow>;

// A message in parts is decided twice: on its head, before any content comes, and when all of it is there.
enum class Stage { kAhead, kWhole };

// What new messages have to share.
struct Capacity {
  const Dispatch& dispatch;
  bool room = true;  // on the store's medium
};

class Admission {
 public:
  Admission(const policy::Bundle& bundle, const Parties& parties, const envelope::Signer& signer,
            const Options& options, Terms& terms)
      : bundle_(bundle), parties_(parties), signer_(signer), options_(options), terms_(terms) {}

  // REQUIRES: `sender` is the party of the session.
  Answer decide(const Submission& submission, const RegisteredParty& sender, const Capacity& capacity, Stage stage,
                TurnWork& work);
  // Contents that are not what their header commits to.
  Answer refuse_contents(const Submission& submission, const RegisteredParty& sender,
                         const std::vector<envelope::FormFault>& faults, TurnWork& work) const;

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
  [[nodiscard]] bool continues(const Case& message) const;
  [[nodiscard]] bool is_full(const Case& message, const Capacity& capacity) const;
  [[nodiscard]] Accepted accept(const Submission& submission, const Case& message, const policy::Decision& decision,
                                TurnWork& work);

  Answer refuse(const Submission& submission, const v1::Traffic& traffic, v1::Refusal refusal, TurnWork& work) const;

  const policy::Bundle& bundle_;
  const Parties& parties_;
  const envelope::Signer& signer_;
  const Options& options_;
  Terms& terms_;
};

}  // namespace corvid::core
