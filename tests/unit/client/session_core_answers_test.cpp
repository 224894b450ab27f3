// Submissions, deliveries, notices and questions within one session.
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

v1::Resolve a_question(std::uint64_t request) {
  v1::Resolve question;
  question.set_request(request);
  question.set_type(v1::VT_MELDING);
  question.set_gemeentecode("0363");
  question.set_role(v1::VEILIG_THUIS);
  return question;
}

}  // namespace

TEST_CASE("everything that is ready goes in one command", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_deliver('a', an_id(9), "x");
  t.say_notice('a', 1);
  REQUIRE(t.core.submit(an_id(1), "one").ok());
  REQUIRE(t.core.submit(an_id(2), "two").ok());
  REQUIRE(t.core.settle(a_settle(an_id(9), v1::Settle::AFGELEVERD)).ok());
  REQUIRE(t.core.processed(an_id(8), v1::Processed::VERWERKT).ok());
  REQUIRE(t.core.resolve(a_question(5)).ok());
  REQUIRE(t.core.notices_read(1).ok());
  const auto command = t.sent();
  REQUIRE(command);
  CHECK(command->submit_size() == 2);
  CHECK(command->submit(0).message_id() == bytes_of(an_id(1)));
  CHECK(command->settle_size() == 1);
  CHECK(command->processed_size() == 1);
  CHECK(command->resolve_size() == 1);
  CHECK(command->notices_read() == 1);
  CHECK_FALSE(t.sent());
}

TEST_CASE("a command holds no more than its limit and the rest follows in order", "[client]") {
  CoreFixture t;
  t.welcome('a');
  const std::size_t count = limits::kItemsPerCommandMax + 10;
  for (std::size_t i = 0; i < count; ++i) {
    REQUIRE(t.core.processed(MessageId::make(static_cast<std::int64_t>(i + 1), std::array<std::uint8_t, 10>{}),
                             v1::Processed::VERWERKT)
                .ok());
  }
  CHECK(t.sent()->processed_size() == static_cast<int>(limits::kItemsPerCommandMax));
  CHECK(t.sent()->processed_size() == 10);
  CHECK_FALSE(t.sent());
}

TEST_CASE("a receipt reaches the caller once", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  REQUIRE(t.sent());
  t.say_receipt('a', an_id(1));
  t.say_receipt('a', an_id(1));
  CHECK(only<v1::Receipt>(t.core.take_events()).size() == 1);
}

TEST_CASE("an id that is still unanswered is not submitted twice", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  CHECK(t.sent()->submit_size() == 1);
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  CHECK_FALSE(t.sent());
}

TEST_CASE("the window on messages is respected and a receipt opens it", "[client]") {
  CoreFixture t;
  t.welcome_with('a', 1, 2, 1000);
  for (std::uint8_t i = 1; i <= 3; ++i) {
    REQUIRE(t.core.submit(an_id(i), "e").ok());
  }
  CHECK(t.sent()->submit_size() == 2);
  CHECK_FALSE(t.sent());
  t.say_receipt('a', an_id(1));
  CHECK(t.sent()->submit(0).message_id() == bytes_of(an_id(3)));
}

TEST_CASE("the window on bytes is respected and the order is kept", "[client]") {
  CoreFixture t;
  t.welcome_with('a', 1, 100, 10);
  REQUIRE(t.core.submit(an_id(1), "123456").ok());
  REQUIRE(t.core.submit(an_id(2), "12345").ok());
  REQUIRE(t.core.submit(an_id(3), "1").ok());
  CHECK(t.sent()->submit_size() == 1);
  CHECK_FALSE(t.sent());
  t.say_receipt('a', an_id(1));
  CHECK(t.sent()->submit_size() == 2);
}

TEST_CASE("a new credit is a new window, smaller or larger", "[client]") {
  CoreFixture t;
  t.welcome_with('a', 1, 1, 1000);
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  REQUIRE(t.core.submit(an_id(2), "e").ok());
  CHECK(t.sent()->submit_size() == 1);
  v1::Credit credit;
  credit.set_messages(2);
  credit.set_bytes(1000);
  wire::RouterFrames more(a_token('a'));
  more.set_credit(credit);
  t.say(std::move(more));
  CHECK(t.sent()->submit_size() == 1);

  REQUIRE(t.core.submit(an_id(3), "e").ok());
  credit.set_messages(1);
  credit.set_bytes(1);
  wire::RouterFrames less(a_token('a'));
  less.set_credit(credit);
  t.say(std::move(less));
  t.say_receipt('a', an_id(1));
  CHECK_FALSE(t.sent());
  t.say_receipt('a', an_id(2));
  CHECK(t.sent()->submit_size() == 1);
}

