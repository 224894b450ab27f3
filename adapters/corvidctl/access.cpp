#include "adapters/corvidctl/access.h"

#include <filesystem>
#include <utility>

#include "proto/corvid/v1/config.pb.h"
#include "proto/text/program.h"
#include "proto/text/text_file.h"

namespace corvid::ctl {
namespace {

constexpr const char* kFileName = "corvidctl.textproto";

}  // namespace

Result<std::string> find_configuration(const std::string& named, const Environment& environment) {
  if (!named.empty()) {
    return named;
  }
  if (!environment.config_variable.empty()) {
    return environment.config_variable;
  }
  std::string searched = std::string("./") + kFileName;
  std::error_code ignored;
  if (std::filesystem::exists(kFileName, ignored)) {
    return std::string(kFileName);
  }
  if (!environment.home.empty()) {
    const std::string file = environment.home + "/.config/corvid/" + kFileName;
    if (std::filesystem::exists(file, ignored)) {
      return file;
    }
    searched += " and " + file;
  }
  return Error{Errc::kConfiguration,
               "no configuration: give --config FILE or set CORVIDCTL_CONFIG; looked for " + searched};
}

Result<Access> load_access(const std::string& file) {
  const auto parsed = text::load<v1::OperatorConfig>(file);
  if (!parsed.ok()) {
    return Error{Errc::kConfiguration, "configuration " + file + " cannot be used:\n" + parsed.error().text};
  }
  const v1::OperatorConfig& values = parsed->message;
  std::string missing;
  for (const auto& [value, name] :
       {std::pair(&values.endpoint(), "endpoint"), std::pair(&values.server_key(), "server_key"),
        std::pair(&values.transport_key(), "transport_key")}) {
    if (value->empty()) {
      missing.append(missing.empty() ? "" : ", ").append(name);
    }
  }
  if (!missing.empty()) {
    return Error{Errc::kConfiguration, file + ": required but not given: " + missing};
  }
  std::string key_file = values.transport_key();
  text::resolve_beside(file, &key_file);
  Access access;
  access.endpoint = values.endpoint();
  CORVID_TRY_ASSIGN(access.server_key, public_key_from_hex(values.server_key(), file + ": server_key"));
  CORVID_TRY_ASSIGN(access.transport, read_key_file(key_file, KeyAlgorithm::kCurve25519));
  return access;
}

}  // namespace corvid::ctl
