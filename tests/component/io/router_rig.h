// A whole router in this process: real sockets, CURVE and ZAP, RocksDB in a temporary directory; and peers on the
// client library.
//
// Ownership: owns everything; ends the router's thread when it goes. Threads: the router runs on one of its own; a rig
// and its peers belong to the test's. Errors: what cannot be set up stops the test.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "adapters/client/session.h"
#include "proto/base/clock.h"
#include "proto/corvid/v1/register.pb.h"
#include "proto/envelope/build.h"
#include "proto/wire/socket.h"
#include "router/core/options.h"
#include "router/io/health.h"
#include "tests/support/temp_dir.h"

namespace corvid::test {

// Keys of one connection point.
struct Identity {
  v1::PartyRef party;
  std::string transport_public;
  std::string transport_secret;
  std::shared_ptr<envelope::Signer> signer;  // shared_ptr: copied with the identity

  [[nodiscard]] KeyPair transport() const;
};

[[nodiscard]] Identity make_identity(const std::string& oin, v1::Role role);

class RouterRig {
 public:
  explicit RouterRig(const core::Options& options = {});
  ~RouterRig();
  RouterRig(const RouterRig&) = delete;
  RouterRig& operator=(const RouterRig&) = delete;

  // Stops in good order; start() opens the same store again.
  void start();
  void stop();

  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
  [[nodiscard]] const std::string& admin_endpoint() const { return admin_endpoint_; }
  [[nodiscard]] const std::string& server_key() const { return transport_.public_key; }
  [[nodiscard]] const std::string& router_signing_key() const { return router_signing_key_; }
  [[nodiscard]] const Identity& admin() const { return admin_; }
  // Every byte of every file of the store is searched, also while the router runs.
  [[nodiscard]] bool store_files_hold(const std::string& needle) const;

  Identity halt;
  Identity om;
  Identity veilig_thuis;

 private:
  void serve(io::Health& health);

  core::Options options_;
  TempDir folder_;
  KeyPair transport_;
  KeyPair signing_;
  std::string router_signing_key_;
  Identity admin_;
  v1::Register register_;
  std::string endpoint_ = "tcp://127.0.0.1:*";  // after the first start: the port that was given
  std::string admin_endpoint_ = "tcp://127.0.0.1:*";
  std::unique_ptr<io::Health> health_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable ready_;
  bool is_ready_ = false;
};

// A session with its events kept until somebody waits for them.
class RigPeer {
 public:
  RigPeer(const RouterRig& rig, const Identity& identity, std::optional<v1::PartyRef> claimed = std::nullopt);
  ~RigPeer();

  client::Session& session() { return *session_; }

  // The next event of kind T within the bound; nullopt when none came. Other kinds stay for later.
  template <typename T>
  std::optional<T> wait_for(std::chrono::milliseconds bound = std::chrono::seconds(20)) {
    std::optional<T> found;
    wait_until(
        [&found](client::Event& event) {
          if (auto* wanted = std::get_if<T>(&event)) {
            found = std::move(*wanted);
            return true;
          }
          return false;
        },
        bound);
    return found;
  }

 private:
  // Takes the first event that `wanted` accepts.
  bool wait_until(const std::function<bool(client::Event&)>& wanted, std::chrono::milliseconds bound);

  std::mutex mutex_;
  std::condition_variable woken_;
  std::uint64_t wakes_ = 0;
  std::vector<client::Event> kept_;
  std::unique_ptr<client::Session> session_;
};

// A report by `from`, signed, that the shipped rules let pass.
[[nodiscard]] std::string sealed_report(const Identity& from, const Identity& to, const std::string& reference,
                                        MessageId& id, const std::string& attachments = "sealed words");

}  // namespace corvid::test
