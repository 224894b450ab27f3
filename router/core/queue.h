// What is under way to one receiver, what waits for a retry, and how far its queue in the store was read.
//
// The queue itself is in the store; everything here can be rebuilt from it, because an undelivered message keeps its
// place until it is settled. Three classes, acute first; while all wait each gets its share of every round. Within a
// class messages leave in order of acceptance; a retry may come later.
//
// A message under way when the connection is lost again and again may be what kills the receiver: it is offered when
// nothing else is under way, so that it can only stop itself. Others wait for it at most limits::kAloneMax, and have
// their chance before the next one goes.
//
// Ownership: a value. Threads: loop. Errors: see store::Turn.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>

#include "proto/base/broken.h"
#include "proto/base/clock.h"
#include "proto/base/limits.h"
#include "store/views.h"

namespace corvid::core {

inline constexpr std::uint32_t kPriorityAcute = 0;
inline constexpr std::uint32_t kPriorityFirst = 1;
inline constexpr std::uint32_t kPriorityOrdinary = 2;
inline constexpr std::size_t kPriorityClasses = limits::kDeliveriesPerRound.size();

struct Window {
  std::uint32_t messages = 0;
  std::uint64_t bytes = 0;
};

class Queue {
 public:
  struct InFlight {
    store::QueuePlace at;
    std::uint64_t bytes = 0;
    MonoTime since;
  };

  // ---- what comes in
  void added(const store::QueuePlace& at);
  [[nodiscard]] std::uint64_t count() const { return count_; }

  // ---- what may go out
  // Nothing more fits, or a message that must be alone is under way or waits for its turn.
  [[nodiscard]] bool may_hand_out(const Window& window, MonoTime now) const;
  [[nodiscard]] bool fits(std::uint64_t bytes, const Window& window) const;
  // A message that goes alone, when its time has come and nothing is under way (or what is does not come back).
  [[nodiscard]] std::optional<store::QueueEntry> due_alone(MonoTime now) const;
  // Between two of them the others have their chance.
  [[nodiscard]] bool is_turn_of_alone() const { return alone_turn_; }
  void others_had_their_turn() { alone_turn_ = true; }
  // Of one class: what was given back and is due, the longest due first; a large message that waited for another one.
  [[nodiscard]] std::optional<store::QueueEntry> due_retry(std::uint32_t priority, MonoTime now) const;
  [[nodiscard]] std::optional<store::QueueEntry> next_large(std::uint32_t priority) const;
  // Retries and first deliveries of a class take turns.
  [[nodiscard]] bool is_turn_of_retry(std::uint32_t priority) const { return retry_turn_.at(priority); }
  // The class has not used its share of this round.
  [[nodiscard]] bool has_share(std::uint32_t priority) const {
    return left_.at(priority) > 0 || broken(Variant::kAcuteStarves);
  }
  [[nodiscard]] bool has_unread(std::uint32_t priority) const { return read_.at(priority) < end_.at(priority); }
  // Where to read a class from.
  [[nodiscard]] std::uint64_t read_from(std::uint32_t priority) const { return read_.at(priority); }
  // True when this entry was handed out before and is not ready again.
  [[nodiscard]] bool is_held(const store::QueueEntry& entry) const;
  void passed(const store::QueuePlace& at);             // read, whether handed out or held
  void nothing_left(std::uint32_t priority);
  // A large message that waits until the one under way has gone. False: too many do.
  [[nodiscard]] bool line_up(const store::QueueEntry& entry);
  void handed_out(const store::QueueEntry& entry, std::uint64_t bytes, MonoTime now);

  // ---- what comes back
  void ended(const MessageId& message, const store::QueuePlace& at);
  // False: it was not under way.
  bool released(const MessageId& message, std::uint32_t attempts, MonoTime now);
  void receiver_gone(MonoTime now);

  [[nodiscard]] const std::map<MessageId, InFlight>& in_flight() const { return in_flight_; }
  [[nodiscard]] std::uint64_t in_flight_bytes() const { return in_flight_bytes_; }
  // The first moment after `now` at which something more may go out by itself.
  [[nodiscard]] std::optional<MonoTime> next_wakeup(MonoTime now) const;
  // Since when the message waits that was under way longest.
  [[nodiscard]] std::optional<MonoTime> oldest_in_flight() const;

 private:
  struct Held {
    MessageId message;
    MonoTime due;
  };
  // By place and by the moment it is due.
  class Line {
   public:
    void put(const store::QueuePlace& at, const Held& held);
    void drop(const store::QueuePlace& at);
    [[nodiscard]] bool contains(const store::QueuePlace& at) const { return held_.count(at) != 0; }
    [[nodiscard]] std::optional<store::QueueEntry> due(MonoTime now) const;
    [[nodiscard]] std::optional<MonoTime> first_due() const;
    [[nodiscard]] std::optional<MonoTime> first_due_after(MonoTime now) const;

   private:
    std::map<store::QueuePlace, Held> held_;
    std::set<std::pair<MonoTime, store::QueuePlace>> by_due_;
  };

  void forget(const store::QueuePlace& at);
  void forget_flight(const MessageId& message);

  std::uint64_t count_ = 0;
  // Per class: entries before `read_` were handed out or are held; there are none at or after `end_`.
  std::array<std::uint64_t, kPriorityClasses> read_{};
  std::array<std::uint64_t, kPriorityClasses> end_{};
  std::array<std::uint32_t, kPriorityClasses> left_ = limits::kDeliveriesPerRound;  // of this round
  std::map<MessageId, InFlight> in_flight_;
  std::uint64_t in_flight_bytes_ = 0;
  std::array<Line, kPriorityClasses> retries_;
  std::array<bool, kPriorityClasses> retry_turn_{};
  std::array<std::map<store::QueuePlace, MessageId>, kPriorityClasses> large_line_;
  Line alone_;
  bool alone_turn_ = true;
  std::optional<MonoTime> alone_since_;          // one of them is under way since
  std::map<MessageId, std::uint32_t> losses_;    // connections lost with it under way
};

}  // namespace corvid::core
