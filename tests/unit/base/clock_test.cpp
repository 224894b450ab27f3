#include "proto/base/clock.h"

#include <catch2/catch.hpp>

using namespace corvid;

TEST_CASE("a wall time is written in UTC with milliseconds", "[clock]") {
  CHECK(to_iso8601({1'764'000'000'123}) == "2025-11-24T16:00:00.123Z");
}

TEST_CASE("the day turns at midnight in Amsterdam, winter and summer", "[clock]") {
  CHECK(amsterdam_date({1'767'222'000'000 - 1}) == "2025-12-31");  // 22:59:59.999 UTC
  CHECK(amsterdam_date({1'767'222'000'000}) == "2026-01-01");      // 23:00 UTC is midnight in winter
  CHECK(amsterdam_date({1'782'856'800'000 - 1}) == "2026-06-30");
  CHECK(amsterdam_date({1'782'856'800'000}) == "2026-07-01");      // 22:00 UTC is midnight in summer
}
