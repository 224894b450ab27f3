// From effects to frames: everything for one link leaves together, in order, in as few commands as fit.
//
// Ownership: borrows the socket. Threads: loop.
// Errors: a link that cannot take its frames is reported, not waited for: credit keeps what is under way below the
// socket's own bound, so a full or missing link means that nobody is reading there.
#pragma once

#include <string>
#include <vector>

#include "proto/wire/frames.h"
#include "proto/wire/socket.h"
#include "router/core/effect.h"

namespace corvid::io {

// Everything for one link, in order, in as few commands as fit. A session's beginning and end stand alone.
[[nodiscard]] std::vector<wire::Frames> pack(const std::vector<core::Effect>& effects);

class Outbox {
 public:
  explicit Outbox(wire::Socket& socket) : socket_(socket) {}

  // Sends all of it; returns the links that were lost. kIo: the socket failed.
  Result<std::vector<std::string>> release(std::vector<core::Effect> effects);

 private:
  wire::Socket& socket_;
};

}  // namespace corvid::io
