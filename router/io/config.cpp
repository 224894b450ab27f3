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

// Says which values are out of bounds, all at once.
Result<core::Options> options_of(const v1::RouterConfig& values, const std::string& file) {
  std::string faults;
  const auto expect = [&faults](bool holds, const char* text) {
    if (!holds) {
      faults.append(faults.empty() ? "" : "; ").append(text);
    }
  };
  const v1::StorageConfig& storage = values.opslag();
  const v1::QuotaConfig& quota = values.quotum();
  constexpr std::uint32_t kScrubHoursMax = 12;
  constexpr std::uint32_t kDeliveryHoursMax = 168;
  expect(storage.verkeersgegevens_dagen() == 0 || (storage.verkeersgegevens_dagen() >= limits::kTrafficDaysMin &&
                                                   storage.verkeersgegevens_dagen() <= limits::kTrafficDaysMax),
         "opslag.verkeersgegevens_dagen is from 10 to 181");
  expect(storage.schoonmaak_uren() <= kScrubHoursMax, "opslag.schoonmaak_uren is at most 12");
  expect(storage.bezorgtermijn_uren() <= kDeliveryHoursMax, "opslag.bezorgtermijn_uren is at most 168");
  expect(quota.inzendingen_per_minuut() <= limits::kSubmitsPerMinuteMax,
         "quotum.inzendingen_per_minuut is at most 600000");
  expect(quota.weigeringen_per_minuut() <= limits::kRefusalsPerMinuteMax,
         "quotum.weigeringen_per_minuut is at most 60000");
  expect(quota.wachtend() <= limits::kQueuedTotalMax, "quotum.wachtend is at most 2000000");
  if (!faults.empty()) {
    return Error{Errc::kConfiguration, file + ": " + faults};
  }
  const auto set = [](auto& option, auto value) {
    if (value != decltype(value){}) {
      option = value;
    }
  };
  core::Options options;
  set(options.traffic_days, storage.verkeersgegevens_dagen());
  set(options.scrub_interval, std::chrono::milliseconds(std::chrono::hours(storage.schoonmaak_uren())));
  set(options.room_bytes_min, storage.vrij_bytes());
  set(options.delivery_term, std::chrono::milliseconds(std::chrono::hours(storage.bezorgtermijn_uren())));
  set(options.submits_per_minute, quota.inzendingen_per_minuut());
  set(options.refusals_per_minute, quota.weigeringen_per_minuut());
  set(options.queued_per_receiver, quota.wachtend());
  return options;
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
  CORVID_TRY_ASSIGN(configuration.options, options_of(values, file));
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
