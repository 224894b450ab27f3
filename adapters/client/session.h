// One connection point's session with the router: submit, receive, settle, resend with the same id.
//
// A Session is handed bytes that are already durable at the caller and keeps sending them, across reconnects and router
// restarts, until the router has answered. Repeats are harmless: the router recognises them. What the router has to say
// comes back as events.
//
// Ownership: the caller owns the Session; destroying it closes the connection with a bounded linger.
// Threads: every method is safe from any thread. Events are queued; `on_events` is called from the session's own thread
// and must do nothing but wake the caller, who then calls take_events().
// Errors: kUnavailable when a bounded queue is full: try again after the next events.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "proto/base/ids.h"
#include "proto/base/key_file.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/session.pb.h"

namespace corvid::client {

// The router said welcome: deliveries and notices follow by themselves.
struct Connected {
  std::uint64_t envelope_bytes_max = 0;
};
// The connection is gone; the session tries again by itself unless `final`.
struct Disconnected {
  std::string reason;
  bool final = false;  // refused or replaced: an operator must act
};
struct Delivery {
  MessageId id;
  std::uint32_t attempt = 0;
  std::string envelope;      // exact bytes
  v1::SignedBody statement;
};
struct Settled {
  MessageId id;
};
struct ProcessedRecorded {
  MessageId id;
};

using Event = std::variant<Connected, Disconnected, v1::Receipt, Delivery, v1::Notice, v1::Resolved, Settled,
                           ProcessedRecorded>;

class Session {
 public:
  virtual ~Session() = default;

  // Queues an envelope. The answer is a Receipt event with the same id. A second submit of an id that is still
  // unanswered is ignored.
  virtual Result<void> submit(const MessageId& id, std::string envelope) = 0;

  // Tells the outcome of a delivery; returns the credit it held. Answered by Settled.
  virtual Result<void> settle(v1::Settle settle) = 0;

  // Tells what the native side made of it. Resent until ProcessedRecorded.
  virtual Result<void> processed(const MessageId& id, v1::Processed::Outcome outcome) = 0;

  // Every notice up to `number` is durable at the caller.
  virtual Result<void> notices_read(std::uint64_t number) = 0;

  // Who is competent? Answered by Resolved with the same request number; resent after a reconnect.
  virtual Result<void> resolve(const v1::Resolve& question) = 0;

  [[nodiscard]] virtual std::vector<Event> take_events() = 0;
};

struct RouterEndpoint {
  std::string endpoint;
  std::string server_key;  // 32 bytes
};

struct SessionOptions {
  v1::PartyRef party;
  std::vector<RouterEndpoint> routers;  // tried in turn
  KeyPair transport_key;                // Curve25519
  std::string software;
  std::uint64_t notices_read = 0;  // as far as the caller's ledger knows
  v1::SignedBody mark;             // the newest Receipt.mark in the caller's ledger, or empty
  std::uint32_t credit_messages = 0;  // 0: the default of limits.h
  std::uint64_t credit_bytes = 0;
};

// Starts the session's thread. kConfiguration: keys or endpoints are unusable.
Result<std::unique_ptr<Session>> open_session(SessionOptions options, std::function<void()> on_events);

}  // namespace corvid::client
