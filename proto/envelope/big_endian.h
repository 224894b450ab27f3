// Integers as big-endian bytes, for what is hashed or signed.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <string>

namespace corvid::envelope {

inline std::string u32_bytes(std::uint32_t value) {
  std::string bytes(4, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(value >> (24U - 8U * i));
  }
  return bytes;
}

inline std::string u64_bytes(std::uint64_t value) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(value >> (56U - 8U * i));
  }
  return bytes;
}

}  // namespace corvid::envelope
