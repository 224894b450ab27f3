// Everything that can happen to the core in one turn. Values only: no socket, no clock, no random source.
//
// Ownership: values. Threads: made by the loop, read by the core on the loop.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "proto/base/clock.h"
#include "proto/base/entropy.h"
#include "proto/corvid/v1/record.pb.h"
#include "proto/corvid/v1/session.pb.h"
#include "proto/envelope/inspect.h"

namespace corvid::core {

// A submission with what could be found out about it without the store.
struct Submission {
  std::string message_id;  // 16 bytes as announced beside the envelope
  std::string envelope;    // exact bytes; of a message that comes in parts the head
  envelope::Inspection inspection;
  v1::LargePayload large{};  // of a message in parts: lengths of its contents, and the upload once they are stored
};

// A command from an authenticated peer. `link` is the address of the connection, never an identity.
struct CommandArrived {
  std::string link;
  std::string transport_key;  // 32 bytes, as authenticated
  v1::ClientCommand command;
  std::vector<Submission> submissions;  // one per command.submit, in order
  std::optional<Submission> large_begin{};  // of command.large_begin
  std::string large_chunk{};               // the bytes of command.large_chunk
};

// A frame of a session that could not be decoded; the peer is told what was wrong with it.
struct CommandUnreadable {
  std::string link;
  std::string transport_key;
  bool was_hello = false;
  std::vector<envelope::FormFault> faults;
};

// The socket could not take something for this link: whoever was there is gone.
struct LinkLost {
  std::string link;
};

using Event = std::variant<CommandArrived, CommandUnreadable, LinkLost>;

struct TurnInput {
  WallTime now;
  MonoTime mono;
  Seed seed;
  std::vector<Event> events;
  std::uint64_t room_bytes = std::numeric_limits<std::uint64_t>::max();  // left on the store's medium
  std::optional<bool> scrubbed;  // an order to scrub the store ended: it succeeded, or not
};

}  // namespace corvid::core
