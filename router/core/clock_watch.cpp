#include "router/core/clock_watch.h"

#include <utility>

#include "proto/base/limits.h"

namespace corvid::core {

void ClockWatch::tick(WallTime now, MonoTime mono) {
  const auto mono_ms = std::chrono::duration_cast<std::chrono::milliseconds>(mono.time_since_epoch());
  const std::chrono::milliseconds distance{now.unix_ms - mono_ms.count()};
  const std::chrono::milliseconds before = std::exchange(newest_, distance);
  if (!believed_ || std::chrono::abs(distance - *believed_) <= limits::kClockStepMax) {
    believed_ = distance;  // small steps and a slow drift are what time servers do
    stepped_at_.reset();
  } else if (!stepped_at_ || std::chrono::abs(distance - before) > limits::kClockStepMax) {
    stepped_at_ = mono;
  } else if (mono - *stepped_at_ >= limits::kClockDoubtTerm) {
    believed_ = distance;
    stepped_at_.reset();
  }
}

}  // namespace corvid::core
