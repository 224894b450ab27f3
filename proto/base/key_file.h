// Key pair files: one format for transport (CURVE) and signing (Ed25519) keys.
//
// Text of four lines: "corvid-key 1", "algorithm NAME", "public HEX", "secret HEX". Mode 0600; anything more open is
// refused. Secrets live in SecretBytes, which is wiped when it goes.
// Threads: any. Errors: kConfiguration with the file's name, never with its content.
#pragma once

#include <string>
#include <string_view>

#include "proto/base/result.h"

namespace corvid {

// Bytes that are wiped when they go. Movable, not copyable.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::string bytes) : bytes_(std::move(bytes)) {}
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { wipe(); }

  [[nodiscard]] std::string_view view() const { return bytes_; }

 private:
  void wipe() noexcept;
  std::string bytes_;
};

enum class KeyAlgorithm { kCurve25519, kEd25519 };

struct KeyPair {
  KeyAlgorithm algorithm = KeyAlgorithm::kEd25519;
  std::string public_key;  // 32 bytes
  SecretBytes secret;      // Curve25519: 32 bytes; Ed25519: 64 bytes (libsodium's seed || public key)
};

[[nodiscard]] KeyPair make_key_pair(KeyAlgorithm algorithm);
Result<KeyPair> read_key_file(const std::string& path, KeyAlgorithm expected);
// Creates the file with mode 0600. kIo: it exists already or cannot be written.
Result<void> write_key_file(const std::string& path, const KeyPair& pair);

// A file with one line of 64 hexadecimal digits, mode 0600, such as the secret for reference tags.
Result<SecretBytes> read_secret_file(const std::string& path);

// 32 bytes from 64 hexadecimal digits. kConfiguration otherwise; `what` names the field in the message.
Result<std::string> public_key_from_hex(std::string_view hex, std::string_view what);

// The first 16 bytes of SHA-256 over the 32 bytes of a public key.
[[nodiscard]] std::string key_id(std::string_view public_key);

}  // namespace corvid
