// The seam: an ordered key-value store with an atomic synced batch. Nothing above it may assume a local disk.
//
// Ownership: the router owns the store for its whole life. Threads: one, the loop.
// Errors: a read gives kIo or kCorrupt; a commit has three outcomes, see CommitOutcome.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/result.h"

namespace corvid::store {

enum class CommitOutcome {
  kCommitted,      // all of it is durable
  kRefused,        // nothing was written; the caller may try again
  kIndeterminate,  // all of it may be there after a restart. Answer nobody, discard the store, exit
};

struct Write {
  std::string key;
  std::optional<std::string> value;  // nullopt erases
};

struct KeyValue {
  std::string key;
  std::string value;

  friend bool operator==(const KeyValue&, const KeyValue&) = default;
};

class KeyValueStore {
 public:
  virtual ~KeyValueStore() = default;

  [[nodiscard]] virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;

  // The first `limit` pairs with from <= key < to, in key order.
  [[nodiscard]] virtual Result<std::vector<KeyValue>> scan(std::string_view from, std::string_view to,
                                                           std::size_t limit) const = 0;

  // Writes all of `batch`, in order, and returns once it is on disk.
  [[nodiscard]] virtual CommitOutcome commit(const std::vector<Write>& batch) = 0;
};

}  // namespace corvid::store
