#include "proto/base/calendar.h"

#include <date/date.h>
#include <date/tz.h>

#include <utility>

#include "proto/base/check.h"
#include "proto/base/limits.h"

namespace corvid {
namespace {

using std::chrono::days;
using std::chrono::weekday;
using std::chrono::weeks;
using std::chrono::year_month_day;

constexpr int kLustrumYears = 5;

const date::time_zone& amsterdam() {
  static const date::time_zone* const zone = date::locate_zone("Europe/Amsterdam");
  return *zone;
}

bool is_on(Day day, std::chrono::month_day wanted) {
  const year_month_day date{day};
  return date.month() / date.day() == wanted;
}

// Does a holiday with this rule fall on `day`?
struct FallsOn {
  Day day;

  bool operator()(const EachYear& rule) const { return is_on(day, rule.day); }
  bool operator()(const NotOnSunday& rule) const {
    const Day next = day + days{1};
    return (is_on(day, rule.day) && weekday{day} != std::chrono::Sunday) ||
           (is_on(next, rule.day) && weekday{next} == std::chrono::Sunday);
  }
  bool operator()(const InLustrum& rule) const {
    return is_on(day, rule.day) && static_cast<int>(year_month_day{day}.year()) % kLustrumYears == 0;
  }
  bool operator()(const FromEaster& rule) const {
    return day == easter_sunday(year_month_day{day}.year()) + rule.after;
  }
  bool operator()(const OnDate& rule) const { return rule.day == day; }
};

void check_number(std::int32_t number) { CORVID_CHECK(number >= 1 && number <= limits::kTermDaysMax); }

}  // namespace

Day day_of(WallTime time) {
  const date::sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds{time.unix_ms}};
  const auto local = date::floor<date::days>(amsterdam().to_local(moment));
  return Day{days{local.time_since_epoch().count()}};
}

WallTime start_of(Day day) {
  const date::local_days local{date::days{day.time_since_epoch().count()}};
  // Clocks have not been changed at midnight here since 1940; then the earlier of the two would be the start.
  const auto moment = amsterdam().to_sys(local, date::choose::earliest);
  return {std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count()};
}

WallTime end_of(Day day) { return start_of(day + days{1}); }

Day easter_sunday(std::chrono::year year) {
  const int y = static_cast<int>(year);
  const int golden = y % 19;
  const int century = y / 100;
  const int leap_centuries = century / 4;
  const int moon_shift = (century - (century + 8) / 25 + 1) / 3;
  const int epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30;
  const int to_sunday = (32 + 2 * (century % 4) + 2 * (y % 100 / 4) - epact - y % 100 % 4) % 7;
  const int late = (golden + 11 * epact + 22 * to_sunday) / 451;
  const int days_on = epact + to_sunday - 7 * late + 114;
  return Day{year / (days_on / 31) / (days_on % 31 + 1)};
}

WorkingCalendar::WorkingCalendar(std::vector<Holiday> holidays, std::optional<Day> valid_until)
    : holidays_(std::move(holidays)), valid_until_(valid_until) {
  CORVID_CHECK(holidays_.size() <= limits::kHolidaysPerCalendarMax);
}

const Holiday* WorkingCalendar::holiday_on(Day day) const {
  for (const Holiday& holiday : holidays_) {
    if (std::visit(FallsOn{day}, holiday.when)) {
      return &holiday;
    }
  }
  return nullptr;
}

bool WorkingCalendar::is_working_day(Day day) const {
  const weekday name{day};
  return name != std::chrono::Saturday && name != std::chrono::Sunday && holiday_on(day) == nullptr;
}

// The first working day that is not before `day`.
Day WorkingCalendar::working_day_from(Day day) const {
  while (!is_working_day(day)) {
    day += days{1};
  }
  return day;
}

TermEnd WorkingCalendar::end_of(Day begin, const DayTerm& term) const {
  check_number(term.number);
  Day last = begin;
  switch (term.unit) {
    case DayTerm::Unit::kWorkingDays:
      for (std::int32_t counted = 0; counted < term.number; ++counted) {
        last = working_day_from(last + days{1});
      }
      break;
    case DayTerm::Unit::kDays:
      last += days{term.number};
      break;
    case DayTerm::Unit::kWeeks:
      last += weeks{term.number};
      break;
  }
  if (term.to_working_day) {
    last = working_day_from(last);
  }
  return {last, !speaks_about(last)};
}

Day WorkingCalendar::working_day_before(Day day, std::int32_t number) const {
  check_number(number);
  for (std::int32_t counted = 0; counted < number; ++counted) {
    do {
      day -= days{1};
    } while (!is_working_day(day));
  }
  return day;
}

}  // namespace corvid
