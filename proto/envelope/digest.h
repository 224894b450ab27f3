// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104).
//
// Threads: any. Results are raw bytes, 32 of them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace corvid::envelope {

inline constexpr std::size_t kDigestBytes = 32;

[[nodiscard]] std::string sha256(std::string_view bytes);
// Over the concatenation of the parts, without copying them together.
[[nodiscard]] std::string sha256(std::initializer_list<std::string_view> parts);
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace corvid::envelope
