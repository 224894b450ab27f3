// A large envelope on its way to the router: its head first, its contents when that is permitted, within the window.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "proto/corvid/v1/envelope.pb.h"
#include "proto/envelope/split.h"
#include "tests/unit/client/core_fixture.h"

namespace corvid::client {
namespace {

constexpr std::size_t kChunk = limits::kChunkBytes;
constexpr std::size_t kWindowChunks = limits::kLargeWindowBytes / kChunk;

std::string a_large_one(std::size_t chunks) { return an_envelope({chunks * kChunk - 10, 0, 10}); }

// Everything that goes now, one command after the other.
std::vector<v1::ClientCommand> all_sent(CoreFixture& t) {
  std::vector<v1::ClientCommand> commands;
  while (auto command = t.sent()) {
    commands.push_back(std::move(*command));
  }
  return commands;
}

std::size_t chunks_in(const std::vector<v1::ClientCommand>& commands) {
  return static_cast<std::size_t>(std::count_if(commands.begin(), commands.end(),
                                                [](const auto& command) { return command.has_large_chunk(); }));
}

bool has_end(const std::vector<v1::ClientCommand>& commands) {
  return !commands.empty() && commands.back().has_large_end();
}

void begin_and_permit(CoreFixture& t, char token, const MessageId& id) {
  const auto begin = t.sent();
  REQUIRE(begin);
  REQUIRE(begin->has_large_begin());
  REQUIRE(begin->large_begin().message_id() == id.bytes());
  t.say_taken(token, id, 0);
}

// The router takes everything, as far as it was sent; what it put together.
std::string take_all(CoreFixture& t, char token, const MessageId& id) {
  const auto begin = t.sent_frames();
  REQUIRE(begin);
  const auto begun = wire::decode_client(begin->command, begin->payload);
  REQUIRE(begun.command.has_large_begin());
  const auto& announced = begun.command.large_begin().section_bytes();
  std::string contents;
  t.say_taken(token, id, 0);
  while (const auto frames = t.sent_frames()) {
    const auto decoded = wire::decode_client(frames->command, frames->payload);
    REQUIRE(decoded.faults.empty());
    REQUIRE(decoded.command.large_chunk().offset() == contents.size());
    contents += decoded.large_chunk;
    if (decoded.command.has_large_end()) {
      return envelope::join(begun.large_head, std::vector<std::uint64_t>(announced.begin(), announced.end()), contents)
          .value();
    }
    t.say_taken(token, id, contents.size());
  }
  return "no end";
}

}  // namespace

TEST_CASE("a large envelope arrives with its exact bytes", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const std::string envelope = an_envelope({0, 3 * kChunk, 1, 0, kChunk - 1});
  REQUIRE(t.core.submit(an_id(1), envelope).ok());
  CHECK(take_all(t, 'a', an_id(1)) == envelope);
  t.say_receipt('a', an_id(1));
  CHECK(only<v1::Receipt>(t.core.take_events()).size() == 1);
  CHECK_FALSE(t.sent());
}

TEST_CASE("an envelope of exactly the inline limit goes whole and one byte more goes in parts", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  const std::size_t around = an_envelope({limits::kInlineEnvelopeBytesMax}).size() - limits::kInlineEnvelopeBytesMax;
  REQUIRE(t.core.submit(an_id(1), an_envelope({limits::kInlineEnvelopeBytesMax - around})).ok());
  REQUIRE(t.core.submit(an_id(2), an_envelope({limits::kInlineEnvelopeBytesMax - around + 1})).ok());
  const auto commands = all_sent(t);
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].submit_size() == 1);
  CHECK(commands[0].large_begin().message_id() == an_id(2).bytes());
}

TEST_CASE("the router's own inline limit counts when it is lower, and never above ours", "[client][large]") {
  v1::Welcome welcome;
  welcome.mutable_credit()->set_messages(10);
  welcome.mutable_credit()->set_bytes(limits::kSubmitWindowBytes);
  welcome.set_inline_bytes_max(100);
  CoreFixture low;
  low.welcome_as('a', welcome);
  REQUIRE(low.core.submit(an_id(1), an_envelope({100})).ok());
  CHECK(low.sent()->has_large_begin());

  welcome.set_inline_bytes_max(limits::kEnvelopeBytesMax);
  CoreFixture high;
  high.welcome_as('a', welcome);
  REQUIRE(high.core.submit(an_id(1), a_large_one(5)).ok());
  CHECK(high.sent()->has_large_begin());
}

