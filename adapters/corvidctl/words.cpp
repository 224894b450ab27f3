#include "adapters/corvidctl/words.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>

namespace corvid::ctl {

std::string local_time(std::int64_t unix_ms) {
  if (unix_ms == 0) {
    return {};
  }
  constexpr std::int64_t kMs = 1000;
  std::int64_t seconds = unix_ms / kMs;
  std::int64_t ms = unix_ms % kMs;
  if (ms < 0) {
    ms += kMs;
    --seconds;
  }
  const std::time_t moment = seconds;
  std::tm local{};
  if (::localtime_r(&moment, &local) == nullptr) {  // a year that does not fit
    return std::to_string(unix_ms);
  }
  const long offset_minutes = std::labs(local.tm_gmtoff) / 60;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1,
                     local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec, ms, local.tm_gmtoff < 0 ? '-' : '+',
                     offset_minutes / 60, offset_minutes % 60);
}

std::string duration_text(std::chrono::milliseconds duration) {
  constexpr std::int64_t kSecond = 1000;
  constexpr std::int64_t kMinute = 60 * kSecond;
  constexpr std::int64_t kHour = 60 * kMinute;
  constexpr std::int64_t kDay = 24 * kHour;
  const char* sign = duration.count() < 0 ? "-" : "";
  const std::int64_t ms = std::abs(duration.count());
  if (ms < kSecond) {
    return fmt::format("{}{} ms", sign, ms);
  }
  if (ms < kMinute) {
    return fmt::format("{}{}.{} s", sign, ms / kSecond, ms % kSecond / 100);
  }
  if (ms < kHour) {
    return fmt::format("{}{}m{:02}s", sign, ms / kMinute, ms % kMinute / kSecond);
  }
  if (ms < kDay) {
    return fmt::format("{}{}h{:02}m", sign, ms / kHour, ms % kHour / kMinute);
  }
  return fmt::format("{}{}d{:02}h", sign, ms / kDay, ms % kDay / kHour);
}

std::string duration_text(double seconds) {
  return duration_text(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

std::string bytes_text(double bytes) {
  constexpr double kStep = 1000;
  constexpr std::array<const char*, 4> kUnits{"kB", "MB", "GB", "TB"};
  if (bytes < kStep) {
    return fmt::format("{:.0f} bytes", bytes);
  }
  std::size_t unit = 0;
  double value = bytes / kStep;
  while (value >= kStep && unit + 1 < kUnits.size()) {
    value /= kStep;
    ++unit;
  }
  constexpr double kTenths = 10;
  return fmt::format("{:.1f} {}", std::floor(value * kTenths) / kTenths, kUnits.at(unit));
}

std::string step_text(v1::TermRecord::Step step) {
  switch (step) {
    case v1::TermRecord::BEGONNEN:
      return "loopt";
    case v1::TermRecord::BIJNA:
      return "bijna";
    case v1::TermRecord::VANDAAG:
      return "vandaag";
    case v1::TermRecord::TE_LAAT:
      return "te laat";
    case v1::TermRecord::GEHAALD:
      return "gehaald";
    case v1::TermRecord::TERUGGESTUURD:
      return "teruggestuurd";
    case v1::TermRecord::ONBEKEND:
      return "onbekend gebleven";
    case v1::TermRecord::VERVALLEN:
      return "vervallen";
    case v1::TermRecord::STEP_ONBEPAALD:
    case v1::TermRecord_Step_TermRecord_Step_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TermRecord_Step_TermRecord_Step_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return enum_text(step);
}

std::string count_text(double count) { return fmt::format("{:.0f}", count); }

std::string upper_case(std::string_view text) {
  std::string upper;
  for (const char c : text) {
    upper.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return upper;
}

}  // namespace corvid::ctl
