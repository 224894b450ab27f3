// The store in memory, with the crash semantics of the one on disk: for tests and the simulation.
//
// A commit that is committed survives crash(). A commit can be made to fail as a disk fails, and an indeterminate one
// either survives or does not, which nobody can see before the crash. After an indeterminate commit every later one is
// indeterminate too and writes nothing, as with a disk whose write failed.
// A copy is a backup: committing to one leaves the other alone.
//
// Ownership: a value. Threads: one. Errors: those that a test asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/key_value.h"

namespace corvid::store {

enum class CommitFault {
  kRefused,            // nothing written; the next commit works again
  kIndeterminateLost,  // not there after the crash
  kIndeterminateKept,  // there after the crash
};

class MemoryStore final : public KeyValueStore {
 public:
  // So many of the newest commits can be lost on purpose.
  static constexpr std::size_t kLosableCommitsMax = 64;

  [[nodiscard]] Result<std::optional<std::string>> get(std::string_view key) const override;
  [[nodiscard]] Result<std::vector<KeyValue>> scan(std::string_view from, std::string_view to,
                                                   std::size_t limit) const override;
  [[nodiscard]] CommitOutcome commit(const std::vector<Write>& batch) override;

  // The commit after `commits_before` more ones fails once, as `fault` says. Replaces an earlier order.
  void fail_commit(std::uint64_t commits_before, CommitFault fault);
  // Every read fails with `error` until crash().
  void fail_reads(Error error) { read_failure_ = std::move(error); }

  // The process dies and the store is opened again: what remains is what was committed, and no order to fail.
  void crash();
  // As crash(), on a disk that lied: the newest `commits` committed batches are gone, whole.
  // REQUIRES: commits <= kLosableCommitsMax and not more than were made.
  void crash_and_lose(std::size_t commits);

  [[nodiscard]] std::size_t row_count() const { return rows_.size(); }

 private:
  using Rows = std::map<std::string, std::string, std::less<>>;

  struct PlannedFault {
    std::uint64_t commits_before;
    CommitFault fault;
  };

  // Writes the batch and remembers how to take it back.
  void apply(const std::vector<Write>& batch);
  // Writes the batch; returns the batch that takes it back.
  std::vector<Write> write(const std::vector<Write>& batch);

  Rows rows_;
  std::deque<std::vector<Write>> undo_;  // newest last: the writes that take each commit back
  std::optional<PlannedFault> planned_;
  std::optional<Error> read_failure_;
  bool broken_ = false;               // an indeterminate commit happened
  std::vector<Write> kept_in_doubt_;  // the batch that will turn out to have survived
};

}  // namespace corvid::store
