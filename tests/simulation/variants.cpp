#include "tests/simulation/variants.h"

#include <algorithm>
#include <iterator>

#include "proto/base/check.h"

namespace corvid::sim {
namespace {

struct Broken {
  Variant variant;
  std::string_view name;
  Rule noticed_by;
};

constexpr Broken kVariants[] = {
    {Variant::kReceiptBeforeCommit, "receipt-before-commit", Rule::kToldBeforeCommit},
    {Variant::kEffectsOnFailedCommit, "effects-on-failed-commit", Rule::kToldBeforeCommit},
    {Variant::kDedupMarkMissing, "dedup-mark-missing", Rule::kAcceptedOnce},
    {Variant::kFeedbackToAnyone, "feedback-to-anyone", Rule::kFeedbackToReporter},
    {Variant::kPayloadKept, "payload-kept", Rule::kPayloadDestroyed},
    {Variant::kRefusedKept, "refused-kept", Rule::kRefusedLeavesNothing},
    {Variant::kCreditIgnored, "credit-ignored", Rule::kCreditKept},
    {Variant::kRedeliveredAfterSettle, "redelivered-after-settle", Rule::kNothingAfterTheEnd},
    {Variant::kViewApart, "view-apart", Rule::kViewsRebuilt},
    {Variant::kNoticeLost, "notice-lost", Rule::kEndIsTold},
    {Variant::kNoticesReadForgotten, "notices-read-forgotten", Rule::kToldOnce},
    {Variant::kAttemptsLost, "attempts-lost", Rule::kAttemptsCount},
    {Variant::kStatementRemade, "statement-remade", Rule::kSameStatement},
    {Variant::kDuplicateStampedAnew, "duplicate-stamped-anew", Rule::kFirstReceiptAgain},
    {Variant::kForeignSettleTaken, "foreign-settle-taken", Rule::kOutcomeGiven},
    {Variant::kInFlightForgotten, "in-flight-forgotten", Rule::kEverythingEnds},
    {Variant::kRetryForgotten, "retry-forgotten", Rule::kEverythingEnds},
    {Variant::kOvertaking, "overtaking", Rule::kOrderKept},
    {Variant::kAcuteStarves, "acute-starves", Rule::kFairShare},
    {Variant::kExpiryUntold, "expiry-untold", Rule::kEndIsTold},
    {Variant::kExpiryForgotten, "expiry-forgotten", Rule::kExpiredInTime},
    {Variant::kDoubtIgnored, "doubt-ignored", Rule::kClockDoubted},
    {Variant::kScrubForgotten, "scrub-forgotten", Rule::kScrubOrdered},
    {Variant::kScrubBelieved, "scrub-believed", Rule::kScrubbedIsGone},
    {Variant::kTermForgotten, "term-forgotten", Rule::kTermKept},
    {Variant::kPlaceForgotten, "place-forgotten", Rule::kCarriedWhole},
    {Variant::kTrafficKept, "traffic-kept", Rule::kKeptTooLong},
    {Variant::kTrafficGoesEarly, "traffic-goes-early", Rule::kDestroyedEarly},
    {Variant::kAlarmEarly, "alarm-early", Rule::kAlarmsInOrder},
    {Variant::kAlarmForgotten, "alarm-forgotten", Rule::kAlarmsInTime},
    {Variant::kAnswerEndsNothing, "answer-ends-nothing", Rule::kTermsAsRuled},
    {Variant::kRoomIgnored, "room-ignored", Rule::kNoRoomNothingTaken},
    {Variant::kQuotaIgnored, "quota-ignored", Rule::kQuotaKept},
    {Variant::kChunksUnchecked, "chunks-unchecked", Rule::kMustRefuse},
    {Variant::kOverclaimTaken, "overclaim-taken", Rule::kNoticesInOrder},
    {Variant::kIdReused, "id-reused", Rule::kMustRefuse},
    {Variant::kTicketForgotten, "ticket-forgotten", Rule::kRefusedForNothing},
    {Variant::kChunksKept, "chunks-kept", Rule::kChunksOfNobody},
};

const Broken* find(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kVariants), std::end(kVariants), [&](const auto& broken) { return broken.name == name; });
  CORVID_CHECK(found != std::end(kVariants));
  return found;
}

}  // namespace

std::vector<std::string> variant_names() {
  std::vector<std::string> names;
  for (const Broken& broken : kVariants) {
    names.emplace_back(broken.name);
  }
  return names;
}

Rule noticed_by(std::string_view name) { return find(name)->noticed_by; }

void choose_variant(std::string_view name) {
  base::broken_variant = name.empty() ? Variant::kNone : find(name)->variant;
}

}  // namespace corvid::sim
