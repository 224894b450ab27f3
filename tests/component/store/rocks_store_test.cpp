// RocksDB behind the seam: what a folder can be wrong in, and its entry to the contract of every store.
#include "store/rocks_store.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tests/component/store/rocks_fixture.h"

namespace corvid::store::test {
namespace {

namespace fs = std::filesystem;
using corvid::test::TempDir;

// The one file in `folder` with this extension that holds something.
fs::path file_with_extension(const fs::path& folder, const std::string& extension) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension && entry.file_size() > 0) {
      return entry.path();
    }
  }
  return {};
}

// A closed store with `commits` synced batches in its log.
void fill(const fs::path& folder, int commits) {
  const auto store = open_rocks_store(folder);
  for (int number = 0; number < commits; ++number) {
    REQUIRE(committed(**store, {{"\x60" + std::string(1, static_cast<char>(number)), std::string(1000, 'x')}}));
  }
}

void flip_a_bit(const fs::path& file, std::streamoff at) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(at);
  const auto flipped = static_cast<char>(bytes.get() ^ 1);
  bytes.seekp(at);
  bytes.put(flipped);
}

TEST_CASE("a folder that does not exist is created, with those above it") {
  const TempDir folder;
  CHECK(open_rocks_store(folder.path() / "a" / "b").ok());
  CHECK(fs::exists(folder.path() / "a" / "b" / "CURRENT"));
}

TEST_CASE("a store that this process has open already is refused as in use") {
  const TempDir folder;
  const auto first = open_rocks_store(folder.path());
  REQUIRE(first.ok());
  const auto second = open_rocks_store(folder.path());
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == Errc::kUnavailable);
}

TEST_CASE("a folder that cannot be made is an error of the environment") {
  const TempDir folder;
  std::ofstream(folder.path() / "file") << "not a folder";
  CHECK(open_rocks_store(folder.path() / "file" / "store").error().code == Errc::kIo);
}

TEST_CASE("one flipped bit in the log is refused as corrupt, not silently cut off") {
  const TempDir folder;
  fill(folder.path(), 100);
  flip_a_bit(file_with_extension(folder.path(), ".log"), 50'000);
  CHECK(open_rocks_store(folder.path()).error().code == Errc::kCorrupt);
}

TEST_CASE("a log whose last record was cut short opens with everything before it") {
  const TempDir folder;
  fill(folder.path(), 100);
  const fs::path log = file_with_extension(folder.path(), ".log");
  fs::resize_file(log, fs::file_size(log) - 10);
  const auto store = open_rocks_store(folder.path());
  REQUIRE(store.ok());
  CHECK((*store)->scan("\x60", "\x61", kAll)->size() == 99);
}

TEST_CASE("a log without the file CURRENT is refused, not replaced by an empty store") {
  const TempDir folder;
  fill(folder.path(), 3);
  fs::remove(folder.path() / "CURRENT");
  CHECK(open_rocks_store(folder.path()).error().code == Errc::kCorrupt);
  CHECK_FALSE(file_with_extension(folder.path(), ".log").empty());
}

TEST_CASE("tables without the file CURRENT are refused, not replaced by an empty store") {
  const TempDir folder;
  fill(folder.path(), 3);
  fill(folder.path(), 1);  // reopening turned the first log into a table
  fs::remove(folder.path() / "CURRENT");
  fs::remove(file_with_extension(folder.path(), ".log"));
  CHECK(open_rocks_store(folder.path()).error().code == Errc::kCorrupt);
  CHECK_FALSE(file_with_extension(folder.path(), ".sst").empty());
}

TEST_CASE("a table file that is missing is refused as corrupt") {
  const TempDir folder;
  fill(folder.path(), 3);
  fill(folder.path(), 1);  // reopening turned the first log into a table
  const fs::path table = file_with_extension(folder.path(), ".sst");
  REQUIRE_FALSE(table.empty());
  fs::remove(table);
  CHECK(open_rocks_store(folder.path()).error().code == Errc::kCorrupt);
}

TEST_CASE("a flipped bit in a table file is found when its rows are read") {
  const TempDir folder;
  fill(folder.path(), 100);
  REQUIRE(open_rocks_store(folder.path()).ok());
  flip_a_bit(file_with_extension(folder.path(), ".sst"), 100);
  const auto store = open_rocks_store(folder.path());
  REQUIRE(store.ok());
  CHECK((*store)->scan("\x60", "\x61", kAll).error().code == Errc::kCorrupt);
}

TEST_CASE("after a write that failed every commit is indeterminate, and what was acknowledged is there again later") {
  RocksUnderTest rocks;
  int acknowledged = 0;
  {
    const FileSizeLimit disk_is_full(1'000'000);
    const std::string value(10'000, 'x');
    CommitOutcome outcome = CommitOutcome::kCommitted;
    while (outcome == CommitOutcome::kCommitted && acknowledged < 200) {
      outcome = rocks.store().commit({{"\x60" + std::string(1, static_cast<char>(acknowledged)), value}});
      acknowledged += outcome == CommitOutcome::kCommitted ? 1 : 0;
    }
    CHECK(outcome == CommitOutcome::kIndeterminate);
    CHECK(acknowledged > 10);
  }
  CHECK(rocks.store().commit({{"\x10"
                               "a",
                               "1"}}) == CommitOutcome::kIndeterminate);
  rocks.reopen();
  CHECK(rocks.store()
            .get("\x10"
                 "a")
            .value() == std::nullopt);
  const std::size_t found = rocks.store().scan("\x60", "\x61", kAll)->size();
  CHECK((found == static_cast<std::size_t>(acknowledged) || found == static_cast<std::size_t>(acknowledged) + 1));
}

TEST_CASE("the room is that of the folder's disk, and unknown when the folder is gone") {
  const TempDir parent;
  const fs::path folder = parent.path() / "store";
  const auto store = open_rocks_store(folder);
  REQUIRE(store.ok());
  // Others write to the same disk meanwhile.
  const auto near = static_cast<double>(fs::space(folder).available);
  CHECK(static_cast<double>((*store)->room_bytes().value()) == Approx(near).epsilon(0.05));
  fs::rename(folder, parent.path() / "elsewhere");
  CHECK((*store)->room_bytes().error().code == Errc::kIo);
  fs::rename(parent.path() / "elsewhere", folder);
  CHECK((*store)->room_bytes().ok());
}

}  // namespace

std::unique_ptr<StoreUnderTest> make_store_under_test() { return std::make_unique<RocksUnderTest>(); }

}  // namespace corvid::store::test
