#include "router/core/clock_watch.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"

using namespace corvid;
using namespace std::chrono_literals;

namespace {

struct Clocks {
  core::ClockWatch watch;
  WallTime wall{1'795'000'000'000};
  MonoTime mono{1h};
  WallTime told{};

  Clocks() { watch.start(wall, mono, wall); }
  void pass(std::chrono::milliseconds by) {
    wall = wall + by;
    mono += by;
    told = watch.tick(wall, mono);
  }
  void step(std::chrono::milliseconds by) {
    wall = wall + by;
    told = watch.tick(wall, mono);
  }
};

}  // namespace

TEST_CASE("clocks that run at the same pace are believed", "[core][clock]") {
  Clocks clocks;
  for (int i = 0; i < 1000; ++i) {
    clocks.pass(1min);
    CHECK_FALSE(clocks.watch.doubts());
  }
}

TEST_CASE("a drift that a time server corrects in small steps is believed", "[core][clock]") {
  Clocks clocks;
  clocks.pass(1s);
  for (int i = 0; i < 100; ++i) {
    clocks.step(limits::kClockStepMax - 1s);
    CHECK_FALSE(clocks.watch.doubts());
  }
}

TEST_CASE("a step in either direction is doubted until the clock is back", "[core][clock]") {
  const auto by = GENERATE(std::chrono::milliseconds(365 * 24h), std::chrono::milliseconds(-30 * 24h));
  Clocks clocks;
  clocks.pass(1s);
  clocks.step(by);
  CHECK(clocks.watch.doubts());
  clocks.pass(1h);
  CHECK(clocks.watch.doubts());
  clocks.step(-by);
  CHECK_FALSE(clocks.watch.doubts());
}

TEST_CASE("a new pace that lasts is believed in the end", "[core][clock]") {
  Clocks clocks;
  clocks.pass(1s);
  clocks.step(24h);
  clocks.pass(limits::kClockDoubtTerm - 1s);
  CHECK(clocks.watch.doubts());
  clocks.pass(1s);
  CHECK_FALSE(clocks.watch.doubts());
}

TEST_CASE("a clock that keeps jumping is never believed", "[core][clock]") {
  Clocks clocks;
  clocks.pass(1s);
  for (int i = 0; i < 50; ++i) {
    clocks.step(24h);
    clocks.pass(limits::kClockDoubtTerm - 1s);
    CHECK(clocks.watch.doubts());
  }
}

TEST_CASE("while the wall clock is doubted the time goes on at its old pace", "[core][clock]") {
  Clocks clocks;
  clocks.pass(1s);
  const WallTime before = clocks.told;
  clocks.step(24h);
  CHECK(clocks.told == before);
  clocks.pass(1h);
  CHECK(clocks.told == before + 1h);
  clocks.pass(limits::kClockDoubtTerm);
  CHECK(clocks.told == clocks.wall);
}

TEST_CASE("a clock that starts behind what is recorded is doubted from the start", "[core][clock]") {
  const WallTime wall{1'795'000'000'000};
  core::ClockWatch watch;
  watch.start(wall, MonoTime(1h), wall + 24h);
  CHECK(watch.doubts());
  CHECK(watch.tick(wall, MonoTime(1h)) == wall + 24h);
  watch.start(wall, MonoTime(1h), wall + 1min);
  CHECK_FALSE(watch.doubts());
}
