// What our sockets promise on top of ZeroMQ.
#include "proto/wire/socket.h"

#include <catch2/catch.hpp>

#include <array>

#include "proto/base/key_file.h"
#include "tests/component/client/peer.h"

namespace corvid::wire {
namespace {

using client::Peer;
using namespace std::chrono_literals;

bool readable(Socket& socket) {
  std::array<zmq::pollitem_t, 1> items{{{socket.handle(), 0, ZMQ_POLLIN, 0}}};
  const auto ready = poll(items, client::kBound);
  return ready.ok() && *ready == 1;
}

struct Pair {
  Context context;
  Socket left;
  Socket right;

  static Pair make() {
    auto context = Context::open({});
    REQUIRE(context.ok());
    auto left = make_pair_socket(*context);
    auto right = make_pair_socket(*context);
    REQUIRE(left.ok());
    REQUIRE(right.ok());
    REQUIRE(left->bind("inproc://test").ok());
    REQUIRE(right->connect("inproc://test").ok());
    return {std::move(*context), std::move(*left), std::move(*right)};
  }
};

}  // namespace

TEST_CASE("frames arrive together and in order, and then there is nothing", "[socket]") {
  Pair pair = Pair::make();
  const std::array<std::string_view, 3> frames{"a", "", "c"};
  REQUIRE(*pair.left.send(frames) == SendState::kSent);
  REQUIRE(readable(pair.right));
  const auto received = pair.right.receive(3);
  REQUIRE(received.ok());
  REQUIRE(received->state == ReceiveState::kMessage);
  REQUIRE(received->frames.size() == 3);
  CHECK(text(received->frames[0]) == "a");
  CHECK(text(received->frames[1]).empty());
  CHECK(text(received->frames[2]) == "c");
  CHECK(received->user_id.empty());
  CHECK(pair.right.receive(3)->state == ReceiveState::kNothing);
}

TEST_CASE("a message of too many frames is dropped whole and the next one is intact", "[socket]") {
  Pair pair = Pair::make();
  const std::vector<std::string_view> many(1000, "x");
  const std::array<std::string_view, 2> next{"n", "ext"};
  REQUIRE(*pair.left.send(many) == SendState::kSent);
  REQUIRE(*pair.left.send(next) == SendState::kSent);
  REQUIRE(readable(pair.right));
  const auto dropped = pair.right.receive(2);
  REQUIRE(dropped.ok());
  CHECK(dropped->state == ReceiveState::kDropped);
  CHECK(dropped->frames.empty());
  REQUIRE(readable(pair.right));
  const auto received = pair.right.receive(2);
  REQUIRE(received.ok());
  REQUIRE(received->state == ReceiveState::kMessage);
  CHECK(text(received->frames[1]) == "ext");
}

TEST_CASE("a full socket says so and has taken nothing", "[socket]") {
  Pair pair = Pair::make();
  const std::array<std::string_view, 2> frames{"command", "payload"};
  std::size_t sent = 0;
  while (*pair.left.send(frames) == SendState::kSent) {
    ++sent;
  }
  REQUIRE(sent >= static_cast<std::size_t>(limits::kSocketHighWaterMark));
  std::size_t received = 0;
  while (pair.right.receive(2)->state == ReceiveState::kMessage) {
    ++received;
  }
  CHECK(received == sent);
}

TEST_CASE("a ROUTER says that nobody is there under an unknown address", "[socket]") {
  auto context = Context::open({});
  REQUIRE(context.ok());
  auto zap = make_zap_socket(*context);
  REQUIRE(zap.ok());
  const KeyPair key = make_key_pair(KeyAlgorithm::kCurve25519);
  RouterSocketOptions options;
  options.secret_key = key.secret.view();
  options.zap_domain = "test";
  auto router = make_router_socket(*context, options);
  REQUIRE(router.ok());
  const auto endpoint = router->bind("tcp://127.0.0.1:*");
  REQUIRE(endpoint.ok());
  CHECK(endpoint->find("tcp://127.0.0.1:") == 0);
  const std::array<std::string_view, 3> frames{"nobody", "command", "payload"};
  CHECK(*router->send(frames) == SendState::kUnreachable);
}

TEST_CASE("a watch that goes leaves the other sockets of its context working", "[socket]") {
  Peer gone;
  const std::string nobody = gone.router().endpoint;
  gone.stop();
  Peer peer;
  auto context = Context::open({});
  REQUIRE(context.ok());
  const KeyPair key = make_key_pair(KeyAlgorithm::kCurve25519);
  const std::string server_key = peer.router().server_key;
  DealerSocketOptions options;
  options.public_key = key.public_key;
  options.secret_key = key.secret.view();
  options.server_key = server_key;
  options.linger = 0ms;

  auto first = make_dealer_socket(*context, options);
  REQUIRE(first.ok());
  {
    auto watch = ConnectionWatch::open(*context, *first);
    REQUIRE(watch.ok());
    REQUIRE(first->connect(nobody).ok());
  }
  auto second = make_dealer_socket(*context, options);
  REQUIRE(second.ok());
  auto watch = ConnectionWatch::open(*context, *second);
  REQUIRE(watch.ok());
  REQUIRE(second->connect(peer.router().endpoint).ok());
  CHECK(peer.until(
      [&] {
        const auto event = watch->read();
        return event.ok() && event->has_value() && **event == ConnectionEvent::kConnected;
      },
      client::kBound, watch->handle()));
}

TEST_CASE("sockets without whole keys or a domain are not made", "[socket]") {
  auto context = Context::open({});
  REQUIRE(context.ok());
  const std::string key(32, 'k');
  const std::string short_key(31, 'k');
  RouterSocketOptions no_domain;
  no_domain.secret_key = key;
  CHECK(make_router_socket(*context, no_domain).error().code == Errc::kConfiguration);
  RouterSocketOptions no_key;
  no_key.secret_key = short_key;
  no_key.zap_domain = "test";
  CHECK(make_router_socket(*context, no_key).error().code == Errc::kConfiguration);
  DealerSocketOptions dealer;
  dealer.public_key = dealer.secret_key = key;
  CHECK(make_dealer_socket(*context, dealer).error().code == Errc::kConfiguration);
}

TEST_CASE("an endpoint that is none is a matter of configuration, one that is taken of the machine", "[socket]") {
  Pair pair = Pair::make();
  CHECK(pair.left.bind("tcp://not an address").error().code == Errc::kConfiguration);
  CHECK(pair.left.connect("nonsense").error().code == Errc::kConfiguration);
  auto second = make_pair_socket(pair.context);
  REQUIRE(second.ok());
  CHECK(second->bind("inproc://test").error().code == Errc::kIo);
}

TEST_CASE("options that fail open by default are set on a ROUTER and a DEALER", "[socket]") {
  auto context = Context::open({});
  REQUIRE(context.ok());
  const std::string key(32, 'k');
  RouterSocketOptions options;
  options.secret_key = key;
  options.zap_domain = "test";
  auto router = make_router_socket(*context, options);
  REQUIRE(router.ok());
  namespace opt = zmq::sockopt;
  CHECK(router->zmq().get(opt::zap_domain) == "test");
  CHECK(router->zmq().get(opt::curve_server));
  CHECK(router->zmq().get(opt::maxmsgsize) == limits::kFrameBytesMax);
  CHECK(router->zmq().get(opt::rcvhwm) == limits::kSocketHighWaterMark);
  CHECK(router->zmq().get(opt::handshake_ivl) == kHandshakeTimeout.count());
  CHECK(router->zmq().get(opt::heartbeat_ivl) == kHeartbeatInterval.count());
  CHECK(router->zmq().get(opt::linger) == limits::kStopLinger.count());

  DealerSocketOptions dealer_options;
  dealer_options.public_key = dealer_options.secret_key = dealer_options.server_key = key;
  auto dealer = make_dealer_socket(*context, dealer_options);
  REQUIRE(dealer.ok());
  CHECK(dealer->zmq().get(opt::immediate));
  CHECK(dealer->zmq().get(opt::reconnect_ivl) == -1);
  CHECK(dealer->zmq().get(opt::routing_id).empty());
}

}  // namespace corvid::wire
