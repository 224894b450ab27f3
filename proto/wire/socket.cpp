#include "proto/wire/socket.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/entropy.h"
#include "proto/base/hex.h"

namespace corvid::wire {
namespace {

constexpr std::size_t kCurveKeyBytes = 32;
constexpr int kTcpKeepaliveIdleSeconds = 60;
constexpr int kTcpKeepaliveIntervalSeconds = 15;
constexpr int kTcpKeepaliveCount = 4;
constexpr int kZapHighWaterMark = 1024;

int as_int(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

Error error_of(Errc code, std::string_view what, const zmq::error_t& error) {
  return {code, std::string(what) + ": " + error.what()};
}

zmq::const_buffer key_buffer(std::string_view key) { return zmq::buffer(key.data(), key.size()); }

// What every socket of ours has; each maker below adds what is particular. Sending and receiving never wait: the
// caller polls.
void set_common(zmq::socket_t& socket, std::chrono::milliseconds linger, std::int64_t frame_bytes_max, int high_water) {
  using namespace zmq::sockopt;
  socket.set(zmq::sockopt::linger, as_int(linger));
  socket.set(maxmsgsize, frame_bytes_max);
  socket.set(sndhwm, high_water);
  socket.set(rcvhwm, high_water);
  socket.set(sndtimeo, 0);
  socket.set(rcvtimeo, 0);
  socket.set(sndbuf, -1);  // the system's own buffers
  socket.set(rcvbuf, -1);
  socket.set(affinity, std::uint64_t{0});
}

void set_tcp(zmq::socket_t& socket) {
  using namespace zmq::sockopt;
  socket.set(ipv6, true);
  socket.set(tos, 0);
  socket.set(backlog, kBacklog);
  socket.set(connect_timeout, as_int(kConnectTimeout));
  socket.set(handshake_ivl, as_int(kHandshakeTimeout));
  socket.set(heartbeat_ivl, as_int(kHeartbeatInterval));
  socket.set(heartbeat_timeout, as_int(kHeartbeatTimeout));
  socket.set(heartbeat_ttl, as_int(kHeartbeatTimeout));
  socket.set(tcp_keepalive, 1);
  socket.set(tcp_keepalive_idle, kTcpKeepaliveIdleSeconds);
  socket.set(tcp_keepalive_intvl, kTcpKeepaliveIntervalSeconds);
  socket.set(tcp_keepalive_cnt, kTcpKeepaliveCount);
  socket.set(tcp_maxrt, 0);
  socket.set(probe_router, false);
}

// With IPv6 on, libzmq names a bound IPv4 address [::ffff:127.0.0.1], which a client with IPv6 off cannot use.
std::string plain_ipv4(std::string endpoint) {
  constexpr std::string_view kMapped = "[::ffff:";
  const std::size_t start = endpoint.find(kMapped);
  const std::size_t end = endpoint.find(']');
  if (start != std::string::npos && end != std::string::npos && endpoint.find('.') < end) {
    endpoint.erase(end, 1).erase(start, kMapped.size());
  }
  return endpoint;
}

bool is_key(std::string_view key) { return key.size() == kCurveKeyBytes; }

}  // namespace

// ---- Context --------------------------------------------------------------------------------------------------------

Result<Context> Context::open(const ContextOptions& options) {
  try {
    zmq::context_t context;
    context.set(zmq::ctxopt::io_threads, options.io_threads);
    context.set(zmq::ctxopt::max_sockets, options.sockets_max);
    context.set(zmq::ctxopt::blocky, false);  // linger is what each socket says
    context.set(zmq::ctxopt::ipv6, true);
    context.set(zmq::ctxopt::max_msgsz, static_cast<int>(limits::kFrameBytesMax));
    return Context(std::move(context));
  } catch (const zmq::error_t& error) {
    return error_of(Errc::kIo, "ZeroMQ context", error);
  }
}

// ---- Socket ---------------------------------------------------------------------------------------------------------

Result<std::string> Socket::bind(const std::string& endpoint) {
  try {
    socket_.bind(endpoint);
    return plain_ipv4(socket_.get(zmq::sockopt::last_endpoint));
  } catch (const zmq::error_t& error) {
    return error_of(error.num() == EADDRINUSE ? Errc::kIo : Errc::kConfiguration, "bind " + endpoint, error);
  }
}

Result<void> Socket::connect(const std::string& endpoint) {
  try {
    socket_.connect(endpoint);
    return {};
  } catch (const zmq::error_t& error) {
    return error_of(Errc::kConfiguration, "connect " + endpoint, error);
  }
}

Result<Received> Socket::receive(std::size_t frames_max) {
  Received received;
  bool more = true;
  try {
    while (more) {
      zmq::message_t frame;
      if (!socket_.recv(frame, zmq::recv_flags::dontwait)) {
        // Frames of one message arrive together: nothing can be missing after the first.
        CORVID_CHECK(received.state == ReceiveState::kNothing);
        return received;
      }
      more = frame.more();
      if (received.state == ReceiveState::kDropped || received.frames.size() == frames_max) {
        received.state = ReceiveState::kDropped;
        received.frames.clear();
        continue;
      }
      received.state = ReceiveState::kMessage;
      received.frames.push_back(std::move(frame));
    }
  } catch (const zmq::error_t& error) {
    if (error.num() == EINTR && received.state == ReceiveState::kNothing) {
      return received;
    }
    return error_of(Errc::kIo, "receive", error);
  }
  if (received.state == ReceiveState::kMessage) {
    const char* user_id = zmq_msg_gets(received.frames.back().handle(), "User-Id");
    received.user_id = user_id == nullptr ? "" : user_id;
  }
  return received;
}

// libzmq decides on the first frame whether a peer takes the message. When the peer goes between two frames it says
// EAGAIN to a later one and swallows the rest, which still has to be handed over.
Result<SendState> Socket::send(std::span<const std::string_view> frames) {
  CORVID_CHECK(!frames.empty());
  SendState state = SendState::kSent;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const int flags = ZMQ_DONTWAIT | (i + 1 < frames.size() ? ZMQ_SNDMORE : 0);
    int sent = -1;
    do {
      sent = zmq_send(socket_.handle(), frames[i].data(), frames[i].size(), flags);
    } while (sent == -1 && zmq_errno() == EINTR);
    if (sent != -1) {
      continue;
    }
    const int failure = zmq_errno();
    if (i == 0 && failure == EAGAIN) {
      return SendState::kFull;
    }
    if (i == 0 && failure == EHOSTUNREACH) {
      return SendState::kUnreachable;
    }
    if (failure != EAGAIN) {
      return Error{Errc::kIo, std::string("send: ") + zmq_strerror(failure)};
    }
    state = SendState::kUnreachable;
  }
  return state;
}

void Socket::close(std::chrono::milliseconds linger) {
  try {
    socket_.set(zmq::sockopt::linger, as_int(linger));
  } catch (const zmq::error_t&) {
    // Only when the context is gone already, and then nothing lingers.
  }
  socket_.close();
}

// ---- sockets of the chain -------------------------------------------------------------------------------------------

Result<Socket> make_router_socket(Context& context, const RouterSocketOptions& options) {
  if (!is_key(options.secret_key) || options.zap_domain.empty()) {
    return Error{Errc::kConfiguration, "a ROUTER needs a CURVE key of 32 bytes and a ZAP domain"};
  }
  try {
    using namespace zmq::sockopt;
    zmq::socket_t socket(context.zmq(), zmq::socket_type::router);
    set_common(socket, options.linger, limits::kFrameBytesMax, limits::kSocketHighWaterMark);
    set_tcp(socket);
    socket.set(router_mandatory, true);
    socket.set(router_handover, false);
    socket.set(curve_server, true);
    socket.set(curve_secretkey, key_buffer(options.secret_key));
    socket.set(zap_domain, std::string(options.zap_domain));
    return Socket(std::move(socket));
  } catch (const zmq::error_t& error) {
    return error_of(Errc::kIo, "ROUTER socket", error);
  }
}

Result<Socket> make_dealer_socket(Context& context, const DealerSocketOptions& options) {
  if (!is_key(options.public_key) || !is_key(options.secret_key) || !is_key(options.server_key)) {
    return Error{Errc::kConfiguration, "a DEALER needs three CURVE keys of 32 bytes"};
  }
  try {
    using namespace zmq::sockopt;
    zmq::socket_t socket(context.zmq(), zmq::socket_type::dealer);
    set_common(socket, options.linger, limits::kFrameBytesMax, limits::kSocketHighWaterMark);
    set_tcp(socket);
    socket.set(immediate, true);
    socket.set(conflate, false);
    socket.set(reconnect_ivl, -1);  // a new socket per attempt: nothing stale is ever queued
    socket.set(reconnect_ivl_max, 0);
    socket.set(curve_server, false);
    socket.set(curve_publickey, key_buffer(options.public_key));
    socket.set(curve_secretkey, key_buffer(options.secret_key));
    socket.set(curve_serverkey, key_buffer(options.server_key));
    return Socket(std::move(socket));
  } catch (const zmq::error_t& error) {
    return error_of(Errc::kIo, "DEALER socket", error);
  }
}

Result<Socket> make_zap_socket(Context& context) {
  try {
    zmq::socket_t socket(context.zmq(), zmq::socket_type::rep);
    set_common(socket, 0ms, kZapFrameBytesMax, kZapHighWaterMark);
    socket.bind(std::string(kZapEndpoint));
    return Socket(std::move(socket));
  } catch (const zmq::error_t& error) {
    return error_of(Errc::kIo, "ZAP socket", error);
  }
}

Result<Socket> make_pair_socket(Context& context) {
  try {
    zmq::socket_t socket(context.zmq(), zmq::socket_type::pair);
    set_common(socket, 0ms, limits::kFrameBytesMax, limits::kSocketHighWaterMark);
    return Socket(std::move(socket));
  } catch (const zmq::error_t& error) {
    return error_of(Errc::kIo, "PAIR socket", error);
  }
}

// ---- watching connections -------------------------------------------------------------------------------------------

Result<ConnectionWatch> ConnectionWatch::open(Context& context, Socket& watched) {
  // An inproc name must be unique in the context, and an address in memory may come back before libzmq let go of it.
  constexpr std::size_t kNameBytes = 16;
  const std::string endpoint = "inproc://corvid.monitor." + to_hex(random_bytes(kNameBytes));
  const int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                     ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_CLOSED |
                     ZMQ_EVENT_DISCONNECTED;
  if (zmq_socket_monitor(watched.handle(), endpoint.c_str(), events) != 0) {
    return Error{Errc::kIo, std::string("socket monitor: ") + zmq_strerror(zmq_errno())};
  }
  CORVID_TRY_ASSIGN(Socket reader, make_pair_socket(context));
  CORVID_TRY(reader.connect(endpoint));
  return ConnectionWatch(watched.handle(), std::move(reader));
}

ConnectionWatch::ConnectionWatch(ConnectionWatch&& other) noexcept
    : watched_(std::exchange(other.watched_, nullptr)), reader_(std::move(other.reader_)) {}

ConnectionWatch::~ConnectionWatch() { stop(); }

void ConnectionWatch::stop() {
  if (void* const watched = std::exchange(watched_, nullptr)) {
    zmq_socket_monitor(watched, nullptr, 0);
  }
}

Result<std::optional<ConnectionEvent>> ConnectionWatch::read() {
  constexpr std::size_t kFrames = 2;  // event and value; endpoint
  CORVID_TRY_ASSIGN(const Received received, reader_.receive(kFrames));
  if (received.state != ReceiveState::kMessage || received.frames[0].size() < sizeof(std::uint16_t)) {
    return std::optional<ConnectionEvent>();
  }
  std::uint16_t event = 0;
  std::memcpy(&event, received.frames[0].data(), sizeof event);
  if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
    return std::optional(ConnectionEvent::kConnected);
  }
  if (event == ZMQ_EVENT_DISCONNECTED || event == ZMQ_EVENT_CLOSED) {
    return std::optional(ConnectionEvent::kDisconnected);
  }
  if ((event & (ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)) != 0) {
    return std::optional(ConnectionEvent::kHandshakeFailed);
  }
  return std::optional<ConnectionEvent>();
}

Result<std::size_t> poll(std::span<zmq::pollitem_t> items, std::chrono::milliseconds timeout) {
  const long wait = timeout.count() < 0 ? -1L : static_cast<long>(timeout.count());
  const int ready = zmq_poll(items.data(), static_cast<int>(items.size()), wait);
  if (ready >= 0) {
    return static_cast<std::size_t>(ready);
  }
  if (zmq_errno() == EINTR) {
    for (zmq::pollitem_t& item : items) {
      item.revents = 0;
    }
    return std::size_t{0};
  }
  return Error{Errc::kIo, std::string("poll: ") + zmq_strerror(zmq_errno())};
}

}  // namespace corvid::wire
