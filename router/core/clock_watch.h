// May the wall clock be believed? One that jumps must not end or destroy anything.
//
// Both clocks run at the same pace. A wall clock that has stepped by more than limits::kClockStepMax is doubted until
// it is back, or until it has kept its new pace for limits::kClockDoubtTerm: time for an operator to put it right. A
// clock that was wrong before the process started cannot be known to be.
//
// Ownership: a value. Threads: loop. Errors: none.
#pragma once

#include <optional>

#include "proto/base/clock.h"

namespace corvid::core {

class ClockWatch {
 public:
  // Notes what both clocks say. REQUIRES: `mono` does not go back.
  void tick(WallTime now, MonoTime mono);

  [[nodiscard]] bool doubts() const { return stepped_at_.has_value(); }

 private:
  // Wall minus monotonic.
  std::optional<std::chrono::milliseconds> believed_;
  std::chrono::milliseconds newest_{0};
  std::optional<MonoTime> stepped_at_;  // since when it keeps another pace
};

}  // namespace corvid::core
