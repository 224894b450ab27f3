// Answers operators on the admin socket. Reads only; every key that gets here was let in by the doorkeeper.
//
// Ownership: owns the admin socket; borrows core, store and clock. Threads: loop. Errors: kIo when the socket fails.
#pragma once

#include <string>

#include "proto/base/clock.h"
#include "proto/wire/socket.h"
#include "router/core/core.h"
#include "store/key_value.h"

namespace corvid::io {

class AdminService {
 public:
  AdminService(wire::Socket socket, const core::Core& core, const store::KeyValueStore& store, const Clock& clock)
      : socket_(std::move(socket)), core_(core), store_(store), clock_(clock), started_(clock.now()) {}

  // Answers at most a bounded number of waiting requests.
  Result<void> answer_waiting();

  [[nodiscard]] void* handle() { return socket_.handle(); }
  void close(std::chrono::milliseconds linger) { socket_.close(linger); }

 private:
  [[nodiscard]] v1::AdminReply reply_to(std::string_view request_bytes) const;

  wire::Socket socket_;
  const core::Core& core_;
  const store::KeyValueStore& store_;
  const Clock& clock_;
  Moment started_;
};

}  // namespace corvid::io
