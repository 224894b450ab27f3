#include "adapters/gateway/config.h"

#include <utility>

#include "proto/base/ids.h"
#include "proto/base/key_file.h"
#include "proto/text/program.h"
#include "proto/text/text_file.h"

namespace corvid::gateway {
namespace {

std::string missing_fields(const v1::AdapterConfig& values) {
  std::string missing;
  const auto require = [&missing](bool present, const char* name) {
    if (!present) {
      missing.append(missing.empty() ? "" : ", ").append(name);
    }
  };
  require(is_oin(values.party().oin()), "party.oin");
  require(values.party().role() != v1::ROLE_ONBEPAALD && v1::Role_IsValid(values.party().role()), "party.role");
  require(values.router_size() > 0, "router");
  require(!values.router_signing_key().empty(), "router_signing_key");
  require(!values.transport_key().empty(), "transport_key");
  require(!values.signing_key().empty(), "signing_key");
  require(!values.tag_secret().empty(), "tag_secret");
  require(!values.ledger().empty(), "ledger");
  require(!values.spool_dir().empty(), "spool_dir");
  require(!values.policy_dir().empty(), "policy_dir");
  return missing;
}

}  // namespace

Result<Configuration> load_configuration(const std::string& file) {
  CORVID_TRY_ASSIGN(auto parsed, text::load<v1::AdapterConfig>(file));
  Configuration configuration;
  v1::AdapterConfig& values = configuration.values;
  values = std::move(parsed.message);
  const std::string missing = missing_fields(values);
  if (!missing.empty()) {
    return Error{Errc::kConfiguration, file + ": required but not given, or malformed: " + missing};
  }
  CORVID_TRY_ASSIGN(configuration.router_signing_key,
                    public_key_from_hex(values.router_signing_key(), file + ": router_signing_key"));
  for (const v1::RouterAddress& router : values.router()) {
    CORVID_TRY_ASSIGN(std::string key, public_key_from_hex(router.server_key(), file + ": router.server_key"));
    configuration.routers.push_back({router.endpoint(), std::move(key)});
  }
  for (const std::string& hex : values.politie().reviewer_public_key()) {
    CORVID_TRY_ASSIGN(std::string key, public_key_from_hex(hex, file + ": politie.reviewer_public_key"));
    configuration.reviewer_public_keys.push_back(std::move(key));
  }
  for (std::string* path : {values.mutable_transport_key(), values.mutable_signing_key(), values.mutable_tag_secret(),
                            values.mutable_ledger(), values.mutable_spool_dir(), values.mutable_policy_dir()}) {
    text::resolve_beside(file, path);
  }
  text::resolve_beside(file, values.mutable_log()->mutable_file());
  return configuration;
}

}  // namespace corvid::gateway
