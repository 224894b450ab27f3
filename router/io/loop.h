// The loop: gathers what arrived, lets the core decide, commits once, and only then tells.
//
// Ownership: owns the data socket; borrows everything else. Threads: runs on the thread that calls run().
// Errors: kIo when a commit did not succeed or a socket failed, kCorrupt when the store contradicts itself. After
// either nobody is answered: the process must end, and the senders repeat.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/wire/socket.h"
#include "router/core/core.h"
#include "router/io/admin_service.h"
#include "router/io/doorkeeper.h"
#include "router/io/health.h"
#include "router/io/outbox.h"
#include "store/key_value.h"

namespace corvid::io {

class Loop {
 public:
  struct Parts {
    core::Core& core;
    store::KeyValueStore& store;
    Doorkeeper& doorkeeper;
    AdminService& admin;
    Health& health;
    const Clock& clock;
  };

  Loop(wire::Socket data, Parts parts);

  // Until a stop is ordered; then says farewell and closes the sockets with a bounded linger.
  Result<void> run();

 private:
  Result<bool> wait();
  Result<void> gather();
  Result<void> turn();
  Result<void> release(std::vector<core::Effect> effects);
  void order_scrub();
  void tell_operators();
  [[nodiscard]] std::optional<bool> scrub_outcome();
  [[nodiscard]] std::uint64_t room_bytes();
  void stop();

  wire::Socket data_;
  Parts parts_;
  Outbox outbox_;
  std::vector<core::Event> events_;
  log::Throttle dropped_line_;
  log::Throttle denied_line_;
  log::Throttle room_line_;
  log::Throttle overdue_line_;
  std::uint64_t overdue_told_ = 0;
  log::Throttle identity_line_;
  std::uint64_t identities_told_ = 0;
  log::Throttle expired_line_;
  std::uint64_t expired_told_ = 0;
  bool scrubbing_ = false;
  std::optional<bool> scrubbed_;  // for the next turn
  bool doubted_clock_ = false;
};

// One commit around the core's recovery, before the first turn.
Result<void> recover(core::Core& core, store::KeyValueStore& store, const Clock& clock);

}  // namespace corvid::io
