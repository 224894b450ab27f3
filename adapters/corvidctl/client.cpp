#include "adapters/corvidctl/client.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "proto/wire/socket.h"

namespace corvid::ctl {
namespace {

constexpr std::uint32_t kAdminProtocol = 1;
constexpr std::size_t kReplyFrames = 1;

// The socket of one question, and how far it got.
class Conversation {
 public:
  Conversation(wire::Socket socket, wire::ConnectionWatch watch, std::string endpoint)
      : socket_(std::move(socket)), watch_(std::move(watch)), endpoint_(std::move(endpoint)) {}

  Result<v1::AdminReply> run(const std::string& question, MonoTime deadline, const Clock& clock) {
    CORVID_TRY(socket_.connect(endpoint_));
    for (MonoTime now = clock.mono_now(); now < deadline; now = clock.mono_now()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now);
      const short events = static_cast<short>(sent_ ? ZMQ_POLLIN : ZMQ_POLLIN | ZMQ_POLLOUT);
      std::array<zmq::pollitem_t, 2> items{{{socket_.handle(), 0, events, 0}, {watch_.handle(), 0, ZMQ_POLLIN, 0}}};
      CORVID_TRY(wire::poll(items, std::max(left, std::chrono::milliseconds(1))));
      CORVID_TRY_ASSIGN(std::optional<v1::AdminReply> reply, read_reply());
      if (reply) {
        return std::move(*reply);
      }
      CORVID_TRY(check_connection());
      if ((items[0].revents & ZMQ_POLLOUT) != 0 && !sent_) {
        const std::array<std::string_view, 1> frames{question};
        CORVID_TRY_ASSIGN(const wire::SendState state, socket_.send(frames));
        sent_ = state == wire::SendState::kSent;
      }
    }
    return unavailable(sent_ ? "took the question but did not answer in time; is the router's /livez well?"
                             : "does not answer in time; is it the admin endpoint of a running router?");
  }

 private:
  [[nodiscard]] Error unavailable(const std::string& what) const {
    return {Errc::kUnavailable, endpoint_ + " " + what};
  }

  Result<std::optional<v1::AdminReply>> read_reply() {
    CORVID_TRY_ASSIGN(const wire::Received received, socket_.receive(kReplyFrames));
    if (received.state == wire::ReceiveState::kNothing) {
      return std::optional<v1::AdminReply>();
    }
    v1::AdminReply reply;
    if (received.state == wire::ReceiveState::kDropped ||
        !reply.ParseFromArray(received.frames[0].data(), static_cast<int>(received.frames[0].size()))) {
      return Error{Errc::kCorrupt, endpoint_ + " answered something that is no answer of a router's admin endpoint"};
    }
    return std::optional(std::move(reply));
  }

  // What the transport knows about the connection.
  Result<void> check_connection() {
    CORVID_TRY_ASSIGN(const std::optional<wire::ConnectionEvent> event, watch_.read());
    if (event == wire::ConnectionEvent::kHandshakeFailed) {
      return unavailable(
          "refuses this key: the router's configuration has no admin key with the public key of transport_key, "
          "server_key is not this router's, or something else listens there");
    }
    if (event == wire::ConnectionEvent::kDisconnected) {
      return unavailable(sent_ ? "closed the connection before it answered"
                               : "is not reachable: no router listens there");
    }
    return {};
  }

  wire::Socket socket_;
  wire::ConnectionWatch watch_;  // goes before the socket
  std::string endpoint_;
  bool sent_ = false;
};

Error refused(const v1::AdminError& error) {
  switch (error.kind()) {
    case v1::AdminError::NIET_GEVONDEN:
      return {Errc::kNotFound, error.text()};
    case v1::AdminError::NIET_EENDUIDIG:
      return {Errc::kInvalidInput, error.text()};
    case v1::AdminError::NIET_TOEGESTAAN:
      return {Errc::kUnauthentic, error.text()};
    case v1::AdminError::NIET_BEGREPEN:
    case v1::AdminError::KIND_ONBEPAALD:
    case v1::AdminError_Kind_AdminError_Kind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::AdminError_Kind_AdminError_Kind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return {Errc::kCorrupt, "the router did not understand the question: " + error.text()};
}

bool answers(const v1::AdminRequest& request, const v1::AdminReply& reply) {
  switch (request.ask_case()) {
    case v1::AdminRequest::kStatus:
      return reply.has_status();
    case v1::AdminRequest::kQueues:
      return reply.has_queues();
    case v1::AdminRequest::kMessage:
      return reply.has_message();
    case v1::AdminRequest::kParties:
      return reply.has_parties();
    case v1::AdminRequest::kTerms:
      return reply.has_terms();
    case v1::AdminRequest::ASK_NOT_SET:
      break;
  }
  return false;
}

}  // namespace

Result<v1::AdminReply> ask(const Access& access, v1::AdminRequest request, std::chrono::milliseconds timeout,
                           const Clock& clock) {
  const MonoTime deadline = clock.mono_now() + timeout;
  request.set_protocol(kAdminProtocol);
  CORVID_TRY_ASSIGN(wire::Context context, wire::Context::open({}));
  CORVID_TRY_ASSIGN(wire::Socket socket,
                    wire::make_dealer_socket(context, {access.transport.public_key, access.transport.secret.view(),
                                                       access.server_key, std::chrono::milliseconds(0)}));
  CORVID_TRY_ASSIGN(wire::ConnectionWatch watch, wire::ConnectionWatch::open(context, socket));
  Conversation conversation(std::move(socket), std::move(watch), access.endpoint);
  CORVID_TRY_ASSIGN(v1::AdminReply reply, conversation.run(request.SerializeAsString(), deadline, clock));
  if (reply.has_error()) {
    return refused(reply.error());
  }
  if (!answers(request, reply)) {
    return Error{Errc::kCorrupt, access.endpoint + " answered another question than was asked"};
  }
  return reply;
}

}  // namespace corvid::ctl