TEST_CASE("what was turned away goes again after the wait, in order, and settles do not wait", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_deliver('a', an_id(9), "x");
  REQUIRE(t.core.submit(an_id(1), "one").ok());
  REQUIRE(t.core.submit(an_id(2), "two").ok());
  REQUIRE(t.sent());
  wire::RouterFrames busy(a_token('a'));
  REQUIRE(busy.add_busy(an_id(2), 2));
  REQUIRE(busy.add_busy(an_id(1), 2));
  t.say(std::move(busy));
  CHECK_FALSE(t.sent());
  REQUIRE(t.core.settle(a_settle(an_id(9), v1::Settle::AFGELEVERD)).ok());
  const auto settle = t.sent();
  REQUIRE(settle);
  CHECK(settle->settle_size() == 1);
  CHECK(settle->submit_size() == 0);

  CHECK(*t.core.next_wakeup() == t.now + 2s);
  t.pass(2s - 1ms);
  CHECK_FALSE(t.sent());
  t.pass(1ms);
  const auto again = t.sent();
  REQUIRE(again);
  REQUIRE(again->submit_size() == 2);
  CHECK(again->submit(0).message_id() == bytes_of(an_id(1)));
}

TEST_CASE("a wait that is over wakes nobody again", "[client]") {
  CoreFixture t;
  t.welcome_with('a', 1, 1, 1000);
  REQUIRE(t.core.submit(an_id(1), "one").ok());
  REQUIRE(t.core.submit(an_id(2), "two").ok());
  REQUIRE(t.sent());
  wire::RouterFrames busy(a_token('a'));
  REQUIRE(busy.add_busy(an_id(1), 2));
  t.say(std::move(busy));
  t.pass(2s);
  REQUIRE(t.sent());  // the first again; the second waits for room in the window
  CHECK(*t.core.next_wakeup() > t.now);
}

TEST_CASE("a busy for something that is not under way is ignored", "[client]") {
  CoreFixture t;
  t.welcome('a');
  wire::RouterFrames busy(a_token('a'));
  REQUIRE(busy.add_busy(an_id(7), 60));
  t.say(std::move(busy));
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  CHECK(t.sent()->submit_size() == 1);
}

TEST_CASE("a delivery reaches the caller with its exact bytes", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_deliver('a', an_id(1), std::string("a\0b", 3));
  const auto deliveries = only<Delivery>(t.core.take_events());
  REQUIRE(deliveries.size() == 1);
  CHECK(deliveries[0].id == an_id(1));
  CHECK(deliveries[0].envelope == std::string("a\0b", 3));
  CHECK(deliveries[0].attempt == 1);
}

TEST_CASE("a delivery that still waits for the caller is not queued twice", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_deliver('a', an_id(1), "x");
  t.say_deliver('a', an_id(1), "x");
  CHECK(only<Delivery>(t.core.take_events()).size() == 1);
}

TEST_CASE("a delivery that was settled already is not given again, and the settle is repeated", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_deliver('a', an_id(1), "x");
  (void)t.core.take_events();
  REQUIRE(t.core.settle(a_settle(an_id(1), v1::Settle::AFGELEVERD)).ok());
  REQUIRE(t.sent());
  t.say_deliver('a', an_id(1), "x");
  CHECK(t.core.take_events().empty());
  CHECK(t.sent()->settle_size() == 1);
}

TEST_CASE("a settle is answered once", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.settle(a_settle(an_id(1), v1::Settle::AFGELEVERD)).ok());
  REQUIRE(t.sent());
  for (int i = 0; i < 2; ++i) {
    wire::RouterFrames settled(a_token('a'));
    REQUIRE(settled.add_settled(an_id(1)));
    t.say(std::move(settled));
  }
  const auto events = only<Settled>(t.core.take_events());
  REQUIRE(events.size() == 1);
  CHECK(events[0].id == an_id(1));
}

TEST_CASE("a message given back may be delivered again", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_deliver('a', an_id(1), "x");
  (void)t.core.take_events();
  REQUIRE(t.core.settle(a_settle(an_id(1), v1::Settle::NIET_NU)).ok());
  CHECK(t.sent()->settle(0).outcome() == v1::Settle::NIET_NU);
  t.say_deliver('a', an_id(1), "x");
  CHECK(only<Delivery>(t.core.take_events()).size() == 1);
}

