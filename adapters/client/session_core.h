// The client's side of the protocol as a state machine: no socket, no thread, no clock.
//
// The owner keeps one connection per attempt() and tells what happens on it; what is to be sent comes from
// next_frames(). Whatever the caller handed over is sent again in every new session until the router has answered it.
//
//   waiting ──time──▶ connecting ──connected──▶ greeting ──Welcome──▶ ready
//      ▲                  │                        │                    │ SessionEnded ONBEKEND ─▶ greeting
//      └──────── lost, silent, not understood ─────┴────────────────────┤
//                                          HelloRefused, VERVANGEN, INGETROKKEN ─▶ final
//
// Ownership: values. Threads: one at a time; its owner guards it.
// Errors: kUnavailable when a bound is reached or the session is final; kInvalidInput and kTooLarge for what the router
// would refuse as a frame. What the router does wrong ends the connection, never the process.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "adapters/client/event_queue.h"
#include "adapters/client/large_in.h"
#include "adapters/client/pending.h"
#include "adapters/client/session.h"
#include "adapters/client/submit_queue.h"
#include "proto/base/clock.h"
#include "proto/base/entropy.h"
#include "proto/base/log.h"
#include "proto/wire/frames.h"

namespace corvid::client {

inline constexpr std::chrono::milliseconds kReconnectFirst{100};
inline constexpr std::chrono::milliseconds kReconnectMax{5'000};
inline constexpr std::chrono::milliseconds kConnectMax{10'000};  // TCP and handshake
inline constexpr int kHellosPerConnectionMax = 3;
inline constexpr std::chrono::milliseconds kTurnedAwayLogInterval{3'600'000};  // for a reason that stays the same

struct CoreOptions {
  v1::PartyRef party;
  std::size_t routers = 1;
  std::string software;
  std::uint64_t notices_read = 0;
  v1::SignedBody mark;
  std::uint32_t credit_messages = limits::kDeliverWindowMessages;
  std::uint64_t credit_bytes = limits::kDeliverWindowBytes;
  Seed seed{};  // spreads the reconnects of many clients
};

// One connection to be made: a new number means a new connection, to routers[router].
struct Attempt {
  std::uint64_t number = 0;
  std::size_t router = 0;

  friend bool operator==(const Attempt&, const Attempt&) = default;
};

class SessionCore {
 public:
  SessionCore(CoreOptions options, MonoTime now);

  // ---- the caller's side; see session.h
  Result<void> submit(const MessageId& id, std::string envelope);
  Result<void> settle(v1::Settle settle);
  Result<void> processed(const MessageId& id, v1::Processed::Outcome outcome);
  Result<void> notices_read(std::uint64_t number);
  Result<void> resolve(const v1::Resolve& question);
  [[nodiscard]] std::vector<Event> take_events() { return events_.take(); }
  [[nodiscard]] bool has_events() const { return !events_.empty(); }

  // ---- the connection's side
  // The connection there must be now; nothing: none.
  [[nodiscard]] std::optional<Attempt> attempt() const { return attempt_; }
  void connected(MonoTime now);
  void disconnected(MonoTime now, const std::string& reason);
  void received(const wire::DecodedRouter& decoded, MonoTime now);
  // Lets time pass: reconnects, gives up on a silent router.
  void tick(MonoTime now);
  // What is to be sent on this connection now, all that is ready in one command. It counts as sent.
  [[nodiscard]] std::optional<wire::Frames> next_frames(MonoTime now);
  // The farewell of an orderly close, when there is a session.
  [[nodiscard]] std::optional<wire::Frames> goodbye() const;
  // When to call tick() and next_frames() at the latest.
  [[nodiscard]] std::optional<MonoTime> next_wakeup() const;

 private:
  enum class Phase { kWaiting, kConnecting, kGreeting, kReady, kFinal };
  enum class Pace { kGrowing, kSlow };

  Result<void> check_room() const;
  void begin_attempt(MonoTime now);
  void greet();
  void lose(MonoTime now, const std::string& reason, Pace pace);
  void finish(const std::string& reason);

  void answer_to_hello(const v1::RouterCommand& command, MonoTime now);
  void begin_session(const v1::Welcome& welcome, MonoTime now);
  void take_answers(const v1::RouterCommand& command, MonoTime now);
  void take_receipt(const v1::Receipt& receipt);
  void take_busy(const v1::Busy& busy, MonoTime now);
  void take_deliveries(const wire::DecodedRouter& decoded, MonoTime now);
  void take_large(const wire::DecodedRouter& decoded, MonoTime now);
  Result<void> take_large_delivery(const wire::DecodedRouter& decoded, MonoTime now);
  void deliver(Delivery delivery, MonoTime now);
  void take_notices(const v1::RouterCommand& command, MonoTime now);
  void not_understood(const v1::Unknown& unknown, MonoTime now);
  void session_ended(const v1::RouterCommand& command, MonoTime now);
  [[nodiscard]] wire::Frames hello() const;

  CoreOptions options_;
  EntropyStream jitter_;
  Phase phase_ = Phase::kWaiting;
  std::optional<Attempt> attempt_;
  std::uint64_t attempts_ = 0;
  std::size_t router_ = 0;
  std::uint32_t failures_ = 0;  // since a session last worked
  MonoTime retry_at_{};
  MonoTime connect_until_{};
  MonoTime heard_at_{};
  MonoTime ping_at_{};
  int hellos_ = 0;  // on this connection
  bool hello_sent_ = false;
  std::string token_;  // empty: no session

  SubmitQueue submits_;
  Pending<MessageId, v1::Settle, MessageIdHash> settles_{limits::kClientQueueMax};
  Pending<MessageId, v1::Processed::Outcome, MessageIdHash> processed_{limits::kClientQueueMax};
  Pending<std::uint64_t, v1::Resolve> resolves_{limits::kClientQueueMax};
  std::deque<v1::Settle> releases_;  // NIET_NU: told once, answered by the next delivery
  LargeIn large_in_;
  std::unordered_set<MessageId, MessageIdHash> held_;  // delivered in this session and not settled
  v1::SignedBody mark_;
  std::uint64_t notices_read_;
  std::uint64_t notice_next_;
  bool notices_read_unsent_ = false;
  std::string why_turned_away_;  // code that was logged last
  log::Throttle turned_away_lines_{kTurnedAwayLogInterval};
  EventQueue events_;
};

}  // namespace corvid::client
