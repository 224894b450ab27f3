// The in-memory store as files that keep what was destroyed: residue, scrubs, and what a crash makes of both.
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "store/memory_store.h"

namespace corvid::store::test {
namespace {

void commit(MemoryStore& store, const std::vector<Write>& batch) {
  REQUIRE(store.commit(batch) == CommitOutcome::kCommitted);
}

// With an erased, a replaced and a living value.
MemoryStore store_with_residue() {
  MemoryStore store;
  commit(store, {{"p1", "erased-canary"}, {"p2", "replaced-canary"}, {"p3", "living-canary"}});
  commit(store, {{"p1", std::nullopt}, {"p2", "new"}});
  return store;
}

const std::vector<KeyRange> kPayload{{"p", "q"}};

TEST_CASE("what was erased or replaced is found until a scrub is done") {
  MemoryStore store = store_with_residue();
  store.order_scrub(kPayload);
  CHECK(store.scrub_state() == ScrubState::kRunning);
  CHECK(store.holds_anywhere("erased-canary"));
  CHECK(store.holds_anywhere("replaced-canary"));
  store.finish_scrub(ScrubState::kDone);
  CHECK_FALSE(store.holds_anywhere("erased-canary"));
  CHECK_FALSE(store.holds_anywhere("replaced-canary"));
  CHECK_FALSE(store.holds_anywhere("p1"));
  CHECK(store.holds_anywhere("living-canary"));
  CHECK(store.scrub_state() == ScrubState::kDone);
  CHECK(store.scrub_state() == ScrubState::kIdle);
}

TEST_CASE("a scrub that failed destroys nothing and is told once") {
  MemoryStore store = store_with_residue();
  store.order_scrub(kPayload);
  store.finish_scrub(ScrubState::kFailed);
  CHECK(store.holds_anywhere("erased-canary"));
  CHECK(store.scrub_state() == ScrubState::kFailed);
  CHECK(store.scrub_state() == ScrubState::kIdle);
}

TEST_CASE("a value replaced within its own batch was written too") {
  MemoryStore store;
  commit(store, {{"p1", "first-canary"}, {"p1", "second"}});
  CHECK(store.holds_anywhere("first-canary"));
}

TEST_CASE("a scrub leaves what was erased after its order, and what is outside its ranges") {
  MemoryStore store = store_with_residue();
  commit(store, {{"a", "outside-canary"}, {"q", "end-canary"}});
  commit(store, {{"a", std::nullopt}, {"q", std::nullopt}});
  store.order_scrub(kPayload);
  commit(store, {{"p3", std::nullopt}});
  store.finish_scrub(ScrubState::kDone);
  CHECK_FALSE(store.holds_anywhere("erased-canary"));
  CHECK(store.holds_anywhere("living-canary"));
  CHECK(store.holds_anywhere("outside-canary"));
  CHECK(store.holds_anywhere("end-canary"));
}

TEST_CASE("a scrub at once is done when it is ordered") {
  MemoryStore store = store_with_residue();
  store.set_scrub_pace(ScrubPace::kAtOnce);
  store.order_scrub(kPayload);
  CHECK_FALSE(store.holds_anywhere("erased-canary"));
  CHECK(store.scrub_state() == ScrubState::kDone);
}

TEST_CASE("a crash loses a running scrub and keeps the residue") {
  MemoryStore store = store_with_residue();
  store.order_scrub(kPayload);
  store.crash();
  CHECK(store.scrub_state() == ScrubState::kIdle);
  CHECK(store.holds_anywhere("erased-canary"));
  store.order_scrub(kPayload);
  store.finish_scrub(ScrubState::kDone);
  CHECK_FALSE(store.holds_anywhere("erased-canary"));
  store.crash();
  CHECK(store.scrub_state() == ScrubState::kIdle);
}

TEST_CASE("a scrub after an indeterminate commit fails whatever was asked") {
  MemoryStore store = store_with_residue();
  store.fail_commit(0, CommitFault::kIndeterminateLost);
  REQUIRE(store.commit({{"p4", "x"}}) == CommitOutcome::kIndeterminate);
  store.order_scrub(kPayload);
  store.finish_scrub(ScrubState::kDone);
  CHECK(store.scrub_state() == ScrubState::kFailed);
  CHECK(store.holds_anywhere("erased-canary"));
}

TEST_CASE("a batch that nobody knows whether it survived is on disk when it did") {
  MemoryStore store;
  store.fail_commit(0, CommitFault::kIndeterminateKept);
  REQUIRE(store.commit({{"p1", "doubtful-canary"}}) == CommitOutcome::kIndeterminate);
  CHECK(store.dump().empty());
  CHECK(store.holds_anywhere("doubtful-canary"));
}

TEST_CASE("no lost commit brings back what a scrub destroyed") {
  MemoryStore store = store_with_residue();
  store.order_scrub(kPayload);
  commit(store, {{"p3", std::nullopt}});
  store.finish_scrub(ScrubState::kDone);
  REQUIRE(store.losable_commits() == 1);
  store.crash_and_lose(1);
  CHECK(store.dump() == std::vector<KeyValue>{{"p2", "new"}, {"p3", "living-canary"}});
  CHECK(store.losable_commits() == 0);
  CHECK_FALSE(store.holds_anywhere("erased-canary"));
}

TEST_CASE("a scrub that failed takes away no commit that can be lost") {
  MemoryStore store = store_with_residue();
  store.order_scrub(kPayload);
  store.finish_scrub(ScrubState::kFailed);
  store.crash_and_lose(1);
  CHECK(store.dump().front() == KeyValue{"p1", "erased-canary"});
}

TEST_CASE("the room is what the test says, and unknown while reads fail") {
  MemoryStore store;
  store.set_room_bytes(42);
  CHECK(store.room_bytes().value() == 42);
  store.fail_reads({Errc::kIo, "asked for"});
  CHECK(store.room_bytes().error().code == Errc::kIo);
  store.crash();
  CHECK(store.room_bytes().value() == 42);
}

TEST_CASE("a dump is every row in key order, also while reads fail") {
  MemoryStore store = store_with_residue();
  store.fail_reads({Errc::kIo, "asked for"});
  CHECK(store.dump() == std::vector<KeyValue>{{"p2", "new"}, {"p3", "living-canary"}});
}

}  // namespace
}  // namespace corvid::store::test
