// What an operator may set of the core, with the defaults of limits.h.
//
// Ownership: a value. Threads: any.
#pragma once

#include <chrono>
#include <cstdint>

#include "proto/base/limits.h"

namespace corvid::core {

struct Options {
  std::chrono::milliseconds delivery_term = limits::kDeliveryTerm;  // for types that name none
  std::uint32_t traffic_days = limits::kTrafficDaysMax;             // a record is destroyed when it is so old
  std::chrono::milliseconds scrub_interval = limits::kScrubInterval;
  std::uint64_t room_bytes_min = limits::kRoomBytesMin;  // with less, nothing new is taken in
  std::uint32_t submits_per_minute = limits::kSubmitsPerMinute;
  std::uint32_t refusals_per_minute = limits::kRefusalsPerMinute;
  std::uint64_t queued_per_receiver = limits::kQueuedPerPartyMax;
};

}  // namespace corvid::core
