#include "router/core/quotas.h"

#include <catch2/catch.hpp>

#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

core::Options slow_options() {
  core::Options options;
  options.submits_per_minute = 6;
  options.refusals_per_minute = 3;
  return options;
}

std::vector<std::string> reports(CoreWorld& world, const std::string& name, int count,
                                 const std::string& gemeentecode = "0599") {
  std::vector<std::string> envelopes;
  for (int i = 0; i < count; ++i) {
    envelopes.push_back(world.seal(world.peer("halt"), world.peer("vt_rotterdam"),
                                   report_draft(v1::NEE, gemeentecode), name + std::to_string(i)));
  }
  return envelopes;
}

}  // namespace

TEST_CASE("submissions over the quota are told to wait, and taken in when it has filled again", "[core][quota]") {
  CoreWorld world;
  world.set_options(slow_options());
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const auto envelopes = reports(world, "R-", 8);
  const Told told = world.submit(halt, envelopes);
  CHECK(told.receipts.size() == 6);
  REQUIRE(told.busy.size() == 1);
  CHECK(told.busy[0].message_id_size() == 2);
  CHECK(told.busy[0].retry_after_seconds() > 0);
  CHECK(told.busy[0].fault().code() == "EVEN_WACHTEN");
  world.advance(20s);
  CHECK(world.submit(halt, {envelopes[6], envelopes[7]}).receipts.size() == 2);
}

TEST_CASE("one party's quota is not another's", "[core][quota]") {
  CoreWorld world;
  world.set_options(slow_options());
  Peer& halt = world.peer("halt");
  world.connect(halt);
  world.submit(halt, reports(world, "R-", 8));
  Peer& om = world.peer("om");
  world.connect(om);
  auto draft = report_draft();
  draft.header.mutable_facts()->set_bron_soort(v1::BronSoort::OM_ZSM);
  CHECK(world.submit(om, world.seal(om, world.peer("vt_rotterdam"), draft, "O-1")).receipts.size() == 1);
}

TEST_CASE("a sender that is refused again and again is no longer judged, so the journal does not fill",
          "[core][quota]") {
  CoreWorld world;
  world.set_options(slow_options());
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::uint64_t before = world.core().store_row().record_next();
  const Told told = world.submit(halt, reports(world, "W-", 6, "0505"));  // another region's
  CHECK(told.receipts.size() == 3);
  REQUIRE(told.busy.size() == 1);
  CHECK(told.busy[0].message_id_size() == 3);
  CHECK(world.core().store_row().record_next() == before + 3);
}

TEST_CASE("settles and notices go on while submissions must wait", "[core][quota]") {
  CoreWorld world;
  core::Options options;
  options.submits_per_minute = 1;
  world.set_options(options);
  const std::string envelope = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  REQUIRE(world.connect(vt).deliveries.size() == 1);
  CHECK(world.submit(world.peer("halt"), reports(world, "R-", 1)).busy.size() == 1);
  CHECK(world.settle(vt, id_of(envelope), v1::Settle::AFGELEVERD).settled.size() == 1);
  CHECK(world.told(world.peer("halt")).notices.size() == 1);
}

TEST_CASE("a queue that is full turns new messages away and keeps delivering", "[core][quota]") {
  CoreWorld world;
  core::Options options;
  options.queued_per_receiver = 2;
  world.set_options(options);
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const auto envelopes = reports(world, "R-", 3);
  const Told told = world.submit(halt, envelopes);
  CHECK(told.receipts.size() == 2);
  CHECK(told.busy.size() == 1);
  Peer& vt = world.peer("vt_rotterdam");
  CHECK(world.connect(vt).deliveries.size() == 2);
  world.settle(vt, id_of(envelopes[0]), v1::Settle::AFGELEVERD);
  CHECK(world.submit(halt, envelopes[2]).receipts.size() == 1);
}

TEST_CASE("with too little room on the disk nothing new is taken in, and deliveries go on", "[core][room]") {
  CoreWorld world;
  const std::string envelope = report(world);
  world.set_room_bytes(core::Options().room_bytes_min - 1);
  Peer& halt = world.peer("halt");
  const Told told = world.submit(halt, reports(world, "R-", 1));
  CHECK(told.receipts.empty());
  REQUIRE(told.busy.size() == 1);
  CHECK(told.busy[0].fault().code() == "VASTLEGGING_NIET_MOGELIJK");
  CHECK(told.busy[0].fault().klasse() == v1::ROUTER);
  CHECK_FALSE(world.core().takes_in());
  Peer& vt = world.peer("vt_rotterdam");
  CHECK(world.connect(vt).deliveries.size() == 1);
  CHECK(world.settle(vt, id_of(envelope), v1::Settle::AFGELEVERD).settled.size() == 1);
  CHECK(world.told(halt).notices.size() == 1);
}

TEST_CASE("a repeat gets its first receipt also when there is no room for anything new", "[core][room]") {
  CoreWorld world;
  const std::string envelope = report(world);
  world.set_room_bytes(0);
  const Told told = world.submit(world.peer("halt"), envelope);
  CHECK(told.receipts.size() == 1);
  CHECK(told.busy.empty());
}
