// The session's thread: carries out over ZeroMQ what session_core decides.
//
// The core is the bounded queue between the caller's threads and this one, so it stands under one mutex; nothing
// blocks while that is held, and sockets are used by the session's thread alone. Each attempt has a socket of its own:
// what a lost connection had queued goes with it, and the core sends it again.
#include "adapters/client/session.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "adapters/client/session_core.h"
#include "proto/base/check.h"
#include "proto/base/clock.h"
#include "proto/base/entropy.h"
#include "proto/base/log.h"
#include "proto/wire/frames.h"
#include "proto/wire/socket.h"

namespace corvid::client {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr int kCommandsPerRound = 64;  // then events, then the next
constexpr int kEventsPerRound = 64;

// Wakes the session's thread out of its poll.
class Wakeup {
 public:
  Wakeup() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;
  ~Wakeup() {
    if (usable()) {
      ::close(descriptor_);
    }
  }

  [[nodiscard]] bool usable() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  // THREAD: any. A full counter is a wake-up that is still to be seen.
  void signal() const {
    const std::uint64_t one = 1;
    const auto written = ::write(descriptor_, &one, sizeof one);
    CORVID_CHECK(written == sizeof one || errno == EAGAIN || errno == EINTR);
  }

  void clear() const {
    std::uint64_t count = 0;
    const auto read = ::read(descriptor_, &count, sizeof count);
    CORVID_CHECK(read == sizeof count || errno == EAGAIN || errno == EINTR);
  }

 private:
  int descriptor_;
};

struct Connection {
  Attempt attempt;
  wire::Socket socket;
  wire::ConnectionWatch monitor;
  std::optional<wire::Frames> waiting;  // the socket did not take it yet
};

class SocketSession final : public Session {
 public:
  SocketSession(SessionOptions options, CoreOptions core, std::function<void()> on_events, wire::Context context)
      : options_(std::move(options)),
        on_events_(std::move(on_events)),
        context_(std::move(context)),
        core_(std::move(core), clock_.mono_now()) {}

  ~SocketSession() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wakeup_.signal();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

  Result<void> start() {
    if (!wakeup_.usable()) {
      return Error{Errc::kIo, "no eventfd"};
    }
    thread_ = std::thread([this] { run(); });
    return {};
  }

  Result<void> submit(const MessageId& id, std::string envelope) override {
    return tell([&](SessionCore& core) { return core.submit(id, std::move(envelope)); });
  }
  Result<void> settle(v1::Settle settle) override {
    return tell([&](SessionCore& core) { return core.settle(std::move(settle)); });
  }
  Result<void> processed(const MessageId& id, v1::Processed::Outcome outcome) override {
    return tell([&](SessionCore& core) { return core.processed(id, outcome); });
  }
  Result<void> notices_read(std::uint64_t number) override {
    return tell([&](SessionCore& core) { return core.notices_read(number); });
  }
  Result<void> resolve(const v1::Resolve& question) override {
    return tell([&](SessionCore& core) { return core.resolve(question); });
  }
  std::vector<Event> take_events() override {
    const std::lock_guard lock(mutex_);
    return core_.take_events();
  }

 private:
  template <typename Action>
  Result<void> tell(Action&& action) {
    {
      const std::lock_guard lock(mutex_);
      CORVID_TRY(action(core_));
    }
    wakeup_.signal();
    return {};
  }

  template <typename Action>
  auto with_core(Action&& action) {
    const std::lock_guard lock(mutex_);
    return action(core_);
  }

  // ---- THREAD: the session's own, from here on
  void run();
  void connect_as_wanted();
  void open_connection(const Attempt& attempt);
  void lost(const std::string& reason);
  void read_connection_events();
  void receive();
  void send();
  void announce();
  void wait();
  void close_orderly();

  SessionOptions options_;
  std::function<void()> on_events_;
  SystemClock clock_;
  Wakeup wakeup_;
  wire::Context context_;
  std::optional<Connection> connection_;

  std::mutex mutex_;
  SessionCore core_;       // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_

