// Nobody without a key of the register, and nobody under another's name, gets a message in or out.
#include <catch2/catch.hpp>

#include <array>

#include "proto/wire/frames.h"
#include "tests/component/io/router_rig.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {


template <typename T>
T must(Result<T> result) {
  REQUIRE(result.ok());
  return std::move(result).value();
}

wire::ConnectionEvent knock(const RouterRig& rig, const std::string& endpoint, const KeyPair& keys) {
  auto context = must(wire::Context::open({}));
  auto socket = must(wire::make_dealer_socket(
      context, {keys.public_key, keys.secret.view(), rig.server_key(), std::chrono::milliseconds{0}}));
  auto watch = must(wire::ConnectionWatch::open(context, socket));
  REQUIRE(socket.connect(endpoint).ok());
  const SystemClock clock;
  const MonoTime end = clock.mono_now() + 20s;
  while (clock.mono_now() < end) {
    std::array<zmq::pollitem_t, 1> items{{{watch.handle(), 0, ZMQ_POLLIN, 0}}};
    (void)must(wire::poll(items, 1000ms));
    if (const auto event = must(watch.read())) {
      return *event;
    }
  }
  FAIL("nothing happened to the connection");
  return wire::ConnectionEvent::kDisconnected;
}

}  // namespace

TEST_CASE("an unknown key is refused at the door of data and of administration", "[router][strangers]") {
  RouterRig rig;
  const KeyPair stranger = make_key_pair(KeyAlgorithm::kCurve25519);
  CHECK(knock(rig, rig.endpoint(), stranger) == wire::ConnectionEvent::kHandshakeFailed);
  CHECK(knock(rig, rig.admin_endpoint(), stranger) == wire::ConnectionEvent::kHandshakeFailed);
}

TEST_CASE("a party's key does not open administration, and an operator's key no data", "[router][strangers]") {
  RouterRig rig;
  CHECK(knock(rig, rig.admin_endpoint(), rig.halt.transport()) == wire::ConnectionEvent::kHandshakeFailed);
  CHECK(knock(rig, rig.endpoint(), rig.admin().transport()) == wire::ConnectionEvent::kHandshakeFailed);
  CHECK(knock(rig, rig.endpoint(), rig.halt.transport()) == wire::ConnectionEvent::kConnected);
}

TEST_CASE("an unknown key never gets a message in or out", "[router][strangers]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  MessageId waiting;
  REQUIRE(halt.session().submit(waiting, sealed_report(rig.halt, rig.veilig_thuis, "H-1", waiting)).ok());
  REQUIRE(halt.wait_for<v1::Receipt>());
  Identity stranger = make_identity(rig.veilig_thuis.party.oin(), v1::VEILIG_THUIS);
  RigPeer impostor(rig, stranger);
  MessageId id;
  (void)impostor.session().submit(id, sealed_report(stranger, rig.veilig_thuis, "S-1", id));
  CHECK_FALSE(impostor.wait_for<client::Delivery>(1500ms));
  CHECK_FALSE(impostor.wait_for<v1::Receipt>(0ms));
  CHECK_FALSE(impostor.wait_for<client::Connected>(0ms));
}

TEST_CASE("a known key that claims another OIN or role never gets a message in or out", "[router][strangers]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  MessageId waiting;
  REQUIRE(halt.session().submit(waiting, sealed_report(rig.halt, rig.veilig_thuis, "H-1", waiting)).ok());
  REQUIRE(halt.wait_for<v1::Receipt>());
  v1::PartyRef own_oin_other_role = rig.om.party;
  own_oin_other_role.set_role(v1::VEILIG_THUIS);
  for (const v1::PartyRef& claimed : {rig.veilig_thuis.party, own_oin_other_role}) {
    RigPeer impostor(rig, rig.om, claimed);
    const auto gone = impostor.wait_for<client::Disconnected>();
    REQUIRE(gone);
    CHECK(gone->final);
    CHECK_FALSE(impostor.wait_for<client::Delivery>(0ms));
    CHECK_FALSE(impostor.wait_for<client::Connected>(0ms));
  }
  // The one it is for still gets it.
  RigPeer vt(rig, rig.veilig_thuis);
  CHECK(vt.wait_for<client::Delivery>());
}

TEST_CASE("a known key that submits in another's name is refused and nothing is delivered", "[router][strangers]") {
  RouterRig rig;
  RigPeer om(rig, rig.om);
  RigPeer vt(rig, rig.veilig_thuis);
  MessageId id;
  REQUIRE(om.session().submit(id, sealed_report(rig.halt, rig.veilig_thuis, "H-1", id)).ok());
  const auto receipt = om.wait_for<v1::Receipt>();
  REQUIRE(receipt);
  CHECK(receipt->refused().fault(0).code() == "AFZENDER_KLOPT_NIET");
  CHECK_FALSE(vt.wait_for<client::Delivery>(200ms));
}

TEST_CASE("frames of the wrong number or content disturb nobody else", "[router][strangers]") {
  RouterRig rig;
  auto context = must(wire::Context::open({}));
  const KeyPair keys = rig.om.transport();
  auto raw = must(wire::make_dealer_socket(
      context, {keys.public_key, keys.secret.view(), rig.server_key(), std::chrono::milliseconds{0}}));
  auto watch = must(wire::ConnectionWatch::open(context, raw));
  REQUIRE(raw.connect(rig.endpoint()).ok());
  std::array<zmq::pollitem_t, 1> items{{{watch.handle(), 0, ZMQ_POLLIN, 0}}};
  (void)must(wire::poll(items, 20s));
  REQUIRE(must(watch.read()) == wire::ConnectionEvent::kConnected);
  const std::vector<std::vector<std::string_view>> nonsense{
      {"one"}, {"one", "two", "three"}, {"", ""}, {"\xff\xff\xff", "x"}, std::vector<std::string_view>(100, "x")};
  for (const auto& frames : nonsense) {
    CHECK(must(raw.send(frames)) == wire::SendState::kSent);
  }
  RigPeer halt(rig, rig.halt);
  MessageId id;
  REQUIRE(halt.session().submit(id, sealed_report(rig.halt, rig.veilig_thuis, "H-1", id)).ok());
  CHECK(halt.wait_for<v1::Receipt>()->has_accepted());
}
