// What every KeyValueStore promises. Compiled once for each implementation: see store_under_test.h.
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "tests/unit/store/store_under_test.h"

namespace corvid::store::test {
namespace {

std::vector<std::string> keys_of(const Result<std::vector<KeyValue>>& rows) {
  std::vector<std::string> keys;
  for (const KeyValue& row : rows.value()) {
    keys.push_back(row.key);
  }
  return keys;
}

TEST_CASE("a committed pair is read back byte for byte, zero bytes and empty values included") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  const std::string key("\x10k\0\xff", 4);
  const std::string value("\0\xff\n", 3);
  REQUIRE(committed(subject->store(), {{key, value},
                                       {"\x10"
                                        "empty",
                                        std::string()}}));
  CHECK(subject->store().get(key).value() == value);
  CHECK(subject->store()
            .get("\x10"
                 "empty")
            .value() == std::string());
  CHECK(subject->store()
            .get("\x10"
                 "absent")
            .value() == std::nullopt);
}

TEST_CASE("what was committed is there after reopening, and nothing else") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(committed(subject->store(), {{"\x10"
                                        "a",
                                        "1"},
                                       {"\x41"
                                        "b",
                                        "2"},
                                       {"\x60"
                                        "c",
                                        "3"},
                                       {"\x80"
                                        "d",
                                        "4"}}));
  REQUIRE(committed(subject->store(), {{"\x41"
                                        "b",
                                        std::nullopt},
                                       {"\x60"
                                        "c",
                                        "new"}}));
  subject->reopen();
  CHECK(subject->store().scan("", "\xff", kAll).value() == std::vector<KeyValue>{{"\x10"
                                                                                  "a",
                                                                                  "1"},
                                                                                 {"\x60"
                                                                                  "c",
                                                                                  "new"},
                                                                                 {"\x80"
                                                                                  "d",
                                                                                  "4"}});
}

TEST_CASE("a batch is written in order: the last write of a key counts") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(committed(subject->store(), {{"\x10"
                                        "a",
                                        "first"},
                                       {"\x10"
                                        "b",
                                        "gone"},
                                       {"\x10"
                                        "a",
                                        "last"},
                                       {"\x10"
                                        "b",
                                        std::nullopt},
                                       {"\x10"
                                        "never there",
                                        std::nullopt}}));
  CHECK(subject->store().scan("", "\xff", kAll).value() == std::vector<KeyValue>{{"\x10"
                                                                                  "a",
                                                                                  "last"}});
}

TEST_CASE("an empty batch is committed and changes nothing") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  CHECK(committed(subject->store(), {}));
  CHECK(subject->store().scan("", "\xff", kAll)->empty());
}

TEST_CASE("a scan gives keys in byte order, bytes above 0x7f last") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(committed(subject->store(),
                    {{"\x10\xff", ""}, {"\x10\x7f", ""}, {"\x10\x01\x01", ""}, {"\x10\x01", ""}, {"\x10\x80", ""}}));
  CHECK(keys_of(subject->store().scan("\x10", "\x11", kAll)) ==
        std::vector<std::string>{"\x10\x01", "\x10\x01\x01", "\x10\x7f", "\x10\x80", "\x10\xff"});
}

TEST_CASE("a scan includes its beginning, excludes its end, and needs neither to exist") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(committed(subject->store(), {{"\x10"
                                        "b",
                                        ""},
                                       {"\x10"
                                        "d",
                                        ""},
                                       {"\x10"
                                        "f",
                                        ""}}));
  CHECK(keys_of(subject->store().scan("\x10"
                                      "b",
                                      "\x10"
                                      "f",
                                      kAll)) == std::vector<std::string>{"\x10"
                                                                         "b",
                                                                         "\x10"
                                                                         "d"});
  CHECK(keys_of(subject->store().scan("\x10"
                                      "c",
                                      "\x10"
                                      "e",
                                      kAll)) == std::vector<std::string>{"\x10"
                                                                         "d"});
  CHECK(subject->store()
            .scan("\x10"
                  "d",
                  "\x10"
                  "d",
                  kAll)
            ->empty());
  CHECK(subject->store()
            .scan("\x10"
                  "f",
                  "\x10"
                  "b",
                  kAll)
            ->empty());
}

