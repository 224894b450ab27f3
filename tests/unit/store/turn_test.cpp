// A turn shows the committed state and its own writes as one.
#include "store/turn.h"

#include <catch2/catch.hpp>

#include <limits>
#include <random>

#include "store/memory_store.h"

namespace corvid::store {
namespace {

MemoryStore store_with(const std::vector<Write>& rows) {
  MemoryStore store;
  REQUIRE(store.commit(rows) == CommitOutcome::kCommitted);
  return store;
}

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

TEST_CASE("a turn reads its own writes before the store's") {
  const MemoryStore store = store_with({{"a", "old"}, {"b", "old"}, {"c", "old"}});
  Turn turn(store);
  turn.put("a", "new");
  turn.erase("b");
  CHECK(turn.get("a") == "new");
  CHECK(turn.get("b") == std::nullopt);
  CHECK(turn.get("c") == "old");
  CHECK(turn.get("d") == std::nullopt);
}

TEST_CASE("nothing a turn writes is in the store before the commit") {
  MemoryStore store;
  Turn turn(store);
  turn.put("a", "1");
  CHECK(store.row_count() == 0);
  REQUIRE(store.commit(turn.batch()) == CommitOutcome::kCommitted);
  CHECK(store.get("a").value() == "1");
}

TEST_CASE("a scan merges the turn's writes in order: puts show, replaced rows show once, erased rows do not") {
  const MemoryStore store = store_with({{"b", "old"}, {"d", "old"}, {"f", "old"}});
  Turn turn(store);
  turn.put("a", "new");
  turn.put("d", "new");
  turn.put("e", "new");
  turn.erase("f");
  turn.put("g", "new");
  CHECK(turn.scan("a", "z", kAll) ==
        std::vector<KeyValue>{{"a", "new"}, {"b", "old"}, {"d", "new"}, {"e", "new"}, {"g", "new"}});
}

TEST_CASE("a scan's bounds hold for the turn's writes too") {
  const MemoryStore store;
  Turn turn(store);
  turn.put("a", "");
  turn.put("b", "");
  turn.put("c", "");
  CHECK(turn.scan("b", "c", kAll) == std::vector<KeyValue>{{"b", ""}});
  CHECK(turn.scan("c", "b", kAll).empty());
  CHECK(turn.scan("a", "z", 0).empty());
}

TEST_CASE("rows that the turn erased do not count towards a scan's limit") {
  const MemoryStore store = store_with({{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}, {"e", ""}});
  Turn turn(store);
  turn.erase("a");
  turn.erase("b");
  turn.erase("bb");
  turn.erase("d");
  CHECK(turn.scan("a", "z", 2) == std::vector<KeyValue>{{"c", ""}, {"e", ""}});
}

TEST_CASE("a scan through a turn equals a scan after its commit, for random histories") {
  std::mt19937 random(20261123);  // NOLINT(cert-msc32-c,cert-msc51-cpp): a fixed seed replays
  const auto key = [&random] { return std::string(1, static_cast<char>('a' + random() % 12)); };
  for (int round = 0; round < 500; ++round) {
    MemoryStore store;
    std::vector<Write> rows;
    for (std::size_t count = random() % 10; count > 0; --count) {
      rows.push_back({key(), "old"});
    }
    REQUIRE(store.commit(rows) == CommitOutcome::kCommitted);
    Turn turn(store);
    for (std::size_t count = random() % 10; count > 0; --count) {
      if (random() % 2 == 0) {
        turn.put(key(), "new");
      } else {
        turn.erase(key());
      }
    }
    const std::string from = key();
    const std::string to = key();
    const std::size_t limit = random() % 6;
    const std::vector<KeyValue> through_turn = turn.scan(from, to, limit);
    REQUIRE(store.commit(turn.batch()) == CommitOutcome::kCommitted);
    INFO("round " << round);
    REQUIRE(through_turn == store.scan(from, to, limit).value());
  }
}

TEST_CASE("the batch holds each key once, with its last value, in key order") {
  const MemoryStore store;
  Turn turn(store);
  CHECK(turn.empty());
  turn.put("b", "1");
  turn.put("a", "1");
  turn.erase("a");
  turn.put("b", "2");
  CHECK_FALSE(turn.empty());
  CHECK(turn.wrote("a"));
  CHECK_FALSE(turn.wrote("c"));
  const std::vector<Write> batch = turn.batch();
  REQUIRE(batch.size() == 2);
  CHECK(batch.at(0).key == "a");
  CHECK(batch.at(0).value == std::nullopt);
  CHECK(batch.at(1).key == "b");
  CHECK(batch.at(1).value == "2");
}

TEST_CASE("taking the batch gives the same writes and leaves the turn empty") {
  const MemoryStore store;
  Turn turn(store);
  turn.put("b", "2");
  turn.erase("a");
  const std::vector<Write> taken = turn.take_batch();
  REQUIRE(taken.size() == 2);
  CHECK(taken.at(0).key == "a");
  CHECK(taken.at(1).value == "2");
  CHECK(turn.empty());
}

TEST_CASE("a read that fails makes the turn failed for good, and it answers that nothing is there") {
  MemoryStore store = store_with({{"a", "1"}});
  Turn turn(store);
  turn.put("b", "2");
  store.fail_reads({Errc::kIo, "first"});
  CHECK(turn.get("a") == std::nullopt);
  REQUIRE(turn.failed());
  CHECK(turn.failure()->code == Errc::kIo);

  store.crash();
  CHECK(turn.get("a") == std::nullopt);
  CHECK(turn.get("b") == std::nullopt);
  CHECK(turn.scan("a", "z", kAll).empty());
  turn.fail({Errc::kCorrupt, "second"});
  CHECK(turn.failure()->text == "first");
}

TEST_CASE("a scan that fails makes the turn failed") {
  MemoryStore store;
  store.fail_reads({Errc::kCorrupt, "asked for"});
  const Turn turn(store);
  CHECK(turn.scan("a", "z", kAll).empty());
  CHECK(turn.failed());
}

}  // namespace
}  // namespace corvid::store
