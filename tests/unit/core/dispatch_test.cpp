#include "router/core/dispatch.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

std::vector<MessageId> ids(const std::vector<core::DeliverMessage>& deliveries) {
  std::vector<MessageId> result;
  for (const core::DeliverMessage& delivery : deliveries) {
    result.push_back(id_of(delivery.envelope));
  }
  return result;
}

std::vector<MessageId> send_reports(CoreWorld& world, int count) {
  std::vector<MessageId> sent;
  for (int i = 0; i < count; ++i) {
    sent.push_back(id_of(report(world, "H-" + std::to_string(i))));
  }
  return sent;
}

}  // namespace

TEST_CASE("messages are delivered in the order in which they were accepted", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 200);
  CHECK(ids(world.connect(world.peer("vt_rotterdam")).deliveries) == sent);
}

TEST_CASE("a message for a connected receiver leaves in the turn that accepts it", "[core][dispatch]") {
  CoreWorld world;
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  const std::string envelope = report(world);
  const Told told = world.told(vt);
  REQUIRE(told.deliveries.size() == 1);
  CHECK(told.deliveries[0].envelope == envelope);
}

TEST_CASE("no more is under way than the receiver's window of messages", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 10);
  Peer& vt = world.peer("vt_rotterdam");
  const Told told = world.connect(vt, 3);
  CHECK(ids(told.deliveries) == std::vector<MessageId>(sent.begin(), sent.begin() + 3));
  const Told next = world.settle(vt, sent[0], v1::Settle::AFGELEVERD);
  CHECK(ids(next.deliveries) == std::vector<MessageId>{sent[3]});
}

TEST_CASE("no more bytes are under way than the receiver's window, but always one message", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 3);
  CHECK(ids(world.connect(world.peer("vt_rotterdam"), 512, 1).deliveries) == std::vector<MessageId>{sent[0]});
}

TEST_CASE("with no credit nothing is delivered until it is given", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 2);
  Peer& vt = world.peer("vt_rotterdam");
  CHECK(world.connect(vt, 0).deliveries.empty());
  v1::ClientCommand command;
  command.mutable_credit()->set_messages(10);
  command.mutable_credit()->set_bytes(1'000'000);
  CHECK(ids(world.command(vt, command).deliveries) == sent);
}

TEST_CASE("acute messages go before ordinary ones that came earlier", "[core][dispatch]") {
  CoreWorld world;
  const auto ordinary = send_reports(world, 3);
  Peer& halt = world.peer("halt");
  const std::string acute = world.seal(halt, world.peer("vt_rotterdam"), report_draft(v1::JA), "acute");
  world.submit(halt, acute);
  const auto delivered = ids(world.connect(world.peer("vt_rotterdam")).deliveries);
  REQUIRE(delivered.size() == 4);
  CHECK(delivered.front() == id_of(acute));
}

TEST_CASE("after a restart everything unsettled is delivered again, once", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 5);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  world.settle(vt, sent[1], v1::Settle::AFGELEVERD);
  world.restart();
  CHECK(world.core().dispatch().waiting_total() == 4);
  CHECK(ids(world.connect(vt).deliveries) == std::vector<MessageId>{sent[0], sent[2], sent[3], sent[4]});
  world.turn_without_events();
  CHECK(world.told(vt).deliveries.empty());
}

TEST_CASE("a message that is given back is retried later, and longer each time", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 2);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  CHECK(world.settle(vt, sent[0], v1::Settle::NIET_NU).deliveries.empty());
  world.advance(limits::kRetryFirst - 1ms);
  world.turn_without_events();
  CHECK(world.told(vt).deliveries.empty());
  world.advance(1ms);
  world.turn_without_events();
  const Told second = world.told(vt);
  REQUIRE(ids(second.deliveries) == std::vector<MessageId>{sent[0]});
  CHECK(second.deliveries[0].deliver.attempt() == 2);
  world.settle(vt, sent[0], v1::Settle::NIET_NU);
  world.advance(limits::kRetryFirst);
  world.turn_without_events();
  CHECK(world.told(vt).deliveries.empty());
  world.advance(limits::kRetryFirst);
  world.turn_without_events();
  CHECK(ids(world.told(vt).deliveries) == std::vector<MessageId>{sent[0]});
}

TEST_CASE("a message that is given back does not block the ones behind it", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 3);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt, 1);
  CHECK(ids(world.settle(vt, sent[0], v1::Settle::NIET_NU).deliveries) == std::vector<MessageId>{sent[1]});
}

TEST_CASE("the queue of a suspended receiver is held, and goes on when it is active again", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 2);
  world.set_status("vt_rotterdam", v1::PartyStatus::GESCHORST);
  CHECK(world.connect(world.peer("vt_rotterdam")).deliveries.empty());
  world.set_status("vt_rotterdam", v1::PartyStatus::ACTIEF);
  CHECK(ids(world.connect(world.peer("vt_rotterdam")).deliveries) == sent);
}

TEST_CASE("one receiver that does not read never holds up another", "[core][dispatch]") {
  CoreWorld world;
  send_reports(world, 5);
  world.connect(world.peer("vt_rotterdam"), 0);
  world.connect(world.peer("vt_zhz"));
  Peer& halt = world.peer("halt");
  world.submit(halt, world.seal(halt, world.peer("vt_zhz"), report_draft(v1::NEE, "0505"), "other region"));
  CHECK(world.told(world.peer("vt_zhz")).deliveries.size() == 1);
}
