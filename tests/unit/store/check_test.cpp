// The check finds every way in which views and journal can differ.
#include "store/check.h"

#include <catch2/catch.hpp>

#include <functional>

#include "store/keys.h"
#include "tests/unit/store/history.h"

namespace corvid::store::test {
namespace {

// One message that waits with a clock, one that ended and whose notice is unread, one refusal.
History sample() {
  History history;
  history.accept(1);
  history.add(History::term(1, v1::TermRecord::BEGONNEN));
  history.accept(2);
  history.add(delivered(message_id(2), 1));
  history.settle(2, v1::Notice::AFGELEVERD, 1);
  v1::RecordBody refused;
  refused.mutable_refused()->mutable_traffic()->set_message_id(std::string(message_id(3).bytes()));
  history.add(refused);
  return history;
}

void change(History& history, const std::vector<Write>& writes) {
  REQUIRE(history.store().commit(writes) == CommitOutcome::kCommitted);
}

TEST_CASE("views that follow from the journal differ in nothing") {
  History history = sample();
  const auto report = check_views(history.store());
  REQUIRE(report.ok());
  CHECK(report->differences == 0);
  CHECK(report->records == 6);
  CHECK(report->rows > 8);
}

TEST_CASE("a row that is missing, changed or too many is found in every view") {
  const std::vector<std::string> keys{
      message_key(message_id(1)),         refusal_key(message_id(3), 6),
      dedup_key(police(), "reference 1"), party_key(police()),
      term_key(message_id(1), "TRIAGE"),  due_key(WallTime{1'795'100'000'000}, message_id(1), "TRIAGE"),
      queue_key(veilig_thuis(), {1, 1}),  notice_key(police(), 1)};
  for (const std::string& key : keys) {
    INFO(describe_key(key));
    History missing = sample();
    change(missing, {{key, std::nullopt}});
    CHECK(check_views(missing.store())->differences == 1);
    History changed = sample();
    change(changed, {{key, "something else"}});
    CHECK(check_views(changed.store())->differences == 1);
  }
  History surplus = sample();
  change(surplus, {{message_key(message_id(9)), message_row(message_id(9)).SerializeAsString()}});
  const auto report = check_views(surplus.store());
  CHECK(report->differences == 1);
  REQUIRE(report->described.size() == 1);
  CHECK(report->described[0].find("does not follow") != std::string::npos);
}

TEST_CASE("a record that is missing from the middle of the journal is corruption, not a difference") {
  History history = sample();
  change(history, {{journal_key(3), std::nullopt}});
  const auto report = check_views(history.store());
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().code == Errc::kCorrupt);
  CHECK(report.error().text.find("record 3") != std::string::npos);
}

TEST_CASE("a record that means nothing is corruption, and the check goes no further") {
  History history = sample();
  v1::RecordBody settled = History::settled(2, v1::Notice::AFGELEVERD, 1);
  settled.mutable_settled()->set_outcome(v1::Notice::KIND_ONBEPAALD);
  v1::JournalRecord record;
  record.set_at_unix_ms(history.at().unix_ms);
  record.set_salt(salt());
  record.set_body(settled.SerializeAsString());
  change(history, {{journal_key(5), record.SerializeAsString()}});
  const auto report = check_views(history.store());
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().code == Errc::kCorrupt);
  CHECK(report.error().text.find("5") != std::string::npos);
}

TEST_CASE("records outside the journal's bounds are found") {
  History history = sample();
  change(history, {{journal_key(7), record_bytes(history.at(), salt(), delivered(message_id(1), 1))}});
  CHECK(check_views(history.store())->differences == 1);
}

TEST_CASE("a payload that outlived its message, and a message without its payload, are found") {
  v1::PayloadRow payload;
  payload.set_envelope("envelope");
  History kept = sample();
  change(kept, {{payload_key(message_id(2)), payload.SerializeAsString()}});
  CHECK(check_views(kept.store())->differences == 1);
  History lost = sample();
  change(lost, {{payload_key(message_id(1)), std::nullopt}});
  CHECK(check_views(lost.store())->differences == 1);
}

TEST_CASE("a large message that lacks a chunk is found") {
  const std::string upload(kUploadIdBytes, 'u');
  v1::PayloadRow payload;
  payload.set_envelope("head");
  payload.mutable_large()->set_upload(upload);
  payload.mutable_large()->add_section_bytes(7);
  payload.mutable_large()->add_section_bytes(3);
  History history = sample();
  change(history, {{payload_key(message_id(1)), payload.SerializeAsString()},
                   {chunk_key(upload, 0), "1234567"},
                   {chunk_key(upload, 1), "123"}});
  CHECK(check_views(history.store())->differences == 0);
  change(history, {{chunk_key(upload, 1), std::nullopt}});
  CHECK(check_views(history.store())->differences == 1);
}

TEST_CASE("content that belongs to no message and no upload is found") {
  const std::string upload(kUploadIdBytes, 'u');
  History history = sample();
  change(history, {{chunk_key(upload, 0), "stray"}, {chunk_key(upload, 1), "stray"}});
  CHECK(check_views(history.store())->differences == 1);
  v1::UploadRow row;
  row.set_message_id(std::string(message_id(7).bytes()));
  change(history, {{upload_key(upload), row.SerializeAsString()}});
  CHECK(check_views(history.store())->differences == 0);
}

TEST_CASE("a store that is empty has nothing to check") {
  const MemoryStore store;
  const auto report = check_views(store);
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().code == Errc::kNotFound);
}

}  // namespace
}  // namespace corvid::store::test
