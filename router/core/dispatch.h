// Hands queued messages to connected receivers within their credit.
//
// The queue itself is in the store; here stands only what is under way, what waits for a retry and how far each queue
// was read. All of it can be rebuilt from the store, because an undelivered message keeps its place until it is
// settled.
//
// Ownership: owns its bookkeeping. Threads: loop. Errors: see store::Turn.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "router/core/sessions.h"
#include "router/core/turn_work.h"

namespace corvid::core {

inline constexpr std::uint32_t kPriorityAcute = 0;
inline constexpr std::uint32_t kPriorityOrdinary = 1;
inline constexpr std::size_t kPriorityClasses = 2;

class Dispatch {
 public:
  // Counts what is queued for `party`; called once per party at the start.
  void recover(const PartyId& party, store::Views& views);

  // A new entry was written to the queue of `receiver`.
  void queued(const PartyId& receiver, const store::QueuePlace& at);

  // Sends as much as credit allows; returns how many.
  std::uint64_t pump(const Session& session, TurnWork& work);

  // The message reached a final state and is out of the queue.
  void ended(const PartyId& receiver, const MessageId& message, const store::QueuePlace& at);

  // The receiver gave it back: it waits for its turn again, longer with every attempt.
  void released(const PartyId& receiver, const MessageId& message, const store::QueuePlace& at,
                std::uint32_t attempts, MonoTime now);

  // The receiver is gone: everything under way to it is ready again.
  void receiver_gone(const PartyId& receiver);

  [[nodiscard]] std::uint64_t waiting(const PartyId& receiver) const;  // queued, under way included
  [[nodiscard]] std::uint64_t in_flight(const PartyId& receiver) const;
  [[nodiscard]] std::uint64_t waiting_total() const { return waiting_total_; }
  [[nodiscard]] std::uint64_t in_flight_total() const;

  // The next moment at which a retry is due.
  [[nodiscard]] std::optional<MonoTime> next_retry() const;
  // Receivers with a retry due at `now`.
  [[nodiscard]] std::vector<PartyId> retries_due(MonoTime now) const;

 private:
  struct InFlight {
    store::QueuePlace at;
    std::uint64_t bytes = 0;
  };
  struct Retry {
    MessageId message;
    MonoTime due;
  };
  struct Queue {
    std::uint64_t count = 0;
    // Per class: entries before `read` were handed out; there are none at or after `end`.
    std::array<std::uint64_t, kPriorityClasses> read{};
    std::array<std::uint64_t, kPriorityClasses> end{};
    std::map<MessageId, InFlight> in_flight;
    std::uint64_t in_flight_bytes = 0;
    std::map<store::QueuePlace, Retry> retries;
  };

  [[nodiscard]] static bool has_credit(const Queue& queue, const Session& session);
  bool deliver(Queue& queue, const Session& session, const store::QueueEntry& entry, TurnWork& work);
  void pump_retries(Queue& queue, const Session& session, TurnWork& work);
  void pump_class(Queue& queue, std::uint32_t priority, const Session& session, TurnWork& work);

  std::unordered_map<PartyId, Queue, PartyIdHash> queues_;
  std::uint64_t waiting_total_ = 0;
};

}  // namespace corvid::core
