#include "router/core/queue.h"

#include <algorithm>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/check.h"
#include "router/core/backoff.h"

namespace corvid::core {

void Queue::added(const store::QueuePlace& at) {
  CORVID_CHECK(at.priority < kPriorityClasses);
  ++count_;
  end_[at.priority] = std::max(end_[at.priority], at.place + 1);
}

bool Queue::may_hand_out(const Window& window, MonoTime now) const {
  if (broken(Variant::kCreditIgnored)) {
    return true;
  }
  if (in_flight_.size() >= window.messages || (!in_flight_.empty() && in_flight_bytes_ >= window.bytes)) {
    return false;
  }
  if (alone_since_ && now < *alone_since_ + limits::kAloneMax) {
    return false;
  }
  // One that must be alone waits for what is under way to come back, for a while.
  const auto due = alone_.first_due();
  const bool waits_for_room =
      alone_turn_ && !in_flight_.empty() && due && *due <= now && now < *due + limits::kAloneMax;
  return !waits_for_room;
}

bool Queue::fits(std::uint64_t bytes, const Window& window) const {
  return in_flight_.empty() || in_flight_bytes_ + bytes <= window.bytes;
}

std::optional<store::QueueEntry> Queue::due_alone(MonoTime now) const {
  const auto due = alone_.first_due();
  // When what is under way does not come back, it goes beside it: a slow receiver must not keep it for ever.
  if (!due || (!in_flight_.empty() && now < *due + limits::kAloneMax)) {
    return std::nullopt;
  }
  return alone_.due(now);
}

std::optional<store::QueueEntry> Queue::due_retry(std::uint32_t priority, MonoTime now) const {
  return retries_.at(priority).due(now);
}

std::optional<store::QueueEntry> Queue::next_large(std::uint32_t priority) const {
  const auto& line = large_line_.at(priority);
  if (line.empty()) {
    return std::nullopt;
  }
  return store::QueueEntry{line.begin()->first, line.begin()->second, {}};
}

bool Queue::line_up(const store::QueueEntry& entry) {
  auto& line = large_line_.at(entry.at.priority);
  if (line.size() >= limits::kLargeLineMax) {
    return false;
  }
  retries_.at(entry.at.priority).drop(entry.at);
  line.emplace(entry.at, entry.message);
  return true;
}

bool Queue::is_held(const store::QueueEntry& entry) const {
  const std::uint32_t priority = entry.at.priority;
  return retries_.at(priority).contains(entry.at) || alone_.contains(entry.at) ||
         large_line_.at(priority).count(entry.at) != 0 || in_flight_.count(entry.message) != 0;
}

void Queue::passed(const store::QueuePlace& at) { read_.at(at.priority) = at.place + 1; }

void Queue::nothing_left(std::uint32_t priority) { read_.at(priority) = end_.at(priority); }

void Queue::handed_out(const store::QueueEntry& entry, std::uint64_t bytes, MonoTime now) {
  const std::uint32_t priority = entry.at.priority;
  if (left_.at(priority) == 0) {
    left_ = limits::kDeliveriesPerRound;
  }
  --left_.at(priority);
  retry_turn_.at(priority) = !retries_.at(priority).contains(entry.at);
  if (alone_.contains(entry.at)) {
    alone_since_ = now;
    alone_turn_ = false;
  }
  forget(entry.at);
  in_flight_.emplace(entry.message, InFlight{entry.at, bytes, now});
  in_flight_bytes_ += bytes;
}

void Queue::ended(const MessageId& message, const store::QueuePlace& at) {
  CORVID_CHECK(count_ > 0);
  --count_;
  forget(at);
  losses_.erase(message);
  forget_flight(message);
}

bool Queue::released(const MessageId& message, std::uint32_t attempts, MonoTime now) {
  const auto flight = in_flight_.find(message);
  if (flight == in_flight_.end()) {
    return false;
  }
  const store::QueuePlace at = flight->second.at;
  losses_.erase(message);  // the receiver could answer: it is not what kills it
  forget_flight(message);
  if (!broken(Variant::kRetryForgotten)) {
    retries_.at(at.priority).put(at, {message, now + retry_delay(attempts)});
  }
  return true;
}

void Queue::receiver_gone(MonoTime now) {
  if (broken(Variant::kInFlightForgotten)) {
    return;
  }
  for (const auto& [message, flight] : in_flight_) {
    const std::uint32_t losses = ++losses_[message];
    if (losses >= limits::kLossesBeforeAlone) {
      alone_.put(flight.at, {message, now + retry_delay(losses)});
    } else {
      read_[flight.at.priority] = std::min(read_[flight.at.priority], flight.at.place);
    }
  }
  for (auto& line : large_line_) {
    for (const auto& [at, message] : line) {
      read_[at.priority] = std::min(read_[at.priority], at.place);
    }
    line.clear();
  }
  in_flight_.clear();
  in_flight_bytes_ = 0;
  alone_since_.reset();
  alone_turn_ = true;
}

std::optional<MonoTime> Queue::next_wakeup(MonoTime now) const {
  // What was due before was tried: it waits for credit or for the receiver, and those are events.
  std::optional<MonoTime> next;
  const auto consider = [&next, now](std::optional<MonoTime> moment) {
    if (moment && *moment > now && (!next || *moment < *next)) {
      next = moment;
    }
  };
  for (const Line& line : retries_) {
    consider(line.first_due_after(now));
  }
  consider(alone_.first_due_after(now));
  if (const auto due = alone_.first_due()) {
    consider(*due + limits::kAloneMax);
  }
  if (alone_since_) {
    consider(*alone_since_ + limits::kAloneMax);
  }
  return next;
}

std::optional<MonoTime> Queue::oldest_in_flight() const {
  std::optional<MonoTime> oldest;
  for (const auto& [message, flight] : in_flight_) {
    oldest = oldest ? std::min(*oldest, flight.since) : flight.since;
  }
  return oldest;
}

void Queue::forget(const store::QueuePlace& at) {
  retries_.at(at.priority).drop(at);
  alone_.drop(at);
  large_line_.at(at.priority).erase(at);
}

void Queue::forget_flight(const MessageId& message) {
  const auto flight = in_flight_.find(message);
  if (flight == in_flight_.end()) {
    return;
  }
  in_flight_bytes_ -= flight->second.bytes;
  in_flight_.erase(flight);
  if (in_flight_.empty()) {
    alone_since_.reset();
  }
}

// ---- lines

void Queue::Line::put(const store::QueuePlace& at, const Held& held) {
  drop(at);
  by_due_.emplace(held.due, at);
  held_.emplace(at, held);
}

void Queue::Line::drop(const store::QueuePlace& at) {
  if (const auto found = held_.find(at); found != held_.end()) {
    by_due_.erase({found->second.due, at});
    held_.erase(found);
  }
}

std::optional<store::QueueEntry> Queue::Line::due(MonoTime now) const {
  if (by_due_.empty() || by_due_.begin()->first > now) {
    return std::nullopt;
  }
  const store::QueuePlace at = by_due_.begin()->second;
  return store::QueueEntry{at, held_.at(at).message, {}};
}

std::optional<MonoTime> Queue::Line::first_due() const {
  return by_due_.empty() ? std::nullopt : std::optional<MonoTime>(by_due_.begin()->first);
}

std::optional<MonoTime> Queue::Line::first_due_after(MonoTime now) const {
  const auto later = by_due_.lower_bound({now + std::chrono::nanoseconds(1), {}});
  return later == by_due_.end() ? std::nullopt : std::optional<MonoTime>(later->first);
}

}  // namespace corvid::core
