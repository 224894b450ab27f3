#include <catch2/catch.hpp>

#include "adapters/gateway/spool.h"

namespace corvid::gateway {
namespace {

TEST_CASE("a name that would collide with the gateway's own is not kept", "[gateway]") {
  CHECK(may_keep_name("melding.json"));
  CHECK(may_keep_name("vroegé.json"));
  CHECK_FALSE(may_keep_name("melding.json.receipt.json"));
  CHECK_FALSE(may_keep_name("melding.json.status.json"));
  CHECK_FALSE(may_keep_name("melding.json.reason.json"));
  CHECK_FALSE(may_keep_name(std::string(200, 'a') + ".json"));
  CHECK_FALSE(may_keep_name("a\xff.json"));
}

TEST_CASE("a distinct name keeps stem and extension and may always be kept", "[gateway]") {
  CHECK(distinct_name("melding.json", "x") == "melding-x.json");
  CHECK(distinct_name("melding", "x") == "melding-x");
  CHECK(distinct_name("a.json.receipt.json", "x") == "a.json.receipt-x.json");
  const std::string suffix(36, '7');
  for (const std::string& name : {std::string("a.reason.json"), std::string(250, 'a') + ".json", std::string("\xff.j"),
                                  std::string("a.veel-te-lange-extensie"), std::string("a.\xff")}) {
    CHECK(may_keep_name(distinct_name(name, suffix)));
  }
}

TEST_CASE("a stem for the native side holds nothing that a path could misread", "[gateway]") {
  CHECK(safe_stem("terugkoppeling-BVH_12") == "terugkoppeling-BVH_12");
  CHECK(safe_stem("../../etc/x") == "______etc_x");
  CHECK(safe_stem("") == "bericht");
  CHECK(safe_stem(std::string(500, 'a')).size() < 100);
}

}  // namespace
}  // namespace corvid::gateway
