#include "adapters/corvidctl/json.h"

#include <catch2/catch.hpp>

#include "adapters/corvidctl/reports.h"
#include "tests/unit/corvidctl/samples.h"

namespace corvid::ctl {
namespace {

using test::contains;

TEST_CASE("counts are JSON numbers, exact and without exponent", "[corvidctl]") {
  v1::Status status;
  status.set_commit(999'999'999'999'999);
  status.mutable_counters()->set_accepted(123'456'789'012);
  const std::string json = to_json(status_report(status));
  CHECK(contains(json, "\"commit\": 999999999999999,"));
  CHECK(contains(json, "\"accepted\": 123456789012,"));
}

TEST_CASE("fields are always there, under their own names", "[corvidctl]") {
  const std::string json = to_json(status_report({}));
  CHECK(contains(json, "\"schema\": \"corvid.status.v1\""));
  CHECK(contains(json, "\"bundle_sha256\": \"\""));
  CHECK(contains(json, "\"identities_refused\": 0"));
  CHECK(json.back() == '\n');
}

TEST_CASE("ids and digests are text that can be copied", "[corvidctl]") {
  const std::string json = to_json(message_report(test::sample_life()));
  CHECK(contains(json, std::string("\"id\": \"") + test::kMessage + "\""));
  CHECK(contains(json, "\"header_sha256\": \"" + std::string(64, '1') + "\""));
  CHECK(contains(json, "\"klasse\": \"GEBRUIKER\""));
  CHECK(contains(json, "\"executor\": \"BIJ_ROUTER\""));
}

TEST_CASE("control characters are escaped", "[corvidctl]") {
  v1::Parties parties;
  parties.add_party()->set_software("a\x1B[2J\n");
  const std::string json = to_json(parties_report(parties, {0}));
  CHECK(!contains(json, "\x1B"));
  CHECK(contains(json, "a\\u001b[2J\\n"));
}

}  // namespace
}  // namespace corvid::ctl
