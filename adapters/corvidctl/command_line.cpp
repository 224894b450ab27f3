#include "adapters/corvidctl/command_line.h"

#include <CLI/CLI.hpp>
#include <map>
#include <sstream>

#include "adapters/corvidctl/words.h"
#include "proto/base/ids.h"

namespace corvid::ctl {
namespace {

using Command = CommandLine::Command;

constexpr double kTimeoutSeconds = 5;
constexpr double kTimeoutSecondsMin = 0.1;
constexpr double kTimeoutSecondsMax = 600;
constexpr std::size_t kIdCharactersMin = 8;
constexpr std::size_t kIdCharacters = 36;

// Values that must be turned into something else once the line is known to be right.
struct Typed {
  CommandLine line;
  double timeout_seconds = kTimeoutSeconds;
  std::string kind;
  std::string role;
};

const std::map<std::string, KeyKind>& key_kinds() {
  static const std::map<std::string, KeyKind> kinds{
      {"transport", KeyKind::kTransport}, {"signing", KeyKind::kSigning}, {"tag-secret", KeyKind::kTagSecret}};
  return kinds;
}

// CLI11 takes a text for "wrong because", and an empty one for right.
std::string check_message_id(const std::string& id) {
  const bool digits = id.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
  return digits && id.size() >= kIdCharactersMin && id.size() <= kIdCharacters
             ? std::string()
             : "a message id is a UUID, or its first 8 characters or more";
}

std::string check_oin(const std::string& oin) { return is_oin(oin) ? "" : "an OIN is 20 digits"; }

std::string check_date(const std::string& date) { return is_iso_date(date) ? "" : "a date is written JJJJ-MM-DD"; }

std::string check_role(const std::string& role) {
  v1::Role value = v1::ROLE_ONBEPAALD;
  if (v1::Role_Parse(upper_case(role), &value) && value != v1::ROLE_ONBEPAALD) {
    return {};
  }
  std::string known;
  for (int i = 1; i < v1::Role_descriptor()->value_count(); ++i) {
    known.append(known.empty() ? "" : ", ").append(v1::Role_descriptor()->value(i)->name());
  }
  return "a role is one of " + known;
}

CLI::App* add_command(CLI::App& app, Typed& typed, Command command, const char* name, const char* what) {
  CLI::App* sub = app.add_subcommand(name, what);
  sub->parse_complete_callback([&typed, command] { typed.line.command = command; });
  return sub;
}

void add_router_commands(CLI::App& app, Typed& typed) {
  add_command(app, typed, Command::kStatus, "status", "the router: what needs attention, version, policy, counters");
  CLI::App* queues = add_command(app, typed, Command::kQueues, "queues", "what waits for whom, and how long");
  queues->add_flag("--all", typed.line.all, "empty queues too");
  CLI::App* message = add_command(app, typed, Command::kMessage, "message", "the whole life of one message");
  message->add_option("ID", typed.line.message_id, "message id, or its first 8 characters or more")
      ->required()
      ->check(CLI::Validator(check_message_id, "", ""));
  add_command(app, typed, Command::kParties, "parties", "who takes part, who is connected, since when");
  CLI::App* terms = add_command(app, typed, Command::kTerms, "terms", "clocks that run, and who has to act");
  terms->add_flag("--alarms", typed.line.alarms, "only what is due soon, due today or overdue");
}

void add_key_commands(CLI::App& app, Typed& typed) {
  CLI::App* keys = app.add_subcommand("keys", "key files (no router needed)");
  keys->require_subcommand(1);
  keys->fallthrough();
  CLI::App* create = add_command(*keys, typed, Command::kKeysCreate, "create", "a new key in a new file, mode 0600");
  create->add_option("--kind", typed.kind, "transport, signing or tag-secret")
      ->required()
      ->check(CLI::IsMember({"transport", "signing", "tag-secret"}));
  create->add_option("--out", typed.line.key_file, "file to create; an existing one is never overwritten")->required();
  create->add_flag("--print-public", typed.line.print_public, "print nothing but the public key");
  CLI::App* show = add_command(*keys, typed, Command::kKeysShow, "show", "public key and key id of a key file");
  show->add_option("FILE", typed.line.key_file, "key file")->required();
  CLI::App* entry = add_command(*keys, typed, Command::kKeysRegister, "register",
                                "a keys entry for the register folder; a key is a key file or 64 hexadecimal digits");
  RegisterKeys& values = typed.line.register_keys;
  entry->add_option("--oin", values.oin, "20 digits")->required()->check(CLI::Validator(check_oin, "", ""));
  entry->add_option("--role", typed.role, "such as VEILIG_THUIS")
      ->required()
      ->check(CLI::Validator(check_role, "", ""));
  entry->add_option("--valid-from", values.valid_from, "first day, JJJJ-MM-DD")
      ->check(CLI::Validator(check_date, "", ""));
  entry->add_option("--transport", values.transport, "transport key, may be repeated");
  entry->add_option("--signing", values.signing, "signing key, may be repeated");
  entry->add_option("--reviewer", values.reviewers, "reviewer's signing key, may be repeated");
}

void add_code_command(CLI::App& app, Typed& typed) {
  CLI::App* codes = add_command(app, typed, Command::kCodes, "codes", "what a reason code says (no router needed)");
  codes->add_option("CODE", typed.line.code, "such as GEEN_REGEL; all codes when left out");
  codes->add_option("--policy", typed.line.policy_folder, "policy folder")->required();
}

// What no single option can see.
std::string fault_of(const Typed& typed) {
  if (typed.line.command == Command::kKeysCreate && typed.kind == "tag-secret" && typed.line.print_public) {
    return "a tag-secret has no public key to print";
  }
  const RegisterKeys& keys = typed.line.register_keys;
  if (typed.line.command == Command::kKeysRegister && keys.transport.empty() && keys.signing.empty() &&
      keys.reviewers.empty()) {
    return "give at least one of --transport, --signing, --reviewer";
  }
  return {};
}

CommandLine finished(Typed typed) {
  CommandLine line = std::move(typed.line);
  line.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(typed.timeout_seconds * 1000));
  line.message_id = CLI::detail::to_lower(line.message_id);
  if (const auto kind = key_kinds().find(typed.kind); kind != key_kinds().end()) {
    line.key_kind = kind->second;
  }
  v1::Role_Parse(upper_case(typed.role), &line.register_keys.role);
  return line;
}

}  // namespace

