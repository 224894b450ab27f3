// May this message pass? Every answer comes with the rules and the reasons behind it.
//
// Semantics: a message passes when its form is what its type says, at least one PERMIT holds and no FORBID fires. Order
// never matters. A FORBID that lacks a fact fires; a PERMIT that lacks one does not. A refusal names everything that is
// wrong, the most precise code first: once all of it is repaired, the message passes.
//
// Ownership: a Decision points into the Bundle that made it, which must outlive it. Threads: any. Purity: no clock, no
// random source; the same question gets the same answer. Errors: none; what cannot be judged is refused.
#pragma once

#include <string>
#include <vector>

#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/policy.pb.h"
#include "proto/corvid/v1/statement.pb.h"
#include "router/policy/bundle.h"
#include "router/policy/few.h"
#include "router/policy/question.h"

namespace corvid::policy {

inline constexpr std::size_t kPermitsPerRouteMax = 8;
inline constexpr std::size_t kObligationsPerRouteMax = 16;
inline constexpr std::size_t kObservedPerRouteMax = 32;

// A rule in mode OBSERVE or WARN that would have counted.
struct Observed {
  const v1::Rule* rule = nullptr;
  bool holds = false;  // a PERMIT that would have permitted, or a FORBID that would have fired
};

struct Decision {
  bool permitted = false;

  // When permitted:
  Few<const v1::Rule*, kPermitsPerRouteMax> permitted_by;
  Few<const v1::Obligation*, kObligationsPerRouteMax> obligations;  // each id once
  std::string official_text;                                        // with a TERUGKOPPELING that carries a code
  std::vector<v1::Remark> remarks;

  // When refused:
  std::vector<v1::Fault> faults;          // most precise first, at most kFaultsMax
  std::vector<v1::NearMiss> near_misses;  // at most kNearMissesMax, the nearest first

  Few<Observed, kObservedPerRouteMax> observed;  // what rules that are not enforced would have done
};

// Does not judge who sends and who is registered, signatures, sizes and dates: that is done before. The placeholders of
// the reasons are filled from `question.verified`.
[[nodiscard]] Decision decide(const Bundle& bundle, const Question& question);

}  // namespace corvid::policy
