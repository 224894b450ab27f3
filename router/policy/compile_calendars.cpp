#include <chrono>
#include <utility>

#include "proto/base/limits.h"
#include "router/policy/compile_clocks.h"
#include "router/policy/compile_rules.h"
#include "router/policy/dates.h"

namespace corvid::policy {
namespace {

// Easter is from 22 March to 25 April; further away than this is another year.
constexpr int kEasterDaysMin = -80;
constexpr int kEasterDaysMax = 250;

using When = decltype(Holiday::when);

std::optional<Day> date_of(const std::string& date, Findings& findings) {
  const auto number = day_of(date);
  if (!number) {
    findings.add("\"" + date + "\" is no date JJJJ-MM-DD");
    return std::nullopt;
  }
  return Day{std::chrono::days{*number}};
}

// 29 February exists, in some years.
std::optional<std::chrono::month_day> month_day_of(const v1::MonthDay& source, Findings& findings) {
  const bool small = source.maand() <= 12 && source.dag() <= 31;  // std::chrono keeps no more than a byte
  const std::chrono::month_day day{std::chrono::month{small ? source.maand() : 0},
                                   std::chrono::day{small ? source.dag() : 0}};
  if (!day.ok()) {
    findings.add("month " + std::to_string(source.maand()) + " has no day " + std::to_string(source.dag()));
    return std::nullopt;
  }
  return day;
}

template <typename Rule>
std::optional<When> each_year(const v1::MonthDay& source, Findings& findings) {
  const auto day = month_day_of(source, findings);
  return day ? std::optional<When>(Rule{*day}) : std::nullopt;
}

std::optional<When> from_easter(const v1::EasterOffset& source, Findings& findings) {
  if (source.dagen() < kEasterDaysMin || source.dagen() > kEasterDaysMax) {
    findings.add(std::to_string(source.dagen()) + " days after Easter is not always in the same year");
    return std::nullopt;
  }
  return FromEaster{std::chrono::days{source.dagen()}};
}

std::optional<When> on_date(const std::string& date, Findings& findings) {
  const auto day = date_of(date, findings);
  return day ? std::optional<When>(OnDate{*day}) : std::nullopt;
}

std::optional<When> when_of(const v1::Holiday& source, Findings& findings) {
  switch (source.wanneer_case()) {
    case v1::Holiday::kDatum:
      return on_date(source.datum(), findings);
    case v1::Holiday::kElkJaar:
      return each_year<EachYear>(source.elk_jaar(), findings);
    case v1::Holiday::kPasen:
      return from_easter(source.pasen(), findings);
    case v1::Holiday::kZoNietZondag:
      return each_year<NotOnSunday>(source.zo_niet_zondag(), findings);
    case v1::Holiday::kLustrum:
      return each_year<InLustrum>(source.lustrum(), findings);
    case v1::Holiday::WANNEER_NOT_SET:
      findings.add("a holiday needs a day: datum, elk_jaar, pasen, zo_niet_zondag or lustrum");
      return std::nullopt;
  }
  return std::nullopt;
}

std::vector<Holiday> holidays_of(const v1::Calendar& source, Findings& findings) {
  std::vector<Holiday> holidays;
  for (const v1::Holiday& day : source.feestdag()) {
    if (day.naam().empty()) {
      findings.add("a holiday needs a name");
    }
    if (const auto when = when_of(day, findings)) {
      holidays.push_back({day.naam(), *when});
    }
  }
  if (holidays.size() > limits::kHolidaysPerCalendarMax) {
    findings.add("more than " + std::to_string(limits::kHolidaysPerCalendarMax) + " holidays");
    holidays.resize(limits::kHolidaysPerCalendarMax);
  }
  return holidays;
}

}  // namespace

void compile_calendars(Compiled& compiled, Findings& findings) {
  Ids ids("kalender", findings);
  for (const v1::Calendar& source : compiled.source.kalender()) {
    ids.next(source.id());
    check_references(source.verwijzing(), compiled.source, findings);
    if (source.version() == 0) {
      findings.add("a calendar needs a version: a term says which one it was counted with");
    }
    std::optional<Day> until;
    if (!source.geldig_tot().empty()) {
      until = date_of(source.geldig_tot(), findings);
    }
    WorkingCalendar days(holidays_of(source, findings), until);
    compiled.calendars.emplace(source.id(), CompiledCalendar{&source, std::move(days)});
  }
  if (compiled.calendars.size() > limits::kCalendarsMax) {
    findings.add("more than " + std::to_string(limits::kCalendarsMax) + " calendars");
  }
}

}  // namespace corvid::policy
