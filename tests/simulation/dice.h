// Every choice of a simulation comes from here: the same seed gives the same choices on every machine, which the
// distributions of the standard library do not promise. The generator is splitmix64 (Steele, Lea, Flood 2014).
//
// Ownership: a value. Threads: one. Errors: none.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "proto/base/check.h"
#include "proto/base/entropy.h"

namespace corvid::sim {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31U);
  }

  // 0 <= result < bound. REQUIRES: bound > 0. Slightly uneven for large bounds, which no simulation notices.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) {
    CORVID_CHECK(bound > 0);
    return next() % bound;
  }

  [[nodiscard]] bool chance(std::uint32_t permille) { return below(1000) < permille; }

  // REQUIRES: least <= most.
  [[nodiscard]] std::chrono::milliseconds between(std::chrono::milliseconds least, std::chrono::milliseconds most) {
    const auto span = static_cast<std::uint64_t>((most - least).count()) + 1;
    return least + std::chrono::milliseconds{static_cast<std::int64_t>(below(span))};
  }

  template <typename Container>
  [[nodiscard]] auto& pick(Container& from) {
    CORVID_CHECK(!from.empty());
    return from[static_cast<std::size_t>(below(from.size()))];
  }

  [[nodiscard]] Seed seed() {
    Seed seed{};
    for (std::size_t i = 0; i < seed.size(); i += sizeof(std::uint64_t)) {
      const std::uint64_t drawn = next();
      for (std::size_t j = 0; j < sizeof drawn; ++j) {
        seed[i + j] = static_cast<std::uint8_t>(drawn >> (8U * j));
      }
    }
    return seed;
  }

  [[nodiscard]] std::string bytes(std::size_t count) {
    std::string drawn;
    drawn.reserve(count);
    while (drawn.size() < count) {
      drawn.push_back(static_cast<char>(next()));
    }
    return drawn;
  }

 private:
  std::uint64_t state_;
};

}  // namespace corvid::sim
