#include "router/core/clock_watch.h"

#include <utility>

#include "proto/base/broken.h"
#include "proto/base/limits.h"

namespace corvid::core {
namespace {

std::chrono::milliseconds milliseconds_of(MonoTime mono) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(mono.time_since_epoch());
}

}  // namespace

void ClockWatch::start(WallTime wall, MonoTime mono, WallTime not_before) {
  newest_ = std::chrono::milliseconds{wall.unix_ms} - milliseconds_of(mono);
  believed_ = newest_;
  stepped_at_.reset();
  if (not_before - wall > limits::kClockStepMax) {
    believed_ = std::chrono::milliseconds{not_before.unix_ms} - milliseconds_of(mono);
    stepped_at_ = mono;
  }
}

bool ClockWatch::doubts(const Moment& now) const {
  const std::chrono::milliseconds distance = std::chrono::milliseconds{now.wall.unix_ms} - milliseconds_of(now.mono);
  return doubts() || std::chrono::abs(distance - believed_) > limits::kClockStepMax;
}

WallTime ClockWatch::tick(WallTime wall, MonoTime mono) {
  const std::chrono::milliseconds distance = std::chrono::milliseconds{wall.unix_ms} - milliseconds_of(mono);
  const std::chrono::milliseconds before = std::exchange(newest_, distance);
  if (std::chrono::abs(distance - believed_) <= limits::kClockStepMax) {
    believed_ = distance;  // small steps and a slow drift are what time servers do
    stepped_at_.reset();
  } else if (!stepped_at_ || std::chrono::abs(distance - before) > limits::kClockStepMax) {
    stepped_at_ = mono;
  } else if (mono - *stepped_at_ >= limits::kClockDoubtTerm) {
    believed_ = distance;
    stepped_at_.reset();
  }
  if (broken(Variant::kDoubtIgnored)) {
    return wall;
  }
  return WallTime{(milliseconds_of(mono) + believed_).count()};
}

}  // namespace corvid::core
