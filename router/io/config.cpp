#include "router/io/config.h"

#include <utility>

#include "proto/base/key_file.h"
#include "proto/text/program.h"
#include "proto/text/text_file.h"

namespace corvid::io {
namespace {

void require(std::string& missing, const std::string& value, const char* name) {
  if (value.empty()) {
    missing.append(missing.empty() ? "" : ", ").append(name);
  }
}

}  // namespace

Result<Configuration> load_configuration(const std::string& file) {
  CORVID_TRY_ASSIGN(auto parsed, text::load<v1::RouterConfig>(file));
  Configuration configuration;
  v1::RouterConfig& values = configuration.values;
  values = std::move(parsed.message);
  std::string missing;
  require(missing, values.data_dir(), "data_dir");
  require(missing, values.register_dir(), "register_dir");
  require(missing, values.policy_dir(), "policy_dir");
  require(missing, values.endpoint(), "endpoint");
  require(missing, values.transport_key(), "transport_key");
  require(missing, values.signing_key(), "signing_key");
  require(missing, values.admin().endpoint(), "admin.endpoint");
  if (!missing.empty()) {
    return Error{Errc::kConfiguration, file + ": required but not given: " + missing};
  }
  for (const v1::AdminKey& key : values.admin().key()) {
    CORVID_TRY_ASSIGN(std::string bytes, public_key_from_hex(key.public_key(), file + ": admin.key " + key.naam()));
    configuration.admin_keys.emplace(std::move(bytes), key.naam());
  }
  if (values.ops().port() > 65535) {
    return Error{Errc::kConfiguration, file + ": ops.port is no port number"};
  }
  for (std::string* path :
       {values.mutable_data_dir(), values.mutable_register_dir(), values.mutable_policy_dir(),
        values.mutable_transport_key(), values.mutable_signing_key(), values.mutable_ready_file(),
        values.mutable_log()->mutable_file()}) {
    text::resolve_beside(file, path);
  }
  if (values.ops().host().empty()) {
    values.mutable_ops()->set_host("127.0.0.1");
  }
  return configuration;
}

}  // namespace corvid::io
