// The store and other processes: one opener at a time, and what a kill leaves behind.
#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

#include "store/keys.h"
#include "store/rocks_store.h"
#include "tests/component/store/writer.h"
#include "tests/support/temp_dir.h"

namespace corvid::store::test {
namespace {

std::size_t count_rows(const KeyValueStore& store, Table table) {
  const KeyRange all = keys_starting(table, {});
  return store.scan(all.from, all.to, 1'000'000)->size();
}

TEST_CASE("a killed process loses nothing that was acknowledged and leaves no batch in halves") {
  // 4 000 batches of 20 kB fill the payload buffer twice, so the later kills fall among flushes.
  for (const std::uint64_t commits : {1U, 10U, 500U, 4'000U}) {
    const corvid::test::TempDir folder;
    std::uint64_t acknowledged = 0;
    {
      Writer writer(folder.path());
      while (acknowledged < commits) {
        const std::uint64_t number = writer.next_acknowledged();
        REQUIRE(number == acknowledged + 1);
        acknowledged = number;
      }
      writer.kill();
      for (std::uint64_t number = writer.next_acknowledged(); number != 0; number = writer.next_acknowledged()) {
        acknowledged = number;
      }
    }
    const auto store = open_rocks_store(folder.path());
    REQUIRE(store.ok());
    INFO("killed after " << acknowledged << " acknowledged commits");
    const std::size_t records = count_rows(**store, Table::kJournal);
    // One commit may have been durable without our hearing of it.
    CHECK((records == acknowledged || records == acknowledged + 1));
    CHECK(count_rows(**store, Table::kPayload) == records);
    CHECK((*store)->get(journal_key(acknowledged)).value() == std::to_string(acknowledged));
  }
}

TEST_CASE("a store that another process has open is refused as in use") {
  const corvid::test::TempDir folder;
  Writer writer(folder.path());
  REQUIRE(writer.next_acknowledged() == 1);
  const auto store = open_rocks_store(folder.path());
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().code == Errc::kUnavailable);
  CHECK(store.error().text.find("in use") != std::string::npos);
}

TEST_CASE("a process that finds the store in use does no harm to the one that has it") {
  const corvid::test::TempDir folder;
  const auto store = open_rocks_store(folder.path());
  REQUIRE(store.ok());
  Writer second(folder.path());
  CHECK(second.next_acknowledged() == 0);
  CHECK(second.wait() == 3);
  CHECK((*store)->commit({{"\x10"
                           "a",
                           "1"}}) == CommitOutcome::kCommitted);
}

}  // namespace
}  // namespace corvid::store::test
