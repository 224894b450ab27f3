// The store that the tests of the contract run on. Each test executable brings its own: contract_test.cpp and
// layout_test.cpp are compiled into the unit tests with the store in memory, and into the component tests with RocksDB.
#pragma once

#include <chrono>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include "proto/base/clock.h"
#include "store/key_value.h"

namespace corvid::store::test {

class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  [[nodiscard]] virtual KeyValueStore& store() = 0;
  // Ends the process that uses the store, as far as the store can tell, and opens it again.
  virtual void reopen() = 0;
};

// A new, empty one.
[[nodiscard]] std::unique_ptr<StoreUnderTest> make_store_under_test();

// As the limit of a scan: everything.
inline constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

inline bool committed(KeyValueStore& store, const std::vector<Write>& batch) {
  return store.commit(batch) == CommitOutcome::kCommitted;
}

// Orders a scrub and waits for its outcome; kRunning: it took longer than a minute.
inline ScrubState scrubbed(KeyValueStore& store, const std::vector<KeyRange>& ranges) {
  const SystemClock clock;
  const MonoTime deadline = clock.mono_now() + std::chrono::minutes(1);
  store.order_scrub(ranges);
  ScrubState state = store.scrub_state();
  while (state == ScrubState::kRunning && clock.mono_now() < deadline) {
    std::this_thread::yield();
    state = store.scrub_state();
  }
  return state;
}

// All that is in the store, read in one scan.
inline std::vector<KeyValue> all_rows(const KeyValueStore& store) { return store.scan("", "\xff", kAll).value(); }

}  // namespace corvid::store::test
