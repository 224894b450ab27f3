#include "router/core/parties.h"

#include <catch2/catch.hpp>

using namespace corvid;
using namespace corvid::core;

namespace {

const std::string kKeyA(64, 'a');
const std::string kKeyB(64, 'b');

v1::Party party(const std::string& oin, v1::Role role) {
  v1::Party entry;
  entry.set_oin(oin);
  entry.set_role(role);
  entry.set_naam("naam");
  entry.set_status(v1::PartyStatus::ACTIEF);
  return entry;
}

v1::Register two_regions() {
  v1::Register source;
  *source.add_party() = party("99000000000000000011", v1::VEILIG_THUIS);
  *source.add_party() = party("99000000000000000012", v1::VEILIG_THUIS);
  source.mutable_party(0)->add_gemeentecode("0599");
  source.mutable_party(1)->add_gemeentecode("0505");
  return source;
}

std::string refusal(const v1::Register& source) {
  const auto loaded = Parties::load(source, "");
  return loaded.ok() ? std::string() : loaded.error().text;
}

void add_keys(v1::Register& source, const std::string& oin, v1::Role role, const std::string& transport) {
  v1::PartyKeys& keys = *source.add_keys();
  keys.set_oin(oin);
  keys.set_role(role);
  keys.add_transport()->set_hex(transport);
}

}  // namespace

TEST_CASE("a municipality has one competent party", "[core][register]") {
  const auto parties = Parties::load(two_regions(), "");
  REQUIRE(parties.ok());
  CHECK(parties->competent(v1::VEILIG_THUIS, "0505", "2026-01-01")->id.oin == "99000000000000000012");
  CHECK(parties->competent(v1::VEILIG_THUIS, "9999", "2026-01-01") == nullptr);
  CHECK(parties->competent(v1::LOKAAL_TEAM, "0505", "2026-01-01") == nullptr);
}

TEST_CASE("a municipality that passes from one party to another is served by the one of the day", "[core][register]") {
  v1::Register source = two_regions();
  source.mutable_party(0)->set_geldig_tot("2026-07-01");
  source.mutable_party(1)->set_geldig_van("2026-07-01");
  source.mutable_party(1)->add_gemeentecode("0599");
  const auto parties = Parties::load(source, "");
  REQUIRE(parties.ok());
  CHECK(parties->competent(v1::VEILIG_THUIS, "0599", "2026-06-30")->id.oin == "99000000000000000011");
  CHECK(parties->competent(v1::VEILIG_THUIS, "0599", "2026-07-01")->id.oin == "99000000000000000012");
}

TEST_CASE("a key opens the door only while it is valid and its party takes part", "[core][register]") {
  v1::Register source = two_regions();
  add_keys(source, "99000000000000000011", v1::VEILIG_THUIS, kKeyA);
  source.mutable_keys(0)->mutable_transport(0)->set_geldig_van("2026-02-01");
  source.mutable_keys(0)->mutable_transport(0)->set_geldig_tot("2026-03-01");
  const auto parties = Parties::load(source, "");
  REQUIRE(parties.ok());
  const std::string key(32, '\xaa');
  CHECK(parties->by_transport_key(key, "2026-01-31") == nullptr);
  CHECK(parties->by_transport_key(key, "2026-02-01") != nullptr);
  CHECK(parties->by_transport_key(key, "2026-03-01") == nullptr);
  source.mutable_party(0)->set_status(v1::PartyStatus::BEEINDIGD);
  CHECK(Parties::load(source, "")->by_transport_key(key, "2026-02-01") == nullptr);
}

TEST_CASE("two valid keys of one party may overlap", "[core][register]") {
  v1::Register source = two_regions();
  add_keys(source, "99000000000000000011", v1::VEILIG_THUIS, kKeyA);
  source.mutable_keys(0)->add_transport()->set_hex(kKeyB);
  const auto parties = Parties::load(source, "");
  REQUIRE(parties.ok());
  CHECK(parties->by_transport_key(std::string(32, '\xaa'), "2026-01-01") ==
        parties->by_transport_key(std::string(32, '\xbb'), "2026-01-01"));
}

TEST_CASE("a register with faults is refused and every fault is named", "[core][register]") {
  v1::Register source = two_regions();
  source.mutable_party(0)->set_oin("123");
  source.mutable_party(0)->set_geldig_van("1 januari");
  source.mutable_party(1)->add_gemeentecode("59");
  add_keys(source, "99000000000000000099", v1::RAAD, kKeyA);
  const std::string text = refusal(source);
  CHECK(text.find("20 digits") != std::string::npos);
  CHECK(text.find("1 januari") != std::string::npos);
  CHECK(text.find("4 digits") != std::string::npos);
  CHECK(text.find("no entry as a party") != std::string::npos);
}

TEST_CASE("a key belongs to one connection point", "[core][register]") {
  v1::Register source = two_regions();
  add_keys(source, "99000000000000000011", v1::VEILIG_THUIS, kKeyA);
  add_keys(source, "99000000000000000012", v1::VEILIG_THUIS, kKeyA);
  CHECK(refusal(source).find("same transport key") != std::string::npos);
}

TEST_CASE("a party stands in the register once, and a municipality has one party at a time", "[core][register]") {
  v1::Register twice = two_regions();
  *twice.add_party() = twice.party(0);
  CHECK(refusal(twice).find("twice") != std::string::npos);
  v1::Register both = two_regions();
  both.mutable_party(1)->add_gemeentecode("0599");
  CHECK(refusal(both).find("another party too") != std::string::npos);
}

TEST_CASE("a public key of the wrong form is refused", "[core][register]") {
  v1::Register source = two_regions();
  add_keys(source, "99000000000000000011", v1::VEILIG_THUIS, "abc");
  CHECK(refusal(source).find("64 hexadecimal digits") != std::string::npos);
}
