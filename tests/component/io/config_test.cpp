#include "router/io/config.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/temp_dir.h"

using namespace corvid;

namespace {

std::string refusal(const std::string& content) {
  const test::TempDir folder;
  const std::string file = (folder.path() / "router.textproto").string();
  std::ofstream(file) << content;
  const auto loaded = io::load_configuration(file);
  return loaded.ok() ? std::string() : loaded.error().text;
}

constexpr char kComplete[] = R"(
data_dir: "data"
register_dir: "register"
policy_dir: "/policy"
endpoint: "tcp://127.0.0.1:0"
transport_key: "transport.key"
signing_key: "signing.key"
admin { endpoint: "tcp://127.0.0.1:0" }
)";

}  // namespace

TEST_CASE("a complete configuration is read with paths beside the file", "[config]") {
  const test::TempDir folder;
  const std::string file = (folder.path() / "router.textproto").string();
  std::ofstream(file) << kComplete;
  const auto loaded = io::load_configuration(file);
  REQUIRE(loaded.ok());
  CHECK(loaded->values.data_dir() == (folder.path() / "data").string());
  CHECK(loaded->values.policy_dir() == "/policy");
  CHECK(loaded->values.ops().host() == "127.0.0.1");
}

TEST_CASE("an unknown field is refused with file, line and column", "[config]") {
  CHECK(refusal(std::string(kComplete) + "\n  colour: 3\n").find("router.textproto:10:") != std::string::npos);
}

TEST_CASE("everything that is missing is named at once", "[config]") {
  const std::string text = refusal("data_dir: \"data\"\n");
  for (const char* name : {"register_dir", "policy_dir", "endpoint", "transport_key", "signing_key"}) {
    CHECK(text.find(name) != std::string::npos);
  }
}

TEST_CASE("an operator's key of the wrong form is refused", "[config]") {
  std::string content = kComplete;
  content.insert(content.rfind('}'), "key { naam: \"a\" public_key: \"xyz\" }");
  CHECK(refusal(content).find("64 hexadecimal") != std::string::npos);
}
