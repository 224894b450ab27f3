// Time as an argument. The only place that reads a clock is clock.cpp.
//
// WallTime is for records, terms and people; MonoTime for intervals and timers. They do not mix. Core and policy take
// a WallTime as data and never see a Clock.
// Threads: SystemClock is safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace corvid {

// Milliseconds since the Unix epoch, UTC.
struct WallTime {
  std::int64_t unix_ms = 0;

  friend auto operator<=>(const WallTime&, const WallTime&) = default;
  friend WallTime operator+(WallTime time, std::chrono::milliseconds by) { return {time.unix_ms + by.count()}; }
  friend std::chrono::milliseconds operator-(WallTime a, WallTime b) {
    return std::chrono::milliseconds{a.unix_ms - b.unix_ms};
  }
};

// Time since an arbitrary moment in the life of the machine; never steps.
using MonoTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

// By both clocks.
struct Moment {
  WallTime wall;
  MonoTime mono;
};

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual WallTime wall_now() const = 0;
  [[nodiscard]] virtual MonoTime mono_now() const = 0;
  [[nodiscard]] Moment now() const { return {wall_now(), mono_now()}; }
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] WallTime wall_now() const override;
  [[nodiscard]] MonoTime mono_now() const override;
};

// ISO 8601 in UTC with milliseconds, such as 2026-11-23T18:04:05.123Z.
[[nodiscard]] std::string to_iso8601(WallTime time);
// The calendar date in Europe/Amsterdam, JJJJ-MM-DD.
[[nodiscard]] std::string amsterdam_date(WallTime time);

}  // namespace corvid
