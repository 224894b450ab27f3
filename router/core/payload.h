// What is destroyed when a message ends: its payload, and the chunks of a large one.
//
// Ownership: no state of its own. Threads: loop. Errors: see store::Turn.
#pragma once

#include <cstdint>

#include "proto/base/ids.h"
#include "store/views.h"

namespace corvid::core::payload {

// How many chunk rows hold the contents of a large message.
[[nodiscard]] std::uint32_t chunk_count(std::uint64_t contents_bytes);
// Of all sections together.
[[nodiscard]] std::uint64_t contents_bytes(const v1::LargePayload& large);

void destroy(const MessageId& id, store::Views& views);

}  // namespace corvid::core::payload
