// RocksDB behind the seam: the contract of every store, and what a folder can be wrong in.
#include "store/rocks_store.h"

#include "tests/support/temp_dir.h"

namespace {

class StoreUnderTest {
 public:
  StoreUnderTest() { open(); }
  corvid::store::KeyValueStore& store() { return *store_; }
  void reopen() {
    store_.reset();
    open();
  }

 private:
  void open() { store_ = std::move(corvid::store::open_rocks_store(folder_.path())).value(); }

  corvid::test::TempDir folder_;
  std::unique_ptr<corvid::store::KeyValueStore> store_;
};

}  // namespace

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <random>

#include "store/memory_store.h"
#include "tests/unit/store/contract_cases.h"
#include "tests/unit/store/layout_cases.h"

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

TEST_CASE("tables and logs without the file CURRENT are refused, not replaced by an empty store") {
  const TempDir folder;
  fill(folder.path(), 3);
  fs::remove(folder.path() / "CURRENT");
  CHECK(open_rocks_store(folder.path()).error().code == Errc::kCorrupt);
  CHECK_FALSE(file_with_extension(folder.path(), ".log").empty());
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

TEST_CASE("RocksDB and the store in memory agree on every answer of a random history") {
  std::mt19937 random(20261124);  // NOLINT(cert-msc32-c,cert-msc51-cpp): a fixed seed replays
  const std::string tables = "\x01\x10\x11\x40\x41\x60\x80";
  const auto key = [&] {
    return std::string{tables.at(random() % tables.size()), static_cast<char>(random() % 8 * 32)};
  };
  StoreUnderTest rocks;
  MemoryStore memory;
  for (int round = 0; round < 300; ++round) {
    std::vector<Write> batch;
    for (std::size_t count = random() % 8; count > 0; --count) {
      const bool erases = random() % 3 == 0;
      batch.push_back({key(), erases ? std::nullopt : std::optional(std::to_string(random() % 1000))});
    }
    REQUIRE(rocks.store().commit(batch) == memory.commit(batch));
    if (random() % 50 == 0) {
      rocks.reopen();
      memory.crash();
    }
    const std::string from = key();
    const std::string to = key();
    const std::size_t limit = random() % 20;
    INFO("round " << round);
    REQUIRE(rocks.store().scan(from, to, limit).value() == memory.scan(from, to, limit).value());
    REQUIRE(rocks.store().get(from).value() == memory.get(from).value());
  }
}

}  // namespace
}  // namespace corvid::store::test
