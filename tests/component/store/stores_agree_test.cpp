// The store in memory stands for the one on disk in the simulation, so both must give the same answers and the same
// survivors of a crash.
#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/memory_store.h"
#include "tests/component/store/random_history.h"
#include "tests/component/store/rocks_fixture.h"
#include "tests/component/store/writer.h"
#include "tests/support/seed.h"

namespace corvid::store::test {
namespace {

void crash(RocksUnderTest& rocks, MemoryStore& memory) {
  rocks.reopen();
  memory.crash();
}

TEST_CASE("both stores give the same answers and the same whole on a random history") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  RandomHistory history(seed);
  RocksUnderTest rocks;
  MemoryStore memory;
  memory.set_scrub_pace(ScrubPace::kAtOnce);
  for (int round = 0; round < 500; ++round) {
    INFO("round " << round);
    const std::vector<Write> batch = history.batch();
    REQUIRE(rocks.store().commit(batch) == memory.commit(batch));
    if (history.below(60) == 0) {
      crash(rocks, memory);
      REQUIRE(all_rows(rocks.store()) == memory.dump());
    }
    const std::string from = history.key();
    const std::string to = history.key();
    if (history.below(20) == 0) {
      REQUIRE(scrubbed(rocks.store(), {{from, to}}) == scrubbed(memory, {{from, to}}));
    }
    const std::size_t limit = history.below(30);
    REQUIRE(rocks.store().scan(from, to, limit).value() == memory.scan(from, to, limit).value());
    REQUIRE(rocks.store().get(from).value() == memory.get(from).value());
  }
  CHECK(all_rows(rocks.store()) == memory.dump());
  CHECK(memory.row_count() > 0);
  crash(rocks, memory);
  CHECK(all_rows(rocks.store()) == memory.dump());
}

// The last number that a writer acknowledges which is killed after `commits` more than `before`.
std::uint64_t killed_after(const std::filesystem::path& folder, std::uint64_t seed, std::uint64_t before,
                           std::uint64_t commits) {
  Writer writer(folder, seed, before + 1);
  std::uint64_t acknowledged = before;
  while (acknowledged < before + commits) {
    REQUIRE(writer.next_acknowledged() == acknowledged + 1);
    ++acknowledged;
  }
  writer.kill();
  for (std::uint64_t number = writer.next_acknowledged(); number != 0; number = writer.next_acknowledged()) {
    acknowledged = number;
  }
  return acknowledged;
}

TEST_CASE("both stores keep the same survivors when the process is killed, among scrubs too") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  const corvid::test::TempDir folder;
  RandomHistory history(seed);
  RandomHistory moments(seed + 1);
  MemoryStore memory;
  std::uint64_t survived = 0;
  for (int kill = 0; kill < 12; ++kill) {
    const std::uint64_t acknowledged = killed_after(folder.path(), seed, survived, 1 + moments.below(100));
    INFO("kill " << kill << " after " << acknowledged << " acknowledged commits");
    for (; survived < acknowledged; ++survived) {
      REQUIRE(committed(memory, history.batch()));
    }
    const auto store = open_rocks_store(folder.path());
    REQUIRE(store.ok());
    const std::vector<KeyValue> survivors = all_rows(**store);
    // The one that was under way is there whole or not at all, which the store in memory is told beforehand.
    MemoryStore with_next = memory;
    with_next.fail_commit(0, CommitFault::kIndeterminateKept);
    RandomHistory ahead = history;
    REQUIRE(with_next.commit(ahead.batch()) == CommitOutcome::kIndeterminate);
    with_next.crash();
    if (survivors != memory.dump()) {
      REQUIRE((survivors == with_next.dump()));
      memory = with_next;
      history = ahead;
      ++survived;
    }
  }
  CHECK(memory.row_count() > 0);
}

}  // namespace
}  // namespace corvid::store::test
