// The days on which the Netherlands do not work, for tests of terms.
//
// Ownership: values. Threads: any. Errors: none.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "proto/base/calendar.h"

namespace corvid::testing {

[[nodiscard]] inline Day day(int year, unsigned month, unsigned number) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{number}};
}

[[nodiscard]] inline WorkingCalendar dutch_calendar() {
  using std::chrono::days;
  using std::chrono::month;
  return {{{"Nieuwjaarsdag", EachYear{month{1} / 1}},
           {"Goede Vrijdag", FromEaster{days{-2}}},
           {"Tweede paasdag", FromEaster{days{1}}},
           {"Koningsdag", NotOnSunday{month{4} / 27}},
           {"Bevrijdingsdag", InLustrum{month{5} / 5}},
           {"Hemelvaartsdag", FromEaster{days{39}}},
           {"Tweede pinksterdag", FromEaster{days{50}}},
           {"Eerste kerstdag", EachYear{month{12} / 25}},
           {"Tweede kerstdag", EachYear{month{12} / 26}}},
          std::nullopt};
}

}  // namespace corvid::testing

template <>
struct Catch::StringMaker<corvid::Day> {
  static std::string convert(corvid::Day day) { return corvid::amsterdam_date(corvid::start_of(day)); }
};
