// What is lost with a connection goes again; what the router does wrong ends the connection and nothing else.
#include <catch2/catch.hpp>

#include "tests/unit/client/core_fixture.h"

namespace corvid::client {
namespace {

v1::Settle a_settle(const MessageId& id, v1::Settle::Outcome outcome) {
  v1::Settle settle;
  settle.set_message_id(bytes_of(id));
  settle.set_outcome(outcome);
  return settle;
}

void say_mark(CoreFixture& t, const MessageId& id, const std::string& epoch, std::uint64_t commit) {
  v1::Mark mark;
  mark.set_epoch(epoch);
  mark.set_commit(commit);
  v1::Receipt receipt;
  receipt.set_message_id(bytes_of(id));
  receipt.mutable_accepted()->set_commit(commit);
  receipt.mutable_mark()->set_body(mark.SerializeAsString());
  wire::RouterFrames frames(a_token('a'));
  REQUIRE(frames.add_receipt(receipt));
  t.say(std::move(frames));
}

std::uint64_t commit_in_hello(CoreFixture& t) {
  t.reconnect();
  t.core.connected(t.now);
  v1::Mark mark;
  REQUIRE(mark.ParseFromString(t.sent()->hello().mark().body()));
  return mark.commit();
}

}  // namespace

TEST_CASE("unanswered submissions go again in the next session with the same ids, in order", "[client]") {
  CoreFixture t;
  t.welcome('a');
  for (std::uint8_t i = 1; i <= 3; ++i) {
    REQUIRE(t.core.submit(an_id(i), "e").ok());
  }
  REQUIRE(t.sent());
  t.say_receipt('a', an_id(2));
  t.reconnect();
  t.welcome('b');
  const auto again = t.sent();
  REQUIRE(again);
  REQUIRE(again->submit_size() == 2);
  CHECK(again->session() == a_token('b'));
  CHECK(again->submit(0).message_id() == bytes_of(an_id(1)));
  CHECK(again->submit(1).message_id() == bytes_of(an_id(3)));
}

TEST_CASE("a session that the router forgot gets everything unanswered again", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  REQUIRE(t.sent());
  t.say_ended(a_token('a'), v1::SessionEnded::ONBEKEND);
  t.welcome('b');
  CHECK(t.sent()->submit_size() == 1);
}

TEST_CASE("a new session begins with an empty window", "[client]") {
  CoreFixture t;
  t.welcome_with('a', 1, 1, 100);
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  REQUIRE(t.sent());
  t.reconnect();
  t.welcome_with('b', 1, 1, 100);
  CHECK(t.sent()->submit_size() == 1);
  t.say_receipt('b', an_id(1));
  REQUIRE(t.core.submit(an_id(2), "e").ok());
  CHECK(t.sent()->submit_size() == 1);
}

TEST_CASE("a wait that the router asked for ends with its session", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  REQUIRE(t.sent());
  wire::RouterFrames busy(a_token('a'));
  REQUIRE(busy.add_busy(an_id(1), 250));
  t.say(std::move(busy));
  t.reconnect();
  t.welcome('b');
  CHECK(t.sent()->submit_size() == 1);
}

TEST_CASE("settles, outcomes and questions that were not answered go again", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.settle(a_settle(an_id(1), v1::Settle::AFGELEVERD)).ok());
  REQUIRE(t.core.processed(an_id(2), v1::Processed::VERWERKT).ok());
  v1::Resolve question;
  question.set_request(3);
  question.set_gemeentecode("0363");
  REQUIRE(t.core.resolve(question).ok());
  REQUIRE(t.sent());
  t.reconnect();
  t.welcome('b');
  const auto again = t.sent();
  REQUIRE(again);
  CHECK(again->settle_size() == 1);
  CHECK(again->processed_size() == 1);
  CHECK(again->resolve(0).request() == 3);
}

TEST_CASE("what was given back is not given back again: the router delivers it anyway", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_deliver('a', an_id(1), "x");
  (void)t.core.take_events();
  t.core.disconnected(t.now, "test");
  REQUIRE(t.core.settle(a_settle(an_id(1), v1::Settle::NIET_NU)).ok());
  t.pass(2 * kReconnectMax);
  t.welcome('b');
  CHECK_FALSE(t.sent());
  t.say_deliver('b', an_id(1), "x");
  CHECK(only<Delivery>(t.core.take_events()).size() == 1);
}

TEST_CASE("a delivery of the former session that was settled meanwhile is not given again", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_deliver('a', an_id(1), "x");
  (void)t.core.take_events();
  t.reconnect();
  REQUIRE(t.core.settle(a_settle(an_id(1), v1::Settle::AFGELEVERD)).ok());
  t.welcome('b');
  t.say_deliver('b', an_id(1), "x");
  CHECK(only<Delivery>(t.core.take_events()).empty());
  CHECK(t.sent()->settle_size() == 1);
}

