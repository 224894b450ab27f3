// What holds of every term, from any day of this century on which the router may run.
#include <catch2/catch.hpp>

#include "proto/base/calendar.h"
#include "proto/base/limits.h"
#include "tests/support/property.h"
#include "tests/unit/base/dutch_calendar.h"

namespace corvid::testing {
namespace {

using std::chrono::days;
using test::check_property;
using Unit = DayTerm::Unit;

const WorkingCalendar kCalendar = dutch_calendar();

// Any day from 2000 to 2036, the years whose summer time is known.
Day any_day() { return day(2000, 1, 1) + days{*rc::gen::inRange(0, 37 * 365)}; }

std::int32_t any_number() { return *rc::gen::inRange(1, limits::kTermDaysMax / 7 + 1); }

DayTerm any_term() {
  const Unit unit = *rc::gen::element(Unit::kWorkingDays, Unit::kDays, Unit::kWeeks);
  return {unit, any_number(), unit != Unit::kWorkingDays && *rc::gen::arbitrary<bool>()};
}

Day last_of(Day begin, DayTerm term) { return kCalendar.end_of(begin, term).last; }

int working_days_between(Day begin, Day last) {
  int counted = 0;
  for (Day each = begin + days{1}; each <= last; each += days{1}) {
    counted += kCalendar.is_working_day(each) ? 1 : 0;
  }
  return counted;
}

TEST_CASE("a term that begins later never ends earlier", "[calendar]") {
  check_property("monotone in begin", [] {
    const DayTerm term = any_term();
    const Day begin = any_day();
    const Day later = begin + days{*rc::gen::inRange(0, 400)};
    RC_ASSERT(last_of(begin, term) <= last_of(later, term));
  });
}

TEST_CASE("a longer term never ends earlier", "[calendar]") {
  check_property("monotone in length", [] {
    const Day begin = any_day();
    DayTerm term = any_term();
    const Day last = last_of(begin, term);
    term.number = *rc::gen::inRange(term.number, limits::kTermDaysMax / 7 + 1);
    RC_ASSERT(last <= last_of(begin, term));
  });
}

TEST_CASE("a term in working days ends on a working day and has exactly so many of them", "[calendar]") {
  check_property("exact", [] {
    const Day begin = any_day();
    const std::int32_t number = *rc::gen::inRange(1, limits::kTermWorkingDaysMax + 1);
    const Day last = last_of(begin, {Unit::kWorkingDays, number});
    RC_ASSERT(kCalendar.is_working_day(last));
    RC_ASSERT(working_days_between(begin, last) == number);
    RC_ASSERT(last <= begin + days{limits::kTermDaysMax});
  });
}

TEST_CASE("two terms in working days after each other are one of their sum", "[calendar]") {
  check_property("additive", [] {
    const Day begin = any_day();
    const std::int32_t first = any_number();
    const std::int32_t second = any_number();
    const Day between = last_of(begin, {Unit::kWorkingDays, first});
    RC_ASSERT(last_of(between, {Unit::kWorkingDays, second}) == last_of(begin, {Unit::kWorkingDays, first + second}));
  });
}

TEST_CASE("so many working days back from the end of a term is where it began", "[calendar]") {
  check_property("inverse", [] {
    const Day begin = any_day();
    RC_PRE(kCalendar.is_working_day(begin));
    const std::int32_t number = any_number();
    RC_ASSERT(kCalendar.working_day_before(last_of(begin, {Unit::kWorkingDays, number}), number) == begin);
  });
}

TEST_CASE("a term ends after its begin, whatever hour of the day that was", "[calendar]") {
  check_property("end after begin", [] {
    const Day begin = any_day();
    const WallTime moment{*rc::gen::inRange(start_of(begin).unix_ms, end_of(begin).unix_ms)};
    RC_ASSERT(day_of(moment) == begin);
    RC_ASSERT(moment < start_of(last_of(begin, any_term())));
  });
}

TEST_CASE("moving to a working day only ever makes a term longer, and by no more than nine days", "[calendar]") {
  check_property("extension", [] {
    const Day begin = any_day();
    DayTerm term = any_term();
    term.to_working_day = false;
    const Day plain = last_of(begin, term);
    term.to_working_day = true;
    const Day moved = last_of(begin, term);
    RC_ASSERT(plain <= moved);
    RC_ASSERT(moved <= plain + days{9});
    RC_ASSERT(kCalendar.is_working_day(moved));
    RC_ASSERT((plain == moved) == kCalendar.is_working_day(plain));
  });
}

TEST_CASE("a day runs from its start to the start of the next, for 23 to 25 hours", "[calendar]") {
  check_property("whole days", [] {
    const Day any = any_day();
    const auto length = end_of(any) - start_of(any);
    RC_ASSERT(length >= std::chrono::hours{23} && length <= std::chrono::hours{25});
    RC_ASSERT(day_of(start_of(any)) == any);
    RC_ASSERT(day_of({end_of(any).unix_ms - 1}) == any);
    RC_ASSERT(end_of(any) == start_of(any + days{1}));
  });
}

}  // namespace
}  // namespace corvid::testing
