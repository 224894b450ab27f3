#include "router/io/doorkeeper.h"

#include <array>
#include <utility>
#include <vector>

#include "proto/base/key_file.h"
#include "proto/base/limits.h"

namespace corvid::io {
namespace {

constexpr std::chrono::milliseconds kProofTime{5000};

std::vector<std::string_view> views_of(const std::vector<zmq::message_t>& frames) {
  std::vector<std::string_view> views;
  for (const zmq::message_t& frame : frames) {
    views.push_back(wire::text(frame));
  }
  return views;
}

}  // namespace

Result<Doorkeeper> Doorkeeper::open(wire::Context& context, MayEnter may_enter) {
  CORVID_TRY_ASSIGN(wire::Socket socket, wire::make_zap_socket(context));
  return Doorkeeper(std::move(socket), std::move(may_enter));
}

Result<std::uint64_t> Doorkeeper::answer_waiting() {
  std::uint64_t denied = 0;
  while (true) {
    CORVID_TRY_ASSIGN(const wire::Received received, socket_.receive(wire::kZapFramesMax));
    if (received.state == wire::ReceiveState::kNothing) {
      return denied;
    }
    const std::vector<std::string_view> frames = views_of(received.frames);
    const auto request = wire::parse_zap_request(frames);
    const bool enters = request.ok() && may_enter_(*request);
    const std::vector<std::string> answer = enters ? wire::zap_permit(*request) : wire::zap_deny(frames);
    denied += enters ? 0U : 1U;
    const std::vector<std::string_view> parts(answer.begin(), answer.end());
    CORVID_TRY_ASSIGN(const wire::SendState sent, socket_.send(parts));
    if (sent != wire::SendState::kSent) {
      return Error{Errc::kIo, "the ZAP answer could not be sent"};
    }
  }
}

Result<void> Doorkeeper::prove_denial(wire::Context& context, const Clock& clock) {
  const KeyPair server = make_key_pair(KeyAlgorithm::kCurve25519);
  const KeyPair stranger = make_key_pair(KeyAlgorithm::kCurve25519);
  CORVID_TRY_ASSIGN(wire::Socket door, wire::make_router_socket(context, {server.secret.view(), kDataDomain,
                                                                          std::chrono::milliseconds{0}}));
  CORVID_TRY_ASSIGN(const std::string endpoint, door.bind("tcp://127.0.0.1:*"));
  CORVID_TRY_ASSIGN(wire::Socket knock,
                    wire::make_dealer_socket(context, {stranger.public_key, stranger.secret.view(), server.public_key,
                                                       std::chrono::milliseconds{0}}));
  CORVID_TRY_ASSIGN(wire::ConnectionWatch watch, wire::ConnectionWatch::open(context, knock));
  CORVID_TRY(knock.connect(endpoint));

  const MonoTime end = clock.mono_now() + kProofTime;
  std::uint64_t denied = 0;
  while (clock.mono_now() < end) {
    std::array<zmq::pollitem_t, 2> items{{{handle(), 0, ZMQ_POLLIN, 0}, {watch.handle(), 0, ZMQ_POLLIN, 0}}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - clock.mono_now());
    CORVID_TRY_ASSIGN(const std::size_t ready, wire::poll(items, std::max(left, std::chrono::milliseconds{0})));
    (void)ready;
    CORVID_TRY_ASSIGN(const std::uint64_t now_denied, answer_waiting());
    denied += now_denied;
    CORVID_TRY_ASSIGN(const auto event, watch.read());
    if (event == wire::ConnectionEvent::kConnected) {
      return Error{Errc::kUnauthentic, "self-test: a key that nobody knows was let in"};
    }
    if (event == wire::ConnectionEvent::kHandshakeFailed && denied > 0) {
      return {};
    }
  }
  return Error{Errc::kUnauthentic, "self-test: a key that nobody knows was not refused in time"};
}

}  // namespace corvid::io
