#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "proto/corvid/v1/register.pb.h"
#include "proto/text/text_file.h"
#include "tests/component/corvidctl/operator.h"

namespace corvid::ctl {
namespace {

using test::Operator;
using test::Ran;

constexpr const char* kOin = "99000000000000200000";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

unsigned mode_of(const std::string& path) {
  struct stat state {};
  REQUIRE(::stat(path.c_str(), &state) == 0);
  return state.st_mode & 0777U;
}

std::string public_key_of(const Operator& person, const std::string& kind, const std::string& name) {
  const Ran ran = person.run({"keys", "create", "--kind", kind, "--out", person.path(name), "--print-public"});
  REQUIRE(ran.status == ExitStatus::kOk);
  return ran.out.substr(0, ran.out.size() - 1);
}

// ---- configuration --------------------------------------------------------------------------------------------------

TEST_CASE("an unknown field in the configuration is named with file, line and column", "[corvidctl]") {
  const Operator person;
  person.write("corvidctl.textproto", "endpoint: \"tcp://127.0.0.1:1\"\nserverkey: \"aa\"\n");
  const Ran ran = person.run({"status"});
  CHECK(ran.status == ExitStatus::kConfiguration);
  CHECK(contains(ran.err, "corvidctl.textproto:2:"));
  CHECK(contains(ran.err, "serverkey"));
  CHECK(ran.out.empty());
}

TEST_CASE("what the configuration lacks is named all at once", "[corvidctl]") {
  const Operator person;
  person.write("corvidctl.textproto", "");
  const Ran ran = person.run({"status"});
  CHECK(ran.status == ExitStatus::kConfiguration);
  CHECK(contains(ran.err, "endpoint, server_key, transport_key"));
}

TEST_CASE("a configuration that is not there is a configuration error", "[corvidctl]") {
  const Operator person;
  const Ran named = person.run({"--config", person.path("absent.textproto"), "status"});
  CHECK(named.status == ExitStatus::kConfiguration);
  CHECK(contains(named.err, "absent.textproto"));
  const Ran none = Operator::run_in({"", person.path("")}, {"status"});
  CHECK(none.status == ExitStatus::kConfiguration);
  CHECK(contains(none.err, "CORVIDCTL_CONFIG"));
}

TEST_CASE("the command line goes before the variable, and the variable before the home folder", "[corvidctl]") {
  const Operator person;
  const std::string home = person.path("home");
  std::filesystem::create_directories(home + "/.config/corvid");
  const Environment both{person.path("variable.textproto"), home};
  const Environment home_only{"", home};
  for (const char* name : {"named.textproto", "variable.textproto", "home/.config/corvid/corvidctl.textproto"}) {
    person.write(name, "");
  }
  const auto named = find_configuration(person.path("named.textproto"), both);
  CHECK(*named == person.path("named.textproto"));
  CHECK(*find_configuration("", both) == person.path("variable.textproto"));
  CHECK(*find_configuration("", home_only) == home + "/.config/corvid/corvidctl.textproto");
}

TEST_CASE("an operator's key that others can read is refused", "[corvidctl]") {
  const Operator person;
  person.configure("tcp://127.0.0.1:1", std::string(32, 's'));
  REQUIRE(::chmod(person.path("operator.key").c_str(), 0644) == 0);
  const Ran ran = person.run({"status"});
  CHECK(ran.status == ExitStatus::kConfiguration);
  CHECK(contains(ran.err, "0600"));
}

// ---- keys -----------------------------------------------------------------------------------------------------------

TEST_CASE("a created key can be read, and only its public part is ever printed", "[corvidctl]") {
  const Operator person;
  for (const auto& [kind, algorithm] :
       {std::pair("transport", KeyAlgorithm::kCurve25519), std::pair("signing", KeyAlgorithm::kEd25519)}) {
    const std::string file = person.path(std::string(kind) + ".key");
    const Ran created = person.run({"keys", "create", "--kind", kind, "--out", file});
    CHECK(created.status == ExitStatus::kOk);
    CHECK(mode_of(file) == 0600U);
    const auto pair = read_key_file(file, algorithm);
    REQUIRE(pair.ok());
    const Ran shown = person.run({"keys", "show", file});
    CHECK(shown.status == ExitStatus::kOk);
    CHECK(shown.out == created.out);
    CHECK(contains(shown.out, to_hex(pair->public_key)));
    CHECK(contains(shown.out, to_hex(key_id(pair->public_key))));
    CHECK(contains(shown.out, kind));
    CHECK(!contains(shown.out, to_hex(pair->secret.view()).substr(0, 32)));
  }
}

TEST_CASE("an existing file is never overwritten", "[corvidctl]") {
  const Operator person;
  for (const char* kind : {"transport", "signing", "tag-secret"}) {
    const std::string file = person.path(kind);
    person.write(kind, "precious");
    const Ran ran = person.run({"keys", "create", "--kind", kind, "--out", file});
    CHECK(ran.status == ExitStatus::kIo);
    CHECK(read(file) == "precious");
  }
}

TEST_CASE("a tag secret can be read by adapters and is never printed", "[corvidctl]") {
  const Operator person;
  const std::string file = person.path("tag.secret");
  const Ran ran = person.run({"--json", "keys", "create", "--kind", "tag-secret", "--out", file});
  CHECK(ran.status == ExitStatus::kOk);
  CHECK(mode_of(file) == 0600U);
  const auto secret = read_secret_file(file);
  REQUIRE(secret.ok());
  CHECK(!contains(ran.out, to_hex(secret->view())));
}

TEST_CASE("a register entry is text that the register loader takes", "[corvidctl]") {
  const Operator person;
  const std::string transport = public_key_of(person, "transport", "transport.key");
  const std::string signing = public_key_of(person, "signing", "signing.key");
  const std::string reviewer(64, 'b');
  const std::vector<std::string> arguments{"keys",        "register",
                                           "--oin",       kOin,
                                           "--role",      "politie",
                                           "--transport", person.path("transport.key"),
                                           "--signing",   person.path("signing.key"),
                                           "--reviewer",  reviewer};
  const Ran ran = person.run(arguments);
  REQUIRE(ran.status == ExitStatus::kOk);
  person.write("register.textproto", ran.out);
  const auto loaded = text::load<v1::Register>(person.path("register.textproto"));
  REQUIRE(loaded.ok());
  REQUIRE(loaded->message.keys_size() == 1);
  const v1::PartyKeys& keys = loaded->message.keys(0);
  CHECK(keys.oin() == kOin);
  CHECK(keys.role() == v1::POLITIE);
  CHECK(keys.transport(0).hex() == transport);
  CHECK(keys.ondertekening(0).hex() == signing);
  CHECK(keys.beoordelaar(0).hex() == reviewer);
}

TEST_CASE("a signing key is not taken for a transport key", "[corvidctl]") {
  const Operator person;
  (void)public_key_of(person, "signing", "signing.key");
  const Ran ran =
      person.run({"keys", "register", "--oin", kOin, "--role", "POLITIE", "--transport", person.path("signing.key")});
  CHECK(ran.status == ExitStatus::kConfiguration);
  CHECK(ran.out.empty());
}

// ---- codes ----------------------------------------------------------------------------------------------------------

TEST_CASE("codes are read from a policy folder", "[corvidctl]") {
  const Operator person;
  std::filesystem::create_directories(person.path("policy"));
  person.write("policy/60.textproto",
               "reden { code: \"GEEN_REGEL\" klasse: BELEID reden: \"Nee.\" herstel: \"Bel.\" }");
  const Ran found = person.run({"codes", "GEEN_REGEL", "--policy", person.path("policy")});
  CHECK(found.status == ExitStatus::kOk);
  CHECK(contains(found.out, "GEEN_REGEL (BELEID)"));
  CHECK(person.run({"codes", "ONBEKEND", "--policy", person.path("policy")}).status == ExitStatus::kNotFound);
  CHECK(person.run({"codes", "--policy", person.path("absent")}).status == ExitStatus::kConfiguration);
  person.write("policy/70.textproto", "onzin: 1");
  const Ran wrong = person.run({"codes", "--policy", person.path("policy")});
  CHECK(wrong.status == ExitStatus::kConfiguration);
  CHECK(contains(wrong.err, "70.textproto:1:"));
}

TEST_CASE("output that cannot be written is an error", "[corvidctl]") {
  const Operator person;
  const Environment environment{"", ""};
  const SystemClock clock;
  std::ofstream full("/dev/full");
  std::ostringstream err;
  const ExitStatus status = run({"keys", "show", person.path("operator.key")}, {environment, clock, full, err});
  CHECK(status == ExitStatus::kIo);
  CHECK(!err.str().empty());
}

}  // namespace
}  // namespace corvid::ctl
