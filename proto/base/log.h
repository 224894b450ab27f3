// The log front: ids, codes, sizes, durations. Never payload, feedback text, names or keys, at any level.
//
// Levels say who acts: error an operator now, warn an operator soon, info the state changed, debug for us.
//
// Use: log::info("turn committed: {} records", n). Arguments are formatted by fmt; protobuf messages and raw byte
// strings have no formatter here on purpose.
// Threads: any. Errors: none; a log that cannot be written must not stop a message.
#pragma once

#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "proto/base/clock.h"
#include "proto/base/result.h"

namespace corvid::log {

enum class Level { kError, kWarn, kInfo, kDebug };

// Sends the log to `file`, or to standard error when empty. kIo: the file cannot be opened.
Result<void> open(Level level, const std::string& file);

using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

// For lines that an outsider can cause: passes one line per `interval` and counts the rest.
//
// Ownership: one per kind of line. Threads: one.
class Throttle {
 public:
  explicit Throttle(std::chrono::milliseconds interval) : interval_(interval) {}

  // True when a line may be written now; `suppressed()` then says how many were not.
  [[nodiscard]] bool pass(MonoTime now);
  [[nodiscard]] std::uint64_t suppressed() const { return suppressed_before_pass_; }

 private:
  std::chrono::milliseconds interval_;
  MonoTime next_{};
  std::uint64_t suppressed_ = 0;
  std::uint64_t suppressed_before_pass_ = 0;
};

}  // namespace corvid::log
