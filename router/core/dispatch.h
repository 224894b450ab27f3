// Hands queued messages to connected receivers within their credit.
//
// A large message goes in parts, one at a time per receiver; small ones pass it. Among large ones order is kept.
//
// Ownership: owns a Queue per receiver. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "router/core/large_delivery.h"
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

  // Parts of a large message were taken.
  void taken(const PartyId& receiver, const MessageId& message, std::uint64_t offset);
  // A new turn: so much may go out again.
  void begin_turn();
  // Receivers for whom the budget of the turn was too small.
  [[nodiscard]] const std::set<PartyId>& short_of_budget() const { return short_of_budget_; }

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

  enum class Handed { kOut, kLinedUp, kNot };

  struct Lane {
    Queue queue;
    std::optional<LargeDelivery> large;  // under way, or sent and not yet settled
  };

  [[nodiscard]] static std::optional<store::QueueEntry> candidate(const Lane& lane, Pages& pages,
                                                                  std::uint32_t priority, MonoTime now);
  [[nodiscard]] static std::optional<store::QueueEntry> pick(const Lane& lane, Pages& pages, std::uint32_t end,
                                                             MonoTime now);
  [[nodiscard]] bool out_of_budget() const;
  std::uint64_t pump_classes(Lane& lane, const Session& session, TurnWork& work);
  Handed deliver(Lane& lane, const Session& session, const store::QueueEntry& entry, TurnWork& work);
  void pump_large(Lane& lane, const Session& session, TurnWork& work);
  void stop_large(const PartyId& receiver, Lane& lane, const MessageId& message);

  std::unordered_map<PartyId, Lane, PartyIdHash> lanes_;
  std::uint64_t budget_bytes_ = limits::kDeliveredPerTurnBytes;
  std::size_t budget_messages_ = limits::kDeliveredPerTurnMax;
  std::set<PartyId> short_of_budget_;
  std::uint64_t waiting_total_ = 0;
};

}  // namespace corvid::core
