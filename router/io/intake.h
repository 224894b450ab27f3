// From frames to events: decoding and inspection of what peers send. Nothing here decides.
//
// Ownership: values. Threads: loop. Errors: none; what cannot be read becomes an event that says so, or nothing when
// the peer is not authenticated or the frame count is wrong.
#pragma once

#include <optional>

#include "proto/wire/socket.h"
#include "router/core/event.h"

namespace corvid::io {

// `received` is one multipart message of the data socket: routing id, command, payload. Absent: drop and count.
[[nodiscard]] std::optional<core::Event> to_event(const wire::Received& received);

// Bytes that this message will occupy while its turn lasts.
[[nodiscard]] std::size_t bytes_of(const wire::Received& received);

}  // namespace corvid::io
