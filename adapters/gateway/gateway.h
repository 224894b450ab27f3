// The durable part of an adapter: between the folders of a native system and a session with the router.
//
// One thread runs `context`. Everything that anyone is told of is in the ledger first: events of one wake-up share one
// transaction, then answers go out. Work is done in bounded batches, so that a stop is never far away.
//
// Ownership: `parts`, `context` and what they refer to outlive the gateway. The session is the gateway's own.
// Threads: the one that runs `context`. The session wakes it from its own thread.
// Errors: start() refuses what cannot work. Later, a ledger that fails or a session that is over for good calls
// `on_end` with the reason, once, after which nothing is taken or told any more.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "adapters/client/session.h"
#include "adapters/gateway/inbound.h"
#include "adapters/gateway/outbound.h"
#include "adapters/gateway/parts.h"
#include "adapters/gateway/spool_watch.h"
#include "proto/base/result.h"

namespace corvid::gateway {

// What a session must know of the ledger.
struct SessionStart {
  std::uint64_t notices_read = 0;
  v1::SignedBody mark;  // the newest that a receipt carried, or empty
};
using OpenSession =
    std::function<Result<std::unique_ptr<client::Session>>(const SessionStart& from, std::function<void()> on_events)>;

struct GatewayTimes {
  std::chrono::milliseconds retry_first = limits::kRetryFirst;
  std::chrono::milliseconds retry_max = std::chrono::minutes{1};
  // Besides notifications: for file systems that give none.
  std::chrono::milliseconds rescan = std::chrono::minutes{1};
  std::chrono::milliseconds keep_terms = std::chrono::hours{1};
};

class Gateway {
 public:
  using OnEnd = std::function<void(const Error&)>;

  Gateway(boost::asio::io_context& context, const Parts& parts, OpenSession open_session, OnEnd on_end,
          GatewayTimes times = {});
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway();

  // Finishes what a crash interrupted, then opens the session and watches out/.
  Result<void> start();
  // Closes the session, the watch and the timers; `context` then runs out of work. Harmless when repeated.
  void stop();

 private:
  // Woken any number of times before it runs, it runs once.
  void wake();
  void work();
  Result<Progress> work_once();
  Result<void> take_events();
  Result<void> on_event(const client::Event& event);
  Result<void> on_notice(const v1::Notice& notice);
  void end(const Error& error);
  void retry_later();
  void on_retry();
  void rescan_later();
  void on_rescan();
  Result<void> keep_terms();
  void empty_log();

  boost::asio::io_context& context_;
  Parts parts_;
  OpenSession open_session_;
  OnEnd on_end_;
  GatewayTimes times_;
  Outbound outbound_;
  Inbound inbound_;
  std::unique_ptr<client::Session> session_;
  std::unique_ptr<SpoolWatch> watch_;
  boost::asio::steady_timer retry_timer_;
  boost::asio::steady_timer rescan_timer_;
  std::chrono::milliseconds retry_after_;
  WallTime terms_kept_;
  std::uint64_t notices_read_ = 0;
  bool notices_to_tell_ = false;
  bool retrying_ = false;
  bool stopped_ = false;
  std::optional<Error> session_over_;
  // Shared with handlers that may still be queued when the gateway is gone.
  std::shared_ptr<std::atomic<bool>> wake_posted_ = std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<Gateway*> self_ = std::make_shared<Gateway*>(this);
};

}  // namespace corvid::gateway
