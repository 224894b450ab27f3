#include "router/io/loop.h"

#include <algorithm>
#include <array>
#include <utility>

#include "proto/base/entropy.h"
#include "proto/base/limits.h"
#include "router/core/run_turn.h"
#include "router/io/intake.h"

namespace corvid::io {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

constexpr std::size_t kFramesMax = 3;
constexpr auto kLogInterval = 10s;
constexpr auto kScrubLook = 1s;  // how often a running scrub is asked for its outcome

std::chrono::milliseconds until(std::optional<MonoTime> moment, MonoTime now) {
  if (!moment) {
    return -1ms;
  }
  // Rounded up: waking a moment too early would spin.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*moment - now);
  return std::max(left, 0ms);
}

}  // namespace

Result<void> recover(core::Core& core, store::KeyValueStore& store, const Clock& clock) {
  CORVID_TRY_ASSIGN(const std::uint64_t room, store.room_bytes());
  return core::run_recovery(core, {clock.wall_now(), clock.mono_now(), random_seed(), {}, room, std::nullopt}, store);
}

Loop::Loop(wire::Socket data, Parts parts)
    : data_(std::move(data)),
      parts_(parts),
      outbox_(data_),
      dropped_line_(kLogInterval),
      denied_line_(kLogInterval),
      room_line_(kLogInterval),
      overdue_line_(kLogInterval),
      identity_line_(kLogInterval),
      expired_line_(kLogInterval) {}

Result<void> Loop::run() {
  parts_.health.ready.store(true);
  while (!parts_.health.stop_ordered()) {
    CORVID_TRY_ASSIGN(const bool due, wait());
    CORVID_TRY_ASSIGN(const std::uint64_t denied, parts_.doorkeeper.answer_waiting());
    if (denied > 0) {
      v1::Counters& counters = parts_.core.counters();
      counters.set_keys_refused(counters.keys_refused() + denied);
      if (denied_line_.pass(parts_.clock.mono_now())) {
        log::warn("connections with an unknown key refused: {} in all", counters.keys_refused());
      }
    }
    CORVID_TRY(gather());
    if (due || !events_.empty()) {
      CORVID_TRY(turn());
    }
    CORVID_TRY(parts_.admin.answer_waiting());
  }
  stop();
  return {};
}

// True when the core has something to do although nothing arrived.
Result<bool> Loop::wait() {
  std::array<zmq::pollitem_t, 4> items{{{parts_.doorkeeper.handle(), 0, ZMQ_POLLIN, 0},
                                        {data_.handle(), 0, ZMQ_POLLIN, 0},
                                        {parts_.admin.handle(), 0, ZMQ_POLLIN, 0},
                                        {nullptr, parts_.health.descriptor(), ZMQ_POLLIN, 0}}};
  const std::optional<MonoTime> wakeup = parts_.core.next_wakeup();
  auto timeout = events_.empty() ? until(wakeup, parts_.clock.mono_now()) : 0ms;
  if (scrubbing_ && (timeout < 0ms || timeout > kScrubLook)) {
    timeout = kScrubLook;
  }
  CORVID_TRY_ASSIGN(const std::size_t ready, wire::poll(items, timeout));
  (void)ready;
  scrubbed_ = scrub_outcome();
  return scrubbed_ || (wakeup && *wakeup <= parts_.clock.mono_now());
}

// Links lost in the turn before stand first in events_; what peers sent comes after.
Result<void> Loop::gather() {
  std::size_t bytes = 0;
  while (events_.size() < limits::kTurnEventsMax && bytes < limits::kTurnBytesMax) {
    CORVID_TRY_ASSIGN(const wire::Received received, data_.receive(kFramesMax));
    if (received.state == wire::ReceiveState::kNothing) {
      break;
    }
    bytes += bytes_of(received);
    if (auto event = to_event(received)) {
      events_.push_back(std::move(*event));
      continue;
    }
    v1::Counters& counters = parts_.core.counters();
    counters.set_frames_dropped(counters.frames_dropped() + 1);
    if (dropped_line_.pass(parts_.clock.mono_now())) {
      log::warn("messages of the wrong shape dropped: {} in all", counters.frames_dropped());
    }
  }
  return {};
}

