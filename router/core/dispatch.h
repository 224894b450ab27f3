// Hands queued messages to connected receivers within their credit.
//
// Ownership: owns a Queue per receiver. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "router/core/queue.h"
#include "router/core/sessions.h"
#include "router/core/turn_work.h"

namespace corvid::core {

class Dispatch {
 public:
  // Counts what is queued for `party` and returns the earliest deadline; called once per party at the start.
  std::optional<WallTime> recover(const PartyId& party, store::Views& views);

  // A new entry was written to the queue of `receiver`.
  void queued(const PartyId& receiver, const store::QueuePlace& at);

  // Sends as much as credit allows; returns how many.
  std::uint64_t pump(const Session& session, TurnWork& work);

  // The message reached a final state and is out of the queue.
  void ended(const PartyId& receiver, const MessageId& message, const store::QueuePlace& at);

  // The receiver gave it back: it waits for its turn again, longer with every attempt.
  void released(const PartyId& receiver, const MessageId& message, std::uint32_t attempts, MonoTime now);

  // The receiver is gone: everything under way to it is ready again.
  void receiver_gone(const PartyId& receiver, MonoTime now);

  [[nodiscard]] std::uint64_t waiting(const PartyId& receiver) const;  // queued, under way included
  [[nodiscard]] std::uint64_t in_flight(const PartyId& receiver) const;
  [[nodiscard]] bool is_in_flight(const PartyId& receiver, const MessageId& message) const;
  [[nodiscard]] std::uint64_t waiting_total() const { return waiting_total_; }
  [[nodiscard]] std::uint64_t in_flight_total() const;

  // The first moment after `now` at which something may go out by itself.
  [[nodiscard]] std::optional<MonoTime> next_wakeup(MonoTime now) const;
  // Receivers for whom such a moment lies in (`after`, `now`].
  [[nodiscard]] std::vector<PartyId> woken(MonoTime after, MonoTime now) const;
  // Receivers that have not settled something for limits::kSettleWaitMax.
  [[nodiscard]] std::vector<PartyId> stuck(MonoTime now) const;

 private:
  class Pages;

  bool deliver(Queue& queue, const Session& session, const store::QueueEntry& entry, TurnWork& work);

  std::unordered_map<PartyId, Queue, PartyIdHash> queues_;
  std::uint64_t waiting_total_ = 0;
};

}  // namespace corvid::core
