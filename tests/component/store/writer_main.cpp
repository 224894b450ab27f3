// store_writer <folder>: opens the store and commits batch after batch, writing the number of each acknowledged one to
// standard output (8 bytes, the machine's order) until it is killed. Exit status 3: the store could not be opened.
#include <unistd.h>

#include <cstdint>
#include <string>

#include "store/keys.h"
#include "store/rocks_store.h"

namespace {

// Rows in several column families, large enough that logs fill and buffers are flushed under way.
std::vector<corvid::store::Write> batch_of(std::uint64_t number) {
  const std::string value(20'000, static_cast<char>('a' + number % 26));
  std::string payload_key = corvid::store::journal_key(number);
  payload_key.front() = static_cast<char>(corvid::store::Table::kPayload);
  return {{corvid::store::journal_key(number), std::to_string(number)}, {payload_key, value}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    return 2;
  }
  auto store = corvid::store::open_rocks_store(argv[1]);
  if (!store.ok()) {
    return 3;
  }
  for (std::uint64_t number = 1;; ++number) {
    if ((*store)->commit(batch_of(number)) != corvid::store::CommitOutcome::kCommitted) {
      return 4;
    }
    if (::write(STDOUT_FILENO, &number, sizeof number) != sizeof number) {
      return 0;  // nobody listens any more
    }
  }
}
