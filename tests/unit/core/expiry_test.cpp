#include "router/core/expiry.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "store/views.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

// A report with the longest validity that a header may have.
std::string lasting_report(CoreWorld& world, const std::string& reference) {
  Peer& halt = world.peer("halt");
  if (halt.link.empty()) {
    world.connect(halt);
  }
  envelope::Draft draft = report_draft();
  draft.header.set_created_unix_ms(world.now().unix_ms);
  draft.header.set_expires_unix_ms((world.now() + limits::kValidityMax).unix_ms);
  std::string envelope = world.seal(halt, world.peer("vt_rotterdam"), draft, reference);
  CORVID_CHECK(world.submit(halt, envelope).receipts.at(0).has_accepted());
  return envelope;
}

v1::MessageRow::State state_of(CoreWorld& world, const std::string& envelope) {
  store::Turn turn(world.store());
  return store::Views(turn).message(id_of(envelope))->state();
}

}  // namespace

TEST_CASE("what is not delivered within the delivery term goes back to its sender and is destroyed", "[core][expiry]") {
  CoreWorld world;
  const std::string envelope = lasting_report(world, "R-1");
  world.lose(world.peer("halt"));
  world.live(limits::kDeliveryTerm - 1min);
  CHECK(state_of(world, envelope) == v1::MessageRow::WACHT);
  world.live(2min);
  CHECK(state_of(world, envelope) == v1::MessageRow::VERLOPEN);
  store::Turn turn(world.store());
  CHECK_FALSE(store::Views(turn).payload(id_of(envelope)));
  const Told heard = world.connect(world.peer("halt"));
  REQUIRE(heard.notices.size() == 1);
  CHECK(heard.notices[0].kind() == v1::Notice::VERLOPEN);
  CHECK(codes(heard.notices[0].refusal()) == std::vector<std::string>{"NIET_AFGELEVERD"});
  CHECK(world.core().dispatch().waiting_total() == 0);
  CHECK(world.connect(world.peer("vt_rotterdam")).deliveries.empty());
}

TEST_CASE("the sender's own validity ends a message before the delivery term does", "[core][expiry]") {
  CoreWorld world;
  const std::string envelope = report(world);  // valid for a day
  world.live(24h - 1min);
  CHECK(state_of(world, envelope) == v1::MessageRow::WACHT);
  world.live(2min);
  CHECK(state_of(world, envelope) == v1::MessageRow::VERLOPEN);
}

TEST_CASE("an operator's delivery term counts for messages whose type names none", "[core][expiry]") {
  CoreWorld world;
  core::Options options;
  options.delivery_term = 2h;
  world.set_options(options);
  const std::string envelope = lasting_report(world, "R-1");
  world.live(2h + 1min);
  CHECK(state_of(world, envelope) == v1::MessageRow::VERLOPEN);
}

TEST_CASE("a message under way is left until it comes back, and then ends", "[core][expiry]") {
  CoreWorld world;
  core::Options options;
  options.delivery_term = 10min;
  world.set_options(options);
  const std::string envelope = lasting_report(world, "R-1");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  v1::ClientCommand ping;
  ping.mutable_ping();
  for (int i = 0; i < 60; ++i) {
    world.live(15s);
    world.command(vt, ping);
  }
  CHECK(state_of(world, envelope) == v1::MessageRow::WACHT);
  SECTION("delivered after all") {
    world.settle(vt, id_of(envelope), v1::Settle::AFGELEVERD);
    CHECK(state_of(world, envelope) == v1::MessageRow::AFGELEVERD);
  }
  SECTION("given back") {
    world.settle(vt, id_of(envelope), v1::Settle::NIET_NU);
    world.live(2min);
    CHECK(state_of(world, envelope) == v1::MessageRow::VERLOPEN);
  }
}

TEST_CASE("a settle that comes after the end is answered and changes nothing", "[core][expiry]") {
  CoreWorld world;
  core::Options options;
  options.delivery_term = 10min;
  world.set_options(options);
  const std::string envelope = lasting_report(world, "R-1");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  world.lose(vt);
  world.live(12min);
  CHECK(state_of(world, envelope) == v1::MessageRow::VERLOPEN);
  world.connect(vt);
  CHECK(world.settle(vt, id_of(envelope), v1::Settle::AFGELEVERD).settled.size() == 1);
  CHECK(state_of(world, envelope) == v1::MessageRow::VERLOPEN);
}

TEST_CASE("more than a turn may end are ended all the same, turn by turn", "[core][expiry]") {
  CoreWorld world;
  core::Options options;
  options.delivery_term = 1h;
  world.set_options(options);
  const std::size_t count = limits::kExpiriesPerTurn + 50;
  for (std::size_t i = 0; i < count; ++i) {
    lasting_report(world, "R-" + std::to_string(i));
  }
  world.advance(1h + 2min);
  world.turn_without_events();
  CHECK(world.core().dispatch().waiting_total() == 50);
  CHECK(*world.core().next_wakeup() <= world.mono());
  world.turn_without_events();
  CHECK(world.core().dispatch().waiting_total() == 0);
  CHECK(world.core().counters().expired() == count);
}

TEST_CASE("deadlines are known again after a restart", "[core][expiry]") {
  CoreWorld world;
  const std::string envelope = report(world);
  world.restart();
  world.live(24h + 2min);
  CHECK(state_of(world, envelope) == v1::MessageRow::VERLOPEN);
}

TEST_CASE("a wall clock that jumps a month ends nothing while it is doubted", "[core][expiry][clock]") {
  CoreWorld world;
  const std::string envelope = lasting_report(world, "R-1");
  world.step_wall_clock(30 * 24h);
  world.live(limits::kClockDoubtTerm - 1min);
  CHECK(world.core().doubts_clock());
  CHECK(state_of(world, envelope) == v1::MessageRow::WACHT);
  SECTION("and nothing when it is put right in time") {
    world.step_wall_clock(-30 * 24h);
    world.live(1h);
    CHECK_FALSE(world.core().doubts_clock());
    CHECK(state_of(world, envelope) == v1::MessageRow::WACHT);
  }
  SECTION("and counts again once it has proved steady") {
    world.live(2min);
    CHECK_FALSE(world.core().doubts_clock());
    world.live(1min);
    CHECK(state_of(world, envelope) == v1::MessageRow::VERLOPEN);
  }
}

TEST_CASE("a clock that goes back does not end anything earlier", "[core][expiry][clock]") {
  CoreWorld world;
  const std::string envelope = report(world);
  world.step_wall_clock(-365 * 24h);
  world.live(12h);
  CHECK(state_of(world, envelope) == v1::MessageRow::WACHT);
}

TEST_CASE("a clock that steps refuses no message for good and ends no session", "[core][clock]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  world.step_wall_clock(GENERATE(std::chrono::milliseconds(10 * 24h), std::chrono::milliseconds(-10 * 24h),
                                 std::chrono::milliseconds(-8min), std::chrono::milliseconds(-3min),
                                 std::chrono::milliseconds(730 * 24h)));
  const WallTime stepped = world.now();
  world.step_wall_clock(std::chrono::milliseconds(0));
  envelope::Draft draft = report_draft();
  draft.header.set_created_unix_ms(1'795'000'000'000);
  draft.header.set_expires_unix_ms((WallTime{1'795'000'000'000} + 24h).unix_ms);
  const Told told = world.submit(halt, world.seal(halt, world.peer("vt_rotterdam"), draft, "R-1"));
  CHECK(stepped == world.now());
  REQUIRE(told.receipts.size() == 1);
  CHECK(told.receipts[0].has_accepted());
  CHECK(told.ended.empty());
}
