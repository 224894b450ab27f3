#include "tests/component/client/peer.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <utility>

#include "proto/wire/zap.h"

namespace corvid::client {
namespace {

constexpr std::string_view kDomain = "corvid-test";

std::vector<std::string_view> views(const std::vector<std::string>& frames) { return {frames.begin(), frames.end()}; }

}  // namespace

MessageId an_id(std::uint8_t seed) {
  const std::array<std::uint8_t, 10> random{seed, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  return MessageId::make(1'790'000'000'000 + seed, random);
}

std::string bytes_of(const MessageId& id) { return std::string(id.bytes()); }

std::string a_token(char letter) { return std::string(wire::kSessionTokenBytes, letter); }

Peer::Peer() : key_(make_key_pair(KeyAlgorithm::kCurve25519)), wakeup_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  REQUIRE(wakeup_ >= 0);
  start();
}

Peer::~Peer() { ::close(wakeup_); }

void Peer::stop() { sockets_.reset(); }

void Peer::start() {
  auto context = wire::Context::open({});
  REQUIRE(context.ok());
  auto zap = wire::make_zap_socket(*context);
  REQUIRE(zap.ok());
  wire::RouterSocketOptions options;
  options.secret_key = key_.secret.view();
  options.zap_domain = kDomain;
  options.linger = 0ms;
  auto router = wire::make_router_socket(*context, options);
  REQUIRE(router.ok());
  const auto bound = router->bind(endpoint_);
  REQUIRE(bound.ok());
  endpoint_ = *bound;
  sockets_.emplace(Sockets{std::move(*context), std::move(*zap), std::move(*router)});
}

SessionOptions Peer::options() {
  SessionOptions options;
  options.party.set_oin("99000000000000000001");
  options.party.set_role(v1::POLITIE);
  options.software = "corvid-test 1";
  options.transport_key = make_key_pair(KeyAlgorithm::kCurve25519);
  return options;
}

std::unique_ptr<Session> Peer::open(SessionOptions options) {
  if (options.routers.empty()) {
    options.routers.push_back(router());
  }
  auto session = open_session(std::move(options), [descriptor = wakeup_] {
    const std::uint64_t one = 1;
    (void)!::write(descriptor, &one, sizeof one);
  });
  REQUIRE(session.ok());
  session_ = session->get();
  return std::move(*session);
}

void Peer::close(std::unique_ptr<Session>& session) {
  session_ = nullptr;
  session.reset();
}

bool Peer::until(const std::function<bool()>& done, std::chrono::milliseconds bound, void* also) {
  const MonoTime end = clock_.mono_now() + bound;
  while (!done()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - clock_.mono_now());
    if (left <= 0ms) {
      return false;
    }
    std::array<zmq::pollitem_t, 4> items{};
    std::size_t count = 1;
    items[0] = {nullptr, wakeup_, ZMQ_POLLIN, 0};
    if (sockets_) {
      items[count++] = {sockets_->zap.handle(), 0, ZMQ_POLLIN, 0};
      items[count++] = {sockets_->router.handle(), 0, ZMQ_POLLIN, 0};
    }
    if (also != nullptr) {
      items[count++] = {also, 0, ZMQ_POLLIN, 0};
    }
    REQUIRE(wire::poll(std::span(items).first(count), left).ok());
    if (sockets_) {
      answer_zap();
      collect_commands();
    }
    collect_events();
  }
  return true;
}

void Peer::answer_zap() {
  auto received = sockets_->zap.receive(wire::kZapFramesMax);
  REQUIRE(received.ok());
  if (received->state != wire::ReceiveState::kMessage) {
    return;
  }
  ++knocks;
  std::vector<std::string_view> frames;
  for (const zmq::message_t& frame : received->frames) {
    frames.push_back(wire::text(frame));
  }
  const auto request = wire::parse_zap_request(frames);
  REQUIRE(request.ok());
  CHECK(request->domain == kDomain);
  const bool welcome = !only_key_ || *only_key_ == request->public_key;
  const auto answer = welcome ? wire::zap_permit(*request) : wire::zap_deny(frames);
  REQUIRE(sockets_->zap.send(views(answer)).ok());
}

void Peer::collect_commands() {
  while (true) {
    auto received = sockets_->router.receive(1 + limits::kFramesPerCommand);
    REQUIRE(received.ok());
    if (received->state != wire::ReceiveState::kMessage) {
      return;
    }
    REQUIRE(received->frames.size() == 1 + limits::kFramesPerCommand);
    const auto decoded = wire::decode_client(wire::text(received->frames[1]), wire::text(received->frames[2]));
    REQUIRE(decoded.faults.empty());
    heard.push_back({std::string(wire::text(received->frames[0])),
                     received->user_id,
                     decoded.command,
                     {decoded.envelopes.begin(), decoded.envelopes.end()},
                     std::string(decoded.large_head),
                     std::string(decoded.large_chunk)});
  }
}

void Peer::collect_events() {
  std::uint64_t count = 0;
  if (::read(wakeup_, &count, sizeof count) != sizeof count || session_ == nullptr) {
    return;
  }
  for (Event& event : session_->take_events()) {
    events.push_back(std::move(event));
  }
}

std::optional<Heard> Peer::hear(const std::function<bool(const v1::ClientCommand&)>& wanted) {
  std::optional<Heard> found;
  until([&] {
    for (auto each = heard.begin(); each != heard.end(); ++each) {
      if (wanted(each->command)) {
        found = std::move(*each);
        heard.erase(heard.begin(), each + 1);
        return true;
      }
    }
    return false;
  });
  return found;
}

std::string Peer::welcome(char token) {
  const auto hello = hear([](const v1::ClientCommand& command) { return command.has_hello(); });
  REQUIRE(hello);
  v1::Welcome welcome;
  welcome.set_protocol(limits::kProtocolVersion);
  welcome.set_session(a_token(token));
  welcome.mutable_credit()->set_messages(limits::kSubmitWindowMessages);
  welcome.mutable_credit()->set_bytes(limits::kSubmitWindowBytes);
  welcome.set_envelope_bytes_max(limits::kEnvelopeBytesMax);
  welcome.set_notices_from(hello->command.hello().notices_read() + 1);
  wire::RouterFrames frames(a_token(token));
  frames.set_welcome(welcome);
  say(hello->link, std::move(frames));
  return hello->link;
}

void Peer::say(const std::string& link, wire::RouterFrames frames) {
  const wire::Frames built = std::move(frames).take();
  say_raw(link, {built.command, built.payload});
}

void Peer::say_raw(const std::string& link, const std::vector<std::string>& frames) {
  std::vector<std::string_view> all{link};
  all.insert(all.end(), frames.begin(), frames.end());
  const auto sent = sockets_->router.send(all);
  REQUIRE(sent.ok());
  REQUIRE(*sent == wire::SendState::kSent);
}

}  // namespace corvid::client
