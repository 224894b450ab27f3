// ZAP requests: exactly CURVE 1.0 with a whole key, and an answer to everything.
#include "proto/wire/zap.h"

#include <catch2/catch.hpp>

namespace corvid::wire {
namespace {

const std::string kKey(32, '\xab');

std::vector<std::string_view> a_request() { return {"1.0", "42", "corvid", "127.0.0.1", "", "CURVE", kKey}; }

}  // namespace

TEST_CASE("a CURVE request gives its domain, address and key", "[zap]") {
  const auto request = parse_zap_request(a_request());
  REQUIRE(request.ok());
  CHECK(request->request_id == "42");
  CHECK(request->domain == "corvid");
  CHECK(request->address == "127.0.0.1");
  CHECK(request->public_key == kKey);
}

TEST_CASE("a permitted key becomes the user id, in hexadecimal", "[zap]") {
  const auto request = parse_zap_request(a_request());
  REQUIRE(request.ok());
  std::string digits;
  for (int i = 0; i < 32; ++i) {
    digits += "ab";
  }
  CHECK(zap_permit(*request) == std::vector<std::string>{"1.0", "42", "200", "", digits, ""});
  CHECK(user_id_of(kKey) == digits);
}

TEST_CASE("a denied request keeps its id and gets no user id", "[zap]") {
  CHECK(zap_deny(a_request()) == std::vector<std::string>{"1.0", "42", "400", "", "", ""});
}

TEST_CASE("even a request of no frames gets an answer", "[zap]") {
  CHECK(zap_deny({}) == std::vector<std::string>{"1.0", "", "400", "", "", ""});
}

TEST_CASE("a request of another version, mechanism, key length, domain or shape is not understood", "[zap]") {
  const std::string short_key(31, 'k');
  const std::string long_key(33, 'k');
  const auto refused_with = [](std::size_t at, std::string_view value) {
    auto frames = a_request();
    frames[at] = value;
    return !parse_zap_request(frames).ok();
  };
  CHECK(refused_with(0, "2.0"));
  CHECK(refused_with(2, ""));
  CHECK(refused_with(5, "NULL"));
  CHECK(refused_with(5, "PLAIN"));
  CHECK(refused_with(6, short_key));
  CHECK(refused_with(6, long_key));
  CHECK(refused_with(6, ""));

  auto missing = a_request();
  missing.pop_back();
  CHECK_FALSE(parse_zap_request(missing).ok());
  auto more = a_request();
  more.push_back("extra");
  CHECK_FALSE(parse_zap_request(more).ok());
  CHECK_FALSE(parse_zap_request({}).ok());
}

}  // namespace corvid::wire
