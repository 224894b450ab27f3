#include "router/core/settlement.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "store/turn.h"
#include "store/views.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

struct Delivered {
  CoreWorld world;
  MessageId id;

  Delivered() : id(id_of(report(world))) { world.connect(world.peer("vt_rotterdam")); }
  Peer& halt() { return world.peer("halt"); }
  Peer& vt() { return world.peer("vt_rotterdam"); }
};

v1::ClientCommand processed(const MessageId& id, v1::Processed::Outcome outcome) {
  v1::ClientCommand command;
  command.add_processed()->set_message_id(std::string(id.bytes()));
  command.mutable_processed(0)->set_outcome(outcome);
  return command;
}

v1::ClientCommand read_notices(std::uint64_t number) {
  v1::ClientCommand command;
  command.set_notices_read(number);
  return command;
}

}  // namespace

TEST_CASE("a settled message is out of the queue, its payload destroyed and its sender told", "[core][settle]") {
  Delivered at;
  const Told told = at.world.settle(at.vt(), at.id, v1::Settle::AFGELEVERD);
  CHECK(told.settled.at(0).message_id() == at.id.bytes());
  CHECK(at.world.core().dispatch().waiting_total() == 0);
  store::Turn turn(at.world.store());
  const store::Views views(turn);
  CHECK_FALSE(views.payload(at.id));
  CHECK(views.message(at.id)->state() == v1::MessageRow::AFGELEVERD);
  const Told heard = at.world.told(at.halt());
  REQUIRE(heard.notices.size() == 1);
  CHECK(heard.notices[0].kind() == v1::Notice::AFGELEVERD);
  CHECK(heard.notices[0].number() == 1);
}

TEST_CASE("a receiver's refusal reaches the sender in the catalogue's words only", "[core][settle]") {
  Delivered at;
  v1::Refusal refusal;
  v1::Fault& fault = *refusal.add_fault();
  fault.set_code("VERPLICHT_VELD_ONTBREEKT");
  fault.set_reden("free words with a name in them");
  fault.add_veld("kern.soort_zorg");
  fault.add_veld("a name, not a path");
  refusal.add_fault()->set_code("A_CODE_NOBODY_KNOWS");
  at.world.settle(at.vt(), at.id, v1::Settle::GEWEIGERD, refusal);
  const Told heard = at.world.told(at.halt());
  REQUIRE(heard.notices.size() == 1);
  CHECK(heard.notices[0].kind() == v1::Notice::GEWEIGERD);
  CHECK(codes(heard.notices[0].refusal()) ==
        std::vector<std::string>{"ONTVANGER_WEIGERT", "VERPLICHT_VELD_ONTBREEKT"});
  CHECK(heard.notices[0].refusal().fault(0).reden().find("t_rotterdam") != std::string::npos);
  CHECK(heard.notices[0].SerializeAsString().find("free words") == std::string::npos);
  CHECK(heard.notices[0].SerializeAsString().find("a name") == std::string::npos);
}

TEST_CASE("a settle that is repeated is answered again and changes nothing", "[core][settle]") {
  Delivered at;
  at.world.settle(at.vt(), at.id, v1::Settle::AFGELEVERD);
  at.world.told(at.halt());
  const Told again = at.world.settle(at.vt(), at.id, v1::Settle::GEWEIGERD);
  CHECK(again.settled.size() == 1);
  CHECK(at.world.told(at.halt()).notices.empty());
  store::Turn turn(at.world.store());
  CHECK(store::Views(turn).message(at.id)->state() == v1::MessageRow::AFGELEVERD);
}

TEST_CASE("only the receiver can settle a message", "[core][settle]") {
  Delivered at;
  at.world.connect(at.world.peer("vt_zhz"));
  const Told told = at.world.settle(at.world.peer("vt_zhz"), at.id, v1::Settle::AFGELEVERD);
  CHECK(told.settled.size() == 1);  // nothing left to repeat for a message that is not this party's
  CHECK(told.unknown.size() == 1);
  CHECK(at.world.core().dispatch().waiting_total() == 1);
  CHECK(at.world.core().counters().foreign_settles() == 1);
}

TEST_CASE("what the native side made of a message is told to its sender once", "[core][settle]") {
  Delivered at;
  at.world.settle(at.vt(), at.id, v1::Settle::AFGELEVERD);
  at.world.told(at.halt());
  CHECK(at.world.command(at.vt(), processed(at.id, v1::Processed::VERWERKT)).processed_recorded.size() == 1);
  CHECK(at.world.told(at.halt()).notices.at(0).kind() == v1::Notice::VERWERKT);
  CHECK(at.world.command(at.vt(), processed(at.id, v1::Processed::VERWERKT)).processed_recorded.size() == 1);
  CHECK(at.world.told(at.halt()).notices.empty());
}

