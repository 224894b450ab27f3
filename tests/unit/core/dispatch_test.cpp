#include "router/core/dispatch.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "proto/base/limits.h"
#include "router/core/backoff.h"
#include "store/views.h"
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

TEST_CASE("while all classes wait each has its share of every round", "[core][dispatch]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(halt);
  const auto send = [&](int count, const std::string& name, v1::JaNee acuut) {
    std::vector<MessageId> sent;
    for (int i = 0; i < count; ++i) {
      const std::string envelope = world.seal(halt, vt, report_draft(acuut), name + std::to_string(i));
      world.submit(halt, envelope);
      sent.push_back(id_of(envelope));
    }
    return sent;
  };
  send(40, "first", v1::NEE);
  send(40, "acute", v1::JA);
  const auto delivered = ids(world.connect(vt, 42).deliveries);
  REQUIRE(delivered.size() == 42);
  // Reports that are not acute are of the class before the ordinary: 16 acute and 4 of theirs in a round.
  std::size_t acute = 0;
  store::Turn turn(world.store());
  for (const MessageId& id : delivered) {
    acute += store::Views(turn).message(id)->priority() == core::kPriorityAcute ? 1U : 0U;
  }
  CHECK(acute == 34);
  CHECK(store::Views(turn).message(delivered[15])->priority() == core::kPriorityAcute);
  CHECK(store::Views(turn).message(delivered[16])->priority() == core::kPriorityFirst);
  CHECK(store::Views(turn).message(delivered[20])->priority() == core::kPriorityAcute);
}

TEST_CASE("a message under way when the connection is lost twice is offered when nothing else is", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 3);
  Peer& vt = world.peer("vt_rotterdam");
  for (std::uint32_t loss = 0; loss < limits::kLossesBeforeAlone; ++loss) {
    CHECK(ids(world.connect(vt, 2).deliveries) == std::vector<MessageId>{sent[0], sent[1]});
    world.lose(vt);
  }
  // The third passes the two suspects.
  CHECK(ids(world.connect(vt, 10).deliveries) == std::vector<MessageId>{sent[2]});
  world.settle(vt, sent[2], v1::Settle::AFGELEVERD);
  world.live(core::retry_delay(limits::kLossesBeforeAlone));
  CHECK(ids(world.told(vt).deliveries) == std::vector<MessageId>{sent[0]});
  world.live(1s);
  CHECK(world.told(vt).deliveries.empty());
  CHECK(ids(world.settle(vt, sent[0], v1::Settle::AFGELEVERD).deliveries) == std::vector<MessageId>{sent[1]});
}

TEST_CASE("a message that kills its receiver every time never keeps the others from it", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 20);
  const MessageId poison = sent[3];
  Peer& vt = world.peer("vt_rotterdam");
  std::set<MessageId> arrived;
  for (int life = 0; life < 200 && arrived.size() < 19; ++life) {
    auto deliveries = ids(world.connect(vt, 5).deliveries);
    while (true) {
      bool killed = false;
      for (const MessageId& id : deliveries) {
        killed = killed || id == poison;
      }
      if (killed || deliveries.empty()) {
        break;
      }
      std::vector<MessageId> next;
      for (const MessageId& id : deliveries) {
        arrived.insert(id);
        for (const MessageId& more : ids(world.settle(vt, id, v1::Settle::AFGELEVERD).deliveries)) {
          next.push_back(more);
        }
      }
      deliveries = next;
    }
    world.lose(vt);
    world.live(2s);
  }
  CHECK(arrived.size() == 19);
  CHECK(world.core().dispatch().waiting_total() == 1);
}

TEST_CASE("a receiver that never settles is offered everything again in a new session", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 1);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  v1::ClientCommand ping;
  ping.mutable_ping();
  bool ended = false;
  for (int i = 0; i < 200 && !ended; ++i) {
    world.live(20s);
    ended = !world.command(vt, ping).ended.empty();
  }
  REQUIRE(ended);
  CHECK(ids(world.connect(vt).deliveries) == sent);
}

TEST_CASE("a retry that waits for credit or for its receiver does not keep the router awake", "[core][dispatch]") {
  CoreWorld world;
  const auto sent = send_reports(world, 2);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt, 1);
  world.settle(vt, sent[0], v1::Settle::NIET_NU);  // the second takes the only place
  world.advance(limits::kRetryMax);
  world.turn_without_events();
  CHECK(*world.core().next_wakeup() > world.mono());
  world.lose(vt);
  world.advance(limits::kRetryMax);
  world.turn_without_events();
  CHECK(*world.core().next_wakeup() > world.mono());
}

