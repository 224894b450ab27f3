// The router's side of the admin socket, with answers of the test's own: ROUTER with CURVE behind a ZAP handler that
// lets one key in.
//
// Ownership: owns its thread and sockets; both are gone when it goes. Threads: the test's; the script runs on the
// router's own thread. Errors: a failed check ends the test.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "proto/base/key_file.h"
#include "proto/corvid/v1/admin.pb.h"
#include "proto/wire/socket.h"

namespace corvid::test {

class ScriptedRouter {
 public:
  // Exact bytes to answer; nullopt: no answer.
  using Script = std::function<std::optional<std::string>(const v1::AdminRequest&)>;

  // `admitted`: 32 bytes of the public key that may enter.
  ScriptedRouter(std::string admitted, Script script);
  ~ScriptedRouter();
  ScriptedRouter(const ScriptedRouter&) = delete;
  ScriptedRouter& operator=(const ScriptedRouter&) = delete;

  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
  [[nodiscard]] const std::string& public_key() const { return keys_.public_key; }
  [[nodiscard]] int asked() const { return asked_; }

 private:
  void serve();
  void answer_knock();
  void answer_question();

  KeyPair keys_;
  std::string admitted_;
  Script script_;
  wire::Context context_;
  wire::Socket zap_;
  wire::Socket admin_;
  std::string endpoint_;
  std::atomic<bool> stop_{false};
  std::atomic<int> asked_{0};
  std::thread thread_;
};

}  // namespace corvid::test
