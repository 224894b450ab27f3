#include "router/policy/dates.h"

#include <chrono>
#include <string>

#include "proto/base/check.h"
#include "proto/base/ids.h"

namespace corvid::policy {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;

int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    value = value * 10 + (c - '0');
  }
  return value;
}

std::int64_t floor_day(std::int64_t unix_ms) {
  return unix_ms >= 0 ? unix_ms / kDayMs : -((-unix_ms + kDayMs - 1) / kDayMs);
}

}  // namespace

std::optional<std::int64_t> day_of(std::string_view date) {
  if (!is_iso_date(date)) {
    return std::nullopt;
  }
  namespace chrono = std::chrono;
  const chrono::year_month_day day{chrono::year{digits(date.substr(0, 4))},
                                   chrono::month{static_cast<unsigned>(digits(date.substr(5, 2)))},
                                   chrono::day{static_cast<unsigned>(digits(date.substr(8, 2)))}};
  return chrono::sys_days{day}.time_since_epoch().count();
}

bool is_after_day(WallTime now, std::int64_t last) {
  // Amsterdam is one or two hours ahead of UTC. Only in the hour between does the time zone have to be asked.
  const bool surely = floor_day(now.unix_ms + kHourMs) > last;
  const bool possibly = floor_day(now.unix_ms + 2 * kHourMs) > last;
  if (surely || !possibly) {
    return surely;
  }
  const auto today = day_of(amsterdam_date(now));
  CORVID_CHECK(today.has_value());
  return *today > last;
}

WallTime first_moment(std::string_view date) {
  const auto day = day_of(date);
  CORVID_CHECK(day.has_value());
  WallTime moment{*day * kDayMs - 2 * kHourMs};
  while (amsterdam_date(moment) < date) {
    moment.unix_ms += kHourMs;
  }
  return moment;
}

}  // namespace corvid::policy
