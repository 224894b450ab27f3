#include "router/core/backoff.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/property.h"

using namespace corvid;

TEST_CASE("a retry waits at least the first delay, at most the cap, and never less than an earlier one",
          "[core][backoff]") {
  test::check_property("bounds and order", [](std::uint32_t a, std::uint32_t b) {
    const auto few = core::retry_delay(std::min(a, b));
    const auto many = core::retry_delay(std::max(a, b));
    RC_ASSERT(limits::kRetryFirst <= few);
    RC_ASSERT(few <= many);
    RC_ASSERT(many <= limits::kRetryMax);
  });
}

TEST_CASE("each delay is twice the one before until the cap", "[core][backoff]") {
  for (std::uint32_t attempts = 1; core::retry_delay(attempts + 1) < limits::kRetryMax; ++attempts) {
    CHECK(core::retry_delay(attempts + 1) == 2 * core::retry_delay(attempts));
  }
  CHECK(core::retry_delay(1'000'000) == limits::kRetryMax);
}
