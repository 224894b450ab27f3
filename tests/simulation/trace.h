// What happened, one line per event. Two runs of one seed give the same bytes.
//
// Ownership: borrows the stream. Threads: one. Errors: none; a failed stream is the caller's to notice.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <ostream>
#include <string>
#include <utility>

#include "proto/base/clock.h"

namespace corvid::sim {

class Trace {
 public:
  // nullptr: nobody reads along, and nothing is formatted.
  explicit Trace(std::ostream* out) : out_(out) {}

  void begin(std::uint64_t event, MonoTime at) {
    if (out_ != nullptr) {
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
      line_ = fmt::format("{:06} {:>13.3f}", event, static_cast<double>(ms) / 1000.0);
    }
  }

  // Adds to the line of the present event.
  template <typename... Values>
  void note(fmt::format_string<Values...> form, Values&&... values) {
    if (out_ != nullptr) {
      line_.push_back(' ');
      fmt::format_to(std::back_inserter(line_), form, std::forward<Values>(values)...);
    }
  }

  void end() {
    if (out_ != nullptr) {
      *out_ << line_ << '\n';
    }
  }

 private:
  std::ostream* out_;
  std::string line_;
};

}  // namespace corvid::sim