  std::thread thread_;
};

void SocketSession::run() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) {
        break;
      }
      core_.tick(clock_.mono_now());
    }
    connect_as_wanted();
    receive();  // what a connection brought before it broke still counts
    read_connection_events();
    send();
    announce();
    wait();
  }
  close_orderly();
}

void SocketSession::connect_as_wanted() {
  const auto wanted = with_core([](SessionCore& core) { return core.attempt(); });
  if (connection_ && wanted == connection_->attempt) {
    return;
  }
  connection_.reset();
  if (wanted) {
    open_connection(*wanted);
  }
}

void SocketSession::open_connection(const Attempt& attempt) {
  const RouterEndpoint& router = options_.routers[attempt.router];
  wire::DealerSocketOptions keys;
  keys.public_key = options_.transport_key.public_key;
  keys.secret_key = options_.transport_key.secret.view();
  keys.server_key = router.server_key;
  keys.linger = std::chrono::milliseconds(0);  // until the orderly close
  auto socket = wire::make_dealer_socket(context_, keys);
  if (!socket.ok()) {
    lost(socket.error().text);
    return;
  }
  auto monitor = wire::ConnectionWatch::open(context_, *socket);
  if (!monitor.ok()) {
    lost(monitor.error().text);
    return;
  }
  if (const auto connected = socket->connect(router.endpoint); !connected.ok()) {
    lost(connected.error().text);
    return;
  }
  connection_.emplace(Connection{attempt, std::move(*socket), std::move(*monitor), std::nullopt});
}

void SocketSession::lost(const std::string& reason) {
  const MonoTime now = clock_.mono_now();
  with_core([&](SessionCore& core) { core.disconnected(now, reason); });
  connection_.reset();
}

void SocketSession::read_connection_events() {
  for (int i = 0; connection_ && i < kEventsPerRound; ++i) {
    const auto event = connection_->monitor.read();
    if (!event.ok()) {
      lost(event.error().text);
      return;
    }
    if (!event->has_value()) {
      return;
    }
    switch (**event) {
      case wire::ConnectionEvent::kConnected: {
        const MonoTime now = clock_.mono_now();
        with_core([&](SessionCore& core) { core.connected(now); });
        break;
      }
      case wire::ConnectionEvent::kHandshakeFailed:
        lost("the handshake failed: check server key and registration");
        break;
      case wire::ConnectionEvent::kDisconnected:
        lost("the connection is gone");
        break;
    }
  }
}

void SocketSession::receive() {
  for (int i = 0; connection_ && i < kCommandsPerRound; ++i) {
    const auto received = connection_->socket.receive(limits::kFramesPerCommand);
    if (!received.ok()) {
      lost(received.error().text);
      return;
    }
    if (received->state == wire::ReceiveState::kNothing) {
      return;
    }
    const MonoTime now = clock_.mono_now();
    if (received->state == wire::ReceiveState::kDropped || received->frames.size() != limits::kFramesPerCommand) {
      lost("the router sent another number of frames than two");
      return;
    }
    const auto decoded = wire::decode_router(wire::text(received->frames[0]), wire::text(received->frames[1]));
    const auto wanted = with_core([&](SessionCore& core) {
      core.received(decoded, now);
      return core.attempt();
    });
    if (wanted != connection_->attempt) {
      connection_.reset();
    }
  }
}

void SocketSession::send() {
  while (connection_) {
    if (!connection_->waiting) {
      const MonoTime now = clock_.mono_now();
      connection_->waiting = with_core([&](SessionCore& core) { return core.next_frames(now); });
    }
    if (!connection_->waiting) {
      return;
    }
    const std::array<std::string_view, limits::kFramesPerCommand> frames{connection_->waiting->command,
                                                                         connection_->waiting->payload};
    const auto sent = connection_->socket.send(frames);
    if (!sent.ok()) {
      lost(sent.error().text);
      return;
    }
    if (*sent == wire::SendState::kFull) {
      return;  // wait() watches for room
    }
    connection_->waiting.reset();
    if (*sent == wire::SendState::kUnreachable) {
      lost("the connection went while sending");
    }
  }
}

