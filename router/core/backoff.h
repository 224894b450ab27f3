// How long a message waits before it is offered again: doubling with every attempt, with a cap.
//
// Threads: any. Purity: values. Errors: none.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "proto/base/limits.h"

namespace corvid::core {

// `attempts` were made. kRetryFirst after the first, at most kRetryMax; never less than for fewer attempts.
[[nodiscard]] constexpr std::chrono::milliseconds retry_delay(std::uint32_t attempts) {
  auto delay = limits::kRetryFirst;
  for (std::uint32_t i = 1; i < attempts && delay < limits::kRetryMax; ++i) {
    delay *= 2;
  }
  return std::min(delay, limits::kRetryMax);
}

}  // namespace corvid::core
