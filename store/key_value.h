// The seam: an ordered key-value store with an atomic synced batch. Nothing above it may assume a local disk.
//
// Ownership: the router owns the store for its whole life. Threads: one, the loop; a scrub works on a thread inside.
// Errors: a read gives kIo or kCorrupt; a commit has three outcomes, see CommitOutcome; a scrub is done or has failed.
#pragma once

#include <cstdint>
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

// from <= key < to.
struct KeyRange {
  std::string from;
  std::string to;
};

enum class ScrubState {
  kIdle,     // nothing was ordered, or its outcome was told
  kRunning,
  kDone,     // told once: what was erased before the order is gone from every file
  kFailed,   // told once: it may still be there; order again
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

  // How much can still be written. kIo: it cannot be known now.
  [[nodiscard]] virtual Result<std::uint64_t> room_bytes() const = 0;

  // Erasing hides a value; scrubbing removes it: once it is done, no file holds a byte of a value in these ranges that
  // was erased or replaced before the order. Returns at once and works beside reads and commits. A few wide ranges cost
  // less than many narrow ones: what is scrubbed is written anew, in whole files.
  // REQUIRES: no scrub is running.
  virtual void order_scrub(const std::vector<KeyRange>& ranges) = 0;
  [[nodiscard]] virtual ScrubState scrub_state() = 0;
};

}  // namespace corvid::store
