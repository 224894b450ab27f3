// What is going to happen, in order of time. Of two things at one moment the one that was planned first comes first.
//
// Time moves here and nowhere else: the monotonic clock of a simulation is the moment of the event that runs.
// Ownership: owns the planned actions. Threads: one. Errors: none.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/clock.h"

namespace corvid::sim {

class Agenda {
 public:
  using Action = std::function<void()>;

  [[nodiscard]] MonoTime now() const { return now_; }
  [[nodiscard]] bool empty() const { return planned_.empty(); }

  // A moment that has passed means now.
  void at(MonoTime moment, Action action) {
    planned_.emplace(std::pair(std::max(moment, now_), ++planned_count_), std::move(action));
  }
  void in(std::chrono::milliseconds delay, Action action) { at(now_ + delay, std::move(action)); }

  // Moves the clock to the first moment and runs what is planned there. REQUIRES: not empty.
  void run_next() {
    CORVID_CHECK(!planned_.empty());
    auto first = planned_.extract(planned_.begin());
    now_ = first.key().first;
    first.mapped()();
  }
  [[nodiscard]] MonoTime next() const {
    CORVID_CHECK(!planned_.empty());
    return planned_.begin()->first.first;
  }

  // The whole world stands still for so long, with everything that was under way.
  void stand_still(std::chrono::milliseconds duration) {
    std::map<std::pair<MonoTime, std::uint64_t>, Action> later;
    for (auto& [when, action] : planned_) {
      later.emplace(std::pair(when.first + duration, when.second), std::move(action));
    }
    planned_ = std::move(later);
    now_ += duration;
  }

 private:
  MonoTime now_{std::chrono::hours(1)};
  std::uint64_t planned_count_ = 0;
  std::map<std::pair<MonoTime, std::uint64_t>, Action> planned_;
};

}  // namespace corvid::sim
