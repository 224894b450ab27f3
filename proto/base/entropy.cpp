#include "proto/base/entropy.h"

#include <sodium.h>

#include <cstring>

#include "proto/base/check.h"

namespace corvid {

std::string random_bytes(std::size_t count) {
  CORVID_CHECK(sodium_init() >= 0);
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

Seed random_seed() {
  CORVID_CHECK(sodium_init() >= 0);
  Seed seed;
  randombytes_buf(seed.data(), seed.size());
  return seed;
}

std::string EntropyStream::take(std::size_t count) {
  CORVID_CHECK(count <= 64);
  // Each draw has a key of its own: the seed with the draw's number mixed into its first eight bytes.
  Seed key = seed_;
  for (std::size_t i = 0; i < sizeof drawn_; ++i) {
    key[i] = static_cast<std::uint8_t>(key[i] ^ static_cast<std::uint8_t>(drawn_ >> (8U * i)));
  }
  ++drawn_;
  std::string bytes(count, '\0');
  randombytes_buf_deterministic(bytes.data(), bytes.size(), key.data());
  return bytes;
}

}  // namespace corvid