TEST_CASE("what a lower inline limit cannot divide goes whole, to be refused by name", "[client][large]") {
  v1::Welcome welcome;
  welcome.mutable_credit()->set_messages(10);
  welcome.mutable_credit()->set_bytes(1000);
  welcome.set_inline_bytes_max(3);
  CoreFixture t;
  t.welcome_as('a', welcome);
  REQUIRE(t.core.submit(an_id(1), "no envelope").ok());
  CHECK(t.sent()->submit_size() == 1);
}

TEST_CASE("no content leaves before the router permits it", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(8)).ok());
  const auto begin = all_sent(t);
  REQUIRE(begin.size() == 1);
  CHECK(begin[0].has_large_begin());
  CHECK_FALSE(begin[0].has_large_chunk());
  t.say_taken('a', an_id(1), 0);
  CHECK(chunks_in(all_sent(t)) == kWindowChunks);
}

TEST_CASE("what is sent never runs further ahead than the window", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(7)).ok());
  begin_and_permit(t, 'a', an_id(1));
  CHECK(chunks_in(all_sent(t)) == kWindowChunks);
  t.say_taken('a', an_id(1), kChunk);
  CHECK(chunks_in(all_sent(t)) == 1);
  t.say_taken('a', an_id(1), 3 * kChunk);
  t.say_taken('a', an_id(1), 2 * kChunk);  // older news does not close it again
  const auto last = all_sent(t);
  CHECK(chunks_in(last) == 2);
  CHECK(has_end(last));
}

TEST_CASE("a window that the router sets is kept, and one below a chunk lets one chunk through", "[client][large]") {
  v1::Welcome welcome;
  welcome.mutable_credit()->set_messages(10);
  welcome.mutable_credit()->set_bytes(limits::kSubmitWindowBytes);
  const auto [window, chunks] =
      GENERATE(table<std::size_t, std::size_t>({{2 * kChunk, 2}, {2 * kChunk + 1, 2}, {1, 1}, {0, kWindowChunks}}));
  welcome.set_large_window_bytes(window);
  CoreFixture t;
  t.welcome_as('a', welcome);
  REQUIRE(t.core.submit(an_id(1), a_large_one(8)).ok());
  begin_and_permit(t, 'a', an_id(1));
  CHECK(chunks_in(all_sent(t)) == chunks);
}

TEST_CASE("small ones go on while a large one waits and while it is sent", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(8)).ok());
  REQUIRE(t.core.submit(an_id(2), "small").ok());
  const auto first = t.sent();
  REQUIRE(first);
  CHECK(first->has_large_begin());
  CHECK(first->submit_size() == 1);
  REQUIRE(t.core.submit(an_id(3), "small").ok());
  CHECK(t.sent()->submit_size() == 1);
  t.say_taken('a', an_id(1), 0);
  REQUIRE(t.core.submit(an_id(4), "small").ok());
  const auto during = t.sent();
  CHECK(during->has_large_chunk());
  CHECK(during->submit_size() == 1);
}

TEST_CASE("small ones pass a large one that waits for another to be answered", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(8)).ok());
  REQUIRE(t.core.submit(an_id(2), a_large_one(8)).ok());
  REQUIRE(t.core.submit(an_id(3), "small").ok());
  const auto commands = all_sent(t);
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].large_begin().message_id() == an_id(1).bytes());
  REQUIRE(commands[0].submit_size() == 1);
  CHECK(commands[0].submit(0).message_id() == bytes_of(an_id(3)));
}

TEST_CASE("a large one gets its share of a command that small ones would fill", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(4)).ok());
  begin_and_permit(t, 'a', an_id(1));
  for (std::uint8_t i = 2; i < 8; ++i) {
    REQUIRE(t.core.submit(an_id(i), std::string(limits::kInlineEnvelopeBytesMax, 's')).ok());
  }
  const auto command = t.sent();
  CHECK(command->has_large_chunk());
  CHECK(command->submit_size() == 1);
}

TEST_CASE("two large ones go one after the other, the second when the first is answered", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(5)).ok());
  REQUIRE(t.core.submit(an_id(2), a_large_one(6)).ok());
  CHECK(take_all(t, 'a', an_id(1)) == a_large_one(5));
  CHECK_FALSE(t.sent());
  t.say_receipt('a', an_id(1));
  CHECK(take_all(t, 'a', an_id(2)) == a_large_one(6));
}

TEST_CASE("a large one that is refused on its head, or was there already, sends no content", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(8)).ok());
  REQUIRE(t.core.submit(an_id(2), a_large_one(6)).ok());
  REQUIRE(t.sent()->has_large_begin());
  t.say_receipt('a', an_id(1));
  CHECK(only<v1::Receipt>(t.core.take_events()).size() == 1);
  const auto next = t.sent();
  REQUIRE(next);
  CHECK(next->large_begin().message_id() == an_id(2).bytes());
  t.say_taken('a', an_id(1), 0);  // late, and of no meaning any more
  CHECK(t.core.attempt());
  CHECK_FALSE(t.sent());
}

