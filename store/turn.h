// One turn over the store: reads see the committed state and everything this turn has written so far; nothing is
// written until the loop commits the collected batch.
//
// Ownership: borrows the store; belongs to one call of the core. Threads: loop.
// Errors: a read that fails makes the turn failed() for good and answers "nothing there". A failed turn must never be
// committed and none of its effects may be released: the loop treats it like an indeterminate commit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/key_value.h"

namespace corvid::store {

class Turn {
 public:
  explicit Turn(const KeyValueStore& store) : store_(store) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  [[nodiscard]] std::optional<std::string> get(std::string_view key) const;

  // As KeyValueStore::scan, over the merged state.
  [[nodiscard]] std::vector<KeyValue> scan(std::string_view from, std::string_view to, std::size_t limit) const;

  void put(std::string key, std::string value);
  void erase(std::string key);

  // Marks the turn failed because stored bytes were not what was written.
  void fail(Error error) const;

  [[nodiscard]] bool failed() const { return failure_.has_value(); }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  [[nodiscard]] bool empty() const { return writes_.empty(); }

  // True when this turn put or erased the key.
  [[nodiscard]] bool wrote(std::string_view key) const;

  // The batch to commit: each key once, with its last value, in key order. REQUIRES: !failed().
  [[nodiscard]] std::vector<Write> batch() const;
  // The same without copying; afterwards the turn is empty and reads show the store alone. REQUIRES: !failed().
  [[nodiscard]] std::vector<Write> take_batch();

 private:
  const KeyValueStore& store_;
  std::map<std::string, std::optional<std::string>, std::less<>> writes_;
  mutable std::optional<Error> failure_;
};

}  // namespace corvid::store
