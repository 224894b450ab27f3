#include "tests/simulation/rules.h"

#include <algorithm>
#include <array>
#include <utility>

#include "proto/base/check.h"

namespace corvid::sim {
namespace {

constexpr std::array<std::pair<Rule, std::string_view>, 47> kNames{{
    {Rule::kToldBeforeCommit, "told-before-commit"},
    {Rule::kFirstReceiptAgain, "first-receipt-again"},
    {Rule::kAcceptedOnce, "accepted-once"},
    {Rule::kNobodySentIt, "nobody-sent-it"},
    {Rule::kMustRefuse, "must-refuse"},
    {Rule::kRefusedForNothing, "refused-for-nothing"},
    {Rule::kPermitRecorded, "permit-recorded"},
    {Rule::kFeedbackToReporter, "feedback-to-reporter"},
    {Rule::kOfficialText, "official-text"},
    {Rule::kStatementGenuine, "statement-genuine"},
    {Rule::kSameStatement, "same-statement"},
    {Rule::kSameEnvelope, "same-envelope"},
    {Rule::kRightReceiver, "right-receiver"},
    {Rule::kNothingAfterTheEnd, "nothing-after-the-end"},
    {Rule::kAttemptsCount, "attempts-count"},
    {Rule::kOrderKept, "order-kept"},
    {Rule::kCreditKept, "credit-kept"},
    {Rule::kOutcomeGiven, "outcome-given"},
    {Rule::kOneEnd, "one-end"},
    {Rule::kEndIsTold, "end-is-told"},
    {Rule::kNoticesInOrder, "notices-in-order"},
    {Rule::kToldOnce, "told-once"},
    {Rule::kPayloadDestroyed, "payload-destroyed"},
    {Rule::kRefusedLeavesNothing, "refused-leaves-nothing"},
    {Rule::kViewsEqualJournal, "views-equal-journal"},
    {Rule::kStoreSound, "store-sound"},
    {Rule::kOnceAtNativeSide, "once-at-native-side"},
    {Rule::kAlarmsPass, "alarms-pass"},
    {Rule::kViewsRebuilt, "views-rebuilt"},
    {Rule::kClockDoubted, "clock-doubted"},
    {Rule::kExpiredRightly, "expired-rightly"},
    {Rule::kExpiredInTime, "expired-in-time"},
    {Rule::kTermsAsRuled, "terms-as-ruled"},
    {Rule::kAlarmsInOrder, "alarms-in-order"},
    {Rule::kAlarmsInTime, "alarms-in-time"},
    {Rule::kTermKept, "term-kept"},
    {Rule::kCarriedWhole, "carried-whole"},
    {Rule::kKeptTooLong, "kept-too-long"},
    {Rule::kDestroyedEarly, "destroyed-early"},
    {Rule::kScrubbedIsGone, "scrubbed-is-gone"},
    {Rule::kScrubOrdered, "scrub-ordered"},
    {Rule::kNoRoomNothingTaken, "no-room-nothing-taken"},
    {Rule::kQuotaKept, "quota-kept"},
    {Rule::kWaitSaysWhy, "wait-says-why"},
    {Rule::kChunksOfNobody, "chunks-of-nobody"},
    {Rule::kFairShare, "fair-share"},
    {Rule::kEverythingEnds, "everything-ends"},
}};

}  // namespace

std::string_view name_of(Rule rule) {
  const auto found = std::find_if(kNames.begin(), kNames.end(), [&](const auto& named) { return named.first == rule; });
  CORVID_CHECK(found != kNames.end());
  return found->second;
}

std::optional<Rule> rule_named(std::string_view name) {
  const auto found =
      std::find_if(kNames.begin(), kNames.end(), [&](const auto& named) { return named.second == name; });
  return found == kNames.end() ? std::nullopt : std::optional<Rule>(found->first);
}

std::vector<std::string> rule_names() {
  std::vector<std::string> names;
  for (const auto& [rule, name] : kNames) {
    names.emplace_back(name);
  }
  return names;
}

}  // namespace corvid::sim
