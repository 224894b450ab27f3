// The in-memory store: the crash semantics that the simulation relies on, and its entry to the contract of every store.
#include "store/memory_store.h"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "store/layout.h"
#include "tests/unit/store/samples.h"
#include "tests/unit/store/store_under_test.h"

namespace corvid::store::test {

namespace {

// Reopening is what a crash does to a store whose commits all succeeded.
class MemoryUnderTest final : public StoreUnderTest {
 public:
  MemoryUnderTest() { store_.set_scrub_pace(ScrubPace::kAtOnce); }
  KeyValueStore& store() override { return store_; }
  void reopen() override { store_.crash(); }

 private:
  MemoryStore store_;
};

std::optional<std::string> value_at(const MemoryStore& store, std::string_view key) { return store.get(key).value(); }

}  // namespace

std::unique_ptr<StoreUnderTest> make_store_under_test() { return std::make_unique<MemoryUnderTest>(); }

TEST_CASE("a refused commit wrote nothing and the next one works") {
  MemoryStore store;
  store.fail_commit(0, CommitFault::kRefused);
  CHECK(store.commit({{"a", "1"}}) == CommitOutcome::kRefused);
  CHECK(value_at(store, "a") == std::nullopt);
  CHECK(store.commit({{"a", "2"}}) == CommitOutcome::kCommitted);
  store.crash();
  CHECK(value_at(store, "a") == "2");
}

TEST_CASE("an indeterminate commit that was lost is not there after the crash") {
  MemoryStore store;
  REQUIRE(store.commit({{"a", "1"}}) == CommitOutcome::kCommitted);
  store.fail_commit(0, CommitFault::kIndeterminateLost);
  CHECK(store.commit({{"a", "2"}, {"b", "2"}}) == CommitOutcome::kIndeterminate);
  store.crash();
  CHECK(value_at(store, "a") == "1");
  CHECK(value_at(store, "b") == std::nullopt);
}

TEST_CASE("an indeterminate commit that survived is whole after the crash and hidden before it") {
  MemoryStore store;
  REQUIRE(store.commit({{"a", "1"}}) == CommitOutcome::kCommitted);
  store.fail_commit(0, CommitFault::kIndeterminateKept);
  CHECK(store.commit({{"a", std::nullopt}, {"b", "2"}}) == CommitOutcome::kIndeterminate);
  CHECK(value_at(store, "a") == "1");
  CHECK(value_at(store, "b") == std::nullopt);
  store.crash();
  CHECK(value_at(store, "a") == std::nullopt);
  CHECK(value_at(store, "b") == "2");
}

TEST_CASE("after an indeterminate commit every later one is indeterminate and writes nothing, until the crash") {
  MemoryStore store;
  store.fail_commit(0, CommitFault::kIndeterminateLost);
  REQUIRE(store.commit({{"a", "1"}}) == CommitOutcome::kIndeterminate);
  CHECK(store.commit({{"b", "1"}}) == CommitOutcome::kIndeterminate);
  store.crash();
  CHECK(store.row_count() == 0);
  CHECK(store.commit({{"b", "1"}}) == CommitOutcome::kCommitted);
}

TEST_CASE("the commit that was named fails, not the ones before it") {
  MemoryStore store;
  store.fail_commit(2, CommitFault::kRefused);
  CHECK(store.commit({{"a", "1"}}) == CommitOutcome::kCommitted);
  CHECK(store.commit({{"b", "1"}}) == CommitOutcome::kCommitted);
  CHECK(store.commit({{"c", "1"}}) == CommitOutcome::kRefused);
}

TEST_CASE("a disk that lied loses the newest commits whole and in order") {
  MemoryStore store;
  REQUIRE(store.commit({{"a", "1"}, {"b", "1"}}) == CommitOutcome::kCommitted);
  REQUIRE(store.commit({{"a", "2"}, {"a", "3"}, {"b", std::nullopt}}) == CommitOutcome::kCommitted);
  REQUIRE(store.commit({{"c", "4"}}) == CommitOutcome::kCommitted);
  store.crash_and_lose(2);
  CHECK(store.scan("", "z", 10).value() == std::vector<KeyValue>{{"a", "1"}, {"b", "1"}});
}

TEST_CASE("as many commits as promised can be lost") {
  MemoryStore store;
  for (std::size_t number = 0; number < MemoryStore::kLosableCommitsMax + 5; ++number) {
    REQUIRE(store.commit({{"count", std::to_string(number)}}) == CommitOutcome::kCommitted);
  }
  store.crash_and_lose(MemoryStore::kLosableCommitsMax);
  CHECK(value_at(store, "count") == "4");
}

TEST_CASE("a copy is a backup that later commits do not touch") {
  MemoryStore store;
  REQUIRE(store.commit({{"a", "1"}}) == CommitOutcome::kCommitted);
  const MemoryStore backup = store;
  REQUIRE(store.commit({{"a", "2"}}) == CommitOutcome::kCommitted);
  CHECK(value_at(backup, "a") == "1");
}

TEST_CASE("a store that cannot be written or read gets no layout") {
  MemoryStore store;
  store.fail_commit(0, CommitFault::kRefused);
  CHECK(open_layout(store, epoch()).error().code == Errc::kIo);
  store.fail_commit(0, CommitFault::kIndeterminateKept);
  CHECK(open_layout(store, epoch()).error().code == Errc::kIo);
  store.crash();
  CHECK(open_layout(store, std::string(kEpochBytes, 'x'))->epoch() == epoch());
  store.fail_reads({Errc::kIo, "asked for"});
  CHECK(open_layout(store, epoch()).error().code == Errc::kIo);
}

TEST_CASE("reads fail as asked until the crash") {
  MemoryStore store;
  store.fail_reads({Errc::kIo, "asked for"});
  CHECK(store.get("a").error().code == Errc::kIo);
  CHECK(store.scan("a", "b", 1).error().code == Errc::kIo);
  store.crash();
  CHECK(store.get("a").ok());
}

}  // namespace corvid::store::test
