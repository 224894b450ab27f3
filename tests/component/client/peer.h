// A router's side to be played by a test: a ROUTER with CURVE and ZAP on the test's own thread.
//
// The test waits in until(), which also answers ZAP and collects what the session under test says. Every wait has a
// bound.
//
// Ownership: one per test case, before the sessions that use it. Threads: the test's.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/client/session.h"
#include "proto/base/clock.h"
#include "proto/base/key_file.h"
#include "proto/wire/frames.h"
#include "proto/wire/socket.h"

namespace corvid::client {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

inline constexpr std::chrono::milliseconds kBound = 20s;

struct Heard {
  std::string link;  // routing id
  std::string user_id;
  v1::ClientCommand command;
  std::vector<std::string> envelopes;
  std::string large_head;
  std::string large_chunk;
};

class Peer {
 public:
  // Begins at a port that the system chooses.
  Peer();
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Gone, with everything that was queued; and back at the same endpoint.
  void stop();
  void start();

  [[nodiscard]] RouterEndpoint router() const { return {endpoint_, key_.public_key}; }
  // A client with this key is let in; nothing: everyone is.
  void let_in_only(std::string public_key) { only_key_ = std::move(public_key); }

  // A session that tells its events to this peer. `options.routers` empty: this one.
  [[nodiscard]] std::unique_ptr<Session> open(SessionOptions options);
  [[nodiscard]] static SessionOptions options();
  // Destroys the session; its events are not asked for any more.
  void close(std::unique_ptr<Session>& session);

  // Plays the router until `done`, or for as long as the bound. Returns done(). Also wakes up for `also`, a socket.
  bool until(const std::function<bool()>& done, std::chrono::milliseconds bound = kBound, void* also = nullptr);
  // The next command with this property, or nothing within the bound.
  std::optional<Heard> hear(const std::function<bool(const v1::ClientCommand&)>& wanted);
  // Waits for a hello and welcomes it; returns its link.
  std::string welcome(char token);

  void say(const std::string& link, wire::RouterFrames frames);
  void say_raw(const std::string& link, const std::vector<std::string>& frames);

  std::vector<Event> events;  // of the session, taken
  std::vector<Heard> heard;
  std::size_t knocks = 0;  // ZAP requests

 private:
  struct Sockets {
    wire::Context context;
    wire::Socket zap;
    wire::Socket router;
  };

  void answer_zap();
  void collect_commands();
  void collect_events();

  SystemClock clock_;
  KeyPair key_;
  std::string endpoint_ = "tcp://127.0.0.1:*";
  std::optional<std::string> only_key_;
  std::optional<Sockets> sockets_;
  int wakeup_;
  Session* session_ = nullptr;
};

[[nodiscard]] MessageId an_id(std::uint8_t seed);
[[nodiscard]] std::string bytes_of(const MessageId& id);
[[nodiscard]] std::string a_token(char letter);

// The events of one kind.
template <typename Kind>
std::vector<Kind> only(const std::vector<Event>& events) {
  std::vector<Kind> found;
  for (const Event& event : events) {
    if (const auto* kind = std::get_if<Kind>(&event)) {
      found.push_back(*kind);
    }
  }
  return found;
}

}  // namespace corvid::client
