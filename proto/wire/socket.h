// ZeroMQ sockets with every option set, and the few things we do with them. Exceptions of cppzmq stop here.
//
// Ownership: a Context outlives its sockets (it waits for them when it goes); a Socket closes when it goes.
// Threads: a Context any; a Socket belongs to the thread that uses it.
// Errors: a peer that is slow or gone is a state. kConfiguration: an endpoint or key is unusable. kIo: libzmq or the
// system failed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "proto/base/limits.h"
#include "proto/base/result.h"

namespace corvid::wire {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

// Where libzmq asks about keys (RFC 27).
inline constexpr std::string_view kZapEndpoint = "inproc://zeromq.zap.01";

inline constexpr std::chrono::milliseconds kHeartbeatInterval = 5s;
inline constexpr std::chrono::milliseconds kHeartbeatTimeout = 15s;
inline constexpr std::chrono::milliseconds kHandshakeTimeout = 5s;
inline constexpr std::chrono::milliseconds kConnectTimeout = 5s;
inline constexpr int kBacklog = 128;
inline constexpr std::int64_t kZapFrameBytesMax = 4096;

static_assert(kHeartbeatTimeout < limits::kSessionSilenceMax, "the transport notices before the session does");

struct ContextOptions {
  int io_threads = 1;
  int sockets_max = 64;  // peers of a ROUTER are not sockets
};

class Context {
 public:
  static Result<Context> open(const ContextOptions& options);

  [[nodiscard]] zmq::context_t& zmq() { return context_; }

 private:
  explicit Context(zmq::context_t context) : context_(std::move(context)) {}
  zmq::context_t context_;
};

enum class SendState {
  kSent,
  kFull,         // EAGAIN: nothing was sent; try when the socket is writable
  kUnreachable,  // EHOSTUNREACH, or the peer went while we were sending: nothing will arrive
};

enum class ReceiveState {
  kMessage,
  kNothing,  // nothing is waiting
  kDropped,  // more frames than allowed: read to its end and thrown away; count it
};

struct Received {
  ReceiveState state = ReceiveState::kNothing;
  std::vector<zmq::message_t> frames;
  // From the last frame: after a poll, libzmq 4.3.4 gives the first one none. Empty: the peer is not authenticated.
  std::string user_id;
};

[[nodiscard]] inline std::string_view text(const zmq::message_t& frame) {
  return {static_cast<const char*>(frame.data()), frame.size()};
}

class Socket {
 public:
  // Sets nothing. Use the make_ functions below.
  explicit Socket(zmq::socket_t socket) : socket_(std::move(socket)) {}

  // Returns the actual endpoint: port 0 or * lets the system choose.
  Result<std::string> bind(const std::string& endpoint);
  Result<void> connect(const std::string& endpoint);

  // Never blocks.
  Result<Received> receive(std::size_t frames_max);

  // All frames or none; never blocks. Copies. REQUIRES: at least one frame.
  Result<SendState> send(std::span<const std::string_view> frames);

  // Closes now; what is queued may still leave for as long as `linger`. No other call may follow.
  void close(std::chrono::milliseconds linger);

  // For zmq::pollitem_t.
  [[nodiscard]] void* handle() { return socket_.handle(); }
  [[nodiscard]] zmq::socket_t& zmq() { return socket_; }

 private:
  zmq::socket_t socket_;
};

// ---- sockets of the chain -------------------------------------------------------------------------------------------

struct RouterSocketOptions {
  std::string_view secret_key;  // 32 bytes, CURVE
  std::string_view zap_domain;  // not empty; bind the ZAP socket first, or libzmq lets everyone in
  std::chrono::milliseconds linger = limits::kStopLinger;
};

struct DealerSocketOptions {
  std::string_view public_key;  // 32 bytes each, CURVE
  std::string_view secret_key;
  std::string_view server_key;
  std::chrono::milliseconds linger = limits::kStopLinger;
};

// ROUTER, CURVE server: mandatory on, handover off. Not yet bound.
Result<Socket> make_router_socket(Context& context, const RouterSocketOptions& options);
// DEALER, CURVE client: no routing id, queues only on a completed connection, does not reconnect by itself.
Result<Socket> make_dealer_socket(Context& context, const DealerSocketOptions& options);
// REP, bound to inproc://zeromq.zap.01.
Result<Socket> make_zap_socket(Context& context);
// PAIR over inproc for waking a thread; `bind` it on one side, `connect` on the other.
Result<Socket> make_pair_socket(Context& context);

// ---- watching connections -------------------------------------------------------------------------------------------

enum class ConnectionEvent {
  kConnected,        // the handshake succeeded: messages can go
  kHandshakeFailed,  // wrong key, refused by ZAP, or no ZeroMQ at the other side
  kDisconnected,     // or the attempt to connect failed
};

// What happens to the connections of one socket.
//
// The watch must go before the socket it watches: it stops libzmq's reporting first. A report to a reader that is gone
// would block libzmq's I/O thread for good, and with it every socket of the context.
class ConnectionWatch {
 public:
  // REQUIRES: called before bind or connect, once per socket, from the thread that owns it.
  static Result<ConnectionWatch> open(Context& context, Socket& watched);
  ConnectionWatch(ConnectionWatch&& other) noexcept;
  ConnectionWatch& operator=(ConnectionWatch&& other) = delete;
  ~ConnectionWatch();

  // The next event that matters to us, if any; never blocks.
  Result<std::optional<ConnectionEvent>> read();

  // Ends the reporting; needed before the watched socket is closed by hand.
  void stop();

  // For zmq::pollitem_t.
  [[nodiscard]] void* handle() { return reader_.handle(); }

 private:
  ConnectionWatch(void* watched, Socket reader) : watched_(watched), reader_(std::move(reader)) {}

  void* watched_;
  Socket reader_;
};

// Waits until an item is ready or `timeout` is over; negative: no limit. A signal ends the wait. Returns how many are
// ready.
Result<std::size_t> poll(std::span<zmq::pollitem_t> items, std::chrono::milliseconds timeout);

}  // namespace corvid::wire
