#include "proto/base/calendar.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "tests/unit/base/dutch_calendar.h"

namespace corvid::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;
using Unit = DayTerm::Unit;

Day last_of(Day begin, DayTerm term) { return dutch_calendar().end_of(begin, term).last; }

std::string holiday(Day day) {
  const WorkingCalendar calendar = dutch_calendar();
  const Holiday* const found = calendar.holiday_on(day);
  return found == nullptr ? "" : found->name;
}

TEST_CASE("Easter is on the Sundays that are known, from the earliest possible day to the latest", "[calendar]") {
  struct Known {
    int year;
    unsigned month;
    unsigned day;
  };
  const Known table[] = {
      {1900, 4, 15}, {1901, 4, 7},  {1913, 3, 23}, {1916, 4, 23}, {1943, 4, 25}, {1954, 4, 18}, {1961, 4, 2},
      {1970, 3, 29}, {1981, 4, 19}, {1986, 3, 30}, {1999, 4, 4},  {2000, 4, 23}, {2001, 4, 15}, {2002, 3, 31},
      {2003, 4, 20}, {2004, 4, 11}, {2005, 3, 27}, {2006, 4, 16}, {2007, 4, 8},  {2008, 3, 23}, {2009, 4, 12},
      {2010, 4, 4},  {2011, 4, 24}, {2012, 4, 8},  {2013, 3, 31}, {2014, 4, 20}, {2015, 4, 5},  {2016, 3, 27},
      {2017, 4, 16}, {2018, 4, 1},  {2019, 4, 21}, {2020, 4, 12}, {2021, 4, 4},  {2022, 4, 17}, {2023, 4, 9},
      {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},  {2027, 3, 28}, {2028, 4, 16}, {2029, 4, 1},  {2030, 4, 21},
      {2038, 4, 25}, {2049, 4, 18}, {2076, 4, 19}, {2100, 3, 28}, {1598, 3, 22}, {1693, 3, 22}, {1734, 4, 25},
      {1818, 3, 22}, {1886, 4, 25}, {2190, 4, 25}, {2285, 3, 22}};
  for (const Known& known : table) {
    CAPTURE(known.year);
    CHECK(easter_sunday(std::chrono::year{known.year}) == day(known.year, known.month, known.day));
  }
}

TEST_CASE("the days around Easter move with it", "[calendar]") {
  CHECK(holiday(day(2026, 4, 3)) == "Goede Vrijdag");
  CHECK(holiday(day(2026, 4, 6)) == "Tweede paasdag");
  CHECK(holiday(day(2026, 5, 14)) == "Hemelvaartsdag");
  CHECK(holiday(day(2026, 5, 25)) == "Tweede pinksterdag");
  CHECK(holiday(day(2027, 3, 26)) == "Goede Vrijdag");
  CHECK(holiday(day(2027, 5, 17)) == "Tweede pinksterdag");
  CHECK(holiday(day(2027, 4, 3)).empty());
}

TEST_CASE("King's Day is the day before when it would be on a Sunday", "[calendar]") {
  for (const int year : {2014, 2025, 2031}) {
    CAPTURE(year);
    CHECK(holiday(day(year, 4, 26)) == "Koningsdag");
    CHECK(holiday(day(year, 4, 27)).empty());
  }
  for (const int year : {2015, 2024, 2026}) {
    CAPTURE(year);
    CHECK(holiday(day(year, 4, 26)).empty());
    CHECK(holiday(day(year, 4, 27)) == "Koningsdag");
  }
}

TEST_CASE("5 May is a holiday in years divisible by five, and a working day in others", "[calendar]") {
  CHECK(holiday(day(2020, 5, 5)) == "Bevrijdingsdag");
  CHECK(holiday(day(2025, 5, 5)) == "Bevrijdingsdag");
  CHECK_FALSE(dutch_calendar().is_working_day(day(2025, 5, 5)));
  CHECK(dutch_calendar().is_working_day(day(2026, 5, 5)));
  CHECK(dutch_calendar().is_working_day(day(2027, 5, 5)));
}

TEST_CASE("a rule that moves a day over the end of the year, or names 29 February, holds where it can", "[calendar]") {
  using namespace std::chrono;
  const WorkingCalendar calendar({{"moved", NotOnSunday{January / 1}}, {"leap", EachYear{February / 29}}}, {});
  CHECK(calendar.holiday_on(day(2022, 12, 31)) != nullptr);  // 1 January 2023 is a Sunday
  CHECK(calendar.holiday_on(day(2023, 1, 1)) == nullptr);
  CHECK(calendar.holiday_on(day(2028, 2, 29)) != nullptr);
  CHECK(calendar.holiday_on(day(2027, 2, 28)) == nullptr);
  CHECK(calendar.holiday_on(day(2027, 3, 1)) == nullptr);
}

TEST_CASE("a single day is a holiday in its own year only", "[calendar]") {
  const WorkingCalendar calendar({{"besluit", OnDate{day(2026, 5, 15)}}}, {});
  CHECK_FALSE(calendar.is_working_day(day(2026, 5, 15)));
  CHECK(calendar.is_working_day(day(2028, 5, 15)));
}

TEST_CASE("working days are counted from the day after the begin, over weekends and holidays", "[calendar]") {
  const DayTerm five{Unit::kWorkingDays, 5};
  CHECK(last_of(day(2026, 11, 23), five) == day(2026, 11, 30));  // Monday to Monday
  CHECK(last_of(day(2026, 11, 27), five) == day(2026, 12, 4));   // Friday to Friday
  CHECK(last_of(day(2026, 11, 28), five) == day(2026, 12, 4));   // Saturday and Sunday as Friday
  CHECK(last_of(day(2026, 11, 29), five) == day(2026, 12, 4));
  CHECK(last_of(day(2026, 4, 2), five) == day(2026, 4, 13));     // Good Friday and Easter Monday between
}

