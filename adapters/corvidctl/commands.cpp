#include "adapters/corvidctl/commands.h"

#include <utility>
#include <variant>

#include "adapters/corvidctl/client.h"
#include "adapters/corvidctl/codes.h"
#include "adapters/corvidctl/command_line.h"
#include "adapters/corvidctl/json.h"
#include "adapters/corvidctl/keys.h"
#include "adapters/corvidctl/print_message.h"
#include "adapters/corvidctl/print_overview.h"
#include "adapters/corvidctl/reports.h"

namespace corvid::ctl {
namespace {

using Command = CommandLine::Command;

Result<v1::AdminReply> ask_router(const CommandLine& line, v1::AdminRequest request, const Surroundings& with) {
  CORVID_TRY_ASSIGN(const std::string file, find_configuration(line.config, with.environment));
  CORVID_TRY_ASSIGN(const Access access, load_access(file));
  return ask(access, std::move(request), line.timeout, with.clock);
}

template <typename Report>
std::string shown(const CommandLine& line, const Report& report) {
  return line.json ? to_json(report) : print(report);
}

Result<std::string> status(const CommandLine& line, const Surroundings& with) {
  v1::AdminRequest request;
  request.mutable_status();
  CORVID_TRY_ASSIGN(const v1::AdminReply reply, ask_router(line, std::move(request), with));
  return shown(line, status_report(reply.status()));
}

Result<std::string> queues(const CommandLine& line, const Surroundings& with) {
  v1::AdminRequest request;
  request.mutable_queues();
  CORVID_TRY_ASSIGN(const v1::AdminReply reply, ask_router(line, std::move(request), with));
  const Shown which = line.all ? Shown::kAll : Shown::kInUse;
  return shown(line, queues_report(reply.queues(), with.clock.wall_now(), which));
}

Result<std::string> message(const CommandLine& line, const Surroundings& with) {
  v1::AdminRequest request;
  request.mutable_message()->set_id(line.message_id);
  CORVID_TRY_ASSIGN(const v1::AdminReply reply, ask_router(line, std::move(request), with));
  return shown(line, message_report(reply.message()));
}

Result<std::string> parties(const CommandLine& line, const Surroundings& with) {
  v1::AdminRequest request;
  request.mutable_parties();
  CORVID_TRY_ASSIGN(const v1::AdminReply reply, ask_router(line, std::move(request), with));
  return shown(line, parties_report(reply.parties(), with.clock.wall_now()));
}

Result<std::string> terms(const CommandLine& line, const Surroundings& with) {
  v1::AdminRequest request;
  request.mutable_terms()->set_alarms_only(line.alarms);
  CORVID_TRY_ASSIGN(const v1::AdminReply reply, ask_router(line, std::move(request), with));
  const Clocks which = line.alarms ? Clocks::kAlarms : Clocks::kAll;
  return shown(line, terms_report(reply.terms(), with.clock.wall_now(), which));
}

Result<std::string> keys_create(const CommandLine& line) {
  CORVID_TRY_ASSIGN(const KeyReport report, create_key(line.key_kind, line.key_file));
  return line.print_public && !line.json ? report.public_key() + "\n" : shown(line, report);
}

Result<std::string> keys_show(const CommandLine& line) {
  CORVID_TRY_ASSIGN(const KeyReport report, show_key(line.key_file));
  return shown(line, report);
}

Result<std::string> keys_register(const CommandLine& line) {
  CORVID_TRY_ASSIGN(const RegisterEntryReport report, register_entry(line.register_keys));
  return shown(line, report);
}

Result<std::string> codes(const CommandLine& line) {
  CORVID_TRY_ASSIGN(const CodesReport report, load_codes(line.policy_folder, line.code));
  return shown(line, report);
}

Result<std::string> carry_out(const CommandLine& line, const Surroundings& with) {
  switch (line.command) {
    case Command::kStatus:
      return status(line, with);
    case Command::kQueues:
      return queues(line, with);
    case Command::kMessage:
      return message(line, with);
    case Command::kParties:
      return parties(line, with);
    case Command::kTerms:
      return terms(line, with);
    case Command::kKeysCreate:
      return keys_create(line);
    case Command::kKeysShow:
      return keys_show(line);
    case Command::kKeysRegister:
      return keys_register(line);
    case Command::kCodes:
      return codes(line);
  }
  return Error{Errc::kInvalidInput, "no such command"};
}

}  // namespace

ExitStatus run(const std::vector<std::string>& arguments, const Surroundings& with) {
  const auto parsed = parse(arguments);
  if (const Stop* stop = std::get_if<Stop>(&parsed)) {
    with.out << stop->out << std::flush;
    with.err << stop->err << std::flush;
    return stop->status;
  }
  const Result<std::string> result = carry_out(std::get<CommandLine>(parsed), with);
  if (!result.ok()) {
    with.err << "corvidctl: " << result.error().text << std::endl;
    return exit_status(result.error());
  }
  with.out << *result << std::flush;
  if (!with.out) {
    with.err << "corvidctl: standard output cannot be written" << std::endl;
    return ExitStatus::kIo;
  }
  return ExitStatus::kOk;
}

}  // namespace corvid::ctl
