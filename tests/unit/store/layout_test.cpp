// What open_layout promises. Compiled once for each implementation of the store: see store_under_test.h.
#include "store/layout.h"

#include <catch2/catch.hpp>

#include <string>

#include "store/keys.h"
#include "tests/unit/store/samples.h"
#include "tests/unit/store/store_under_test.h"

namespace corvid::store::test {
namespace {

TEST_CASE("an empty store gets the layout we write, the epoch given, commit 0 and record 1") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  const Result<v1::StoreRow> row = open_layout(subject->store(), epoch());
  REQUIRE(row.ok());
  CHECK(row->layout() == kLayoutVersion);
  CHECK(row->epoch() == epoch());
  CHECK(row->commit() == 0);
  CHECK(row->record_next() == 1);
}

TEST_CASE("a store keeps its first epoch when it is opened again with another") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(open_layout(subject->store(), epoch()).ok());
  subject->reopen();
  CHECK(open_layout(subject->store(), std::string(kEpochBytes, 'x'))->epoch() == epoch());
}

TEST_CASE("a store with a newer layout is refused, names both layouts, and is left as it was") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  v1::StoreRow newer;
  newer.set_layout(kLayoutVersion + 1);
  REQUIRE(subject->store().commit({{store_key(), newer.SerializeAsString()}}) == CommitOutcome::kCommitted);
  const Result<v1::StoreRow> row = open_layout(subject->store(), epoch());
  REQUIRE_FALSE(row.ok());
  CHECK(row.error().code == Errc::kConfiguration);
  CHECK(row.error().text.find("layout " + std::to_string(kLayoutVersion + 1)) != std::string::npos);
  CHECK(row.error().text.find("layout " + std::to_string(kLayoutVersion) + ":") != std::string::npos);
  CHECK(subject->store().get(store_key()).value() == newer.SerializeAsString());
}

TEST_CASE("a store with rows but without its own row is corrupt, not new") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(subject->store().commit({{payload_key(message_id(1)), "x"}}) == CommitOutcome::kCommitted);
  CHECK(open_layout(subject->store(), epoch()).error().code == Errc::kCorrupt);
}

TEST_CASE("a store row that does not parse or does not make sense is corrupt") {
  const std::unique_ptr<StoreUnderTest> subject = make_store_under_test();
  REQUIRE(subject->store().commit({{store_key(), "\xff\xff"}}) == CommitOutcome::kCommitted);
  CHECK(open_layout(subject->store(), epoch()).error().code == Errc::kCorrupt);
  REQUIRE(subject->store().commit({{store_key(), ""}}) == CommitOutcome::kCommitted);
  CHECK(open_layout(subject->store(), epoch()).error().code == Errc::kCorrupt);
}

}  // namespace
}  // namespace corvid::store::test
