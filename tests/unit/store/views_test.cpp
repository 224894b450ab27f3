// The views: typed rows over a turn, checked on the way in and on the way out.
#include "store/views.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "store/keys.h"
#include "store/memory_store.h"
#include "tests/unit/store/samples.h"

namespace corvid::store::test {
namespace {

constexpr WallTime kDeadline{1'795'000'900'000};

// What `write` put, in a store of its own.
template <typename WriteRows>
MemoryStore store_after(const WriteRows& write) {
  MemoryStore store;
  Turn turn(store);
  Views views(turn);
  write(views);
  REQUIRE(store.commit(turn.batch()) == CommitOutcome::kCommitted);
  return store;
}

v1::DedupRow dedup_row() {
  v1::DedupRow row;
  row.set_message_id(std::string(message_id(1).bytes()));
  row.set_content_tag("content");
  return row;
}

v1::PayloadRow payload_row() {
  v1::PayloadRow row;
  row.set_envelope("exact bytes");
  row.mutable_statement()->set_body("statement");
  return row;
}

v1::StoreRow store_row(std::uint64_t commit, std::uint64_t record_next) {
  v1::StoreRow row;
  row.set_layout(kLayoutVersion);
  row.set_epoch(epoch());
  row.set_commit(commit);
  row.set_record_next(record_next);
  row.set_record_first(1);
  return row;
}

TEST_CASE("a message row comes back as it was put, and no other id has it") {
  const MemoryStore store =
      store_after([](Views& views) { views.put_message(message_id(1), message_row(message_id(1))); });
  Turn turn(store);
  const Views views(turn);
  REQUIRE(views.message(message_id(1)).has_value());
  CHECK(views.message(message_id(1))->SerializeAsString() == message_row(message_id(1)).SerializeAsString());
  CHECK_FALSE(views.message(message_id(2)).has_value());
  CHECK_FALSE(turn.failed());
}

TEST_CASE("a payload comes back byte for byte until it is destroyed") {
  MemoryStore store = store_after([](Views& views) { views.put_payload(message_id(1), payload_row()); });
  Turn turn(store);
  Views views(turn);
  CHECK(views.payload(message_id(1))->envelope() == "exact bytes");
  CHECK(views.payload(message_id(1))->statement().body() == "statement");
  views.destroy_payload(message_id(1));
  CHECK_FALSE(views.payload(message_id(1)).has_value());
  REQUIRE(store.commit(turn.batch()) == CommitOutcome::kCommitted);
  CHECK(store.row_count() == 0);
}

TEST_CASE("ids are found by their first bytes, accepted or refused, each once, in order, up to the limit") {
  const MemoryStore store = store_after([](Views& views) {
    views.put_message(message_id(2), message_row(message_id(2)));
    views.put_message(message_id(4), message_row(message_id(4)));
    views.put_refusal(message_id(1), 8);
    views.put_refusal(message_id(1), 9);
    views.put_refusal(message_id(2), 7);  // refused first, accepted later
    views.put_refusal(message_id(3), 6);
  });
  Turn turn(store);
  const Views views(turn);
  CHECK(views.message_ids({}, 10) ==
        std::vector<MessageId>{message_id(1), message_id(2), message_id(3), message_id(4)});
  CHECK(views.message_ids({}, 3) == std::vector<MessageId>{message_id(1), message_id(2), message_id(3)});
  CHECK(views.message_ids(message_id(3).bytes(), 10) == std::vector<MessageId>{message_id(3)});
  CHECK(views.message_ids(message_id(3).bytes().substr(0, 5), 10).size() == 4);
  CHECK(views.message_ids("\xff\xff", 10).empty());
}

TEST_CASE("refusals of an id are listed oldest first, up to the limit, without those of another id") {
  const MemoryStore store = store_after([](Views& views) {
    views.put_refusal(message_id(1), 256);
    views.put_refusal(message_id(1), 3);
    views.put_refusal(message_id(2), 4);
  });
  Turn turn(store);
  const Views views(turn);
  CHECK(views.refusals(message_id(1), 10) == std::vector<std::uint64_t>{3, 256});
  CHECK(views.refusals(message_id(1), 1) == std::vector<std::uint64_t>{3});
}

TEST_CASE("a reference is a duplicate only under the same sender, role and tag") {
  const MemoryStore store = store_after([](Views& views) { views.put_dedup(police(), "tag", dedup_row()); });
  Turn turn(store);
  const Views views(turn);
  REQUIRE(views.dedup(police(), "tag").has_value());
  CHECK(views.dedup(police(), "tag")->content_tag() == "content");
  CHECK_FALSE(views.dedup(police(), "ta").has_value());
  CHECK_FALSE(views.dedup(veilig_thuis(), "tag").has_value());
  CHECK_FALSE(views.dedup({police().oin, v1::RAAD}, "tag").has_value());
}

TEST_CASE("a party without a row has numbers that start at one and nothing read") {
  const MemoryStore store;
  Turn turn(store);
  const v1::PartyRow fresh = Views(turn).party(police());
  CHECK(fresh.notices_next() == 1);
  CHECK(fresh.place_next() == 1);
  CHECK(fresh.notices_read() == 0);
}

TEST_CASE("every party that has a row is listed, beyond one page of them") {
  const std::size_t count = limits::kPartiesMax + 3;
  const auto party = [](std::size_t number) {
    return PartyId{"99" + std::to_string(100'000'000'000'000'000 + number), v1::RAAD};
  };
  const MemoryStore store = store_after([&](Views& views) {
    for (std::size_t number = 0; number < count; ++number) {
      v1::PartyRow row = views.party(party(number));
      row.set_place_next(number + 1);
      views.put_party(party(number), row);
    }
  });
  Turn turn(store);
  const Views views(turn);
  const std::vector<PartyId> parties = views.parties();
  REQUIRE(parties.size() == count);
  CHECK(parties.front() == party(0));
  CHECK(parties.back() == party(count - 1));
  CHECK(views.party(party(5)).place_next() == 6);
}

TEST_CASE("a queue is read acute first, then in order of acceptance, from any place, per receiver") {
  const MemoryStore store = store_after([](Views& views) {
    views.put_queued(police(), {{1, 1}, message_id(1), kDeadline});
    views.put_queued(police(), {{1, 300}, message_id(2), kDeadline});
    views.put_queued(police(), {{0, 400}, message_id(3), kDeadline});
    views.put_queued(veilig_thuis(), {{0, 1}, message_id(4), kDeadline});
  });
  Turn turn(store);
  Views views(turn);
  const std::vector<QueueEntry> all = views.queued(police(), {0, 0}, 10);
  REQUIRE(all.size() == 3);
  CHECK(all.at(0).message == message_id(3));
  CHECK(all.at(1).message == message_id(1));
  CHECK(all.at(2).message == message_id(2));
  CHECK(all.at(2).at == QueuePlace{1, 300});
  CHECK(views.queued(police(), {0, 0}, 2).size() == 2);
  CHECK(views.queued(police(), {1, 2}, 10).size() == 1);

  views.erase_queued(police(), {1, 1});
  CHECK(views.queued(police(), {1, 0}, 1).at(0).message == message_id(2));
}

TEST_CASE("notices are read in order from a number, and erased up to one") {
  const MemoryStore store = store_after([](Views& views) {
    for (std::uint64_t number = 254; number <= 258; ++number) {
      views.put_notice(police(), notice(number, message_id(1)));
    }
    views.put_notice(veilig_thuis(), notice(255, message_id(2)));
  });
  Turn turn(store);
  Views views(turn);
  const std::vector<v1::Notice> two = views.notices(police(), 255, 2);
  REQUIRE(two.size() == 2);
  CHECK(two.at(0).number() == 255);
  CHECK(two.at(0).message_id() == message_id(1).bytes());
  CHECK(two.at(1).number() == 256);

  views.erase_notices(police(), 254, 256);
  CHECK(views.notices(police(), 1, 10).size() == 2);
  CHECK(views.notices(veilig_thuis(), 1, 10).size() == 1);
  views.erase_notices(police(), 5, 4);
  CHECK(views.notices(police(), 1, 10).size() == 2);
}

TEST_CASE("the store row comes back as it was put, and its counters may stay or rise") {
  MemoryStore store = store_after([](Views& views) { views.put_store_row(store_row(5, 9)); });
  Turn turn(store);
  Views views(turn);
  CHECK(views.store_row()->commit() == 5);
  CHECK(views.store_row()->record_next() == 9);
  views.put_store_row(store_row(6, 9));
  CHECK(views.store_row()->commit() == 6);
}

}  // namespace
}  // namespace corvid::store::test
