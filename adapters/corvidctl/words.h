// How moments, durations and enumerators are written for people.
//
// Threads: any, while nobody changes the time zone (TZ) of the process. Errors: none.
#pragma once

#include <google/protobuf/generated_enum_reflection.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "proto/corvid/v1/record.pb.h"

namespace corvid::ctl {

// Local time, ISO 8601 with milliseconds and offset, such as 2026-11-23T19:04:05.123+01:00; empty for 0.
[[nodiscard]] std::string local_time(std::int64_t unix_ms);

// "12 ms", "3.2 s", "4m12s", "3h05m", "2d04h"; a negative duration begins with "-".
[[nodiscard]] std::string duration_text(std::chrono::milliseconds duration);
[[nodiscard]] std::string duration_text(double seconds);

// "512 bytes", "4.2 MB", "78.3 GB": in powers of 1000, cut off after one digit.
[[nodiscard]] std::string bytes_text(double bytes);

// Where a clock stands, in Dutch words: "loopt", "te laat"; its number when this program does not know it.
[[nodiscard]] std::string step_text(v1::TermRecord::Step step);

// A whole number that a report carries as a double.
[[nodiscard]] std::string count_text(double count);

// ASCII letters in upper case.
[[nodiscard]] std::string upper_case(std::string_view text);

// The enumerator's name; its number when this program does not know it; empty for 0 (unspecified).
template <typename Enum>
[[nodiscard]] std::string enum_text(Enum value) {
  if (static_cast<int>(value) == 0) {
    return {};
  }
  const auto* known = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(static_cast<int>(value));
  return known == nullptr ? std::to_string(static_cast<int>(value)) : known->name();
}

}  // namespace corvid::ctl
