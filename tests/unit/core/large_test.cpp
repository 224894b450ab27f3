#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "router/core/uploads.h"
#include "store/keys.h"
#include "store/views.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kChunk = limits::kChunkBytes;

// A report of about so many bytes, most of them in its attachments.
std::string large_report(CoreWorld& world, std::size_t bytes, const std::string& reference = "L-1",
                         const std::string& gemeentecode = "0599") {
  envelope::Draft draft = report_draft(v1::NEE, gemeentecode);
  draft.sections.back().plaintext = std::string(bytes, 'a');
  draft.sections.front().plaintext = std::string(1000, 'k');
  return world.seal(world.peer("halt"), world.peer("vt_rotterdam"), std::move(draft), reference);
}

std::size_t rows_in(CoreWorld& world, store::Table table) {
  const store::KeyRange range = store::keys_starting(table, {});
  return world.store().scan(range.from, range.to, 10'000)->size();
}

// Takes a large delivery as a client does; the envelope it was.
std::string receive(CoreWorld& world, Peer& peer, Told told) {
  CORVID_CHECK(told.large_begun.size() == 1);
  const core::LargeDeliveryBegin begin = told.large_begun[0];
  const auto id = MessageId::from_bytes(begin.begin.message_id());
  const std::vector<std::uint64_t> lengths(begin.begin.section_bytes().begin(), begin.begin.section_bytes().end());
  std::string contents;
  Told next = world.large_taken(peer, *id, 0);
  while (true) {
    for (const core::LargeDeliveryChunk& chunk : next.large_chunks) {
      CORVID_CHECK(chunk.chunk.offset() == contents.size());
      contents += chunk.bytes;
    }
    if (!next.large_ended.empty()) {
      return envelope::join(begin.head, lengths, contents).value();
    }
    CORVID_CHECK(!next.large_chunks.empty());
    next = world.large_taken(peer, *id, contents.size());
  }
}

}  // namespace

TEST_CASE("a large message is accepted when all of it is there, and arrives whole", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(halt);
  const std::string envelope = large_report(world, 3 * kChunk + 17);
  const Told told = world.submit_large(halt, envelope);
  REQUIRE(told.receipts.size() == 1);
  CHECK(told.receipts[0].has_accepted());
  CHECK(rows_in(world, store::Table::kUpload) == 0);
  CHECK(rows_in(world, store::Table::kChunk) == 4);
  const std::string received = receive(world, vt, world.connect(vt));
  const auto sent = envelope::inspect(envelope);
  const auto got = envelope::inspect(received);
  CHECK(got.faults.empty());
  CHECK(got.envelope->signed_header == sent.envelope->signed_header);
  CHECK(envelope::section_contents(received) == envelope::section_contents(envelope));
  world.settle(vt, id_of(envelope), v1::Settle::AFGELEVERD);
  CHECK(rows_in(world, store::Table::kChunk) == 0);
  CHECK(rows_in(world, store::Table::kPayload) == 0);
  CHECK(world.told(halt).notices.at(0).kind() == v1::Notice::AFGELEVERD);
}

TEST_CASE("a large message that may not pass is refused on its head, and no content reaches the store",
          "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 2 * kChunk, "L-1", "0505");  // another region
  const auto parts = envelope::split(envelope).value();
  const Told told = world.large_begin(halt, CoreWorld::message_id_of(envelope), parts);
  REQUIRE(told.receipts.size() == 1);
  CHECK(codes(told.receipts[0].refused()) == std::vector<std::string>{"ONTVANGER_NIET_BEVOEGD"});
  CHECK(told.large_taken.empty());
  // Chunks that come all the same go nowhere.
  world.large_chunk(halt, CoreWorld::message_id_of(envelope), 0, parts.contents.substr(0, kChunk));
  CHECK(rows_in(world, store::Table::kChunk) == 0);
  CHECK(rows_in(world, store::Table::kUpload) == 0);
}

TEST_CASE("contents that are not what the header commits to are refused, and erased with a record", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 2 * kChunk);
  const std::string id = CoreWorld::message_id_of(envelope);
  auto parts = envelope::split(envelope).value();
  parts.contents.back() = 'b';
  world.large_begin(halt, id, parts);
  for (std::size_t at = 0; at < parts.contents.size(); at += kChunk) {
    world.large_chunk(halt, id, at, parts.contents.substr(at, kChunk));
  }
  const Told told = world.large_end(halt, id);
  REQUIRE(told.receipts.size() == 1);
  CHECK(codes(told.receipts[0].refused()) == std::vector<std::string>{"HANDTEKENING_ONGELDIG"});
  CHECK(rows_in(world, store::Table::kChunk) == 0);
  store::Turn turn(world.store());
  const auto last = store::read_record(turn, world.core().store_row().record_next() - 1);
  REQUIRE(last->body.has_destroyed());
  CHECK(last->body.destroyed().reason() == v1::Destroyed::AFGEBROKEN);
}

