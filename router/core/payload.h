// What is destroyed when a message ends: its payload, and the chunks of a large one.
//
// Ownership: no state of its own. Threads: loop. Errors: see store::Turn.
#pragma once

#include "proto/base/ids.h"
#include "store/views.h"

namespace corvid::core::payload {

// How many chunk rows hold the contents of a large message.
[[nodiscard]] std::uint32_t chunk_count(const v1::LargePayload& large);

void destroy(const MessageId& id, store::Views& views);

}  // namespace corvid::core::payload
