#include "router/policy/clocks.h"

#include <chrono>

#include "proto/base/check.h"
#include "router/policy/compile_clocks.h"
#include "router/policy/compiled.h"
#include "router/policy/evaluate.h"

namespace corvid::policy {
namespace {

// A type that the schema does not know has no clocks.
const ClocksOfType& clocks_of(const Compiled& compiled, v1::MessageType type) {
  const bool known = type > 0 && static_cast<std::size_t>(type) < kTypeNumbers;
  return compiled.clocks_of[known ? static_cast<std::size_t>(type) : 0];
}

bool begins(const CompiledClock& clock, v1::Role sender, v1::Role receiver) {
  return has(clock.senders, sender) && has(clock.receivers, receiver);
}

// The first end that holds counts.
const v1::KlokEinde* end_that_holds(const CompiledClock& clock, const Frame& frame) {
  for (const CompiledClockEnd& end : clock.ends) {
    if (has(end.types, frame.question.header.type()) && judge_all(end.when, frame) == Truth::kTrue) {
      return end.source;
    }
  }
  return nullptr;
}

bool answers(const Question& question) { return !question.header.in_reply_to().empty(); }

std::vector<ClockEnd> ends_of(const Frame& frame, const ClocksOfType& candidates) {
  std::vector<ClockEnd> ends;
  if (!answers(frame.question)) {
    return ends;
  }
  for (const std::uint16_t place : candidates.end_on_acceptance) {
    const CompiledClock& clock = frame.bundle.clocks[place];
    if (const v1::KlokEinde* end = end_that_holds(clock, frame)) {
      ends.push_back({clock.source, end->uitkomst()});
    }
  }
  return ends;
}

std::vector<ClockBegin> begins_of(const Frame& frame, const ClocksOfType& candidates) {
  std::vector<ClockBegin> list;
  for (const std::uint16_t place : candidates.begin_on_acceptance) {
    const CompiledClock& clock = frame.bundle.clocks[place];
    const About about = clock.source->begint().over_beantwoord() ? About::kAnswered : About::kMessage;
    if ((about == About::kMessage || answers(frame.question)) &&
        begins(clock, frame.question.header.sender().role(), frame.receiver_role()) &&
        judge_all(clock.when, frame) == Truth::kTrue) {
      list.push_back({clock.source, about});
    }
  }
  return list;
}

// `last`: the day the term ends on.
WallTime soon_of(const WorkingCalendar& calendar, const v1::Termijn& bijna, WallTime overdue, Day last) {
  const auto term = day_term_of(bijna);
  if (!term) {
    return overdue + -std::chrono::hours{bijna.uren()};
  }
  switch (term->unit) {
    case DayTerm::Unit::kWorkingDays:
      return start_of(calendar.working_day_before(last, term->number));
    case DayTerm::Unit::kDays:
      return start_of(last - std::chrono::days{term->number});
    case DayTerm::Unit::kWeeks:
      return start_of(last - std::chrono::weeks{term->number});
  }
  return overdue;
}

}  // namespace

ClockChanges clocks_on_acceptance(const Bundle& bundle, const Question& question) {
  const ClocksOfType& candidates = clocks_of(bundle.compiled(), question.header.type());
  if (candidates.begin_on_acceptance.empty() && candidates.end_on_acceptance.empty()) {
    return {};
  }
  const Frame frame(bundle.compiled(), question);
  return {ends_of(frame, candidates), begins_of(frame, candidates)};
}

std::vector<const v1::Klok*> clocks_on_delivery(const Bundle& bundle, v1::MessageType type, v1::Role sender,
                                                v1::Role receiver) {
  std::vector<const v1::Klok*> list;
  for (const std::uint16_t place : clocks_of(bundle.compiled(), type).begin_on_delivery) {
    const CompiledClock& clock = bundle.compiled().clocks[place];
    if (begins(clock, sender, receiver)) {
      list.push_back(clock.source);
    }
  }
  return list;
}

std::vector<const v1::Klok*> clocks_ended_by_result(const Bundle& bundle, v1::MessageType type) {
  std::vector<const v1::Klok*> list;
  for (const std::uint16_t place : clocks_of(bundle.compiled(), type).end_by_result) {
    list.push_back(bundle.compiled().clocks[place].source);
  }
  return list;
}

const v1::Klok* find_klok(const Bundle& bundle, std::string_view id) {
  const auto found = bundle.compiled().clock_ids.find(id);
  return found == bundle.compiled().clock_ids.end() ? nullptr : bundle.compiled().clocks[found->second].source;
}

Moments moments_of(const Bundle& bundle, const v1::Klok& klok, WallTime begun) {
  const auto found = bundle.compiled().calendars.find(klok.kalender());
  CORVID_CHECK(found != bundle.compiled().calendars.end());
  const WorkingCalendar& calendar = found->second.days;
  Moments moments;
  moments.kalender = found->second.source->id();
  moments.kalender_version = found->second.source->version();
  WallTime overdue = begun + std::chrono::hours{klok.termijn().uren()};
  Day last = day_of(overdue);
  if (const auto term = day_term_of(klok.termijn())) {
    const TermEnd end = calendar.end_of(last, *term);
    last = end.last;
    overdue = end_of(last);
    moments.beyond_calendar = end.beyond_validity;
    moments.today_unix_ms = start_of(last).unix_ms;
  }
  moments.overdue_unix_ms = overdue.unix_ms;
  if (klok.has_bijna()) {
    const WallTime soon = soon_of(calendar, klok.bijna(), overdue, last);
    moments.soon_unix_ms = begun < soon && soon < overdue ? soon.unix_ms : 0;
  }
  return moments;
}

}  // namespace corvid::policy