TEST_CASE("notices that were not confirmed come again after a reconnect", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_notice('a', 1);
  t.say_notice('a', 2);
  (void)t.core.take_events();
  REQUIRE(t.core.notices_read(1).ok());
  t.reconnect();
  t.core.connected(t.now);
  t.welcome('b', 2);
  t.say_notice('b', 2);
  const auto notices = only<v1::Notice>(t.core.take_events());
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].number() == 2);
}

TEST_CASE("notices that the caller has not taken yet are not queued twice", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_notice('a', 1);
  t.reconnect();
  t.welcome('b');
  t.say_notice('b', 1);
  CHECK(only<v1::Notice>(t.core.take_events()).size() == 1);
}

TEST_CASE("a restored router numbers its notices anew and none is hidden", "[client]") {
  CoreOptions options = CoreFixture::default_options();
  options.notices_read = 100;
  CoreFixture t(options);
  t.welcome('a', 90);
  t.say_notice('a', 90);
  CHECK(only<v1::Notice>(t.core.take_events()).size() == 1);
  REQUIRE(t.core.notices_read(90).ok());
  CHECK(t.sent()->notices_read() == 90);
}

TEST_CASE("a confirmation that was lost stands in the next hello", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_notice('a', 1);
  REQUIRE(t.core.notices_read(1).ok());
  t.reconnect();
  t.core.connected(t.now);
  CHECK(t.sent()->hello().notices_read() == 1);
}

TEST_CASE("the newest mark stands in the next hello, whatever order receipts came in", "[client]") {
  CoreFixture t;
  t.welcome('a');
  say_mark(t, an_id(1), "epoch", 7);
  say_mark(t, an_id(2), "epoch", 5);
  CHECK(commit_in_hello(t) == 7);
}

TEST_CASE("a mark of another epoch replaces the one before", "[client]") {
  CoreFixture t;
  t.welcome('a');
  say_mark(t, an_id(1), "before", 7);
  say_mark(t, an_id(2), "after", 2);
  CHECK(commit_in_hello(t) == 2);
}

TEST_CASE("an unreadable command of the router ends the connection and nothing is lost", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  REQUIRE(t.sent());
  t.core.received(wire::decode_router("\xff\xff", ""), t.now);
  CHECK_FALSE(t.core.attempt());
  CHECK(*t.core.next_wakeup() >= t.now + kReconnectMax);
  t.pass(2 * kReconnectMax);
  t.welcome('b');
  CHECK(t.sent()->submit_size() == 1);
}

TEST_CASE("a command that the router did not understand goes again, slowly", "[client]") {
  CoreFixture t;
  t.welcome('a');
  v1::Unknown unknown;
  unknown.add_fault()->set_code("BERICHT_ONLEESBAAR");
  wire::RouterFrames frames(a_token('a'));
  frames.set_unknown(unknown);
  t.say(std::move(frames));
  CHECK_FALSE(t.core.attempt());
  CHECK(*t.core.next_wakeup() >= t.now + kReconnectMax);
  CHECK(only<Disconnected>(t.core.take_events()).at(0).reason ==
        "the router did not understand: BERICHT_ONLEESBAAR");
}

TEST_CASE("a settle that is not ours to give does not cost the session", "[client]") {
  CoreFixture t;
  t.welcome('a');
  v1::Unknown unknown;
  unknown.add_fault()->set_code("VERWIJZING_ONBEKEND");
  wire::RouterFrames frames(a_token('a'));
  frames.set_unknown(unknown);
  t.say(std::move(frames));
  CHECK(t.core.attempt());
}

TEST_CASE("a caller who takes no events is offered everything again later, and nothing grows", "[client]") {
  CoreFixture t;
  t.welcome('a');
  (void)t.core.take_events();
  for (std::uint64_t number = 1; number <= kEventsMax; ++number) {
    t.say_notice('a', number);
  }
  REQUIRE(t.core.attempt());
  CHECK(t.core.submit(an_id(1), "e").error().code == Errc::kUnavailable);
  t.say_notice('a', kEventsMax + 1);
  CHECK_FALSE(t.core.attempt());
  CHECK(only<v1::Notice>(t.core.take_events()).size() == kEventsMax);
  REQUIRE(t.core.notices_read(10).ok());
  CHECK(t.core.submit(an_id(1), "e").ok());
}

TEST_CASE("what a final session is handed is refused", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_ended(a_token('a'), v1::SessionEnded::VERVANGEN);
  CHECK(t.core.settle(a_settle(an_id(1), v1::Settle::AFGELEVERD)).error().code == Errc::kUnavailable);
  CHECK(t.core.processed(an_id(1), v1::Processed::VERWERKT).error().code == Errc::kUnavailable);
}

}  // namespace corvid::client