TEST_CASE("a router that delivers beyond the credit is left", "[client]") {
  CoreOptions options = CoreFixture::default_options();
  options.credit_messages = 2;
  CoreFixture t(options);
  t.welcome('a');
  t.say_deliver('a', an_id(1), "x");
  t.say_deliver('a', an_id(2), "x");
  CHECK(t.core.attempt());
  REQUIRE(t.core.settle(a_settle(an_id(1), v1::Settle::AFGELEVERD)).ok());
  t.say_deliver('a', an_id(3), "x");
  CHECK(t.core.attempt());
  t.say_deliver('a', an_id(4), "x");
  CHECK_FALSE(t.core.attempt());
}

TEST_CASE("a settle that a router would refuse as a frame is refused to the caller", "[client]") {
  CoreFixture t;
  t.welcome('a');
  CHECK(t.core.settle(v1::Settle()).error().code == Errc::kInvalidInput);
  v1::Settle settle = a_settle(an_id(1), v1::Settle::GEWEIGERD);
  settle.mutable_refusal()->add_fault()->set_reden(std::string(limits::kShortTextBytesMax + 1, 'x'));
  CHECK_FALSE(t.core.settle(settle).ok());
}

TEST_CASE("processed is answered once", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.processed(an_id(1), v1::Processed::NIET_VERWERKT).ok());
  CHECK(t.sent()->processed(0).outcome() == v1::Processed::NIET_VERWERKT);
  for (int i = 0; i < 2; ++i) {
    wire::RouterFrames recorded(a_token('a'));
    REQUIRE(recorded.add_processed_recorded(an_id(1)));
    t.say(std::move(recorded));
  }
  CHECK(only<ProcessedRecorded>(t.core.take_events()).size() == 1);
}

TEST_CASE("a question is answered once, under its own number", "[client]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.resolve(a_question(5)).ok());
  CHECK(t.sent()->resolve(0).request() == 5);
  v1::Resolved resolved;
  resolved.set_request(5);
  resolved.mutable_competent()->set_naam("Veilig Thuis");
  for (int i = 0; i < 2; ++i) {
    wire::RouterFrames frames(a_token('a'));
    REQUIRE(frames.add_resolved(resolved));
    t.say(std::move(frames));
  }
  CHECK(only<v1::Resolved>(t.core.take_events()).size() == 1);
}

TEST_CASE("notices come in order, once, and are confirmed cumulatively", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_notice('a', 1);
  t.say_notice('a', 2);
  t.say_notice('a', 2);
  CHECK(only<v1::Notice>(t.core.take_events()).size() == 2);
  REQUIRE(t.core.notices_read(2).ok());
  CHECK(t.sent()->notices_read() == 2);
  REQUIRE(t.core.notices_read(1).ok());
  CHECK_FALSE(t.sent());
}

TEST_CASE("a notice that was never received cannot be confirmed", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_notice('a', 1);
  CHECK(t.core.notices_read(2).error().code == Errc::kInvalidInput);
}

TEST_CASE("a gap in the notices ends the connection instead of hiding one", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_notice('a', 1);
  t.say_notice('a', 3);
  CHECK_FALSE(t.core.attempt());
  CHECK(only<v1::Notice>(t.core.take_events()).size() == 1);
}

TEST_CASE("commands of another session are ignored", "[client]") {
  CoreFixture t;
  t.welcome('a');
  (void)t.core.take_events();
  t.say_deliver('z', an_id(1), "x");
  t.say_notice('z', 1);
  CHECK(t.core.take_events().empty());
}

TEST_CASE("submissions are bounded in count, bytes and size", "[client]") {
  CoreFixture t;
  CHECK(t.core.submit(an_id(1), "").error().code == Errc::kInvalidInput);
  CHECK(t.core.submit(MessageId(), "e").error().code == Errc::kInvalidInput);
  CHECK(t.core.submit(an_id(1), std::string(limits::kEnvelopeBytesMax + 1, 'x')).error().code == Errc::kTooLarge);

  const std::string large = an_envelope({limits::kEnvelopeBytesMax - 64});
  std::uint8_t taken = 0;
  while (t.core.submit(an_id(static_cast<std::uint8_t>(taken + 1)), large).ok()) {
    ++taken;
  }
  CHECK(taken == kUnansweredBytesMax / large.size());

  CoreFixture many;
  for (std::size_t i = 0; i < limits::kClientQueueMax; ++i) {
    REQUIRE(many.core
                .submit(MessageId::make(static_cast<std::int64_t>(i + 1), std::array<std::uint8_t, 10>{}), "e")
                .ok());
  }
  CHECK(many.core.submit(an_id(1), "e").error().code == Errc::kUnavailable);
}

}  // namespace corvid::client