TEST_CASE("an outcome that comes before the settle, after a crash of the receiver, is not lost", "[core][settle]") {
  Delivered at;
  CHECK(at.world.command(at.vt(), processed(at.id, v1::Processed::VERWERKT)).processed_recorded.size() == 1);
  const Told heard = at.world.told(at.halt());
  REQUIRE(heard.notices.size() == 2);
  CHECK(heard.notices[0].kind() == v1::Notice::AFGELEVERD);
  CHECK(heard.notices[1].kind() == v1::Notice::VERWERKT);
  CHECK(at.world.core().dispatch().waiting_total() == 0);
  CHECK(at.world.settle(at.vt(), at.id, v1::Settle::AFGELEVERD).settled.size() == 1);
  CHECK(at.world.told(at.halt()).notices.empty());
}

TEST_CASE("an outcome of a message that was never delivered changes nothing", "[core][settle]") {
  CoreWorld world;
  const MessageId id = id_of(report(world));
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt, 0, 0);
  world.command(vt, processed(id, v1::Processed::VERWERKT));
  CHECK(world.core().dispatch().waiting_total() == 1);
  CHECK(world.told(world.peer("halt")).notices.empty());
}

TEST_CASE("a sender that was away learns everything when it is back, until it has read it", "[core][notices]") {
  Delivered at;
  at.world.turn({core::LinkLost{at.halt().link}});
  at.world.settle(at.vt(), at.id, v1::Settle::AFGELEVERD);
  at.world.command(at.vt(), processed(at.id, v1::Processed::NIET_VERWERKT));
  at.world.restart();
  const Told back = at.world.connect(at.halt());
  REQUIRE(back.notices.size() == 2);
  CHECK(back.notices[0].kind() == v1::Notice::AFGELEVERD);
  CHECK(back.notices[1].kind() == v1::Notice::NIET_VERWERKT);
  at.world.command(at.halt(), read_notices(1));
  at.world.restart();
  const Told again = at.world.connect(at.halt());
  REQUIRE(again.notices.size() == 1);
  CHECK(again.notices[0].number() == 2);
  at.world.command(at.halt(), read_notices(2));
  CHECK(at.world.connect(at.halt()).notices.empty());
}

TEST_CASE("a number of a notice that was never sent is not believed", "[core][notices]") {
  Delivered at;
  at.world.turn({core::LinkLost{at.halt().link}});
  at.world.settle(at.vt(), at.id, v1::Settle::AFGELEVERD);
  at.world.connect(at.halt());
  at.world.command(at.halt(), read_notices(1000));
  CHECK(at.world.connect(at.halt()).notices.size() == 1);
}

TEST_CASE("a receiver cannot settle a message that it was never sent", "[core][settle]") {
  const auto outcome = GENERATE(v1::Settle::AFGELEVERD, v1::Settle::GEWEIGERD, v1::Settle::NIET_NU);
  CoreWorld world;
  const MessageId id = id_of(report(world));
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt, 0);
  const Told told = world.settle(vt, id, outcome);
  CHECK(told.settled.size() == 1);
  CHECK(told.unknown.size() == 1);
  CHECK(world.core().dispatch().waiting_total() == 1);
  CHECK(world.told(world.peer("halt")).notices.empty());
}

TEST_CASE("a result that settles its message makes room for the next one", "[core][settle]") {
  CoreWorld world;
  const MessageId first = id_of(report(world, "H-1"));
  const MessageId second = id_of(report(world, "H-2"));
  Peer& vt = world.peer("vt_rotterdam");
  REQUIRE(world.connect(vt, 1).deliveries.size() == 1);
  const Told told = world.command(vt, processed(first, v1::Processed::VERWERKT));
  REQUIRE(told.deliveries.size() == 1);
  CHECK(told.deliveries[0].deliver.message_id() == second.bytes());
}

TEST_CASE("giving back what is not under way writes nothing", "[core][settle]") {
  Delivered at;
  at.world.settle(at.vt(), at.id, v1::Settle::NIET_NU);
  const std::uint64_t records = at.world.core().store_row().record_next();
  for (int repeat = 0; repeat < 10; ++repeat) {
    at.world.settle(at.vt(), at.id, v1::Settle::NIET_NU);
  }
  CHECK(at.world.core().store_row().record_next() == records);
}

TEST_CASE("a message's row does not grow with its attempts without end", "[core][settle]") {
  Delivered at;
  for (int attempt = 0; attempt < limits::kRecordsPerMessageMax; ++attempt) {
    at.world.settle(at.vt(), at.id, v1::Settle::NIET_NU);
    at.world.advance(limits::kRetryMax);
    v1::ClientCommand ping;
    ping.mutable_ping();
    at.world.command(at.vt(), ping);
  }
  store::Turn turn(at.world.store());
  const auto row = store::Views(turn).message(at.id);
  CHECK(row->record_size() == limits::kRecordsPerMessageMax);
  CHECK(row->attempts() > 200);
  CHECK(row->record(0) == row->base());
}

TEST_CASE("notices that were never sent cannot be acknowledged", "[core][notices]") {
  CoreWorld world;
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  const std::size_t count = limits::kNoticesUnderWayMax + 20;
  for (std::size_t i = 0; i < count; ++i) {
    world.settle(vt, id_of(report(world, "H-" + std::to_string(i))), v1::Settle::AFGELEVERD);
  }
  Peer& halt = world.peer("halt");
  world.told(halt);
  world.command(halt, read_notices(count));
  CHECK(world.connect(halt).notices.front().number() == 1);
}
