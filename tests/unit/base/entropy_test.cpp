#include "proto/base/entropy.h"

#include <catch2/catch.hpp>

#include <set>

using namespace corvid;

TEST_CASE("a seed replays the same stream", "[entropy]") {
  const Seed seed = random_seed();
  EntropyStream first(seed);
  EntropyStream second(seed);
  for (int i = 0; i < 100; ++i) {
    REQUIRE(first.take(32) == second.take(32));
  }
}

TEST_CASE("draws of one stream all differ", "[entropy]") {
  EntropyStream stream(random_seed());
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(seen.insert(stream.take(32)).second);
  }
}

TEST_CASE("two seeds give two streams", "[entropy]") {
  CHECK(EntropyStream(random_seed()).take(32) != EntropyStream(random_seed()).take(32));
}