TEST_CASE("a receipt in the middle ends the sending", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(8)).ok());
  begin_and_permit(t, 'a', an_id(1));
  REQUIRE(t.sent()->has_large_chunk());
  t.say_receipt('a', an_id(1));
  CHECK_FALSE(t.sent());
}

TEST_CASE("a large one that is turned away begins again from its start after the wait", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(6)).ok());
  begin_and_permit(t, 'a', an_id(1));
  REQUIRE(chunks_in(all_sent(t)) == kWindowChunks);
  wire::RouterFrames busy(a_token('a'));
  REQUIRE(busy.add_busy(an_id(1), 2));
  t.say(std::move(busy));
  CHECK_FALSE(t.sent());
  t.pass(2s);
  CHECK(take_all(t, 'a', an_id(1)) == a_large_one(6));
}

TEST_CASE("a busy for a small one does not stop a large one under way", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(5)).ok());
  REQUIRE(t.core.submit(an_id(2), "small").ok());
  begin_and_permit(t, 'a', an_id(1));
  wire::RouterFrames busy(a_token('a'));
  REQUIRE(busy.add_busy(an_id(2), 2));
  t.say(std::move(busy));
  const auto during = all_sent(t);
  CHECK(chunks_in(during) == kWindowChunks);
  CHECK(during[0].submit_size() == 0);
}

TEST_CASE("a large one that a session left unfinished begins again from its start in the next", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(6)).ok());
  begin_and_permit(t, 'a', an_id(1));
  REQUIRE(chunks_in(all_sent(t)) == kWindowChunks);
  t.say_taken('a', an_id(1), kChunk);
  const std::function<void(CoreFixture&)> ends = GENERATE(as<std::function<void(CoreFixture&)>>{},
      [](CoreFixture& lost) { lost.reconnect(); },
      [](CoreFixture& forgotten) { forgotten.say_ended(a_token('a'), v1::SessionEnded::ONBEKEND); });
  ends(t);
  t.welcome('b');
  CHECK(take_all(t, 'b', an_id(1)) == a_large_one(6));
}

TEST_CASE("a large one counts in the window on bytes with all it announces", "[client][large]") {
  const std::string large = a_large_one(6);
  CoreFixture t;
  t.welcome_with('a', 1, 100, large.size() + 3);
  REQUIRE(t.core.submit(an_id(1), large).ok());
  REQUIRE(t.core.submit(an_id(2), "123").ok());
  REQUIRE(t.core.submit(an_id(3), "4").ok());
  const auto first = all_sent(t);
  REQUIRE(first.size() == 1);
  CHECK(first[0].submit_size() == 1);
  t.say_receipt('a', an_id(1));
  CHECK(t.sent()->submit_size() == 1);
}

TEST_CASE("a router that took what was not sent is left", "[client][large]") {
  CoreFixture t;
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), a_large_one(6)).ok());
  REQUIRE(t.sent()->has_large_begin());
  SECTION("before anything was") {
    t.say_taken('a', an_id(1), 1);
    CHECK_FALSE(t.core.attempt());
  }
  SECTION("beyond what was") {
    t.say_taken('a', an_id(1), 0);
    REQUIRE(chunks_in(all_sent(t)) == kWindowChunks);
    t.say_taken('a', an_id(1), limits::kLargeWindowBytes);
    CHECK(t.core.attempt());
    REQUIRE(t.sent());
    t.say_taken('a', an_id(1), limits::kLargeWindowBytes + 2 * kChunk + 1);
    CHECK_FALSE(t.core.attempt());
  }
}

TEST_CASE("what is too large to go whole and cannot be divided is refused to the caller", "[client][large]") {
  CoreFixture t;
  const std::string no_envelope(limits::kInlineEnvelopeBytesMax + 1, 'x');
  CHECK(t.core.submit(an_id(1), no_envelope).error().code == Errc::kInvalidInput);

  CHECK(t.core.submit(an_id(1), an_envelope(std::vector<std::size_t>(limits::kSectionsMax + 1, kChunk))).error().code ==
        Errc::kInvalidInput);

  v1::Envelope large_head;
  large_head.set_signed_header(std::string(limits::kInlineEnvelopeBytesMax, 'h'));
  CHECK(t.core.submit(an_id(1), large_head.SerializeAsString()).error().code == Errc::kTooLarge);
}

}  // namespace corvid::client
