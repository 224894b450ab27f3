// What the router said, until the caller takes it.
//
// Of the connection's ups and downs only the newest matters; a delivery or notice that still waits here is not queued
// twice.
//
// Ownership: owns the events. Threads: one at a time; its owner guards it. Errors: none; the owner asks full() before
// it takes in more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "adapters/client/session.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

namespace corvid::client {

// A caller who takes no events for so long is not served any further.
inline constexpr std::size_t kEventsMax = 2 * limits::kClientQueueMax;
inline constexpr std::uint64_t kEventBytesMax = 2 * limits::kDeliverWindowBytes;

static_assert(kEventsMax > limits::kDeliverWindowMessages + limits::kNoticesUnderWayMax,
              "what the router may have under way fits");

class EventQueue {
 public:
  void connection(Connected event);
  void connection(Disconnected event);
  void delivery(Delivery event);
  template <typename Answer>
  void answer(Answer event) {
    events_.emplace_back(std::move(event));
  }
  // The router begins again with the notices it has no confirmation of.
  void forget_notices();

  [[nodiscard]] bool full() const { return events_.size() >= kEventsMax || bytes_ >= kEventBytesMax; }
  [[nodiscard]] bool empty() const { return events_.empty(); }
  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] std::vector<Event> take();

 private:
  void forget_connection();

  std::vector<Event> events_;
  std::unordered_set<MessageId, MessageIdHash> deliveries_;
  std::uint64_t bytes_ = 0;  // of the envelopes
};

}  // namespace corvid::client
