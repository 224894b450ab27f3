// A row that is not what was written fails the turn, in every table, and is never answered as if it were.
#include <catch2/catch.hpp>

#include <functional>
#include <string>

#include "store/keys.h"
#include "store/memory_store.h"
#include "store/views.h"
#include "tests/unit/store/samples.h"

namespace corvid::store::test {
namespace {

struct CorruptRow {
  std::string what;
  Write row;
  std::function<bool(const Views&)> finds_something;
};

v1::MessageRow with_state(int state) {
  v1::MessageRow row = message_row(message_id(1));
  row.set_state(static_cast<v1::MessageRow::State>(state));
  return row;
}

CorruptRow message_case(const char* what, std::string bytes) {
  return {what, {message_key(message_id(1)), std::move(bytes)}, [](const Views& views) {
            return views.message(message_id(1)).has_value();
          }};
}

std::vector<CorruptRow> corrupt_messages() {
  v1::MessageRow twice = message_row(message_id(1));
  twice.add_record(twice.record(0));
  return {
      message_case("a message row that does not parse", "\xff\xff"),
      message_case("a message row under another id", message_row(message_id(2)).SerializeAsString()),
      message_case("a message row without a state", with_state(0).SerializeAsString()),
      message_case("a message row in a state we do not know", with_state(99).SerializeAsString()),
      message_case("a message row whose records do not ascend", twice.SerializeAsString()),
      {"a message key that holds no id",
       {"\x10nonsense", "x"},
       [](const Views& views) { return !views.message_ids({}, 10).empty(); }},
      {"a refusal with a value",
       {refusal_key(message_id(1), 3), "x"},
       [](const Views& views) { return !views.refusals(message_id(1), 10).empty(); }},
      {"a payload without an envelope",
       {payload_key(message_id(1)), ""},
       [](const Views& views) { return views.payload(message_id(1)).has_value(); }},
      {"a duplicate of no message",
       {dedup_key(police(), "tag"), ""},
       [](const Views& views) { return views.dedup(police(), "tag").has_value(); }},
  };
}

std::vector<CorruptRow> corrupt_parties() {
  v1::PartyRow ahead;
  ahead.set_notices_next(3);
  ahead.set_notices_read(3);
  ahead.set_place_next(1);
  v1::StoreRow short_epoch;
  short_epoch.set_layout(kLayoutVersion);
  short_epoch.set_epoch("short");
  short_epoch.set_record_next(1);
  short_epoch.set_record_first(1);
  return {
      {"a party that read more than there is",
       {party_key(police()), ahead.SerializeAsString()},
       [](const Views& views) { return views.party(police()).notices_next() == 3; }},
      {"a party key that holds no party",
       {"\x13nonsense", "x"},
       [](const Views& views) { return !views.parties().empty(); }},
      {"a queue entry that holds no id",
       {queue_key(police(), {1, 1}), "nonsense"},
       [](const Views& views) {
         return !views.queued(police(), {0, 0}, 10).empty();
       }},
      {"a queue key of another length",
       {queue_key(police(), {1, 1}) + "x", std::string(message_id(1).bytes())},
       [](const Views& views) {
         return !views.queued(police(), {0, 0}, 10).empty();
       }},
      {"a notice under another number",
       {notice_key(police(), 4), notice(5, message_id(1)).SerializeAsString()},
       [](const Views& views) { return !views.notices(police(), 1, 10).empty(); }},
      {"a notice of no kind",
       {notice_key(police(), 4), "\x08\x04"},
       [](const Views& views) { return !views.notices(police(), 1, 10).empty(); }},
      {"a store row whose epoch is too short",
       {store_key(), short_epoch.SerializeAsString()},
       [](const Views& views) { return views.store_row().has_value(); }},
  };
}

void require_failure(const CorruptRow& corrupt) {
  INFO(corrupt.what);
  MemoryStore store;
  REQUIRE(store.commit({corrupt.row}) == CommitOutcome::kCommitted);
  Turn turn(store);
  CHECK_FALSE(corrupt.finds_something(Views(turn)));
  REQUIRE(turn.failed());
  CHECK(turn.failure()->code == Errc::kCorrupt);
}

TEST_CASE("a message, refusal, payload or duplicate row that is not what was written fails the turn") {
  for (const CorruptRow& corrupt : corrupt_messages()) {
    require_failure(corrupt);
  }
}

TEST_CASE("a party, queue, notice or store row that is not what was written fails the turn") {
  for (const CorruptRow& corrupt : corrupt_parties()) {
    require_failure(corrupt);
  }
}

}  // namespace
}  // namespace corvid::store::test
