// What the loop publishes for the ops thread, and the ops thread's one order to the loop: stop.
//
// Ownership: made by main, outlives both threads. Threads: each member says who writes it; all may read.
// Errors: none.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "proto/base/result.h"

namespace corvid::io {

class Health {
 public:
  // kIo: no event descriptor.
  static Result<Health> open();
  Health(Health&& other) noexcept;
  Health& operator=(Health&&) = delete;
  ~Health();

  // Written by the loop.
  std::atomic<bool> ready{false};             // bound, recovered, not stopping
  std::atomic<bool> takes_in{true};           // there is room for new messages
  std::atomic<std::int64_t> turn_began_ns{0};  // monotonic; 0 between turns

  // Called by ops: wakes the loop.
  void order_stop();
  [[nodiscard]] bool stop_ordered() const { return stop_ordered_.load(std::memory_order_acquire); }
  // Readable once a stop is ordered.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  explicit Health(int descriptor) : descriptor_(descriptor) {}
  std::atomic<bool> stop_ordered_{false};
  int descriptor_ = -1;
};

}  // namespace corvid::io
