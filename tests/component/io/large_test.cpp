// Large messages through a real router: sockets, CURVE, RocksDB, the client library on both sides.
#include <catch2/catch.hpp>

#include "adapters/client/delivery.h"
#include "proto/base/limits.h"
#include "proto/envelope/inspect.h"
#include "tests/component/io/router_rig.h"

using namespace corvid;
using namespace corvid::test;

namespace {

constexpr std::size_t kLargest = limits::kEnvelopeBytesMax - 64 * 1024;  // leaves room for the head

v1::Settle delivered(const MessageId& id) {
  v1::Settle settle;
  settle.set_message_id(std::string(id.bytes()));
  settle.set_outcome(v1::Settle::AFGELEVERD);
  return settle;
}

// Bytes that do not repeat, so that a chunk in the wrong place is noticed.
std::string attachments(std::size_t bytes) {
  std::string content;
  content.reserve(bytes + 16);
  for (std::uint64_t line = 0; content.size() < bytes; ++line) {
    content.append(std::to_string(line * 2'654'435'761U)).append("\n");
  }
  content.resize(bytes);
  return content;
}

}  // namespace

TEST_CASE("a message of the largest size arrives whole, and small ones pass it on the way", "[router][large]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  RigPeer vt(rig, rig.veilig_thuis);
  MessageId large;
  const std::string envelope =
      sealed_report(rig.halt, rig.veilig_thuis, "L-1", large, attachments(kLargest));
  REQUIRE(halt.session().submit(large, envelope).ok());
  int passed = 0;
  while (passed < 200) {
    MessageId small;
    const std::string report =
        sealed_report(rig.halt, rig.veilig_thuis, "H-" + std::to_string(passed), small);
    REQUIRE(halt.session().submit(small, report).ok());
    const auto delivery = vt.wait_for<client::Delivery>();
    REQUIRE(delivery);
    REQUIRE(vt.session().settle(delivered(delivery->id)).ok());
    if (delivery->id == large) {
      const auto opened = client::open_delivery(delivery->envelope, delivery->statement, rig.router_signing_key());
      REQUIRE(opened.ok());
      CHECK(envelope::section_contents(delivery->envelope) == envelope::section_contents(envelope));
      break;
    }
    CHECK(delivery->id == small);
    ++passed;
  }
  CHECK(passed > 0);
  CHECK(passed < 200);
}

TEST_CASE("a large message that a restart interrupts arrives all the same, once", "[router][large]") {
  RouterRig rig;
  RigPeer halt(rig, rig.halt);
  MessageId large;
  const std::string envelope =
      sealed_report(rig.halt, rig.veilig_thuis, "L-1", large, attachments(20'000'000));
  REQUIRE(halt.session().submit(large, envelope).ok());
  // A small one has its receipt while chunks are on their way; then the router stops.
  MessageId small;
  const std::string report = sealed_report(rig.halt, rig.veilig_thuis, "H-1", small);
  REQUIRE(halt.session().submit(small, report).ok());
  REQUIRE(halt.wait_for<v1::Receipt>());
  rig.stop();
  rig.start();
  RigPeer vt(rig, rig.veilig_thuis);
  bool large_arrived = false;
  for (int deliveries = 0; deliveries < 2; ++deliveries) {
    const auto delivery = vt.wait_for<client::Delivery>();
    REQUIRE(delivery);
    if (delivery->id == large) {
      CHECK_FALSE(large_arrived);
      large_arrived = true;
      CHECK(envelope::section_contents(delivery->envelope) == envelope::section_contents(envelope));
    }
    REQUIRE(vt.session().settle(delivered(delivery->id)).ok());
    REQUIRE(vt.wait_for<client::Settled>());
  }
  CHECK(large_arrived);
}

TEST_CASE("a large message for the wrong region is refused before any of its contents is sent", "[router][large]") {
  RouterRig rig;
  RigPeer om(rig, rig.om);
  MessageId id;
  const std::string canary = "canary of a content that must not reach the disk";
  // To a party that is not registered.
  Identity stranger = make_identity("99000000000000000012", v1::VEILIG_THUIS);
  const std::string envelope =
      sealed_report(rig.om, stranger, "L-1", id, canary + attachments(3'000'000));
  REQUIRE(om.session().submit(id, envelope).ok());
  const auto receipt = om.wait_for<v1::Receipt>();
  REQUIRE(receipt);
  CHECK(receipt->has_refused());
  CHECK_FALSE(rig.store_files_hold(canary));
}