TEST_CASE("a scan gives the first rows up to its limit, none for zero") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(committed(subject->store(), {{"\x10"
                                        "a",
                                        ""},
                                       {"\x10"
                                        "b",
                                        ""},
                                       {"\x10"
                                        "c",
                                        ""}}));
  CHECK(keys_of(subject->store().scan("\x10", "\x11", 2)) == std::vector<std::string>{"\x10"
                                                                                      "a",
                                                                                      "\x10"
                                                                                      "b"});
  CHECK(subject->store().scan("\x10", "\x11", 0)->empty());
}

TEST_CASE("a scan over several tables is one ordered whole, its limit counted over all") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(committed(subject->store(), {{"\x80"
                                        "d",
                                        ""},
                                       {"\x60"
                                        "c",
                                        ""},
                                       {"\x41"
                                        "b2",
                                        ""},
                                       {"\x40"
                                        "b1",
                                        ""},
                                       {"\x3f"
                                        "a2",
                                        ""},
                                       {"\x01", ""}}));
  CHECK(keys_of(subject->store().scan("", "\xff", kAll)) == std::vector<std::string>{"\x01",
                                                                                     "\x3f"
                                                                                     "a2",
                                                                                     "\x40"
                                                                                     "b1",
                                                                                     "\x41"
                                                                                     "b2",
                                                                                     "\x60"
                                                                                     "c",
                                                                                     "\x80"
                                                                                     "d"});
  CHECK(keys_of(subject->store().scan("\x3f", "\x80", 4)) == std::vector<std::string>{"\x3f"
                                                                                      "a2",
                                                                                      "\x40"
                                                                                      "b1",
                                                                                      "\x41"
                                                                                      "b2",
                                                                                      "\x60"
                                                                                      "c"});
}

TEST_CASE("a value of the largest message is kept whole") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  const std::string largest(35'000'000, 'x');
  REQUIRE(committed(subject->store(), {{"\x80"
                                        "big",
                                        largest},
                                       {"\x10"
                                        "small",
                                        "y"}}));
  subject->reopen();
  CHECK((subject->store()
             .get("\x80"
                  "big")
             .value() == largest));
  CHECK(subject->store()
            .get("\x10"
                 "small")
            .value() == "y");
}

TEST_CASE("a scrub tells its outcome once and hides no row") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  KeyValueStore& store = subject->store();
  CHECK(store.scrub_state() == ScrubState::kIdle);
  REQUIRE(committed(store, {{"\x80"
                             "g",
                             "gone"},
                            {"\x80"
                             "k",
                             "old"},
                            {"\x80"
                             "z",
                             "kept"},
                            {"\x10"
                             "k",
                             "other"}}));
  REQUIRE(committed(store, {{"\x80"
                             "g",
                             std::nullopt},
                            {"\x80"
                             "k",
                             "new"}}));
  CHECK(scrubbed(store, {{"\x80", "\x81"}}) == ScrubState::kDone);
  CHECK(store.scrub_state() == ScrubState::kIdle);
  const std::vector<KeyValue> expected{{"\x10"
                                        "k",
                                        "other"},
                                       {"\x80"
                                        "k",
                                        "new"},
                                       {"\x80"
                                        "z",
                                        "kept"}};
  CHECK(all_rows(store) == expected);
  REQUIRE(committed(store, {{"\x80"
                             "g",
                             "again"}}));
  subject->reopen();
  CHECK(subject->store().scrub_state() == ScrubState::kIdle);
  CHECK(subject->store()
            .get("\x80"
                 "g")
            .value() == "again");
}

TEST_CASE("a scrub of nothing, of empty ranges and of an empty store is done") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  CHECK(scrubbed(subject->store(), {}) == ScrubState::kDone);
  CHECK(scrubbed(subject->store(), {{"\x80", "\x80"}, {"\x90", "\x80"}}) == ScrubState::kDone);
  CHECK(scrubbed(subject->store(), {{"", "\xff"}}) == ScrubState::kDone);
}

TEST_CASE("there is room in a store that was just made") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  CHECK(subject->store().room_bytes().value() > 0);
}

}  // namespace
}  // namespace corvid::store::test