std::variant<CommandLine, Stop> parse(const std::vector<std::string>& arguments) {
  CLI::App app{"Asks a Corvid router what it is doing. Reads only; never shows content or case facts.", "corvidctl"};
  app.footer(std::string("Configuration: --config, else CORVIDCTL_CONFIG, else ./corvidctl.textproto, else\n"
                         "~/.config/corvid/corvidctl.textproto. Data goes to standard output, everything else to\n"
                         "standard error.\n\n") +
             kExitStatusHelp);
  app.set_version_flag("--version", std::string("corvidctl ") + CORVID_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  Typed typed;
  app.add_option("--config", typed.line.config, "protobuf text (OperatorConfig)");
  app.add_flag("--json", typed.line.json, "JSON instead of a table");
  app.add_option("--timeout", typed.timeout_seconds, "seconds to wait for the router")
      ->capture_default_str()
      ->check(CLI::Range(kTimeoutSecondsMin, kTimeoutSecondsMax));
  add_router_commands(app, typed);
  add_key_commands(app, typed);
  add_code_command(app, typed);
  std::string fault;
  try {
    // CLI11 takes them from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    fault = fault_of(typed);
  } catch (const CLI::ParseError& wrong) {
    std::ostringstream out;
    std::ostringstream err;
    const bool help = app.exit(wrong, out, err) == 0;
    return Stop{help ? ExitStatus::kOk : ExitStatus::kUsage, out.str(), err.str()};
  }
  if (!fault.empty()) {
    return Stop{ExitStatus::kUsage, "", fault + "\nRun with --help for more information.\n"};
  }
  return finished(std::move(typed));
}

}  // namespace corvid::ctl
