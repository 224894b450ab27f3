// Identifiers as types: a message id is not a key id is not a string.
//
// Shapes: MessageId is a UUIDv7 (RFC 9562), 16 bytes on the wire and in keys, 36 characters for people. Oin is 20
// digits (Logius OIN-Stelsel; test numbers start with 99). PartyId is one connection point: (OIN, role).
// Threads: values, any thread.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "proto/base/result.h"

namespace corvid {

class MessageId {
 public:
  static constexpr std::size_t kBytes = 16;

  MessageId() = default;  // all zero: never valid on the wire

  // From 16 wire bytes. kInvalidInput: another length, or not a UUIDv7.
  static Result<MessageId> from_bytes(std::string_view bytes);
  // From the 36-character form. kInvalidInput: not a UUIDv7.
  static Result<MessageId> parse(std::string_view text);
  // A new id for `unix_ms`; `random` supplies the 74 random bits.
  static MessageId make(std::int64_t unix_ms, std::span<const std::uint8_t, 10> random);

  [[nodiscard]] std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] bool is_zero() const;
  // Milliseconds since the Unix epoch that the id carries.
  [[nodiscard]] std::int64_t unix_ms() const;

  friend auto operator<=>(const MessageId&, const MessageId&) = default;

 private:
  std::array<std::uint8_t, kBytes> bytes_{};
};

// True for exactly 20 digits.
[[nodiscard]] bool is_oin(std::string_view text);
// True for exactly 4 digits (CBS municipality code).
[[nodiscard]] bool is_gemeentecode(std::string_view text);
// True for an existing calendar date written JJJJ-MM-DD.
[[nodiscard]] bool is_iso_date(std::string_view text);

// One connection point. `role` is a value of corvid.v1.Role, kept as a number so that proto/base knows no schema.
struct PartyId {
  std::string oin;
  int role = 0;

  friend auto operator<=>(const PartyId&, const PartyId&) = default;
};

struct PartyIdHash {
  std::size_t operator()(const PartyId& id) const noexcept {
    return std::hash<std::string>{}(id.oin) * 31U + static_cast<std::size_t>(id.role);
  }
};

struct MessageIdHash {
  std::size_t operator()(const MessageId& id) const noexcept {
    return std::hash<std::string_view>{}(id.bytes());
  }
};

}  // namespace corvid
