// One row of each table and one record of each kind, with every field set: what tests/golden/store-v1 holds the bytes
// of.
//
// A field added to a format later is not added here: the point is that bytes without it stay readable.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/turn.h"

namespace corvid::store::test {

struct GoldenRow {
  std::string name;                        // of the file, without .hex
  std::function<void(Turn&)> write;        // puts exactly this row
  std::function<std::string(Turn&)> read;  // what the row says, read back; empty when it cannot be read
  std::string expected;                    // what `read` gives
};

[[nodiscard]] std::vector<GoldenRow> golden_rows();

}  // namespace corvid::store::test
