#include <catch2/catch.hpp>

#include "adapters/client/delivery.h"
#include "proto/base/limits.h"
#include "tests/component/io/router_rig.h"

using namespace corvid;
using namespace corvid::test;

namespace {

v1::Settle delivered(const MessageId& id) {
  v1::Settle settle;
  settle.set_message_id(std::string(id.bytes()));
  settle.set_outcome(v1::Settle::AFGELEVERD);
  return settle;
}

}  // namespace

TEST_CASE("a report travels over CURVE to its receiver and back comes the final state", "[router]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  RigPeer vt(rig, rig.veilig_thuis);
  MessageId id;
  const std::string envelope = sealed_report(rig.halt, rig.veilig_thuis, "H-1", id);
  REQUIRE(halt.session().submit(id, envelope).ok());
  const auto receipt = halt.wait_for<v1::Receipt>();
  REQUIRE(receipt);
  REQUIRE(receipt->has_accepted());
  const auto delivery = vt.wait_for<client::Delivery>();
  REQUIRE(delivery);
  CHECK(delivery->envelope == envelope);
  const auto opened = client::open_delivery(delivery->envelope, delivery->statement, rig.router_signing_key());
  REQUIRE(opened.ok());
  CHECK(opened->header.type() == v1::VT_MELDING);
  REQUIRE(vt.session().settle(delivered(id)).ok());
  const auto notice = halt.wait_for<v1::Notice>();
  REQUIRE(notice);
  CHECK(notice->kind() == v1::Notice::AFGELEVERD);
  REQUIRE(vt.session().processed(id, v1::Processed::VERWERKT).ok());
  CHECK(halt.wait_for<v1::Notice>()->kind() == v1::Notice::VERWERKT);
}

TEST_CASE("what was accepted before a restart is delivered after it, with the same bytes", "[router]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  MessageId id;
  const std::string envelope = sealed_report(rig.halt, rig.veilig_thuis, "H-1", id);
  REQUIRE(halt.session().submit(id, envelope).ok());
  REQUIRE(halt.wait_for<v1::Receipt>());
  rig.stop();
  rig.start();
  RigPeer vt(rig, rig.veilig_thuis);
  const auto delivery = vt.wait_for<client::Delivery>();
  REQUIRE(delivery);
  CHECK(delivery->envelope == envelope);
  // The sender's session came back by itself.
  MessageId second;
  const std::string next = sealed_report(rig.halt, rig.veilig_thuis, "H-2", second);
  REQUIRE(halt.session().submit(second, next).ok());
  CHECK(halt.wait_for<v1::Receipt>());
}

TEST_CASE("a refusal comes back with code, words, remedy and field", "[router]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  MessageId id;
  const std::string envelope = sealed_report(rig.halt, rig.om, "H-1", id);
  REQUIRE(halt.session().submit(id, envelope).ok());
  const auto receipt = halt.wait_for<v1::Receipt>();
  REQUIRE(receipt);
  REQUIRE(receipt->has_refused());
  CHECK_FALSE(receipt->refused().fault(0).herstel().empty());
}

TEST_CASE("an envelope over the limit is refused and the session goes on", "[router]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  MessageId id;
  const std::string good = sealed_report(rig.halt, rig.veilig_thuis, "H-1", id);
  MessageId other;
  (void)sealed_report(rig.halt, rig.veilig_thuis, "H-2", other);
  const auto queued = halt.session().submit(other, std::string(limits::kEnvelopeBytesMax + 1, 'x'));
  if (queued.ok()) {
    const auto receipt = halt.wait_for<v1::Receipt>();
    REQUIRE(receipt);
    CHECK(receipt->refused().fault(0).code() == "BERICHT_TE_GROOT");
  } else {
    CHECK(queued.error().code == Errc::kTooLarge);
  }
  REQUIRE(halt.session().submit(id, good).ok());
  CHECK(halt.wait_for<v1::Receipt>()->has_accepted());
}

TEST_CASE("five hundred messages at once arrive once each, in order", "[router]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  RigPeer vt(rig, rig.veilig_thuis);
  constexpr int kCount = 500;
  std::vector<MessageId> sent(kCount);
  for (int i = 0; i < kCount; ++i) {
    const std::string envelope = sealed_report(rig.halt, rig.veilig_thuis, std::to_string(i), sent[std::size_t(i)]);
    REQUIRE(halt.session().submit(sent[std::size_t(i)], envelope).ok());
  }
  std::vector<MessageId> received;
  while (received.size() < sent.size()) {
    const auto delivery = vt.wait_for<client::Delivery>();
    REQUIRE(delivery);
    received.push_back(delivery->id);
    REQUIRE(vt.session().settle(delivered(delivery->id)).ok());
  }
  CHECK(received == sent);
}
