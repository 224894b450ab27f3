// corvid-router: the router process.
//
// Exit status (sysexits): 0 stopped in good order, 64 wrong usage, 69 the store is in use, 70 internal error, 74 the
// store or a socket failed, 77 the self-test let a stranger in, 78 configuration, register, policy or key is wrong.
// `check` ends with 65 when the store's views do not follow from its journal.
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "proto/base/entropy.h"
#include "proto/base/key_file.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/corvid/v1/register.pb.h"
#include "proto/text/program.h"
#include "proto/text/text_file.h"
#include "router/core/core.h"
#include "router/io/admin_service.h"
#include "router/io/config.h"
#include "router/io/doorkeeper.h"
#include "router/io/health.h"
#include "router/io/loop.h"
#include "router/io/ops.h"
#include "store/check.h"
#include "store/layout.h"
#include "store/rocks_folder.h"
#include "store/rocks_store.h"

namespace corvid {
namespace {

constexpr std::size_t kEpochBytes = 16;

int exit_status(const Error& error) {
  switch (error.code) {
    case Errc::kConfiguration:
    case Errc::kInvalidInput:
    case Errc::kTooLarge:
    case Errc::kNotFound:
      return 78;
    case Errc::kUnavailable:
      return 69;
    case Errc::kUnauthentic:
      return 77;
    case Errc::kIo:
    case Errc::kCorrupt:
      return 74;
  }
  return 70;
}

Result<core::Parties> load_register(const std::string& folder) {
  CORVID_TRY_ASSIGN(auto parsed, text::load<v1::Register>(folder));
  return core::Parties::load(std::move(parsed.message), std::move(parsed.digest));
}

Result<std::unique_ptr<store::KeyValueStore>> open_store(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) {
    return Error{Errc::kIo, folder + ": " + failed.message()};
  }
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  return store::open_rocks_store((std::filesystem::path(folder) / "store").string());
}

// Appears whole or not at all: who waits for it reads it at once.
Result<void> write_ready_file(const std::string& path, const v1::ReadyFile& ready) {
  if (path.empty()) {
    return {};
  }
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(ready, &json).ok()) {
    return Error{Errc::kIo, path + ": cannot be written"};
  }
  const std::string part = path + ".part";
  std::ofstream(part) << json << '\n';
  if (std::rename(part.c_str(), path.c_str()) != 0) {
    return Error{Errc::kIo, path + ": cannot be written"};
  }
  return {};
}

bool may_enter(const wire::ZapRequest& request, const core::Parties& parties,
               const std::map<std::string, std::string>& admin_keys, WallTime now) {
  if (request.domain == io::kDataDomain) {
    return parties.by_transport_key(request.public_key, amsterdam_date(now)) != nullptr;
  }
  return request.domain == io::kAdminDomain && admin_keys.count(request.public_key) != 0;
}

Result<void> serve(const io::Configuration& configuration, const Clock& clock) {
  const v1::RouterConfig& values = configuration.values;
  CORVID_TRY_ASSIGN(const KeyPair transport, read_key_file(values.transport_key(), KeyAlgorithm::kCurve25519));
  CORVID_TRY_ASSIGN(KeyPair signing, read_key_file(values.signing_key(), KeyAlgorithm::kEd25519));
  const envelope::Signer signer(std::move(signing));
  CORVID_TRY_ASSIGN(core::Parties parties, load_register(values.register_dir()));
  CORVID_TRY_ASSIGN(const policy::Bundle bundle, policy::Bundle::load(values.policy_dir()));
  CORVID_TRY_ASSIGN(const auto store, open_store(values.data_dir()));
  const bool is_new = !store::read_layout(*store).ok();
  CORVID_TRY_ASSIGN(v1::StoreRow row, store::open_layout(*store, random_bytes(kEpochBytes)));
  if (is_new) {
    log::warn("a new store was made in {}: is that the folder that was meant?", values.data_dir());
  }
  core::Core core(std::move(parties), bundle, signer, std::move(row), configuration.options);
  CORVID_TRY(io::recover(core, *store, clock));

  // Signals are the ops thread's from here on, so that an early SIGTERM stops in good order too.
  CORVID_TRY_ASSIGN(io::Health health, io::Health::open());
  CORVID_TRY_ASSIGN(const io::Ops ops, io::Ops::open(values.ops().host(),
                                                     static_cast<std::uint16_t>(values.ops().port()), health, clock));
  CORVID_TRY_ASSIGN(wire::Context context, wire::Context::open({}));
  CORVID_TRY_ASSIGN(io::Doorkeeper doorkeeper, io::Doorkeeper::open(context, [&](const wire::ZapRequest& request) {
    return may_enter(request, core.parties(), configuration.admin_keys, clock.wall_now());
  }));
  CORVID_TRY(doorkeeper.prove_denial(context, clock));
  CORVID_TRY_ASSIGN(wire::Socket data, wire::make_router_socket(context, {transport.secret.view(), io::kDataDomain}));
  CORVID_TRY_ASSIGN(wire::Socket admin, wire::make_router_socket(context, {transport.secret.view(), io::kAdminDomain}));
  v1::ReadyFile ready;
  CORVID_TRY_ASSIGN(*ready.mutable_endpoint(), data.bind(values.endpoint()));
  CORVID_TRY_ASSIGN(*ready.mutable_admin_endpoint(), admin.bind(values.admin().endpoint()));
  ready.set_ops_endpoint(ops.endpoint());
  ready.set_pid(::getpid());
  io::AdminService admin_service(std::move(admin), core, *store, clock);
  io::Loop loop(std::move(data), {core, *store, doorkeeper, admin_service, health, clock});
  CORVID_TRY(write_ready_file(values.ready_file(), ready));
  log::info("ready: {} parties, bundle {} version {}, {} messages queued", core.parties().all().size(), bundle.id(),
            bundle.version(), core.dispatch().waiting_total());
  return loop.run();
}

