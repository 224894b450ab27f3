#include "proto/base/ids.h"

#include <algorithm>
#include <cstring>

#include "proto/base/hex.h"

namespace corvid {
namespace {

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_uuid_v7(std::string_view bytes) {
  const auto version = static_cast<unsigned char>(bytes[6]) >> 4U;
  const auto variant = static_cast<unsigned char>(bytes[8]) >> 6U;
  return version == 7 && variant == 2;
}

}  // namespace

Result<MessageId> MessageId::from_bytes(std::string_view bytes) {
  if (bytes.size() != kBytes || !is_uuid_v7(bytes)) {
    return Error{Errc::kInvalidInput, "message id is not a UUIDv7 of 16 bytes"};
  }
  MessageId id;
  std::memcpy(id.bytes_.data(), bytes.data(), kBytes);
  return id;
}

Result<MessageId> MessageId::parse(std::string_view text) {
  constexpr std::size_t kTextLength = 36;
  if (text.size() != kTextLength) {
    return Error{Errc::kInvalidInput, "message id is not of the form xxxxxxxx-xxxx-7xxx-xxxx-xxxxxxxxxxxx"};
  }
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen_place = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen_place != (text[i] == '-')) {
      return Error{Errc::kInvalidInput, "message id is not of the form xxxxxxxx-xxxx-7xxx-xxxx-xxxxxxxxxxxx"};
    }
    if (!hyphen_place) {
      digits.push_back(text[i]);
    }
  }
  CORVID_TRY_ASSIGN(const std::string bytes, from_hex(digits));
  return from_bytes(bytes);
}

MessageId MessageId::make(std::int64_t unix_ms, std::span<const std::uint8_t, 10> random) {
  MessageId id;
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes_[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(unix_ms) >> (40U - 8U * i));
  }
  std::copy(random.begin(), random.end(), id.bytes_.begin() + 6);
  id.bytes_[6] = static_cast<std::uint8_t>((id.bytes_[6] & 0x0FU) | 0x70U);
  id.bytes_[8] = static_cast<std::uint8_t>((id.bytes_[8] & 0x3FU) | 0x80U);
  return id;
}

std::string MessageId::to_string() const {
  std::string text = to_hex(bytes());
  for (const std::size_t place : {20U, 16U, 12U, 8U}) {
    text.insert(place, 1, '-');
  }
  return text;
}

bool MessageId::is_zero() const {
  return std::all_of(bytes_.begin(), bytes_.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::int64_t MessageId::unix_ms() const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    value = (value << 8U) | bytes_[i];
  }
  return static_cast<std::int64_t>(value);
}

bool is_oin(std::string_view text) { return text.size() == 20 && all_digits(text); }

bool is_gemeentecode(std::string_view text) { return text.size() == 4 && all_digits(text); }

bool is_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !all_digits(text.substr(0, 4)) ||
      !all_digits(text.substr(5, 2)) || !all_digits(text.substr(8, 2))) {
    return false;
  }
  const auto number = [](std::string_view digits) {
    int value = 0;
    for (const char digit : digits) {
      value = value * 10 + (digit - '0');
    }
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year{number(text.substr(0, 4))},
                                         std::chrono::month{static_cast<unsigned>(number(text.substr(5, 2)))},
                                         std::chrono::day{static_cast<unsigned>(number(text.substr(8, 2)))}};
  return date.ok();
}

}  // namespace corvid
