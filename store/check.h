// Do the views say what the journal says? Rebuilds every view from the oldest record that is kept and compares.
//
// Ownership: borrows the store for the call. Threads: one, with nobody writing meanwhile.
// Errors: kCorrupt when records are missing or not what was written; kIo when the disk fails.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proto/base/result.h"
#include "store/key_value.h"

namespace corvid::store {

struct CheckReport {
  std::uint64_t records = 0;
  std::uint64_t rows = 0;                // of all views
  std::uint64_t differences = 0;
  std::vector<std::string> described;    // the first ones: table and key, and what is wrong; never a value
};

// Compared too: who waits has its payload, nobody else has one, and a large message has all its chunks.
[[nodiscard]] Result<CheckReport> check_views(const KeyValueStore& store);

}  // namespace corvid::store
