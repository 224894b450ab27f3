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
  const bool waits_for_room = !in_flight_.empty() && !alone_by_due_.empty() && alone_by_due_.begin()->first <= now &&
                              now < alone_by_due_.begin()->first + limits::kAloneMax;
  return !waits_for_room;
}

bool Queue::fits(std::uint64_t bytes, const Window& window) const {
  return in_flight_.empty() || in_flight_bytes_ + bytes <= window.bytes;
}

std::optional<store::QueueEntry> Queue::due_retry(MonoTime now) const {
  if (retries_by_due_.empty() || retries_by_due_.begin()->first > now) {
    return std::nullopt;
  }
  const store::QueuePlace at = retries_by_due_.begin()->second;
  return store::QueueEntry{at, retries_.at(at).message, {}};
}

std::optional<store::QueueEntry> Queue::due_alone(MonoTime now) const {
  if (alone_by_due_.empty() || alone_by_due_.begin()->first > now) {
    return std::nullopt;
  }
  // When what is under way does not come back, it goes beside it: a slow receiver must not keep it for ever.
  if (!in_flight_.empty() && now < alone_by_due_.begin()->first + limits::kAloneMax) {
    return std::nullopt;
  }
  const store::QueuePlace at = alone_by_due_.begin()->second;
  return store::QueueEntry{at, alone_.at(at).message, {}};
}

std::optional<store::QueueEntry> Queue::next_large() const {
  if (large_line_.empty()) {
    return std::nullopt;
  }
  return store::QueueEntry{large_line_.begin()->first, large_line_.begin()->second, {}};
}

void Queue::line_up(const store::QueueEntry& entry) {
  drop(retries_, retries_by_due_, entry.at);
  drop(alone_, alone_by_due_, entry.at);
  large_line_.emplace(entry.at, entry.message);
}

std::optional<std::uint32_t> Queue::next_class() const {
  std::optional<std::uint32_t> first_waiting;
  for (std::uint32_t priority = 0; priority < kPriorityClasses; ++priority) {
    if (read_[priority] >= end_[priority]) {
      continue;
    }
    if (left_[priority] > 0) {
      return priority;
    }
    first_waiting = first_waiting ? first_waiting : priority;
  }
  return first_waiting;  // whoever waits has used its share: a new round begins with it
}

bool Queue::is_held(const store::QueueEntry& entry) const {
  return retries_.count(entry.at) != 0 || alone_.count(entry.at) != 0 || large_line_.count(entry.at) != 0 ||
         in_flight_.count(entry.message) != 0;
}

void Queue::passed(const store::QueuePlace& at) { read_.at(at.priority) = at.place + 1; }

void Queue::nothing_left(std::uint32_t priority) { read_.at(priority) = end_.at(priority); }

void Queue::handed_out(const store::QueueEntry& entry, std::uint64_t bytes, MonoTime now) {
  if (left_.at(entry.at.priority) == 0) {
    left_ = limits::kDeliveriesPerRound;
  }
  --left_.at(entry.at.priority);
  if (alone_.count(entry.at) != 0) {
    alone_since_ = now;
  }
  drop(retries_, retries_by_due_, entry.at);
  drop(alone_, alone_by_due_, entry.at);
  large_line_.erase(entry.at);
  in_flight_.emplace(entry.message, InFlight{entry.at, bytes, now});
  in_flight_bytes_ += bytes;
}

void Queue::ended(const MessageId& message, const store::QueuePlace& at) {
  CORVID_CHECK(count_ > 0);
  --count_;
  drop(retries_, retries_by_due_, at);
  drop(alone_, alone_by_due_, at);
  large_line_.erase(at);
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
    hold(retries_, retries_by_due_, at, {message, now + retry_delay(attempts)});
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
      hold(alone_, alone_by_due_, flight.at, {message, now + retry_delay(losses)});
    } else {
      read_[flight.at.priority] = std::min(read_[flight.at.priority], flight.at.place);
    }
  }
  for (const auto& [at, message] : large_line_) {
    read_[at.priority] = std::min(read_[at.priority], at.place);
  }
  in_flight_.clear();
  in_flight_bytes_ = 0;
  large_line_.clear();
  alone_since_.reset();
}

std::optional<MonoTime> Queue::next_wakeup(MonoTime now) const {
  // What was due before was tried: it waits for credit or for the receiver, and those are events.
  std::optional<MonoTime> next;
  const auto consider = [&next, now](MonoTime moment) {
    if (moment > now && (!next || moment < *next)) {
      next = moment;
    }
  };
  for (const auto* order : {&retries_by_due_, &alone_by_due_}) {
    if (const auto later = order->lower_bound({now, {}}); later != order->end()) {
      consider(later->first);
    }
  }
  if (!alone_by_due_.empty()) {
    consider(alone_by_due_.begin()->first + limits::kAloneMax);
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

void Queue::hold(std::map<store::QueuePlace, Held>& line, std::set<std::pair<MonoTime, store::QueuePlace>>& order,
                 const store::QueuePlace& at, Held held) {
  drop(line, order, at);
  order.emplace(held.due, at);
  line.emplace(at, held);
}

void Queue::drop(std::map<store::QueuePlace, Held>& line, std::set<std::pair<MonoTime, store::QueuePlace>>& order,
                 const store::QueuePlace& at) {
  if (const auto found = line.find(at); found != line.end()) {
    order.erase({found->second.due, at});
    line.erase(found);
  }
}

}  // namespace corvid::core
