// What is under way to one receiver, what waits for a retry, and how far its queue in the store was read.
//
// The queue itself is in the store; everything here can be rebuilt from it, because an undelivered message keeps its
// place until it is settled. Three classes, acute first; while all wait each gets its share of every round. Within a
// class messages leave in order of acceptance; a retry may come later.
//
// A message under way when the connection is lost again and again may be what kills the receiver: it is offered when
// nothing else is under way, so that it can only stop itself.
//
// Ownership: a value. Threads: loop. Errors: see store::Turn.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>

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
  // A message given back whose time has come, the one in the foremost place first.
  [[nodiscard]] std::optional<store::QueueEntry> due_retry(MonoTime now) const;
  // The message that goes alone, when its time has come and nothing is under way.
  [[nodiscard]] std::optional<store::QueueEntry> due_alone(MonoTime now) const;
  // The class whose turn it is among those with something left to read.
  [[nodiscard]] std::optional<std::uint32_t> next_class() const;
  // Where to read a class from.
  [[nodiscard]] std::uint64_t read_from(std::uint32_t priority) const { return read_.at(priority); }
  // A large message waits until the one under way has gone.
  [[nodiscard]] std::optional<store::QueueEntry> next_large() const;
  void line_up(const store::QueueEntry& entry);
  // True when this entry was handed out before and is not ready again.
  [[nodiscard]] bool is_held(const store::QueueEntry& entry) const;
  void passed(const store::QueuePlace& at);             // read, whether handed out or held
  void nothing_left(std::uint32_t priority);
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

  void forget_flight(const MessageId& message);
  void hold(std::map<store::QueuePlace, Held>& line, std::set<std::pair<MonoTime, store::QueuePlace>>& order,
            const store::QueuePlace& at, Held held);
  static void drop(std::map<store::QueuePlace, Held>& line, std::set<std::pair<MonoTime, store::QueuePlace>>& order,
                   const store::QueuePlace& at);

  std::uint64_t count_ = 0;
  // Per class: entries before `read_` were handed out or are held; there are none at or after `end_`.
  std::array<std::uint64_t, kPriorityClasses> read_{};
  std::array<std::uint64_t, kPriorityClasses> end_{};
  std::array<std::uint32_t, kPriorityClasses> left_ = limits::kDeliveriesPerRound;  // of this round
  std::map<MessageId, InFlight> in_flight_;
  std::uint64_t in_flight_bytes_ = 0;
  std::map<store::QueuePlace, Held> retries_;
  std::set<std::pair<MonoTime, store::QueuePlace>> retries_by_due_;
  std::map<store::QueuePlace, Held> alone_;
  std::set<std::pair<MonoTime, store::QueuePlace>> alone_by_due_;
  std::map<store::QueuePlace, MessageId> large_line_;
  std::optional<MonoTime> alone_since_;          // one of them is under way since
  std::map<MessageId, std::uint32_t> losses_;    // connections lost with it under way
};

}  // namespace corvid::core
