// Destroyed means destroyed: after a scrub no byte of a file in the store's folder is one of an erased value.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "proto/base/clock.h"
#include "tests/component/store/canaries.h"
#include "tests/component/store/rocks_fixture.h"
#include "tests/support/seed.h"

namespace corvid::store::test {
namespace {

constexpr std::array<std::size_t, 3> kValueBytes{1'024, 65'536, 1'048'576};
const std::vector<KeyRange> kPayload{{"\x80", "\xff"}};

// A store, and which canaries live in it and which were destroyed.
class Aviary {
 public:
  explicit Aviary(std::uint64_t seed) : canaries_(seed) {}

  RocksUnderTest& rocks() { return rocks_; }
  KeyValueStore& store() { return rocks_.store(); }

  // A canary in the middle of a value; one that was there is destroyed.
  void put(const std::string& key, std::size_t bytes) {
    const std::string canary = canaries_.hatch();
    std::string value(bytes - canary.size(), 'x');
    value.insert(value.size() / 2, canary);
    REQUIRE(committed(store(), {{key, value}}));
    destroyed_here(key);
    living_[key] = canary;
  }
  void erase(const std::string& key) {
    REQUIRE(committed(store(), {{key, std::nullopt}}));
    destroyed_here(key);
  }

  [[nodiscard]] std::set<std::string> living() const {
    std::set<std::string> all;
    for (const auto& [key, canary] : living_) {
      all.insert(canary);
    }
    return all;
  }
  [[nodiscard]] const std::set<std::string>& destroyed() const { return destroyed_; }

  void check_only_the_living_are_found() {
    const std::set<std::string> halves = halves_in_files(rocks_.folder());
    CHECK(count_found(destroyed_, halves) == 0);
    CHECK(count_found(living(), halves) == living_.size());
    CHECK(count_deleted_but_open(rocks_.folder()) == 0);
    for (const auto& [key, canary] : living_) {
      CHECK((store().get(key).value().value_or("").find(canary) != std::string::npos));
    }
  }

 private:
  void destroyed_here(const std::string& key) {
    if (const auto canary = living_.find(key); canary != living_.end()) {
      destroyed_.insert(canary->second);
      living_.erase(canary);
    }
  }

  RocksUnderTest rocks_;
  Canaries canaries_;
  std::map<std::string, std::string> living_;  // by key
  std::set<std::string> destroyed_;
};

std::set<std::string> tables_in(const std::filesystem::path& folder) {
  std::set<std::string> tables;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".sst") {
      tables.insert(entry.path().filename().string());
    }
  }
  return tables;
}

std::string payload(int number) { return "\x80" + std::to_string(100 + number); }

// 30 canaries of all sizes, for the keys from `first` on.
void hatch_many(Aviary& aviary, int first) {
  for (int number = first; number < first + 30; ++number) {
    aviary.put(payload(number), kValueBytes.at(static_cast<std::size_t>(number) % kValueBytes.size()));
  }
}

// Of the 30 from `first` on, six are replaced and six are erased, two of each size.
void destroy_some(Aviary& aviary, int first) {
  for (int number = first; number < first + 6; ++number) {
    aviary.put(payload(number), 2'000);
    aviary.erase(payload(number + 15));
  }
}

// Canaries of both kinds in tables, and in the log alone.
void fill(Aviary& aviary) {
  hatch_many(aviary, 0);
  aviary.rocks().reopen();  // turns the log into tables
  hatch_many(aviary, 30);
  aviary.rocks().reopen();
  hatch_many(aviary, 60);
  destroy_some(aviary, 0);
  destroy_some(aviary, 30);
  destroy_some(aviary, 60);
}

TEST_CASE("after a scrub no file holds a byte of what was destroyed, and every living value is still there") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  Aviary aviary(seed);
  fill(aviary);
  REQUIRE(aviary.destroyed().size() == 36);
  // Without a scrub they are all there: in the tables under their tombstones, and in the log.
  CHECK(count_found(aviary.destroyed(), halves_in_files(aviary.rocks().folder())) == 36);

  SECTION("in the process that destroyed them") {
    REQUIRE(scrubbed(aviary.store(), kPayload) == ScrubState::kDone);
    aviary.check_only_the_living_are_found();
  }
  SECTION("after reopening, with nothing in memory") {
    aviary.rocks().reopen();
    CHECK(count_found(aviary.destroyed(), halves_in_files(aviary.rocks().folder())) > 0);
    REQUIRE(scrubbed(aviary.store(), kPayload) == ScrubState::kDone);
    aviary.check_only_the_living_are_found();
  }
  SECTION("and after the next reopening, destruction and scrub") {
    REQUIRE(scrubbed(aviary.store(), kPayload) == ScrubState::kDone);
    aviary.rocks().reopen();
    aviary.check_only_the_living_are_found();
    destroy_some(aviary, 6);
    REQUIRE(scrubbed(aviary.store(), kPayload) == ScrubState::kDone);
    aviary.check_only_the_living_are_found();
  }
}

TEST_CASE("a scrub beside commits and reads destroys what was destroyed before its order") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  Aviary aviary(seed);
  fill(aviary);
  aviary.store().order_scrub(kPayload);
  ScrubState state = aviary.store().scrub_state();
  int commits = 0;
  for (; state == ScrubState::kRunning && commits < 100'000; ++commits) {
    aviary.put("\x80z" + std::to_string(1'000'000 + commits), 1'024);
    REQUIRE(aviary.store().scan("\x80", "\xff", 20)->size() == 20);
    state = aviary.store().scrub_state();
  }
  REQUIRE(state == ScrubState::kDone);
  CHECK(commits > 0);
  aviary.check_only_the_living_are_found();
}

