#include "adapters/corvidctl/command_line.h"

#include <catch2/catch.hpp>

#include "tests/unit/corvidctl/samples.h"

namespace corvid::ctl {
namespace {

using Command = CommandLine::Command;
using test::contains;

CommandLine parsed(const std::vector<std::string>& arguments) {
  auto line = parse(arguments);
  REQUIRE(std::holds_alternative<CommandLine>(line));
  return std::get<CommandLine>(std::move(line));
}

Stop stopped(const std::vector<std::string>& arguments) {
  auto line = parse(arguments);
  REQUIRE(std::holds_alternative<Stop>(line));
  return std::get<Stop>(std::move(line));
}

TEST_CASE("general options may stand before or after the command", "[corvidctl]") {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--json", "--config", "a.textproto", "--timeout", "2.5", "status"},
        std::vector<std::string>{"status", "--json", "--config", "a.textproto", "--timeout", "2.5"}}) {
    const CommandLine line = parsed(arguments);
    CHECK(line.command == Command::kStatus);
    CHECK(line.json);
    CHECK(line.config == "a.textproto");
    CHECK(line.timeout == std::chrono::milliseconds(2500));
  }
}

TEST_CASE("every command is known by its name", "[corvidctl]") {
  CHECK(parsed({"queues", "--all"}).command == Command::kQueues);
  CHECK(parsed({"queues", "--all"}).all);
  CHECK(parsed({"parties"}).command == Command::kParties);
  CHECK(parsed({"terms"}).command == Command::kTerms);
  CHECK_FALSE(parsed({"terms"}).alarms);
  CHECK(parsed({"terms", "--alarms"}).alarms);
  CHECK(parsed({"message", "019365F0-0000"}).message_id == "019365f0-0000");
  CHECK(parsed({"keys", "show", "a.key"}).command == Command::kKeysShow);
  CHECK(parsed({"codes", "--policy", "policy"}).command == Command::kCodes);
  CHECK(parsed({"codes", "GEEN_REGEL", "--policy", "policy"}).code == "GEEN_REGEL");
  CHECK(parsed({"keys", "create", "--kind", "signing", "--out", "a.key", "--json"}).json);
}

TEST_CASE("a register entry is read from the command line", "[corvidctl]") {
  const CommandLine line =
      parsed({"keys", "register", "--oin", test::kPoliceOin, "--role", "politie", "--transport", "a.key", "--signing",
              "b.key", "--reviewer", "c.key", "--reviewer", "d.key", "--valid-from", "2026-12-01"});
  CHECK(line.command == Command::kKeysRegister);
  CHECK(line.register_keys.role == v1::POLITIE);
  CHECK(line.register_keys.transport == std::vector<std::string>{"a.key"});
  CHECK(line.register_keys.reviewers == std::vector<std::string>{"c.key", "d.key"});
  CHECK(line.register_keys.valid_from == "2026-12-01");
}

TEST_CASE("help goes to standard output and names every exit status", "[corvidctl]") {
  const Stop stop = stopped({"--help"});
  CHECK(stop.status == ExitStatus::kOk);
  CHECK(stop.err.empty());
  for (const char* status : {"64", "65", "66", "69", "74", "76", "77", "78"}) {
    CHECK(contains(stop.out, status));
  }
  CHECK(stopped({"--version"}).status == ExitStatus::kOk);
}

TEST_CASE("a wrong command line is a usage error that says what is wrong", "[corvidctl]") {
  const std::vector<std::vector<std::string>> wrong{
      {},
      {"statsu"},
      {"status", "--jsno"},
      {"status", "--alarms"},
      {"message"},
      {"message", "0193"},
      {"message", "019365f0-zzzz"},
      {"message", std::string(37, 'a')},
      {"--timeout", "0", "status"},
      {"--timeout", "601", "status"},
      {"keys"},
      {"keys", "create", "--kind", "sealing", "--out", "a.key"},
      {"keys", "create", "--kind", "tag-secret", "--out", "a.key", "--print-public"},
      {"keys", "register", "--oin", "123", "--role", "POLITIE", "--transport", "a.key"},
      {"keys", "register", "--oin", test::kPoliceOin, "--role", "ROLE_ONBEPAALD", "--transport", "a.key"},
      {"keys", "register", "--oin", test::kPoliceOin, "--role", "POLITIE"},
      {"keys", "register", "--oin", test::kPoliceOin, "--role", "POLITIE", "--signing", "a", "--valid-from", "1-1-26"},
      {"codes"},
  };
  for (const std::vector<std::string>& arguments : wrong) {
    const Stop stop = stopped(arguments);
    CAPTURE(arguments);
    CHECK(stop.status == ExitStatus::kUsage);
    CHECK(stop.out.empty());
    CHECK(!stop.err.empty());
  }
}

}  // namespace
}  // namespace corvid::ctl
