// A large message on its way to us: permitted, taken as it comes, one delivery when it is whole.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "proto/envelope/split.h"
#include "tests/unit/client/core_fixture.h"

namespace corvid::client {
namespace {

constexpr std::size_t kChunk = limits::kChunkBytes;
constexpr std::size_t kWindowChunks = limits::kLargeWindowBytes / kChunk;

// A router that sends one message in parts, each as a command of its own, right or wrong.
struct Sending {
  CoreFixture& t;
  MessageId id;
  std::string envelope;
  envelope::Parts parts = envelope::split(envelope).value();

  void begin(std::uint32_t attempt = 1) const {
    v1::LargeBegin begin;
    begin.set_message_id(bytes_of(id));
    begin.mutable_section_bytes()->Add(parts.section_bytes.begin(), parts.section_bytes.end());
    begin.set_attempt(attempt);
    begin.mutable_statement()->set_body("statement");
    wire::RouterFrames frames(a_token('a'));
    REQUIRE(frames.set_large_begin(begin, parts.head));
    t.say(std::move(frames));
  }

  void chunk(std::size_t number) const { run(number * kChunk, kChunk); }

  void run(std::size_t offset, std::size_t bytes) const {
    wire::RouterFrames frames(a_token('a'));
    REQUIRE(frames.set_large_chunk(id, offset, std::string_view(parts.contents).substr(offset, bytes)));
    t.say(std::move(frames));
  }

  void end() const {
    wire::RouterFrames frames(a_token('a'));
    REQUIRE(frames.set_large_end(id));
    t.say(std::move(frames));
  }

  // How far the client says it came, when it says so now.
  [[nodiscard]] std::optional<std::uint64_t> told() const {
    const auto command = t.sent();
    if (!command || !command->has_large_taken()) {
      return std::nullopt;
    }
    CHECK(command->large_taken().message_id() == id.bytes());
    return command->large_taken().offset();
  }

  void all() const {
    begin();
    REQUIRE(told() == 0U);
    for (std::size_t at = 0; at < parts.contents.size(); at += kChunk) {
      run(at, kChunk);
      REQUIRE(told());
    }
    end();
  }
};

std::string a_large_one(std::size_t chunks) { return an_envelope({0, chunks * kChunk - 10, 10}); }

bool is_left(const CoreFixture& t) { return !t.core.attempt(); }

}  // namespace

TEST_CASE("a large message reaches the caller whole and once, with statement and attempt", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const Sending sending{t, an_id(1), an_envelope({3, 0, 5 * kChunk + 1, 7})};
  sending.begin(4);
  CHECK(sending.told() == 0U);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(only<Delivery>(t.core.take_events()).empty());
    sending.chunk(i);
    CHECK(sending.told() == std::min((i + 1) * kChunk, sending.parts.contents.size()));
  }
  sending.end();
  const auto deliveries = only<Delivery>(t.core.take_events());
  REQUIRE(deliveries.size() == 1);
  CHECK(deliveries[0].id == an_id(1));
  CHECK(deliveries[0].attempt == 4);
  CHECK(deliveries[0].envelope == sending.envelope);
  CHECK(deliveries[0].statement.body() == "statement");
  CHECK_FALSE(t.sent());
}

TEST_CASE("the largest message is assembled", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const std::string envelope = an_envelope({limits::kEnvelopeBytesMax - 64});
  Sending{t, an_id(1), envelope}.all();
  const auto deliveries = only<Delivery>(t.core.take_events());
  REQUIRE(deliveries.size() == 1);
  CHECK(deliveries[0].envelope == envelope);
}

TEST_CASE("how far it came is told once for all chunks that came together", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const Sending sending{t, an_id(1), a_large_one(8)};
  sending.begin();
  CHECK(sending.told() == 0U);
  CHECK_FALSE(sending.told());
  sending.chunk(0);
  sending.chunk(1);
  CHECK(sending.told() == 2 * kChunk);
  CHECK_FALSE(sending.told());
}

TEST_CASE("two large messages follow each other, and small ones come in between", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const Sending first{t, an_id(1), a_large_one(2)};
  first.begin();
  REQUIRE(first.told() == 0U);
  first.chunk(0);
  t.say_deliver('a', an_id(7), "small");
  first.chunk(1);
  first.end();
  const Sending second{t, an_id(2), a_large_one(5)};
  second.all();
  const auto deliveries = only<Delivery>(t.core.take_events());
  REQUIRE(deliveries.size() == 3);
  CHECK(deliveries[0].envelope == "small");
  CHECK(deliveries[1].envelope == first.envelope);
  CHECK(deliveries[2].envelope == second.envelope);
}

TEST_CASE("what the router begins takes the place of what it left unfinished", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const Sending withdrawn{t, an_id(1), a_large_one(5)};
  withdrawn.begin();
  REQUIRE(withdrawn.told() == 0U);
  withdrawn.chunk(0);
  Sending{t, an_id(2), a_large_one(2)}.all();
  const auto deliveries = only<Delivery>(t.core.take_events());
  REQUIRE(deliveries.size() == 1);
  CHECK(deliveries[0].id == an_id(2));
}