void SocketSession::announce() {
  const bool any = with_core([](SessionCore& core) { return core.has_events(); });
  if (any && on_events_) {
    on_events_();
  }
}

void SocketSession::wait() {
  struct Plan {
    std::optional<Attempt> attempt;
    std::optional<MonoTime> wakeup;
  };
  const Plan plan = with_core([](SessionCore& core) { return Plan{core.attempt(), core.next_wakeup()}; });
  const std::optional<Attempt> have = connection_ ? std::optional(connection_->attempt) : std::nullopt;
  if (plan.attempt != have) {
    return;  // there is a connection to make or to drop first
  }
  std::chrono::milliseconds timeout(-1);
  if (plan.wakeup) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*plan.wakeup - clock_.mono_now());
    timeout = std::max(left, std::chrono::milliseconds(0));
  }
  std::array<zmq::pollitem_t, 3> items{};
  std::size_t count = 1;
  items[0] = {nullptr, wakeup_.descriptor(), ZMQ_POLLIN, 0};
  if (connection_) {
    const int room = connection_->waiting ? ZMQ_POLLOUT : 0;
    items[count++] = {connection_->socket.handle(), 0, static_cast<short>(ZMQ_POLLIN | room), 0};
    items[count++] = {connection_->monitor.handle(), 0, ZMQ_POLLIN, 0};
  }
  const auto ready = wire::poll(std::span(items).first(count), timeout);
  CORVID_CHECK(ready.ok());  // sockets and descriptor are ours and open
  wakeup_.clear();
}

void SocketSession::close_orderly() {
  if (!connection_) {
    return;
  }
  const auto goodbye = with_core([](SessionCore& core) { return core.goodbye(); });
  if (goodbye && !connection_->waiting) {
    const std::array<std::string_view, limits::kFramesPerCommand> frames{goodbye->command, goodbye->payload};
    if (const auto sent = connection_->socket.send(frames); !sent.ok()) {
      log::debug("no goodbye: {}", sent.error().text);
    }
  }
  connection_->monitor.stop();
  connection_->socket.close(limits::kStopLinger);
  connection_.reset();
}

}  // namespace

Result<std::unique_ptr<Session>> open_session(SessionOptions options, std::function<void()> on_events) {
  if (options.routers.empty()) {
    return Error{Errc::kConfiguration, "no router is configured"};
  }
  for (const RouterEndpoint& router : options.routers) {
    if (router.server_key.size() != kKeyBytes || router.endpoint.empty()) {
      return Error{Errc::kConfiguration, "a router needs an endpoint and a server key of 32 bytes"};
    }
  }
  if (options.transport_key.algorithm != KeyAlgorithm::kCurve25519 ||
      options.transport_key.public_key.size() != kKeyBytes || options.transport_key.secret.view().size() != kKeyBytes) {
    return Error{Errc::kConfiguration, "the transport key must be a Curve25519 pair"};
  }
  if (!is_oin(options.party.oin()) || options.party.role() == v1::ROLE_ONBEPAALD ||
      options.software.size() > limits::kSoftwareBytesMax) {
    return Error{Errc::kConfiguration, "party or software name is unusable"};
  }
  CoreOptions core;
  core.party = options.party;
  core.routers = options.routers.size();
  core.software = options.software;
  core.notices_read = options.notices_read;
  core.mark = options.mark;
  core.seed = random_seed();
  if (options.credit_messages != 0) {
    core.credit_messages = options.credit_messages;
  }
  if (options.credit_bytes != 0) {
    core.credit_bytes = options.credit_bytes;
  }
  CORVID_TRY_ASSIGN(wire::Context context, wire::Context::open({}));
  auto session = std::make_unique<SocketSession>(std::move(options), std::move(core), std::move(on_events),
                                                 std::move(context));
  CORVID_TRY(session->start());
  return std::unique_ptr<Session>(std::move(session));
}

}  // namespace corvid::client
