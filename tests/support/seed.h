// The seed of a random test: that of the environment variable CORVID_SEED, else a fresh one. Tests print it on failure.
//
// Threads: any. Errors: a CORVID_SEED that is no number stops the test.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include "proto/base/check.h"
#include "proto/base/entropy.h"

namespace corvid::test {

[[nodiscard]] inline std::uint64_t seed_of_run() {
  std::uint64_t seed = 0;
  if (const char* given = std::getenv("CORVID_SEED"); given != nullptr) {
    const std::string_view digits(given);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
    CORVID_CHECK(read.ec == std::errc() && read.ptr == digits.data() + digits.size());
    return seed;
  }
  const std::string fresh = random_bytes(sizeof seed);
  std::memcpy(&seed, fresh.data(), sizeof seed);
  return seed;
}

}  // namespace corvid::test