Result<void> Loop::turn() {
  const MonoTime mono = parts_.clock.mono_now();
  parts_.health.turn_began_ns.store(mono.time_since_epoch().count(), std::memory_order_relaxed);
  const core::TurnInput input{parts_.clock.wall_now(),    mono,         random_seed(),
                              std::exchange(events_, {}), room_bytes(), std::exchange(scrubbed_, std::nullopt)};
  CORVID_TRY(core::run_turn(parts_.core, input, parts_.store,
                            [this](std::vector<core::Effect> effects) { return release(std::move(effects)); }));
  parts_.health.takes_in.store(parts_.core.takes_in(), std::memory_order_relaxed);
  order_scrub();
  tell_operators();
  parts_.health.turn_began_ns.store(0, std::memory_order_relaxed);
  return {};
}

Result<void> Loop::release(std::vector<core::Effect> effects) {
  CORVID_TRY_ASSIGN(const std::vector<std::string> lost, outbox_.release(std::move(effects)));
  for (const std::string& link : lost) {
    events_.push_back(core::LinkLost{link});
  }
  return {};
}

// What an operator should know when it begins, once.
void Loop::tell_operators() {
  if (parts_.core.doubts_clock() != doubted_clock_) {
    doubted_clock_ = !doubted_clock_;
    if (doubted_clock_) {
      log::error("the wall clock has stepped: the time goes on at its old pace until it is back or proves steady");
    } else {
      log::info("the wall clock is believed again");
    }
  }
  const v1::Counters& counters = parts_.core.counters();
  if (counters.identities_refused() > identities_told_ && identity_line_.pass(parts_.clock.mono_now())) {
    identities_told_ = counters.identities_refused();
    const std::string& oin = parts_.core.identity_refused().oin;
    log::warn("hellos of a key that may not speak for that party: {} in all; the last key is that of {}",
              identities_told_, oin.empty() ? "nobody today" : oin);
  }
  if (counters.expired() > expired_told_ && expired_line_.pass(parts_.clock.mono_now())) {
    expired_told_ = counters.expired();
    log::warn("messages expired, their senders are told: {} in all", expired_told_);
  }
  const std::uint64_t overdue = parts_.core.terms().overdue();
  if (overdue > overdue_told_ && overdue_line_.pass(parts_.clock.mono_now())) {
    log::warn("clocks are overdue: {} in all; corvidctl terms --alarms lists them", overdue);
    overdue_told_ = overdue;
  }
  overdue_told_ = std::min(overdue_told_, overdue);
}

void Loop::order_scrub() {
  if (const auto ranges = parts_.core.take_scrub_order()) {
    parts_.store.order_scrub(*ranges);
    scrubbing_ = true;
  }
}

// Set once per order, when it has ended.
std::optional<bool> Loop::scrub_outcome() {
  if (!scrubbing_) {
    return std::nullopt;
  }
  switch (parts_.store.scrub_state()) {
    case store::ScrubState::kIdle:
    case store::ScrubState::kRunning:
      return std::nullopt;
    case store::ScrubState::kDone:
      scrubbing_ = false;
      log::info("destroyed content is gone from every file of the store");
      return true;
    case store::ScrubState::kFailed:
      scrubbing_ = false;
      log::error("destroyed content may still be in the store's files: the scrub failed and will be repeated");
      return false;
  }
  return std::nullopt;
}

// What cannot be measured is treated as nothing: new messages wait, deliveries go on.
std::uint64_t Loop::room_bytes() {
  const Result<std::uint64_t> room = parts_.store.room_bytes();
  if (!room.ok() || *room < parts_.core.room_bytes_min()) {
    if (room_line_.pass(parts_.clock.mono_now())) {
      log::error("too little room on the store's disk ({} bytes): new messages are turned away", room.ok() ? *room : 0);
    }
  }
  return room.ok() ? *room : 0;
}

// Everything told so far was committed before; nothing is under way but frames in sockets.
void Loop::stop() {
  parts_.health.ready.store(false);
  const auto told = release(parts_.core.farewell());
  if (!told.ok()) {
    log::warn("farewell not sent: {}", told.error().text);
  }
  data_.close(limits::kStopLinger);
  parts_.admin.close(limits::kStopLinger);
  log::info("stopped: {} messages queued", parts_.core.dispatch().waiting_total());
}

}  // namespace corvid::io
