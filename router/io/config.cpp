#include "router/io/config.h"

#include <filesystem>
#include <utility>

#include "proto/base/key_file.h"
#include "proto/text/text_file.h"

namespace corvid::io {
namespace {

std::string beside(const std::filesystem::path& file, const std::string& path) {
  return path.empty() || std::filesystem::path(path).is_absolute() ? path : (file.parent_path() / path).string();
}

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
  const std::filesystem::path path(file);
  values.set_data_dir(beside(path, values.data_dir()));
  values.set_register_dir(beside(path, values.register_dir()));
  values.set_policy_dir(beside(path, values.policy_dir()));
  values.set_transport_key(beside(path, values.transport_key()));
  values.set_signing_key(beside(path, values.signing_key()));
  values.set_ready_file(beside(path, values.ready_file()));
  values.mutable_log()->set_file(beside(path, values.log().file()));
  if (values.ops().host().empty()) {
    values.mutable_ops()->set_host("127.0.0.1");
  }
  return configuration;
}

}  // namespace corvid::io
