// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104).
//
// Threads: any. Results are raw bytes, 32 of them.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace corvid::envelope {

inline constexpr std::size_t kDigestBytes = 32;

[[nodiscard]] std::string sha256(std::string_view bytes);
// Over the concatenation of the parts, without copying them together.
[[nodiscard]] std::string sha256(std::initializer_list<std::string_view> parts);

// SHA-256 of bytes that come in runs. A value: a copy goes on by itself from where it was made.
//
// Threads: one at a time. Errors: none.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256& other);
  Sha256& operator=(const Sha256& other);
  Sha256(Sha256&&) noexcept = default;
  Sha256& operator=(Sha256&&) noexcept = default;
  ~Sha256() = default;

  void add(std::string_view bytes);
  // Of everything added so far; more may be added afterwards.
  [[nodiscard]] std::string digest() const;

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;  // OpenSSL's EVP_MD_CTX, which stays in digest.cpp
};

[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace corvid::envelope
