// How a session comes to be, ends, and comes back.
#include <catch2/catch.hpp>

#include "tests/unit/client/core_fixture.h"

namespace corvid::client {

TEST_CASE("a core wants a connection at once and says hello when it is there", "[client]") {
  CoreFixture t;
  REQUIRE(t.core.attempt());
  CHECK(t.core.attempt()->router == 0);
  CHECK_FALSE(t.sent());

  t.core.connected(t.now);
  const auto command = t.sent();
  REQUIRE(command);
  CHECK(command->session().empty());
  CHECK(command->hello().protocol() == limits::kProtocolVersion);
  CHECK(command->hello().party().role() == v1::POLITIE);
  CHECK(command->hello().credit().messages() == limits::kDeliverWindowMessages);
  CHECK_FALSE(t.sent());
}

TEST_CASE("a hello carries the newest mark and the notices that were read", "[client]") {
  CoreOptions options = CoreFixture::default_options();
  options.notices_read = 17;
  options.mark.set_body("mark");
  CoreFixture t(options);
  t.core.connected(t.now);
  const auto command = t.sent();
  REQUIRE(command);
  CHECK(command->hello().notices_read() == 17);
  CHECK(command->hello().mark().body() == "mark");
}

TEST_CASE("after Welcome the caller knows, and everything carries the token", "[client]") {
  CoreFixture t;
  t.welcome('a');
  const auto connected = only<Connected>(t.core.take_events());
  REQUIRE(connected.size() == 1);
  CHECK(connected[0].envelope_bytes_max == limits::kEnvelopeBytesMax);
  CHECK_FALSE(t.sent());
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  const auto command = t.sent();
  REQUIRE(command);
  CHECK(command->session() == a_token('a'));
}

TEST_CASE("nothing but the hello leaves before Welcome", "[client]") {
  CoreFixture t;
  REQUIRE(t.core.submit(an_id(1), "e").ok());
  CHECK_FALSE(t.sent());
  t.core.connected(t.now);
  const auto command = t.sent();
  REQUIRE(command);
  CHECK(command->submit_size() == 0);
  CHECK_FALSE(t.sent());
}

TEST_CASE("a refused hello is final and names its codes", "[client]") {
  CoreFixture t;
  t.core.connected(t.now);
  REQUIRE(t.sent());
  v1::HelloRefused refused;
  refused.add_fault()->set_code("AFZENDER_ONBEKEND");
  wire::RouterFrames frames("");
  frames.set_hello_refused(refused);
  t.say(std::move(frames));

  const auto ends = only<Disconnected>(t.core.take_events());
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].final);
  CHECK(ends[0].reason == "hello refused: AFZENDER_ONBEKEND");
  CHECK(t.is_final());
  CHECK(t.core.submit(an_id(1), "e").error().code == Errc::kUnavailable);
}

TEST_CASE("a router without room for a session is tried again later", "[client]") {
  CoreFixture t;
  t.core.connected(t.now);
  REQUIRE(t.sent());
  v1::RouterCommand command;
  command.mutable_busy()->set_retry_after_seconds(2);
  t.core.received(wire::decode_router(command.SerializeAsString(), ""), t.now);
  CHECK_FALSE(t.core.attempt());
  t.pass(2 * kReconnectMax);
  CHECK(t.core.attempt());
}

TEST_CASE("a replaced session is final and never comes back", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_ended(a_token('a'), v1::SessionEnded::VERVANGEN);
  CHECK(only<Disconnected>(t.core.take_events()).at(0).final);
  t.pass(std::chrono::hours(24));
  CHECK(t.is_final());
}

TEST_CASE("a withdrawn key is final", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_ended(a_token('a'), v1::SessionEnded::INGETROKKEN);
  CHECK(only<Disconnected>(t.core.take_events()).at(0).final);
  CHECK(t.is_final());
}

TEST_CASE("a router that stops is left and tried again", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_ended(a_token('a'), v1::SessionEnded::STOPPEND);
  CHECK_FALSE(t.core.attempt());
  CHECK_FALSE(only<Disconnected>(t.core.take_events()).at(0).final);
  t.pass(2 * kReconnectMax);
  CHECK(t.core.attempt());
}

TEST_CASE("an unknown session says hello again on the same connection", "[client]") {
  CoreFixture t;
  t.welcome('a');
  const auto before = t.core.attempt();
  t.say_ended(a_token('a'), v1::SessionEnded::ONBEKEND);
  CHECK(t.core.attempt() == before);
  const auto command = t.sent();
  REQUIRE(command);
  CHECK(command->has_hello());
}

TEST_CASE("the end of an earlier session is no news", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.reconnect();
  t.welcome('b');
  (void)t.core.take_events();
  t.say_ended(a_token('a'), v1::SessionEnded::ONBEKEND);
  t.say_ended(a_token('a'), v1::SessionEnded::VERVANGEN);
  CHECK(t.core.attempt());
  CHECK_FALSE(t.sent());
  CHECK(t.core.take_events().empty());
}

TEST_CASE("an end of the former session does not disturb a hello that is under way", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.say_ended(a_token('a'), v1::SessionEnded::ONBEKEND);
  REQUIRE(t.sent());
  t.say_ended(a_token('a'), v1::SessionEnded::ONBEKEND);
  CHECK_FALSE(t.sent());
  CHECK(t.core.attempt());
}

