#include "proto/base/ids.h"

#include <catch2/catch.hpp>

#include "proto/base/hex.h"

using namespace corvid;

namespace {

constexpr std::array<std::uint8_t, 10> kRandom{0xff, 0x01, 0xff, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09};

}  // namespace

TEST_CASE("a made message id is a UUIDv7 that carries its millisecond", "[ids]") {
  const MessageId id = MessageId::make(1'764'000'000'123, kRandom);
  CHECK(id.unix_ms() == 1'764'000'000'123);
  CHECK(id.to_string().at(14) == '7');
  CHECK(MessageId::from_bytes(id.bytes()).ok());
}

TEST_CASE("a message id survives its written form", "[ids]") {
  const MessageId id = MessageId::make(1'764'000'000'123, kRandom);
  const auto parsed = MessageId::parse(id.to_string());
  REQUIRE(parsed.ok());
  CHECK(*parsed == id);
}

TEST_CASE("message ids made later sort later", "[ids]") {
  CHECK(MessageId::make(1000, kRandom) < MessageId::make(1001, kRandom));
}

TEST_CASE("what is not a UUIDv7 is refused", "[ids]") {
  const auto bad = GENERATE(as<std::string>{}, "", "0198a1b2-c3d4-4abc-8def-001122334455",
                            "0198a1b2c3d47abc8def001122334455",
                            "0198a1b2-c3d4-7abc-0def-001122334455", "0198a1b2-c3d4-7abc-8def-00112233445",
                            "0198a1b2-c3d4-7abc-8def-0011223344gg");
  CHECK_FALSE(MessageId::parse(bad).ok());
}

TEST_CASE("wire bytes of another length or version are no message id", "[ids]") {
  CHECK_FALSE(MessageId::from_bytes("").ok());
  CHECK_FALSE(MessageId::from_bytes(std::string(16, '\0')).ok());
  CHECK_FALSE(MessageId::from_bytes(std::string(17, '\x77')).ok());
}

TEST_CASE("an OIN is exactly twenty digits", "[ids]") {
  CHECK(is_oin("99000000000000000001"));
  CHECK_FALSE(is_oin("9900000000000000000"));
  CHECK_FALSE(is_oin("9900000000000000000x"));
}

TEST_CASE("a date must exist in the calendar", "[ids]") {
  CHECK(is_iso_date("2028-02-29"));
  CHECK_FALSE(is_iso_date("2026-02-29"));
  CHECK_FALSE(is_iso_date("2026-13-01"));
  CHECK_FALSE(is_iso_date("2026-1-01"));
  CHECK_FALSE(is_iso_date("26-01-2026"));
}

TEST_CASE("hexadecimal digits come back as the bytes they stand for", "[hex]") {
  CHECK(to_hex(std::string("\x00\xff\x10", 3)) == "00ff10");
  CHECK(from_hex("00ff10").value() == std::string("\x00\xff\x10", 3));
}

TEST_CASE("half a byte or a foreign character is no hexadecimal", "[hex]") {
  CHECK_FALSE(from_hex("0").ok());
  CHECK_FALSE(from_hex("0g").ok());
  CHECK_FALSE(from_hex("00 1").ok());
}
