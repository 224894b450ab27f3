// corvid-adapter: connects one party's own system to the router. The configuration says which party.
//
//   corvid-adapter --config FILE              runs until SIGTERM or SIGINT
//   corvid-adapter --config FILE --check      only checks configuration, policy texts and keys
//   corvid-adapter beoordeel ...              a police colleague's review of BVH exports (S002-22)
//   corvid-adapter lock --config FILE         is an adapter running on this ledger?
#include <google/protobuf/stubs/logging.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

#include "adapters/gateway/config.h"
#include "adapters/gateway/file_lock.h"
#include "adapters/gateway/gateway.h"
#include "adapters/local_team/translate.h"
#include "adapters/police/review.h"
#include "adapters/police/translate.h"
#include "adapters/raad/translate.h"
#include "adapters/translation/codes.h"
#include "adapters/veilig_thuis/translate.h"
#include "proto/base/durable_files.h"
#include "proto/base/entropy.h"
#include "proto/text/program.h"

namespace corvid {
namespace {

constexpr const char* kExitStatus =
    "Exit status: 0 stopped in good order, 64 wrong usage, 65 an export cannot be reviewed, 69 the ledger is in use by "
    "another process, 70 internal error, 74 ledger or spool folder failed, 77 the router ended the connection for "
    "good, 78 configuration, policy texts or key wrong.";
constexpr std::size_t kReviewSaltBytes = 32;

struct Options {
  std::string config_file;
  bool check_only = false;
  std::string reviewer_key;
  std::string functie = "MEDEWERKER_ZORG_EN_VEILIGHEID";
  std::vector<std::string> native_files;
};

int exit_status(const Error& error) {
  switch (error.code) {
    case Errc::kConfiguration:
    case Errc::kTooLarge:
    case Errc::kNotFound:
      return 78;
    case Errc::kInvalidInput:
      return 65;
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

Result<std::unique_ptr<gateway::Translator>> make_translator(const gateway::Configuration& configuration,
                                                             const text::ReasonCatalogue& reasons) {
  const v1::Role role = configuration.values.party().role();
  if (role == v1::POLITIE) {
    return police::make_translator(reasons, configuration.reviewer_public_keys);
  }
  if (role == v1::VEILIG_THUIS) {
    return veilig_thuis::make_translator(reasons);
  }
  if (role == v1::RAAD) {
    return raad::make_translator(reasons);
  }
  if (role == v1::LOKAAL_TEAM) {
    return local_team::make_translator(reasons);
  }
  return Error{Errc::kConfiguration, "party.role " + v1::Role_Name(role) + " has no adapter"};
}

// Everything that is read once, at the start.
struct Loaded {
  text::ReasonCatalogue reasons;
  KeyPair transport;
  envelope::Signer signer;
  SecretBytes tag_secret;
};

Result<Loaded> load(const gateway::Configuration& configuration) {
  const v1::AdapterConfig& values = configuration.values;
  auto catalogue = text::ReasonCatalogue::load(values.policy_dir());
  if (!catalogue.ok()) {
    return Error{Errc::kConfiguration, catalogue.error().text};
  }
  text::ReasonCatalogue reasons = std::move(catalogue).value();
  // A text that is missing must be found now, not when a child's report is refused for it.
  std::vector<std::string_view> codes(gateway::kGatewayCodes.begin(), gateway::kGatewayCodes.end());
  codes.insert(codes.end(), translation::kCodes.begin(), translation::kCodes.end());
  for (const std::string_view code : codes) {
    if (!reasons.knows(code)) {
      return Error{Errc::kConfiguration, values.policy_dir() + ": no text for code " + std::string(code)};
    }
  }
  CORVID_TRY_ASSIGN(KeyPair transport, read_key_file(values.transport_key(), KeyAlgorithm::kCurve25519));
  CORVID_TRY_ASSIGN(KeyPair signing, read_key_file(values.signing_key(), KeyAlgorithm::kEd25519));
  CORVID_TRY_ASSIGN(SecretBytes tag_secret, read_secret_file(values.tag_secret()));
  return Loaded{std::move(reasons), std::move(transport), envelope::Signer(std::move(signing)), std::move(tag_secret)};
}

Result<void> check(const gateway::Configuration& configuration) {
  CORVID_TRY_ASSIGN(const Loaded loaded, load(configuration));
  CORVID_TRY_ASSIGN(const auto translator, make_translator(configuration, loaded.reasons));
  return {};
}

gateway::OpenSession session_opener(const gateway::Configuration& configuration, Loaded& loaded) {
  return [&configuration, &loaded](const gateway::SessionStart& from, std::function<void()> on_events) {
    client::SessionOptions options;
    options.party = configuration.values.party();
    options.routers = configuration.routers;
    options.transport_key = std::move(loaded.transport);
    options.software = "corvid-adapter " CORVID_VERSION;
    options.notices_read = from.notices_read;
    options.mark = from.mark;
    return client::open_session(std::move(options), std::move(on_events));
  };
}

Result<void> serve(const gateway::Configuration& configuration) {
  CORVID_TRY_ASSIGN(Loaded loaded, load(configuration));
  CORVID_TRY_ASSIGN(const auto translator, make_translator(configuration, loaded.reasons));
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(configuration.values.ledger(), ignored);
  CORVID_TRY_ASSIGN(const auto ledger,
                    gateway::Ledger::open(configuration.values.ledger(), configuration.values.party()));
  if (is_new) {
    log::warn("a new ledger was made, {}: is that the one that was meant?", configuration.values.ledger());
  }
  CORVID_TRY_ASSIGN(const gateway::Spool spool, gateway::Spool::open(configuration.values.spool_dir()));
  const SystemClock clock;
  boost::asio::io_context context(1);
  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  std::optional<Error> ended;
  gateway::Gateway gateway(context,
                           {configuration.values.party(), configuration.router_signing_key, *ledger, spool, *translator,
                            loaded.reasons, loaded.signer, loaded.tag_secret, clock},
                           session_opener(configuration, loaded), [&](const Error& error) {
                             ended = error;
                             signals.cancel();
                           });
  signals.async_wait([&](const boost::system::error_code& cancelled, int number) {
    if (!cancelled) {
      log::info("stops on signal {}", number);
      gateway.stop();
    }
  });
  CORVID_TRY(gateway.start());
  log::info("ready: {} {}", v1::Role_Name(configuration.values.party().role()), configuration.values.party().oin());
  context.run();
  return ended ? Result<void>(*ended) : Result<void>();
}

Result<void> tell_lock(const gateway::Configuration& configuration) {
  const std::string file = configuration.values.ledger() + ".lock";
  if (!std::filesystem::exists(file)) {
    return {};  // no adapter ever ran on it
  }
  CORVID_TRY_ASSIGN(const gateway::FileLock lock, gateway::FileLock::take(file));
  return {};
}

Result<std::string> read_native(const std::string& path) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(path, failed);
  if (failed) {
    return Error{Errc::kIo, path + ": " + failed.message()};
  }
  if (bytes > limits::kNativeFileBytesMax) {
    return Error{Errc::kInvalidInput, path + ": larger than any message may be"};
  }
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

// Every file is reviewed, or none is changed.
Result<void> review(const gateway::Configuration& configuration, const Options& options) {
  if (configuration.values.party().role() != v1::POLITIE) {
    return Error{Errc::kConfiguration, "beoordeel: only the police reviews BVH exports; see party.role"};
  }
  v1::BeoordelaarFunctie::Value functie = v1::BeoordelaarFunctie::ONBEPAALD;
  CORVID_CHECK(v1::BeoordelaarFunctie::Value_Parse(options.functie, &functie));
  CORVID_TRY_ASSIGN(KeyPair key, read_key_file(options.reviewer_key, KeyAlgorithm::kEd25519));
  const envelope::Signer reviewer(std::move(key));
  const SystemClock clock;
  std::vector<std::pair<std::filesystem::path, std::string>> reviewed;
  for (const std::string& file : options.native_files) {
    CORVID_TRY_ASSIGN(const std::string native, read_native(file));
    auto done = police::add_review(native, reviewer, functie, clock.wall_now(), random_bytes(kReviewSaltBytes));
    if (!done.ok()) {
      return Error{done.error().code, file + ": " + done.error().text};
    }
    reviewed.emplace_back(std::filesystem::absolute(file), std::move(done).value());
  }
  for (const auto& [path, bytes] : reviewed) {
    CORVID_TRY(replace_file(path, bytes));
    CORVID_TRY(sync_folder(path.parent_path()));
  }
  return {};
}

// The closed list of who may review.
std::vector<std::string> reviewer_functions() {
  std::vector<std::string> names;
  const auto* const list = v1::BeoordelaarFunctie::Value_descriptor();
  for (int i = 0; i < list->value_count(); ++i) {
    if (list->value(i)->number() != v1::BeoordelaarFunctie::ONBEPAALD) {
      names.push_back(list->value(i)->name());
    }
  }
  return names;
}

int report(const Error& error) {
  log::error("{}", error.text);
  return exit_status(error);
}

int run(const CLI::App& app, const Options& options) {
  // The parser's own complaints could name fields of foreign bytes; what matters is reported by us.
  google::protobuf::SetLogHandler(nullptr);
  ::umask(S_IWGRP | S_IRWXO);
  // Standard error until the configuration says otherwise; short commands stay there.
  if (const auto opened = log::open(log::Level::kInfo, ""); !opened.ok()) {
    return exit_status(opened.error());
  }
  const auto configuration = gateway::load_configuration(options.config_file);
  if (!configuration.ok()) {
    return report({Errc::kConfiguration, configuration.error().text});
  }
  const bool long_running = app.get_subcommands().empty() && !options.check_only;
  if (long_running) {
    if (const auto opened = text::open_log(configuration.value().values.log()); !opened.ok()) {
      return report(opened.error());
    }
  }
  Result<void> done;
  if (app.got_subcommand("beoordeel")) {
    done = review(configuration.value(), options);
  } else if (app.got_subcommand("lock")) {
    done = tell_lock(configuration.value());
  } else if (options.check_only) {
    done = check(configuration.value());
  } else {
    done = serve(configuration.value());
  }
  if (!done.ok() && long_running && !configuration.value().values.log().file().empty()) {
    std::fprintf(stderr, "corvid-adapter: %s\n", done.error().text.c_str());  // whoever started it looks here
  }
  return done.ok() ? 0 : report(done.error());
}

}  // namespace
}  // namespace corvid

int main(int argc, char** argv) {
  CLI::App app{"Connects one party's own system to the router: spool folders, a durable ledger, one session."};
  app.footer(corvid::kExitStatus);
  corvid::Options options;
  const std::string config_text = "configuration, protobuf text (AdapterConfig)";
  auto* const config = app.add_option("--config", options.config_file, config_text);
  app.add_flag("--check", options.check_only, "only check configuration, policy texts and keys");
  auto* const review = app.add_subcommand("beoordeel", "add a trained colleague's review to BVH exports, in place");
  review->add_option("--config", options.config_file, config_text)->required();
  review->add_option("--key", options.reviewer_key, "the reviewer's own signing key")->required();
  review->add_option("--functie", options.functie, "function of the reviewer")
      ->check(CLI::IsMember(corvid::reviewer_functions()))
      ->capture_default_str();
  review->add_option("NATIVE_FILE", options.native_files, "enriched BVH export, JSON")->required();
  auto* const lock = app.add_subcommand("lock", "exit status 0 when no adapter runs on this ledger, 69 when one does");
  lock->add_option("--config", options.config_file, config_text)->required();
  app.require_subcommand(0, 1);
  try {
    app.parse(argc, argv);
    if (app.get_subcommands().empty() && config->empty()) {
      throw CLI::RequiredError("--config");
    }
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? 0 : 64;
  }
  return corvid::run(app, options);
}
