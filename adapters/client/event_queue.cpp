#include "adapters/client/event_queue.h"

#include <algorithm>
#include <utility>

namespace corvid::client {

void EventQueue::connection(Connected event) {
  forget_connection();
  events_.emplace_back(event);
}

void EventQueue::connection(Disconnected event) {
  forget_connection();
  events_.emplace_back(std::move(event));
}

void EventQueue::delivery(Delivery event) {
  if (!deliveries_.insert(event.id).second) {
    return;
  }
  bytes_ += event.envelope.size();
  events_.emplace_back(std::move(event));
}

void EventQueue::forget_notices() {
  const auto is_notice = [](const Event& event) { return std::holds_alternative<v1::Notice>(event); };
  events_.erase(std::remove_if(events_.begin(), events_.end(), is_notice), events_.end());
}

void EventQueue::forget_connection() {
  const auto is_connection = [](const Event& event) {
    return std::holds_alternative<Connected>(event) || std::holds_alternative<Disconnected>(event);
  };
  events_.erase(std::remove_if(events_.begin(), events_.end(), is_connection), events_.end());
}

std::vector<Event> EventQueue::take() {
  deliveries_.clear();
  bytes_ = 0;
  return std::exchange(events_, {});
}

}  // namespace corvid::client
