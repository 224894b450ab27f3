// On which days people work, and on which day a term ends. Days run in Europe/Amsterdam.
//
// Holidays are rules, so that no year can be forgotten. Terms are counted as the Algemene termijnenwet counts them:
// from the day after the begin, up to and including the last day. Its article 2 (at least two working days in a term
// of three days or more) is not applied; terms in working days of two or more, and in weeks, meet it by themselves.
// Beyond its validity a calendar still computes by its rules, and says so in TermEnd.
//
// The moments of a day come from the time zone data of the system. Those end in 2037: days stay right for ever, but the
// moments of later summers are an hour late.
//
// Ownership: values. Threads: any. Errors: none; a broken REQUIRES stops the process.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "proto/base/clock.h"

namespace corvid {

// A day of the Gregorian calendar, in Europe/Amsterdam.
using Day = std::chrono::local_days;

[[nodiscard]] Day day_of(WallTime time);
// Its first moment. The end of a day is the first moment of the next: 23, 24 or 25 hours later.
[[nodiscard]] WallTime start_of(Day day);
[[nodiscard]] WallTime end_of(Day day);
// Gregorian computus (Meeus, Jones, Butcher).
[[nodiscard]] Day easter_sunday(std::chrono::year year);

// When a holiday is. None names more than one day in any twenty weeks. 29 February is only in leap years.
struct EachYear {
  std::chrono::month_day day;
};
struct NotOnSunday {  // each year; on a Sunday the day before instead, as King's Day
  std::chrono::month_day day;
};
struct InLustrum {  // in years divisible by five
  std::chrono::month_day day;
};
struct FromEaster {  // so many days after Easter Sunday, negative: before. REQUIRES: in the same year
  std::chrono::days after;
};
struct OnDate {
  Day day;
};
struct Holiday {
  std::string name;
  std::variant<EachYear, NotOnSunday, InLustrum, FromEaster, OnDate> when;
};

// A term in whole days. REQUIRES: 1 <= number <= limits::kTermDaysMax.
struct DayTerm {
  enum class Unit { kWorkingDays, kDays, kWeeks };
  Unit unit = Unit::kDays;
  std::int32_t number = 1;
  // Article 1: a last day on which nobody works becomes the next on which people do.
  bool to_working_day = false;
};
struct TermEnd {
  Day last;
  bool beyond_validity = false;  // the calendar says nothing certain about the last day
};

class WorkingCalendar {
 public:
  // Nobody works on Saturdays, Sundays and `holidays`. `valid_until`: the first day it says nothing about; none: never.
  // REQUIRES: at most limits::kHolidaysPerCalendarMax.
  WorkingCalendar(std::vector<Holiday> holidays, std::optional<Day> valid_until);

  [[nodiscard]] bool is_working_day(Day day) const;
  // nullptr: none. A holiday may be on a Saturday or Sunday.
  [[nodiscard]] const Holiday* holiday_on(Day day) const;
  [[nodiscard]] bool speaks_about(Day day) const { return !valid_until_ || day < *valid_until_; }

  [[nodiscard]] TermEnd end_of(Day begin, const DayTerm& term) const;
  // The working day that has `number - 1` working days between it and `day`. REQUIRES: as DayTerm.
  [[nodiscard]] Day working_day_before(Day day, std::int32_t number) const;

 private:
  [[nodiscard]] Day working_day_from(Day day) const;

  std::vector<Holiday> holidays_;
  std::optional<Day> valid_until_;
};

}  // namespace corvid