TEST_CASE("a chunk that is not the next one or too short, or an end too early, ends the upload and is told",
          "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 8 * kChunk);
  const std::string id = CoreWorld::message_id_of(envelope);
  const auto parts = envelope::split(envelope).value();
  world.large_begin(halt, id, parts);
  world.large_chunk(halt, id, 0, parts.contents.substr(0, kChunk));
  REQUIRE(rows_in(world, store::Table::kChunk) == 1);
  const std::string fault = GENERATE("repeated", "one left out", "short", "the end before its time");
  INFO(fault);
  Told told;
  if (fault == "repeated") {
    told = world.large_chunk(halt, id, 0, parts.contents.substr(0, kChunk));
  } else if (fault == "one left out") {
    told = world.large_chunk(halt, id, 2 * kChunk, parts.contents.substr(0, kChunk));
  } else if (fault == "short") {
    told = world.large_chunk(halt, id, kChunk, "short");
  } else {
    told = world.large_end(halt, id);
  }
  REQUIRE(told.unknown.size() == 1);
  CHECK(told.unknown[0].fault(0).code() == "BERICHT_ONLEESBAAR");
  REQUIRE(told.busy.size() == 1);
  CHECK(told.busy[0].message_id(0) == id);
  CHECK(rows_in(world, store::Table::kChunk) == 0);
  CHECK(rows_in(world, store::Table::kUpload) == 0);
  // From the start it goes well.
  CHECK(world.submit_large(halt, envelope).receipts.at(0).has_accepted());
}

TEST_CASE("an upload that its session leaves, or that falls silent, is erased", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 3 * kChunk);
  const std::string id = CoreWorld::message_id_of(envelope);
  const auto parts = envelope::split(envelope).value();
  world.large_begin(halt, id, parts);
  world.large_chunk(halt, id, 0, parts.contents.substr(0, kChunk));
  const std::string cause = GENERATE("the connection is lost", "a new session replaces it", "it falls silent");
  INFO(cause);
  if (cause == "the connection is lost") {
    world.lose(halt);
  } else if (cause == "a new session replaces it") {
    world.connect(halt);
  } else {
    v1::ClientCommand ping;
    ping.mutable_ping();
    Told heard;
    for (auto passed = 0s; passed < limits::kUploadSilenceMax; passed += 20s) {
      world.live(20s);
      heard = world.command(halt, ping);
    }
    // Its sender is told to begin again, and so is one whose chunk comes too late.
    REQUIRE(heard.busy.size() == 1);
    CHECK(heard.busy[0].message_id(0) == id);
    CHECK(world.large_chunk(halt, id, kChunk, parts.contents.substr(kChunk, kChunk)).busy.size() == 1);
  }
  CHECK(rows_in(world, store::Table::kChunk) == 0);
  CHECK(rows_in(world, store::Table::kUpload) == 0);
}

TEST_CASE("an upload that another one follows before its end is erased", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 3 * kChunk);
  const auto parts = envelope::split(envelope).value();
  world.large_begin(halt, CoreWorld::message_id_of(envelope), parts);
  world.large_chunk(halt, CoreWorld::message_id_of(envelope), 0, parts.contents.substr(0, kChunk));
  CHECK(world.submit_large(halt, large_report(world, 2 * kChunk, "L-2")).receipts.at(0).has_accepted());
  CHECK(rows_in(world, store::Table::kChunk) == 3);
  CHECK(rows_in(world, store::Table::kUpload) == 0);
}

TEST_CASE("what a former run left of an upload is erased at the start", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 3 * kChunk);
  const auto parts = envelope::split(envelope).value();
  world.large_begin(halt, CoreWorld::message_id_of(envelope), parts);
  world.large_chunk(halt, CoreWorld::message_id_of(envelope), 0, parts.contents.substr(0, kChunk));
  REQUIRE(rows_in(world, store::Table::kChunk) == 1);
  world.restart();
  CHECK(rows_in(world, store::Table::kChunk) == 0);
  CHECK(rows_in(world, store::Table::kUpload) == 0);
}

TEST_CASE("a repeat of a large message gets its first receipt without sending any content", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 2 * kChunk);
  const v1::Receipt first = world.submit_large(halt, envelope).receipts.at(0);
  const Told again =
      world.large_begin(halt, CoreWorld::message_id_of(envelope), envelope::split(envelope).value());
  REQUIRE(again.receipts.size() == 1);
  CHECK(again.receipts[0].SerializeAsString() == first.SerializeAsString());
}

