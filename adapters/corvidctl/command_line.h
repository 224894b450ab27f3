// What the operator typed, checked.
//
// Ownership: values. Threads: one. Errors: a wrong line is Stop with kUsage and what is wrong.
#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "adapters/corvidctl/exit_status.h"
#include "adapters/corvidctl/keys.h"

namespace corvid::ctl {

struct CommandLine {
  enum class Command { kStatus, kQueues, kMessage, kParties, kTerms, kKeysCreate, kKeysShow, kKeysRegister, kCodes };

  Command command = Command::kStatus;
  std::string config;
  bool json = false;
  std::chrono::milliseconds timeout{0};

  bool all = false;                        // queues
  bool alarms = false;                     // terms
  std::string message_id;                  // message; lower case
  KeyKind key_kind = KeyKind::kTransport;  // keys create
  bool print_public = false;
  std::string key_file;        // keys create, keys show
  RegisterKeys register_keys;  // keys register
  std::string code;            // codes
  std::string policy_folder;
};

// Nothing to carry out: help was asked for, or the line is wrong.
struct Stop {
  ExitStatus status = ExitStatus::kOk;
  std::string out;  // for standard output
  std::string err;  // for standard error
};

// `arguments` without the program's name.
[[nodiscard]] std::variant<CommandLine, Stop> parse(const std::vector<std::string>& arguments);

}  // namespace corvid::ctl
