// May the router believe its wall clock? The world knows how far that clock is off, and so what must be doubted.
//
// A clock that steps by more than ten minutes is doubted until it is back, or until it has kept its new pace for four
// hours. What a process starts with is all it knows.
// Ownership: a value. Threads: one. Errors: none.
#pragma once

#include <chrono>

#include "proto/base/clock.h"

namespace corvid::sim {

class Belief {
 public:
  // The process starts with a clock that is off so much.
  void start(std::chrono::milliseconds off) {
    believed_ = newest_ = off;
    doubts_ = ever_doubted_ = false;
  }

  // The router looks at its clocks.
  void look(std::chrono::milliseconds off, MonoTime now) {
    using std::chrono_literals::operator""h;
    const bool moved = differs(off, newest_);
    newest_ = off;
    if (!differs(off, believed_)) {
      believed_ = off;
      doubts_ = false;
    } else if (!doubts_ || moved) {
      doubts_ = ever_doubted_ = true;
      since_ = now;
    } else if (now - since_ >= 4h) {
      believed_ = off;
      doubts_ = false;
    }
  }

  [[nodiscard]] bool doubts() const { return doubts_; }
  // In this process; what was due by a clock that turned out wrong may come later than it should.
  [[nodiscard]] bool ever_doubted() const { return ever_doubted_; }

 private:
  static bool differs(std::chrono::milliseconds a, std::chrono::milliseconds b) {
    return std::chrono::abs(a - b) > std::chrono::minutes(10);
  }

  std::chrono::milliseconds believed_{0};
  std::chrono::milliseconds newest_{0};
  MonoTime since_{};
  bool doubts_ = false;
  bool ever_doubted_ = false;
};

}  // namespace corvid::sim
