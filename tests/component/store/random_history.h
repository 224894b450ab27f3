// A random history of commits: batch after batch, the same ones for the same seed, in every process.
//
// The batches span all column families, overwrite and erase, and hold up to 256 writes of up to 20 kB.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "store/key_value.h"

namespace corvid::store::test {

class RandomHistory {
 public:
  explicit RandomHistory(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  // One of 512, spread over tables of every column family.
  std::string key() {
    static const std::string kTables = "\x01\x10\x11\x40\x41\x60\x80\xa0";
    return {kTables.at(below(kTables.size())), static_cast<char>(below(64) * 4)};
  }

  std::vector<Write> batch() {
    std::vector<Write> writes;
    const std::uint64_t count = below(8) == 0 ? below(257) : below(8);
    while (writes.size() < count) {
      const bool erases = below(3) == 0;
      writes.push_back({key(), erases ? std::nullopt : std::optional(value())});
    }
    return writes;
  }

 private:
  std::string value() {
    std::string bytes(below(50) == 0 ? below(20'000) : below(40), '\0');
    for (char& byte : bytes) {
      byte = static_cast<char>(below(256));
    }
    return bytes;
  }

  std::mt19937_64 random_;
};

}  // namespace corvid::store::test