// What an operator is to do about a damaged store, beside what is wrong with it.
std::string text_of(const Error& error) {
  const bool damaged = error.code == Errc::kCorrupt;
  return error.text + (damaged ? "; the store is damaged: keep data_dir as it is and do not start again" : "");
}

int report(const Error& error) {
  log::error("{}", text_of(error));
  return exit_status(error);
}

Result<void> check_configuration(const io::Configuration& configuration) {
  CORVID_TRY(read_key_file(configuration.values.transport_key(), KeyAlgorithm::kCurve25519));
  CORVID_TRY(read_key_file(configuration.values.signing_key(), KeyAlgorithm::kEd25519));
  CORVID_TRY(load_register(configuration.values.register_dir()));
  CORVID_TRY(policy::Bundle::load(configuration.values.policy_dir()));
  return {};
}

// Exit status. The router must not run: the store belongs to one process.
int check_store(const std::string& config_file) {
  google::protobuf::SetLogHandler(nullptr);
  const auto configuration = io::load_configuration(config_file);
  if (!configuration.ok()) {
    std::fprintf(stderr, "corvid-router: %s\n", configuration.error().text.c_str());
    return exit_status(configuration.error());
  }
  const auto folder = std::filesystem::path(configuration->values.data_dir()) / "store";
  // Tables without CURRENT are a damaged store, which the opening says; anything less would be made into a new one.
  const bool has_tables = std::filesystem::exists(folder) && !store::files_with_extension(folder, ".sst").empty();
  if (!std::filesystem::exists(folder / "CURRENT") && !has_tables) {
    std::fprintf(stderr, "corvid-router: %s: there is no store yet\n", folder.c_str());
    return exit_status({Errc::kNotFound, {}});
  }
  const auto store = store::open_rocks_store(folder);
  const auto report = store.ok() ? store::check_views(**store) : Result<store::CheckReport>(store.error());
  if (!report.ok()) {
    std::fprintf(stderr, "corvid-router: %s\n", text_of(report.error()).c_str());
    return exit_status(report.error());
  }
  for (const std::string& difference : report->described) {
    std::printf("%s\n", difference.c_str());
  }
  std::printf("%llu records, %llu rows, %llu differences\n", static_cast<unsigned long long>(report->records),
              static_cast<unsigned long long>(report->rows), static_cast<unsigned long long>(report->differences));
  constexpr int kDataError = 65;
  return report->differences == 0 ? 0 : kDataError;
}

int run(const std::string& config_file, bool check_only) {
  // The parser's own complaints could name fields of foreign bytes; what matters is reported by us.
  google::protobuf::SetLogHandler(nullptr);
  // Standard error until the configuration says otherwise.
  if (const auto opened = log::open(log::Level::kInfo, ""); !opened.ok()) {
    return exit_status(opened.error());
  }
  const auto configuration = io::load_configuration(config_file);
  if (!configuration.ok()) {
    return report({Errc::kConfiguration, configuration.error().text});
  }
  const v1::LogConfig& log_values = configuration->values.log();
  if (!check_only) {
    if (const auto opened = text::open_log(log_values); !opened.ok()) {
      return report(opened.error());
    }
  }
  const SystemClock clock;
  const auto done = check_only ? check_configuration(*configuration) : serve(*configuration, clock);
  if (!done.ok() && !check_only && !log_values.file().empty()) {
    std::fprintf(stderr, "corvid-router: %s\n", text_of(done.error()).c_str());  // whoever started it looks here
  }
  return done.ok() ? 0 : report(done.error());
}

}  // namespace
}  // namespace corvid

int main(int argc, char** argv) {
  CLI::App app{"Routes messages of the domestic-violence chain, only for a purpose that the law gives them."};
  app.footer(
      "Exit status: 0 stopped in good order, 64 wrong usage, 65 check found differences, 69 store in use, 70 internal "
      "error, 74 store or socket failed, 77 self-test failed, 78 configuration, register, policy or key wrong.");
  std::string config_file;
  bool check_only = false;
  app.add_option("--config", config_file, "configuration, protobuf text (RouterConfig)")->required();
  const CLI::App* check =
      app.add_subcommand("check", "rebuild the store's views from its journal and compare; the router must be stopped")
          ->fallthrough();
  app.add_flag("--check", check_only, "only check configuration, register and policy");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    const int shown = app.exit(wrong);
    return shown == 0 ? 0 : 64;
  }
  return check->parsed() ? corvid::check_store(config_file) : corvid::run(config_file, check_only);
}