TEST_CASE("a large message that was settled already gets its settle again and no permission", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  v1::Settle settle;
  settle.set_message_id(bytes_of(an_id(1)));
  settle.set_outcome(v1::Settle::AFGELEVERD);
  REQUIRE(t.core.settle(settle).ok());
  REQUIRE(t.sent());
  Sending{t, an_id(1), a_large_one(5)}.begin();
  const auto answer = t.sent();
  REQUIRE(answer);
  CHECK(answer->settle_size() == 1);
  CHECK_FALSE(answer->has_large_taken());
}

TEST_CASE("a large message counts in the credit and can be given back", "[client][large]") {
  CoreOptions options = CoreFixture::default_options();
  options.credit_messages = 1;
  CoreFixture t(options);
  t.welcome('a');
  Sending{t, an_id(1), a_large_one(2)}.all();
  v1::Settle settle;
  settle.set_message_id(bytes_of(an_id(1)));
  settle.set_outcome(v1::Settle::NIET_NU);
  REQUIRE(t.core.settle(settle).ok());
  CHECK(t.sent()->settle(0).outcome() == v1::Settle::NIET_NU);
  Sending{t, an_id(2), a_large_one(2)}.all();
  CHECK_FALSE(is_left(t));
  Sending{t, an_id(3), a_large_one(2)}.all();
  CHECK(is_left(t));
}

TEST_CASE("a new session begins without what the former left unfinished", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const Sending sending{t, an_id(1), a_large_one(3)};
  sending.begin();
  REQUIRE(sending.told() == 0U);
  sending.chunk(0);
  t.reconnect();
  t.welcome('a');
  CHECK_FALSE(sending.told());
  sending.all();
  CHECK(only<Delivery>(t.core.take_events()).size() == 1);
}

TEST_CASE("a router that sends content out of order, unasked or unannounced is left", "[client][large]") {
  const std::function<void(const Sending&)> wrong = GENERATE(as<std::function<void(const Sending&)>>{},
      [](const Sending& s) { s.chunk(1); },                                       // a gap
      [](const Sending& s) { s.chunk(0); s.chunk(0); },                           // a repeat
      [](const Sending& s) { s.run(0, kChunk - 1); },                             // a short one that is not the last
      [](const Sending& s) { s.end(); },                                          // an end too early
      [](const Sending& s) { Sending{s.t, an_id(9), s.envelope}.chunk(0); },      // of another message
      [](const Sending& s) { Sending{s.t, an_id(9), s.envelope}.end(); },
      [](const Sending& s) { s.chunk(0); s.chunk(1); s.end(); s.end(); });        // the end twice
  CoreFixture t;
  t.welcome('a');
  const Sending sending{t, an_id(1), a_large_one(2)};
  sending.begin();
  REQUIRE(sending.told() == 0U);
  REQUIRE_FALSE(is_left(t));
  wrong(sending);
  CHECK(is_left(t));
}

TEST_CASE("a router that sends content before the permission is left", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const Sending sending{t, an_id(1), a_large_one(2)};
  SECTION("without a begin") {
    sending.chunk(0);
    CHECK(is_left(t));
  }
  SECTION("right after it") {
    sending.begin();
    CHECK_FALSE(is_left(t));
    sending.chunk(0);
    CHECK(is_left(t));
  }
}

TEST_CASE("a router that sends beyond the window is left", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const Sending sending{t, an_id(1), a_large_one(8)};
  sending.begin();
  REQUIRE(sending.told() == 0U);
  for (std::size_t i = 0; i < kWindowChunks; ++i) {
    sending.chunk(i);
    REQUIRE_FALSE(is_left(t));
  }
  sending.chunk(kWindowChunks);
  CHECK(is_left(t));
}

TEST_CASE("a router that sends more than it announced is left", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const Sending announced{t, an_id(1), an_envelope({kChunk + 1})};
  announced.begin();
  REQUIRE(announced.told() == 0U);
  announced.chunk(0);
  REQUIRE_FALSE(is_left(t));
  Sending{t, an_id(1), an_envelope({kChunk + 2})}.chunk(1);
  CHECK(is_left(t));
}

TEST_CASE("a router that announces more than the limit, or what overflows, is left at once", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  Sending sending{t, an_id(1), a_large_one(2)};
  SECTION("one byte too many") {
    sending.parts.section_bytes = {limits::kEnvelopeBytesMax - sending.parts.head.size(), 1};
    sending.begin();
    CHECK(is_left(t));
  }
  SECTION("an overflow") {
    sending.parts.section_bytes = {~std::uint64_t{0}, 2};
    sending.begin();
    CHECK(is_left(t));
  }
  SECTION("exactly the limit is fine") {
    sending.parts.section_bytes = {limits::kEnvelopeBytesMax - sending.parts.head.size()};
    sending.begin();
    CHECK_FALSE(is_left(t));
  }
}

TEST_CASE("a router whose head does not fit its contents is left", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  Sending sending{t, an_id(1), a_large_one(2)};
  const std::function<void(Sending&)> spoil = GENERATE(as<std::function<void(Sending&)>>{},
      [](Sending& s) { s.parts.head = "no envelope"; },
      [](Sending& s) { s.parts.section_bytes.push_back(0); });  // another number of sections
  spoil(sending);
  sending.all();
  CHECK(is_left(t));
  CHECK(only<Delivery>(t.core.take_events()).empty());
}

}  // namespace corvid::client
