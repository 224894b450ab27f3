// store_writer <folder> [<seed> <first>]: opens the store and commits batch after batch, writing the number of each
// acknowledged one to standard output (8 bytes, the machine's order) until it is killed. With a seed the batches are
// those of its random history from number <first> on, and scrubs are ordered on the way; else they are rows of 20 kB.
// Exit status 2: the arguments are wrong; 3: the store could not be opened; 4: a commit was not committed.
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "store/keys.h"
#include "store/rocks_store.h"
#include "tests/component/store/random_history.h"

namespace {

using corvid::store::KeyValueStore;
using corvid::store::Write;

constexpr std::uint64_t kCommitsBetweenScrubs = 20;

// Rows in several column families, large enough that logs fill and buffers are flushed under way.
std::vector<Write> batch_of(std::uint64_t number) {
  const std::string value(20'000, static_cast<char>('a' + number % 26));
  std::string payload_key = corvid::store::journal_key(number);
  payload_key.front() = static_cast<char>(corvid::store::Table::kPayload);
  return {{corvid::store::journal_key(number), std::to_string(number)}, {payload_key, value}};
}

int write_on(KeyValueStore& store, std::uint64_t first, const std::function<std::vector<Write>(std::uint64_t)>& batch) {
  for (std::uint64_t number = first;; ++number) {
    if (store.commit(batch(number)) != corvid::store::CommitOutcome::kCommitted) {
      return 4;
    }
    if (::write(STDOUT_FILENO, &number, sizeof number) != sizeof number) {
      return 0;  // nobody listens any more
    }
  }
}

int write_history(KeyValueStore& store, std::uint64_t seed, std::uint64_t first) {
  corvid::store::test::RandomHistory history(seed);
  for (std::uint64_t number = 1; number < first; ++number) {
    (void)history.batch();  // in the store already
  }
  return write_on(store, first, [&](std::uint64_t number) {
    if (number % kCommitsBetweenScrubs == 0 && store.scrub_state() != corvid::store::ScrubState::kRunning) {
      store.order_scrub({{"\x40", "\xff"}});
    }
    return history.batch();
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) {
    return 2;
  }
  auto store = corvid::store::open_rocks_store(argv[1]);
  if (!store.ok()) {
    return 3;
  }
  return argc == 2 ? write_on(**store, 1, batch_of)
                   : write_history(**store, std::stoull(argv[2]), std::stoull(argv[3]));
}
