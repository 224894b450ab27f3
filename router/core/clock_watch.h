// What time it is, as far as the wall clock can be believed: one that jumps must not end, destroy or refuse anything.
//
// Both clocks run at the same pace. While the wall clock has stepped by more than limits::kClockStepMax the time goes
// on at the pace it had, until the wall clock is back, or until it has kept its new pace for limits::kClockDoubtTerm:
// enough for an operator to put it right. A clock that is ahead before the process starts cannot be known to be; one
// that is behind the newest record is doubted from the start.
//
// Ownership: a value. Threads: loop. Errors: none.
#pragma once

#include <optional>

#include "proto/base/clock.h"

namespace corvid::core {

class ClockWatch {
 public:
  // The first look; `not_before` is a moment that has been, such as that of the newest record.
  void start(WallTime wall, MonoTime mono, WallTime not_before);
  // Notes what both clocks say and returns what time it is. REQUIRES: `mono` does not go back; start() was called.
  WallTime tick(WallTime wall, MonoTime mono);

  [[nodiscard]] bool doubts() const { return stepped_at_.has_value(); }
  // Or would, if it ticked now.
  [[nodiscard]] bool doubts(const Moment& now) const;

 private:
  // Wall minus monotonic.
  std::chrono::milliseconds believed_{0};
  std::chrono::milliseconds newest_{0};
  std::optional<MonoTime> stepped_at_;  // since when the wall clock keeps another pace
};

}  // namespace corvid::core
