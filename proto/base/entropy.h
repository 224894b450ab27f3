// Random bytes: the only place that asks the system for them, and the deterministic stream that pure code uses.
//
// Core and policy never call random_bytes: the loop puts a 32-byte seed into each turn, and an EntropyStream expands it
// (ChaCha20, libsodium randombytes_buf_deterministic), so that a seed replays a run.
// Threads: random_bytes any; an EntropyStream belongs to one turn.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace corvid {

using Seed = std::array<std::uint8_t, 32>;

// `count` bytes from the system's generator.
[[nodiscard]] std::string random_bytes(std::size_t count);
[[nodiscard]] Seed random_seed();

class EntropyStream {
 public:
  explicit EntropyStream(const Seed& seed) : seed_(seed) {}

  // The next `count` bytes of the stream. REQUIRES: count <= 64.
  [[nodiscard]] std::string take(std::size_t count);

 private:
  Seed seed_;
  std::uint64_t drawn_ = 0;
};

}  // namespace corvid