TEST_CASE("the statement tells a message's place in its conversation", "[core][dispatch]") {
  CoreWorld world;
  const std::string parent = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  const auto place = [](const core::DeliverMessage& delivery) {
    v1::RouterStatement statement;
    CORVID_CHECK(statement.ParseFromString(delivery.deliver.statement().body()));
    return statement.plaats_in_gesprek();
  };
  const Told first = world.connect(vt);
  REQUIRE(first.deliveries.size() == 1);
  CHECK(place(first.deliveries[0]) == 1);
  world.settle(vt, id_of(parent), v1::Settle::AFGELEVERD);
  for (std::uint32_t answer = 2; answer <= 3; ++answer) {
    auto draft = feedback_draft(CoreWorld::message_id_of(parent));
    draft.header.mutable_facts()->set_volgnummer(answer - 1);
    world.submit(vt, world.seal(vt, world.peer("halt"), draft, "F-" + std::to_string(answer)));
    const Told heard = world.told(world.peer("halt"));
    REQUIRE(heard.deliveries.size() == 1);
    CHECK(place(heard.deliveries[0]) == answer);
  }
}

TEST_CASE("an acute message does not wait behind what was given back", "[core][dispatch]") {
  CoreWorld world;
  Peer& vt = world.peer("vt_rotterdam");
  send_reports(world, 20);
  auto holding = ids(world.connect(vt, 1).deliveries);
  const auto give_back = [&] {
    world.advance(limits::kRetryMax);  // everything that was given back before is due
    std::vector<MessageId> next;
    for (const MessageId& id : holding) {
      for (const MessageId& more : ids(world.settle(vt, id, v1::Settle::NIET_NU).deliveries)) {
        next.push_back(more);
      }
    }
    holding = next;
  };
  for (int round = 0; round < 60; ++round) {
    give_back();
  }
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string acute = world.seal(halt, vt, report_draft(v1::JA), "acute");
  world.submit(halt, acute);
  REQUIRE(holding.size() == 1);
  CHECK(ids(world.settle(vt, holding[0], v1::Settle::NIET_NU).deliveries) == std::vector<MessageId>{id_of(acute)});
}

TEST_CASE("a new message of a class takes turns with what its class was given back", "[core][dispatch]") {
  CoreWorld world;
  Peer& vt = world.peer("vt_rotterdam");
  const auto sent = send_reports(world, 10);
  auto holding = ids(world.connect(vt, 1).deliveries);
  std::set<MessageId> offered(holding.begin(), holding.end());
  for (int round = 0; round < 40; ++round) {
    std::vector<MessageId> next;
    for (const MessageId& id : holding) {
      next = ids(world.settle(vt, id, v1::Settle::NIET_NU).deliveries);
    }
    world.advance(limits::kRetryMax);
    offered.insert(next.begin(), next.end());
    holding = next;
  }
  CHECK(offered.size() == sent.size());
}

TEST_CASE("others wait for a suspect at most the time it may be alone, however many there are", "[core][dispatch]") {
  CoreWorld world;
  Peer& vt = world.peer("vt_rotterdam");
  send_reports(world, 30);
  for (std::uint32_t loss = 0; loss < limits::kLossesBeforeAlone; ++loss) {
    world.connect(vt);
    world.lose(vt);
  }
  world.live(core::retry_delay(limits::kLossesBeforeAlone));
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string acute = world.seal(halt, vt, report_draft(v1::JA), "acute");
  world.submit(halt, acute);
  auto got = ids(world.connect(vt).deliveries);
  auto waited = 0s;
  while (std::find(got.begin(), got.end(), id_of(acute)) == got.end() && waited < 60s) {
    world.live(1s);
    waited += 1s;
    got = ids(world.told(vt).deliveries);
  }
  CHECK(waited <= limits::kAloneMax + 1s);
}

TEST_CASE("what does not fit the credit lets the more urgent pass, and nothing less urgent", "[core][dispatch]") {
  CoreWorld world;
  Peer& vt = world.peer("vt_rotterdam");
  Peer& halt = world.peer("halt");
  world.connect(halt);
  envelope::Draft big = report_draft();
  big.sections.back().plaintext = std::string(300'000, 'b');
  const std::string first = world.seal(halt, vt, big, "B-1");
  const std::string second = world.seal(halt, vt, big, "B-2");
  world.submit(halt, {first, second});
  CHECK(ids(world.connect(vt, 512, 400'000).deliveries) == std::vector<MessageId>{id_of(first)});
  world.submit(halt, world.seal(halt, vt, report_draft(), "small"));
  CHECK(world.told(vt).deliveries.empty());
  const std::string acute = world.seal(halt, vt, report_draft(v1::JA), "acute");
  world.submit(halt, acute);
  CHECK(ids(world.told(vt).deliveries) == std::vector<MessageId>{id_of(acute)});
}

TEST_CASE("what goes out in one turn is bounded, and the rest follows at once", "[core][dispatch]") {
  CoreWorld world;
  Peer& vt = world.peer("vt_rotterdam");
  Peer& halt = world.peer("halt");
  world.connect(halt);
  envelope::Draft big = report_draft();
  big.sections.back().plaintext = std::string(900'000, 'b');
  for (int i = 0; i < 40; ++i) {
    world.submit(halt, world.seal(halt, vt, big, "B-" + std::to_string(i)));
  }
  std::size_t delivered = world.connect(vt).deliveries.size();
  CHECK(delivered <= limits::kDeliveredPerTurnBytes / 900'000 + 1);
  while (*world.core().next_wakeup() <= world.mono()) {
    world.turn_without_events();
    delivered += world.told(vt).deliveries.size();
  }
  CHECK(delivered == 40);
}
