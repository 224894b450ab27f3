#include "router/core/overview.h"

#include <catch2/catch.hpp>

#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

v1::AdminReply life_of(CoreWorld& world, const std::string& id) {
  store::Turn turn(world.store());
  return core::overview::message(id, turn, store::Views(turn));
}

}  // namespace

TEST_CASE("a message's life is told from acceptance to its end", "[core][overview]") {
  CoreWorld world;
  const MessageId id = id_of(report(world));
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  world.settle(vt, id, v1::Settle::AFGELEVERD);
  const v1::AdminReply reply = life_of(world, id.to_string());
  REQUIRE(reply.has_message());
  std::vector<v1::RecordBody::KindCase> kinds;
  for (const v1::LifeEvent& event : reply.message().event()) {
    kinds.push_back(event.body().kind_case());
  }
  CHECK(kinds == std::vector<v1::RecordBody::KindCase>{v1::RecordBody::kSubmitted, v1::RecordBody::kTerm,
                                                       v1::RecordBody::kDelivered, v1::RecordBody::kSettled,
                                                       v1::RecordBody::kDestroyed, v1::RecordBody::kTerm});
  CHECK(reply.message().row().state() == v1::MessageRow::AFGELEVERD);
}

TEST_CASE("a message is found by the beginning of its id", "[core][overview]") {
  CoreWorld world;
  const MessageId id = id_of(report(world));
  CHECK(life_of(world, id.to_string().substr(0, 9)).message().id() == id.to_string());
  CHECK(life_of(world, id.to_string().substr(0, 7)).error().kind() == v1::AdminError::NIET_BEGREPEN);
  CHECK(life_of(world, "ffffffff-0000").error().kind() == v1::AdminError::NIET_GEVONDEN);
  CHECK(life_of(world, "no uuid at all").error().kind() == v1::AdminError::NIET_BEGREPEN);
}

TEST_CASE("a beginning that fits two messages is not answered with one of them", "[core][overview]") {
  CoreWorld world;
  const MessageId first = id_of(report(world, "H-1"));
  report(world, "H-2");
  CHECK(life_of(world, first.to_string().substr(0, 10)).error().kind() == v1::AdminError::NIET_EENDUIDIG);
}

TEST_CASE("a message that was only ever refused is found with its reasons", "[core][overview]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = world.seal(halt, world.peer("vt_zhz"), report_draft(), "H-1");
  world.submit(halt, envelope);
  const v1::AdminReply reply = life_of(world, id_of(envelope).to_string());
  REQUIRE(reply.has_message());
  CHECK(reply.message().refused_only());
  CHECK(codes(reply.message().event(0).body().refused().refusal()).front() == "ONTVANGER_NIET_BEVOEGD");
}

TEST_CASE("queues show what waits, what is under way and what was not read", "[core][overview]") {
  CoreWorld world;
  const MessageId id = id_of(report(world, "H-1"));
  report(world, "H-2");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt, 1);
  world.settle(vt, id, v1::Settle::AFGELEVERD);
  store::Turn turn(world.store());
  const v1::Queues queues = core::overview::queues(world.core(), store::Views(turn));
  for (const v1::Queue& queue : queues.queue()) {
    if (queue.naam() == "vt_rotterdam") {
      CHECK(queue.waiting() == 1);
      CHECK(queue.in_flight() == 1);
      CHECK(queue.connected());
      CHECK(queue.oldest_unix_ms() == world.now().unix_ms);
    }
    if (queue.naam() == "halt") {
      CHECK(queue.notices() == 1);
    }
  }
  CHECK(queues.queue_size() == 9);
}

TEST_CASE("the status tells of a clock that stepped, also when nothing happened since", "[core][overview]") {
  CoreWorld world;
  world.connect(world.peer("raad"));
  const Moment started{world.now(), world.mono()};
  const auto status_after = [&](std::chrono::milliseconds wall, std::chrono::milliseconds mono) {
    return core::overview::status(world.core(), started, {started.wall + wall, started.mono + mono}, "1.0");
  };
  CHECK_FALSE(status_after(10min, 10min).clock_doubted());
  CHECK(status_after(8 * 24h, 10min).clock_doubted());
  CHECK(status_after(8 * 24h, 10min).uptime_seconds() == 600);
  CHECK(status_after(-1h, 10min).clock_doubted());
}

TEST_CASE("the status counts what happened since the start", "[core][overview]") {
  CoreWorld world;
  const std::string envelope = report(world);
  world.submit(world.peer("halt"), envelope);
  const Moment started{world.now(), world.mono()};
  const v1::Status status = core::overview::status(world.core(), started, started, "1.0");
  CHECK(status.counters().accepted() == 1);
  CHECK(status.counters().duplicates() == 1);
  CHECK(status.queued() == 1);
  CHECK(status.sessions() == 1);
}
