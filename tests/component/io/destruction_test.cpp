// Destroyed means destroyed: a running router's files are searched byte by byte.
#include <catch2/catch.hpp>

#include "adapters/client/session.h"
#include "proto/base/entropy.h"
#include "proto/base/hex.h"
#include "tests/component/io/router_rig.h"

using namespace corvid;
using namespace corvid::test;

namespace {

v1::Settle outcome(const MessageId& id, v1::Settle::Outcome what) {
  v1::Settle settle;
  settle.set_message_id(std::string(id.bytes()));
  settle.set_outcome(what);
  return settle;
}

// Turns of the router, each an answered question, until `done` or too many.
template <typename Done>
bool turns_until(RigPeer& peer, const Done& done) {
  constexpr int kTurnsMax = 20'000;
  v1::Resolve question;
  question.set_type(v1::VT_MELDING);
  question.set_gemeentecode("0599");
  question.set_role(v1::VEILIG_THUIS);
  for (int turn = 1; turn <= kTurnsMax; ++turn) {
    question.set_request(static_cast<std::uint64_t>(turn));
    if (!peer.session().resolve(question).ok() || !peer.wait_for<v1::Resolved>()) {
      return false;
    }
    if (turn % 50 == 0 && done()) {
      return true;
    }
  }
  return false;
}

core::Options at_once() {
  core::Options options;
  options.scrub_interval = std::chrono::milliseconds(1);
  return options;
}

}  // namespace

TEST_CASE("the content of a message that ended is gone from every file, small or large, delivered or refused",
          "[router][destruction]") {
  RouterRig rig(at_once());
  RigPeer halt(rig, rig.halt);
  const std::string small_canary = to_hex(random_bytes(32));
  const std::string large_canary = to_hex(random_bytes(32));
  MessageId small;
  MessageId large;
  MessageId kept;
  const std::string kept_canary = to_hex(random_bytes(32));
  const std::string filling(2'000'000, 'f');
  const std::string small_report = sealed_report(rig.halt, rig.veilig_thuis, "H-1", small, small_canary);
  const std::string large_report =
      sealed_report(rig.halt, rig.veilig_thuis, "H-2", large, filling + large_canary + filling);
  const std::string kept_report = sealed_report(rig.halt, rig.veilig_thuis, "H-3", kept, kept_canary);
  REQUIRE(halt.session().submit(small, small_report).ok());
  REQUIRE(halt.session().submit(large, large_report).ok());
  REQUIRE(halt.session().submit(kept, kept_report).ok());
  for (int receipts = 0; receipts < 3; ++receipts) {
    REQUIRE(halt.wait_for<v1::Receipt>());
  }
  // While they wait they are there, and the search sees them.
  CHECK(rig.store_files_hold(small_canary));
  CHECK(rig.store_files_hold(large_canary));

  RigPeer vt(rig, rig.veilig_thuis);
  for (int deliveries = 0; deliveries < 3; ++deliveries) {
    const auto delivery = vt.wait_for<client::Delivery>();
    REQUIRE(delivery);
    if (delivery->id == small) {
      REQUIRE(vt.session().settle(outcome(small, v1::Settle::AFGELEVERD)).ok());
    } else if (delivery->id == large) {
      REQUIRE(vt.session().settle(outcome(large, v1::Settle::GEWEIGERD)).ok());
    }
  }
  REQUIRE(vt.wait_for<client::Settled>());
  REQUIRE(vt.wait_for<client::Settled>());
  CHECK(turns_until(halt, [&] { return !rig.store_files_hold(small_canary) && !rig.store_files_hold(large_canary); }));
  CHECK(rig.store_files_hold(kept_canary));
  rig.stop();
  CHECK_FALSE(rig.store_files_hold(small_canary));
  CHECK_FALSE(rig.store_files_hold(large_canary));
  CHECK(rig.store_files_hold(kept_canary));
}