TEST_CASE("small messages pass a large one under way, in both directions", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(halt);
  const std::string envelope = large_report(world, 20 * kChunk);
  world.submit_large(halt, envelope);
  Told told = world.connect(vt);
  REQUIRE(told.large_begun.size() == 1);
  told = world.large_taken(vt, id_of(envelope), 0);
  CHECK(told.large_chunks.size() == limits::kLargeWindowBytes / kChunk);
  const std::string small = report(world, "small");
  const Told next = world.told(vt);
  REQUIRE(next.deliveries.size() == 1);
  CHECK(id_of(next.deliveries[0].envelope) == id_of(small));
}

TEST_CASE("one large message at a time goes to a receiver, and the next begins when it has gone", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(halt);
  const std::string first = large_report(world, 5 * kChunk, "L-1");
  const std::string second = large_report(world, 5 * kChunk, "L-2");
  const std::string small = report(world, "small");
  world.submit_large(halt, first);
  world.submit_large(halt, second);
  const Told told = world.connect(vt);
  REQUIRE(told.large_begun.size() == 1);
  CHECK(told.large_begun[0].begin.message_id() == CoreWorld::message_id_of(first));
  CHECK(told.deliveries.size() == 1);
  world.large_taken(vt, id_of(first), 0);
  const Told after = world.large_taken(vt, id_of(first), 4 * kChunk);
  CHECK(after.large_ended.size() == 1);
  REQUIRE(after.large_begun.size() == 1);
  CHECK(after.large_begun[0].begin.message_id() == CoreWorld::message_id_of(second));
}

TEST_CASE("a large delivery that is cut off begins again from its head in the next session", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(halt);
  const std::string envelope = large_report(world, 5 * kChunk);
  world.submit_large(halt, envelope);
  world.connect(vt);
  world.large_taken(vt, id_of(envelope), 0);
  world.lose(vt);
  const Told again = world.connect(vt);
  REQUIRE(again.large_begun.size() == 1);
  CHECK(again.large_begun[0].begin.attempt() == 2);
  const std::string received = receive(world, vt, again);
  CHECK(envelope::inspect(received).faults.empty());
}

TEST_CASE("a receiver that takes what it was not sent moves nothing", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(halt);
  const std::string envelope = large_report(world, 9 * kChunk);
  world.submit_large(halt, envelope);
  world.connect(vt);
  CHECK(world.large_taken(vt, id_of(envelope), 9 * kChunk).large_chunks.empty());
  CHECK(world.large_taken(vt, id_of(envelope), 0).large_chunks.size() == 4);
  CHECK(world.large_taken(vt, id_of(envelope), 0).large_chunks.empty());
  CHECK(world.large_taken(vt, world.next_id(), 0).large_chunks.empty());
}

TEST_CASE("what goes out of large messages in one turn is bounded, and the rest follows by itself", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  Peer& vt = world.peer("vt_rotterdam");
  const std::string envelope = large_report(world, 5 * kChunk);
  world.submit_large(halt, envelope);
  const Told begun = world.connect(vt);
  REQUIRE(begun.large_begun.size() == 1);
  static_assert(limits::kDeliveredPerTurnBytes >= limits::kLargeWindowBytes);
  CHECK(world.large_taken(vt, id_of(envelope), 0).large_chunks.size() * kChunk <= limits::kDeliveredPerTurnBytes);
}

TEST_CASE("a large message over the limit is refused on its announced lengths", "[core][large]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 2 * kChunk);
  auto parts = envelope::split(envelope).value();
  parts.section_bytes.back() = limits::kEnvelopeBytesMax;
  const Told told = world.large_begin(halt, CoreWorld::message_id_of(envelope), parts);
  REQUIRE(told.receipts.size() == 1);
  CHECK(codes(told.receipts[0].refused()) == std::vector<std::string>{"BERICHT_TE_GROOT"});
}

TEST_CASE("without room no content comes in, and its sender is told", "[core][large][room]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = large_report(world, 8 * kChunk);
  const std::string id = CoreWorld::message_id_of(envelope);
  const auto parts = envelope::split(envelope).value();
  world.large_begin(halt, id, parts);
  world.large_chunk(halt, id, 0, parts.contents.substr(0, kChunk));
  world.set_room_bytes(0);
  const Told told = world.large_chunk(halt, id, kChunk, parts.contents.substr(kChunk, kChunk));
  REQUIRE(told.busy.size() == 1);
  CHECK(told.busy[0].fault().code() == "VASTLEGGING_NIET_MOGELIJK");
  CHECK(rows_in(world, store::Table::kChunk) == 0);
}
