// What time it is for the router, by what its wall clock may be believed. The world knows how far that clock is off.
//
// A clock that steps by more than four minutes is not believed until it is back, or until it has kept its new pace for
// four hours; meanwhile the time goes on as it was. A process believes what it starts with, unless that is before the
// newest record.
// Ownership: a value. Threads: one. Errors: none.
#pragma once

#include <chrono>

#include "proto/base/clock.h"

namespace corvid::sim {

class Belief {
 public:
  // The process starts with a clock that is off so much; by the newest record it was off so much at least.
  void start(std::chrono::milliseconds off, std::chrono::milliseconds at_least, MonoTime now) {
    believed_ = newest_ = off;
    doubts_ = ever_doubted_ = off < at_least && differs(off, at_least);
    if (doubts_) {
      believed_ = at_least;
      since_ = now;
    }
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

  // What the time of the router is off.
  [[nodiscard]] std::chrono::milliseconds off() const { return believed_; }
  // In this process; what was due by a clock that turned out wrong may come later than it should.
  [[nodiscard]] bool ever_doubted() const { return ever_doubted_; }

 private:
  static bool differs(std::chrono::milliseconds a, std::chrono::milliseconds b) {
    return std::chrono::abs(a - b) > std::chrono::minutes(4);
  }

  std::chrono::milliseconds believed_{0};
  std::chrono::milliseconds newest_{0};
  MonoTime since_{};
  bool doubts_ = false;
  bool ever_doubted_ = false;
};

}  // namespace corvid::sim
