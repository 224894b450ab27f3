// The store in memory, with the crash semantics of the one on disk: for tests and the simulation.
//
// A commit that is committed survives crash(). A commit can be made to fail as a disk fails, and an indeterminate one
// either survives or does not, which nobody can see before the crash. After an indeterminate commit every later one is
// indeterminate too and writes nothing, as with a disk whose write failed.
// What was erased or replaced is no row any more, but stays as residue, as in the files of the store on disk, until a
// scrub of its range is done; holds_anywhere() finds it. A scrub ends when the test says so, or at once. A crash loses
// a running scrub and the outcome that was not told, and no residue: a log read again holds what it held. What the disk
// lied about is another matter. Taking back a commit needs the values that it replaced, which are residue already; they
// are forgotten with it, because files that were written anew cannot become the old ones again: a disk that loses
// commits from before a scrub leaves a store that does not open, not an older one. So what a done scrub destroyed comes
// back by no crash, and only commits since its order can be lost. A copy is a backup: committing to one leaves the
// other alone.
//
// Ownership: a value. Threads: one. Errors: those that a test asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
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

enum class ScrubPace {
  kWhenTold,  // ends with finish_scrub()
  kAtOnce,    // is done when it is ordered
};

class MemoryStore final : public KeyValueStore {
 public:
  // So many of the newest commits can be lost on purpose.
  static constexpr std::size_t kLosableCommitsMax = 64;

  [[nodiscard]] Result<std::optional<std::string>> get(std::string_view key) const override;
  [[nodiscard]] Result<std::vector<KeyValue>> scan(std::string_view from, std::string_view to,
                                                   std::size_t limit) const override;
  [[nodiscard]] CommitOutcome commit(const std::vector<Write>& batch) override;
  [[nodiscard]] Result<std::uint64_t> room_bytes() const override;
  void order_scrub(const std::vector<KeyRange>& ranges) override;
  [[nodiscard]] ScrubState scrub_state() override;

  // The commit after `commits_before` more ones fails once, as `fault` says. Replaces an earlier order.
  void fail_commit(std::uint64_t commits_before, CommitFault fault);
  // Every read, and the question for room, fails with `error` until crash().
  void fail_reads(Error error) { read_failure_ = std::move(error); }

  // The process dies and the store is opened again: what remains is what was committed, and no order to fail.
  void crash();
  // As crash(), on a disk that lied: the newest `commits` committed batches are gone, whole.
  // REQUIRES: commits <= losable_commits().
  void crash_and_lose(std::size_t commits);
  // At most kLosableCommitsMax, and those since the order of the last scrub that was done.
  [[nodiscard]] std::size_t losable_commits() const { return undo_.size(); }

  // As a medium of that size; without it there is no end to the room. Nothing is refused when it is full.
  void set_room_bytes(std::uint64_t bytes) { room_bytes_ = bytes; }

  // For scrubs ordered from now on; kWhenTold at first.
  void set_scrub_pace(ScrubPace pace) { scrub_pace_ = pace; }
  // Ends the running scrub. After an indeterminate commit it fails whatever was asked.
  // REQUIRES: a scrub is running; `outcome` is kDone or kFailed.
  void finish_scrub(ScrubState outcome);

  [[nodiscard]] std::size_t row_count() const { return rows_.size(); }
  // Every row in key order, also while reads fail.
  [[nodiscard]] std::vector<KeyValue> dump() const;
  // Is `needle` within a key or value of a row, of residue, or of a batch that nobody knows whether it survived?
  [[nodiscard]] bool holds_anywhere(std::string_view needle) const;

 private:
  using Rows = std::map<std::string, std::string, std::less<>>;

  struct PlannedFault {
    std::uint64_t commits_before;
    CommitFault fault;
  };

  struct Scrub {
    std::vector<KeyRange> ranges;
    std::size_t residue_then;  // how much there was when it was ordered
    std::size_t commits_since;
  };

  // Writes the batch and remembers how to take it back, and what it hid.
  void apply(const std::vector<Write>& batch);
  // Writes the batch; returns the batch that takes it back.
  std::vector<Write> write(const std::vector<Write>& batch);

  Rows rows_;
  std::deque<std::vector<Write>> undo_;           // newest last: the writes that take each commit back
  std::vector<KeyValue> residue_;                 // oldest first
  std::optional<Scrub> scrub_;                    // the one that is running
  ScrubState scrub_outcome_ = ScrubState::kIdle;  // until it is told
  ScrubPace scrub_pace_ = ScrubPace::kWhenTold;
  std::uint64_t room_bytes_ = std::numeric_limits<std::uint64_t>::max();
  std::optional<PlannedFault> planned_;
  std::optional<Error> read_failure_;
  bool broken_ = false;               // an indeterminate commit happened
  std::vector<Write> kept_in_doubt_;  // the batch that will turn out to have survived
};

}  // namespace corvid::store