TEST_CASE("a router that keeps forgetting the session is left for a while", "[client]") {
  CoreFixture t;
  t.welcome('a');
  for (int i = 1; i < kHellosPerConnectionMax; ++i) {
    t.say_ended(a_token('a'), v1::SessionEnded::ONBEKEND);
    t.welcome('a');
  }
  t.say_ended(a_token('a'), v1::SessionEnded::ONBEKEND);
  CHECK_FALSE(t.core.attempt());
}

TEST_CASE("routers are tried in turn, slower with every failure, with a bound", "[client]") {
  CoreOptions options = CoreFixture::default_options();
  options.routers = 2;
  CoreFixture t(options);
  std::vector<std::size_t> tried;
  std::chrono::nanoseconds last{0};
  for (int i = 0; i < 12; ++i) {
    tried.push_back(t.core.attempt()->router);
    t.core.disconnected(t.now, "refused");
    REQUIRE_FALSE(t.core.attempt());
    const auto wait = *t.core.next_wakeup() - t.now;
    CHECK(wait >= kReconnectFirst);
    CHECK(wait <= kReconnectMax + kReconnectMax / 4);
    last = wait;
    t.pass(std::chrono::ceil<std::chrono::milliseconds>(wait) - 1ms);
    CHECK_FALSE(t.core.attempt());
    t.pass(1ms);
    REQUIRE(t.core.attempt());
  }
  CHECK(tried == std::vector<std::size_t>{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1});
  CHECK(last >= kReconnectMax);
}

TEST_CASE("every attempt has a number of its own", "[client]") {
  CoreFixture t;
  const auto first = t.core.attempt()->number;
  t.reconnect();
  CHECK(t.core.attempt()->number != first);
}

TEST_CASE("a connection that does not come about in time is given up", "[client]") {
  CoreFixture t;
  t.pass(kConnectMax - 1ms);
  CHECK(t.core.attempt());
  t.pass(1ms);
  CHECK_FALSE(t.core.attempt());
}

TEST_CASE("a hello without an answer is given up", "[client]") {
  CoreFixture t;
  t.core.connected(t.now);
  REQUIRE(t.sent());
  t.pass(limits::kSessionSilenceMax);
  CHECK_FALSE(t.core.attempt());
}

TEST_CASE("a session pings at its interval and lives on pongs", "[client]") {
  CoreFixture t;
  t.welcome('a');
  for (auto passed = 0ms; passed < 3 * limits::kSessionSilenceMax; passed += limits::kPingInterval) {
    CHECK(*t.core.next_wakeup() == t.now + limits::kPingInterval);
    t.pass(limits::kPingInterval - 1ms);
    CHECK_FALSE(t.sent());
    t.pass(1ms);
    const auto command = t.sent();
    REQUIRE(command);
    CHECK(command->has_ping());
    wire::RouterFrames pong(a_token('a'));
    pong.set_pong();
    t.say(std::move(pong));
  }
  CHECK(t.core.attempt());
}

TEST_CASE("a silent router is left", "[client]") {
  CoreFixture t;
  t.welcome('a');
  t.pass(limits::kSessionSilenceMax - 1ms);
  CHECK(t.core.attempt());
  t.pass(1ms);
  CHECK_FALSE(t.core.attempt());
  CHECK(only<Disconnected>(t.core.take_events()).at(0).reason == "the router is silent");
}

TEST_CASE("a caller who was away learns only the newest state of the connection", "[client]") {
  CoreFixture t;
  for (int i = 0; i < 50; ++i) {
    t.reconnect();
  }
  CHECK(t.core.take_events().size() == 1);
}

TEST_CASE("a goodbye exists only within a session", "[client]") {
  CoreFixture t;
  CHECK_FALSE(t.core.goodbye());
  t.welcome('a');
  const auto goodbye = t.core.goodbye();
  REQUIRE(goodbye);
  const wire::DecodedClient decoded = wire::decode_client(goodbye->command, goodbye->payload);
  CHECK(decoded.faults.empty());
  CHECK(decoded.command.has_goodbye());
  CHECK(decoded.command.session() == a_token('a'));
}

TEST_CASE("sessions that begin and break at once are begun slower and slower", "[client]") {
  CoreFixture t;
  for (int i = 0; i < 10; ++i) {
    t.welcome('a');
    t.core.disconnected(t.now, "test");
    t.pass(2 * kReconnectMax);
  }
  t.welcome('a');
  t.core.disconnected(t.now, "test");
  CHECK(*t.core.next_wakeup() >= t.now + kReconnectMax);
}

TEST_CASE("a session that worked is begun again almost at once", "[client]") {
  CoreFixture t;
  for (int i = 0; i < 10; ++i) {
    t.reconnect();
  }
  t.welcome('a');
  wire::RouterFrames pong(a_token('a'));
  pong.set_pong();
  t.say(std::move(pong));
  t.core.disconnected(t.now, "test");
  CHECK(*t.core.next_wakeup() <= t.now + kReconnectFirst + kReconnectFirst / 4);
}

}  // namespace corvid::client
