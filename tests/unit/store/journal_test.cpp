// The journal: numbered records, and evidence that anyone can compute.
#include "store/journal.h"

#include "store/derive.h"

#include <catch2/catch.hpp>

#include "proto/base/hex.h"
#include "store/keys.h"
#include "store/memory_store.h"
#include "store/views.h"
#include "tests/unit/store/samples.h"

namespace corvid::store::test {
namespace {

constexpr WallTime kAt{1'795'000'000'789};
constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

v1::StoreRow fresh_row() {
  v1::StoreRow row;
  row.set_record_next(1);
  row.set_record_first(1);
  return row;
}

TEST_CASE("an appended record is read back under its number, in the same turn and after the commit") {
  MemoryStore store;
  Turn turn(store);
  v1::StoreRow row = fresh_row();
  CHECK(append_record(turn, row, kAt, salt(), delivered(message_id(1), 4)) == 1);
  CHECK(read_record(turn, 1)->body.delivered().attempt() == 4);
  REQUIRE(store.commit(turn.batch()) == CommitOutcome::kCommitted);

  const Turn later(store);
  const std::optional<StoredRecord> record = read_record(later, 1);
  REQUIRE(record.has_value());
  CHECK(record->at == kAt);
  CHECK(record->body.delivered().message_id() == message_id(1).bytes());
  CHECK_FALSE(later.failed());
}

TEST_CASE("a number that was never used has no record, and that is no failure") {
  const MemoryStore store;
  const Turn turn(store);
  CHECK_FALSE(read_record(turn, 1).has_value());
  CHECK_FALSE(turn.failed());
}

TEST_CASE("records stand in the store in the order of their numbers") {
  MemoryStore store;
  Turn turn(store);
  v1::StoreRow row = fresh_row();
  for (std::uint64_t number = 1; number <= 300; ++number) {
    append_record(turn, row, kAt, salt(), delivered(message_id(1), static_cast<std::uint32_t>(number)));
  }
  const std::vector<KeyValue> rows = turn.scan(journal_key(255), journal_key(258), 10);
  REQUIRE(rows.size() == 3);
  CHECK(rows.at(0).key == journal_key(255));
  CHECK(rows.at(1).key == journal_key(256));
  CHECK(rows.at(2).key == journal_key(257));
}

TEST_CASE("a segment is the records of one day in a row, also after the clock was set back") {
  const MemoryStore store;
  Turn turn(store);
  Views views(turn);
  v1::StoreRow row = fresh_row();
  const auto append = [&](std::int64_t later_ms) {
    append_record(turn, row, WallTime{kAt.unix_ms + later_ms}, salt(), delivered(message_id(1), 1));
  };
  append(0);
  append(1000);
  append(400 * kDayMs);
  append(kDayMs);
  append(kDayMs);
  append(2 * kDayMs);
  const std::uint32_t day = day_of(kAt);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> found;
  for (const Segment& segment : views.segments(10)) {
    found.emplace_back(segment.first, segment.day);
  }
  CHECK(found ==
        std::vector<std::pair<std::uint64_t, std::uint32_t>>{{1, day}, {3, day + 400}, {4, day + 1}, {6, day + 2}});
  CHECK(row.record_next() == 7);
}

TEST_CASE("the first record begins a segment also in 1970") {
  const MemoryStore store;
  Turn turn(store);
  v1::StoreRow row = fresh_row();
  append_record(turn, row, WallTime{5}, salt(), delivered(message_id(1), 1));
  CHECK(Views(turn).segment(1).has_value());
}

TEST_CASE("a record that means nothing is corruption when it is read") {
  std::vector<v1::RecordBody> bodies(10);
  bodies[0].mutable_submitted();
  bodies[1].mutable_delivered()->set_message_id("short");
  bodies[2].mutable_settled()->set_message_id(std::string(message_id(1).bytes()));  // ends in nothing
  bodies[3].mutable_processed()->set_message_id(std::string(message_id(1).bytes()));
  bodies[4].mutable_notices_read()->set_number(3);  // of nobody
  bodies[5].mutable_term()->set_step(v1::TermRecord::BEGONNEN);
  bodies[6].mutable_carried();
  bodies[7].mutable_carried()->mutable_party()->mutable_row()->set_notices_next(1);
  bodies[8].mutable_carried()->mutable_term()->set_klok("TRIAGE");
  bodies[9].mutable_destroyed();
  for (const v1::RecordBody& body : bodies) {
    INFO(body.kind_case());
    v1::JournalRecord record;
    record.set_at_unix_ms(kAt.unix_ms);
    record.set_salt(salt());
    record.set_body(body.SerializeAsString());
    MemoryStore store;
    REQUIRE(store.commit({{journal_key(7), record.SerializeAsString()}}) == CommitOutcome::kCommitted);
    const Turn turn(store);
    CHECK_FALSE(read_record(turn, 7).has_value());
    REQUIRE(turn.failed());
    CHECK(turn.failure()->code == Errc::kCorrupt);
    CHECK(turn.failure()->text.find("journal") != std::string::npos);
  }
}

TEST_CASE("an evidence entry is version 1, the type, and SHA-256 over salt and body") {
  std::string counting;
  for (char byte = 0; byte < 32; ++byte) {
    counting.push_back(byte);
  }
  // python3: "0103" + hashlib.sha256(bytes(range(32)) + b"corvid").hexdigest()
  CHECK(to_hex(evidence_entry(3, counting, "corvid")) ==
        "010396e497aec7f0ec4c4302120de8698fa5d46391a5e62430549bd22c6f7ffa7d36");
}

TEST_CASE("a stored record's evidence is over its own salt and the exact bytes of its body") {
  const MemoryStore store;
  Turn turn(store);
  const v1::RecordBody body = delivered(message_id(1), 4);
  v1::StoreRow row = fresh_row();
  append_record(turn, row, kAt, salt(), body);
  CHECK(read_record(turn, 1)->evidence == evidence_entry(3, salt(), body.SerializeAsString()));
  CHECK(read_record(turn, 1)->evidence.size() == 34);
}

TEST_CASE("a record whose bytes are not what was written fails the turn as corrupt") {
  v1::JournalRecord sound;
  sound.set_salt(salt());
  sound.set_body(delivered(message_id(1), 4).SerializeAsString());
  v1::JournalRecord short_salt = sound;
  short_salt.set_salt("short");
  v1::JournalRecord garbled = sound;
  garbled.set_body("\xff\xff");
  v1::JournalRecord unknown_kind = sound;
  unknown_kind.set_body(std::string("\x9a\x3f\x00", 3));  // field 1011, as a later version might write
  const std::string bytes = GENERATE_COPY(std::string("\xff\xff"), short_salt.SerializeAsString(),
                                          garbled.SerializeAsString(), unknown_kind.SerializeAsString());
  MemoryStore store;
  REQUIRE(store.commit({{journal_key(1), bytes}}) == CommitOutcome::kCommitted);
  const Turn turn(store);
  CHECK_FALSE(read_record(turn, 1).has_value());
  REQUIRE(turn.failed());
  CHECK(turn.failure()->code == Errc::kCorrupt);
}

}  // namespace
}  // namespace corvid::store::test
