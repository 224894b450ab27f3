// Everything the core asks for. Effects are released after the commit of their turn, never before.
//
// Ownership: values. Threads: loop.
#pragma once

#include <string>
#include <variant>

#include "proto/corvid/v1/session.pb.h"

namespace corvid::core {

struct DeliverMessage {
  v1::Deliver deliver;
  std::string envelope;  // exact bytes
};
// A message too large for one frame: one begin, as many chunks as it takes, one v1::LargeEnd.
struct LargeDeliveryBegin {
  v1::LargeBegin begin;
  std::string head;  // exact bytes
};
struct LargeDeliveryChunk {
  v1::LargeChunk chunk;
  std::string bytes;
};
struct ProcessedRecorded {
  v1::Settled message;
};

// Something to tell one connection.
struct Effect {
  std::string link;
  std::string session;  // token of the session it belongs to; empty outside a session
  std::variant<v1::Welcome, v1::HelloRefused, v1::SessionEnded, v1::Receipt, DeliverMessage, v1::Notice, v1::Resolved,
               v1::Settled, ProcessedRecorded, v1::Busy, v1::Pong, v1::Unknown, LargeDeliveryBegin, LargeDeliveryChunk,
               v1::LargeEnd, v1::LargeTaken>
      what;
};

}  // namespace corvid::core
