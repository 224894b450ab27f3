// Rows as bytes and back, checked both ways; a row that is not what was written fails the turn.
//
// Internal to store. Ownership: borrows the turn. Threads: loop. Errors: see Turn.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "proto/base/check.h"
#include "store/keys.h"
#include "store/rows.h"
#include "store/turn.h"

namespace corvid::store {

inline void fail_corrupt(const Turn& turn, std::string_view key) {
  turn.fail({Errc::kCorrupt, describe_key(key) + ": not what was written"});
}

// The row at `key`, after the check that `row_context` belongs to.
template <typename Row, typename... Context>
std::optional<Row> read_row(const Turn& turn, const std::string& key, const Context&... row_context) {
  const std::optional<std::string> bytes = turn.get(key);
  if (!bytes.has_value()) {
    return std::nullopt;
  }
  Row row;
  if (!row.ParseFromString(*bytes) || !is_sound(row, row_context...)) {
    fail_corrupt(turn, key);
    return std::nullopt;
  }
  return row;
}

template <typename Row, typename... Context>
void write_row(Turn& turn, std::string key, const Row& row, const Context&... row_context) {
  CORVID_CHECK(is_sound(row, row_context...));
  std::string bytes;
  CORVID_CHECK(row.SerializeToString(&bytes));
  turn.put(std::move(key), std::move(bytes));
}

}  // namespace corvid::store