TEST_CASE("what is outside the ordered ranges may stay") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  Aviary aviary(seed);
  aviary.put(
      "\x60"
      "a",
      1'024);
  aviary.rocks().reopen();
  aviary.erase(
      "\x60"
      "a");
  REQUIRE(scrubbed(aviary.store(), kPayload) == ScrubState::kDone);
  CHECK(count_found(aviary.destroyed(), halves_in_files(aviary.rocks().folder())) == 1);
  REQUIRE(scrubbed(aviary.store(), {{"\x60", "\x61"}}) == ScrubState::kDone);
  CHECK(count_found(aviary.destroyed(), halves_in_files(aviary.rocks().folder())) == 0);
}

TEST_CASE("every column family that a range spans is scrubbed") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  Aviary aviary(seed);
  const std::vector<std::string> keys{
      "\x10"
      "k",
      "\x40"
      "k",
      "\x60"
      "k",
      "\x80"
      "k"};
  for (const std::string& key : keys) {
    aviary.put(key, 1'024);
  }
  aviary.rocks().reopen();
  for (const std::string& key : keys) {
    aviary.erase(key);
  }
  REQUIRE(count_found(aviary.destroyed(), halves_in_files(aviary.rocks().folder())) == keys.size());
  REQUIRE(scrubbed(aviary.store(), {{"\x10", "\x81"}}) == ScrubState::kDone);
  CHECK(count_found(aviary.destroyed(), halves_in_files(aviary.rocks().folder())) == 0);
}

TEST_CASE("a scrub that cannot write is told as failed, once, and the next opening can scrub") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  Aviary aviary(seed);
  fill(aviary);
  {
    const FileSizeLimit disk_is_full(100'000);
    CHECK(scrubbed(aviary.store(), kPayload) == ScrubState::kFailed);
    CHECK(aviary.store().scrub_state() == ScrubState::kIdle);
  }
  aviary.rocks().reopen();
  REQUIRE(scrubbed(aviary.store(), kPayload) == ScrubState::kDone);
  aviary.check_only_the_living_are_found();
}

TEST_CASE("a store that is destroyed during a scrub ends it unfinished, within a moment, and loses nothing") {
#ifdef __SANITIZE_THREAD__
  constexpr int kRows = 24;  // a scrub takes long enough as it is, and so does looking through the files
#else
  constexpr int kRows = 96;
#endif
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  Aviary aviary(seed);
  RocksUnderTest& rocks = aviary.rocks();
  for (int number = 0; number < kRows; ++number) {
    aviary.put(payload(number), kValueBytes.back());
  }
  const SystemClock clock;
  int caught = 0;  // on a busy machine a scrub may be over before we look
  for (const int number : {1, 2, 3, 4}) {
    rocks.reopen();
    aviary.erase(payload(number));
    const std::set<std::string> before = tables_in(rocks.folder());
    rocks.store().order_scrub(kPayload);
    const MonoTime deadline = clock.mono_now() + std::chrono::seconds(20);
    while (number > 2 && tables_in(rocks.folder()) == before && clock.mono_now() < deadline) {
      std::this_thread::yield();
    }
    if (rocks.store().scrub_state() != ScrubState::kRunning) {
      continue;
    }
    ++caught;
    const MonoTime begun = clock.mono_now();
    rocks.close();
    CHECK(clock.mono_now() - begun < std::chrono::seconds(5));
    CHECK(count_found(aviary.destroyed(), halves_in_files(rocks.folder())) > 0);
  }
  REQUIRE(caught > 0);
  rocks.reopen();
  CHECK(all_rows(rocks.store()).size() == kRows - 4);
  REQUIRE(scrubbed(rocks.store(), kPayload) == ScrubState::kDone);
  aviary.check_only_the_living_are_found();
}

TEST_CASE("what a crash left of a record that was never acknowledged is gone after a scrub") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  const std::string canary = Canaries(seed).hatch();
  RocksUnderTest rocks;
  REQUIRE(committed(rocks.store(), {{payload(1), canary + std::string(1'000, 'x')}}));
  rocks.close();
  for (const auto& entry : std::filesystem::directory_iterator(rocks.folder())) {
    if (entry.path().extension() == ".log") {
      std::filesystem::resize_file(entry.path(), entry.file_size() - 10);
    }
  }
  rocks.reopen();
  REQUIRE(all_rows(rocks.store()).empty());
  CHECK(count_found({canary}, halves_in_files(rocks.folder())) == 1);
  REQUIRE(scrubbed(rocks.store(), kPayload) == ScrubState::kDone);
  CHECK(count_found({canary}, halves_in_files(rocks.folder())) == 0);
}

TEST_CASE("a destroyed row's key is gone from every file too, from the list of tables with the next opening") {
  const std::uint64_t seed = corvid::test::seed_of_run();
  INFO("CORVID_SEED=" << seed);
  const std::string canary = Canaries(seed).hatch();
  RocksUnderTest rocks;
  REQUIRE(committed(rocks.store(), {{"\x80" + canary, "value"}, {payload(1), "living"}}));
  rocks.reopen();
  REQUIRE(committed(rocks.store(), {{"\x80" + canary, std::nullopt}}));
  CHECK(count_found({canary}, halves_in_files(rocks.folder())) == 1);
  REQUIRE(scrubbed(rocks.store(), kPayload) == ScrubState::kDone);
  rocks.reopen();
  CHECK(count_found({canary}, halves_in_files(rocks.folder())) == 0);
}

}  // namespace
}  // namespace corvid::store::test
