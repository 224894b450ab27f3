#include "proto/base/log.h"

#include <catch2/catch.hpp>

using namespace corvid;
using namespace std::chrono_literals;

TEST_CASE("a throttled line passes once per interval and counts the rest", "[log]") {
  log::Throttle throttle(10s);
  const MonoTime start{1h};
  CHECK(throttle.pass(start));
  for (int i = 0; i < 5; ++i) {
    CHECK_FALSE(throttle.pass(start + 1s));
  }
  CHECK(throttle.pass(start + 10s));
  CHECK(throttle.suppressed() == 5);
  CHECK(throttle.pass(start + 20s));
  CHECK(throttle.suppressed() == 0);
}