TEST_CASE("a term over Christmas and New Year leaves out three days, and counts in the next year", "[calendar]") {
  CHECK(last_of(day(2024, 12, 24), {Unit::kWorkingDays, 1}) == day(2024, 12, 27));
  CHECK(last_of(day(2024, 12, 24), {Unit::kWorkingDays, 5}) == day(2025, 1, 3));
  CHECK(last_of(day(2025, 12, 24), {Unit::kWorkingDays, 5}) == day(2026, 1, 5));
}

TEST_CASE("days and weeks count every day, and end on a working day only where that is asked", "[calendar]") {
  CHECK(last_of(day(2026, 11, 23), {Unit::kDays, 5}) == day(2026, 11, 28));
  CHECK(last_of(day(2026, 11, 23), {Unit::kDays, 5, true}) == day(2026, 11, 30));
  CHECK(last_of(day(2026, 11, 23), {Unit::kDays, 7, true}) == day(2026, 11, 30));
  CHECK(last_of(day(2026, 2, 14), {Unit::kWeeks, 10}) == day(2026, 4, 25));
  CHECK(last_of(day(2026, 2, 14), {Unit::kWeeks, 10, true}) == day(2026, 4, 28));  // a Saturday before King's Day
  CHECK(last_of(day(2026, 10, 16), {Unit::kWeeks, 10, true}) == day(2026, 12, 28));  // Christmas Day, a Friday
}

TEST_CASE("so many working days before a day are found over weekends and holidays", "[calendar]") {
  const WorkingCalendar calendar = dutch_calendar();
  CHECK(calendar.working_day_before(day(2026, 11, 30), 1) == day(2026, 11, 27));
  CHECK(calendar.working_day_before(day(2026, 11, 29), 1) == day(2026, 11, 27));
  CHECK(calendar.working_day_before(day(2026, 4, 7), 2) == day(2026, 4, 1));
}

TEST_CASE("beyond its validity a calendar computes by its rules, and says that it is beyond", "[calendar]") {
  const WorkingCalendar calendar({{"Nieuwjaarsdag", EachYear{std::chrono::January / 1}}}, day(2027, 1, 1));
  CHECK(calendar.speaks_about(day(2026, 12, 31)));
  CHECK_FALSE(calendar.speaks_about(day(2027, 1, 1)));
  const TermEnd within = calendar.end_of(day(2026, 12, 30), {Unit::kWorkingDays, 1});
  CHECK(within.last == day(2026, 12, 31));
  CHECK_FALSE(within.beyond_validity);
  const TermEnd beyond = calendar.end_of(day(2026, 12, 30), {Unit::kWorkingDays, 2});
  CHECK(beyond.last == day(2027, 1, 4));
  CHECK(beyond.beyond_validity);
  CHECK(WorkingCalendar({}, {}).speaks_about(day(2999, 1, 1)));
}

TEST_CASE("a day begins and ends at midnight in Amsterdam, also when it has 23 or 25 hours", "[calendar]") {
  CHECK(to_iso8601(start_of(day(2026, 1, 1))) == "2025-12-31T23:00:00.000Z");
  CHECK(to_iso8601(start_of(day(2026, 7, 1))) == "2026-06-30T22:00:00.000Z");
  CHECK(end_of(day(2026, 7, 1)) - start_of(day(2026, 7, 1)) == hours{24});
  CHECK(end_of(day(2026, 3, 29)) - start_of(day(2026, 3, 29)) == hours{23});
  CHECK(end_of(day(2026, 10, 25)) - start_of(day(2026, 10, 25)) == hours{25});
}

TEST_CASE("a moment belongs to the day on the clocks in Amsterdam", "[calendar]") {
  const WallTime midnight = start_of(day(2026, 3, 30));  // the first day of summer time that is whole
  CHECK(to_iso8601(midnight) == "2026-03-29T22:00:00.000Z");
  CHECK(day_of(midnight) == day(2026, 3, 30));
  CHECK(day_of({midnight.unix_ms - 1}) == day(2026, 3, 29));
  CHECK(day_of({-1}) == day(1970, 1, 1));
  CHECK(day_of({-3'600'001}) == day(1969, 12, 31));
}

TEST_CASE("a term over a change of the clocks is an hour shorter or longer, and ends at midnight", "[calendar]") {
  const auto length = [](Day begin, DayTerm term) { return end_of(last_of(begin, term)) - end_of(begin); };
  const DayTerm longest{Unit::kWeeks, limits::kTermWeeksMax};
  CHECK(length(day(2026, 1, 5), longest) == hours{limits::kTermDaysMax * 24 - 1});
  CHECK(length(day(2026, 9, 7), longest) == hours{limits::kTermDaysMax * 24 + 1});
  // The two changes are never within twenty weeks: a term from the one ends before the other.
  CHECK(last_of(day(2026, 10, 24), longest) < day(2027, 3, 28));
  // From a day of 23 hours to one of 25: two terms with both changes between them are whole days again.
  const Day half = last_of(day(2026, 3, 28), longest);
  CHECK(end_of(last_of(half, {Unit::kDays, 71})) - end_of(day(2026, 3, 28)) == hours{(limits::kTermDaysMax + 71) * 24});
}

}  // namespace
}  // namespace corvid::testing
