#include "store/memory_store.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "proto/base/check.h"

namespace corvid::store {

Result<std::optional<std::string>> MemoryStore::get(std::string_view key) const {
  if (read_failure_.has_value()) {
    return *read_failure_;
  }
  const auto row = rows_.find(key);
  if (row == rows_.end()) {
    return std::optional<std::string>();
  }
  return std::optional<std::string>(row->second);
}

Result<std::vector<KeyValue>> MemoryStore::scan(std::string_view from, std::string_view to, std::size_t limit) const {
  if (read_failure_.has_value()) {
    return *read_failure_;
  }
  std::vector<KeyValue> found;
  for (auto row = rows_.lower_bound(from); row != rows_.end() && row->first < to && found.size() < limit; ++row) {
    found.push_back({row->first, row->second});
  }
  return found;
}

CommitOutcome MemoryStore::commit(const std::vector<Write>& batch) {
  if (broken_) {
    return CommitOutcome::kIndeterminate;
  }
  if (planned_.has_value() && planned_->commits_before-- == 0) {
    const CommitFault fault = std::exchange(planned_, std::nullopt)->fault;
    switch (fault) {
      case CommitFault::kRefused:
        return CommitOutcome::kRefused;
      case CommitFault::kIndeterminateKept:
        kept_in_doubt_ = batch;
        broken_ = true;
        return CommitOutcome::kIndeterminate;
      case CommitFault::kIndeterminateLost:
        broken_ = true;
        return CommitOutcome::kIndeterminate;
    }
  }
  apply(batch);
  return CommitOutcome::kCommitted;
}

Result<std::uint64_t> MemoryStore::room_bytes() const {
  if (read_failure_.has_value()) {
    return *read_failure_;
  }
  return std::uint64_t{room_bytes_};
}

void MemoryStore::order_scrub(const std::vector<KeyRange>& ranges) {
  CORVID_CHECK(!scrub_.has_value());
  scrub_outcome_ = ScrubState::kIdle;
  scrub_ = Scrub{ranges, residue_.size(), 0};
  if (scrub_pace_ == ScrubPace::kAtOnce) {
    finish_scrub(ScrubState::kDone);
  }
}

ScrubState MemoryStore::scrub_state() {
  if (scrub_.has_value()) {
    return ScrubState::kRunning;
  }
  return std::exchange(scrub_outcome_, ScrubState::kIdle);
}

void MemoryStore::finish_scrub(ScrubState outcome) {
  CORVID_CHECK(scrub_.has_value());
  CORVID_CHECK(outcome == ScrubState::kDone || outcome == ScrubState::kFailed);
  const Scrub scrub = *std::exchange(scrub_, std::nullopt);
  scrub_outcome_ = broken_ ? ScrubState::kFailed : outcome;
  if (scrub_outcome_ == ScrubState::kFailed) {
    return;
  }
  const auto then = residue_.begin() + static_cast<std::ptrdiff_t>(scrub.residue_then);
  const auto left = std::remove_if(residue_.begin(), then, [&](const KeyValue& hidden) {
    return std::any_of(scrub.ranges.begin(), scrub.ranges.end(),
                       [&](const KeyRange& range) { return range.from <= hidden.key && hidden.key < range.to; });
  });
  residue_.erase(left, then);
  while (undo_.size() > scrub.commits_since) {
    undo_.pop_front();
  }
}

std::vector<KeyValue> MemoryStore::dump() const {
  std::vector<KeyValue> all;
  all.reserve(rows_.size());
  for (const auto& [key, value] : rows_) {
    all.push_back({key, value});
  }
  return all;
}

bool MemoryStore::holds_anywhere(std::string_view needle) const {
  const auto holds = [&](std::string_view bytes) { return bytes.find(needle) != std::string_view::npos; };
  return std::any_of(rows_.begin(), rows_.end(),
                     [&](const auto& row) { return holds(row.first) || holds(row.second); }) ||
         std::any_of(residue_.begin(), residue_.end(),
                     [&](const KeyValue& hidden) { return holds(hidden.key) || holds(hidden.value); }) ||
         std::any_of(kept_in_doubt_.begin(), kept_in_doubt_.end(),
                     [&](const Write& write) { return holds(write.key) || holds(write.value.value_or("")); });
}

void MemoryStore::fail_commit(std::uint64_t commits_before, CommitFault fault) {
  planned_ = PlannedFault{commits_before, fault};
}

void MemoryStore::crash() {
  planned_.reset();
  read_failure_.reset();
  broken_ = false;
  scrub_.reset();
  scrub_outcome_ = ScrubState::kIdle;
  if (!kept_in_doubt_.empty()) {
    apply(std::exchange(kept_in_doubt_, {}));
  }
}

void MemoryStore::crash_and_lose(std::size_t commits) {
  CORVID_CHECK(commits <= undo_.size());
  kept_in_doubt_.clear();  // it was written after those that are lost
  crash();
  for (; commits > 0; --commits) {
    [[maybe_unused]] const std::vector<Write> redo = write(undo_.back());
    undo_.pop_back();
  }
}

void MemoryStore::apply(const std::vector<Write>& batch) {
  undo_.push_back(write(batch));
  for (const Write& hidden : undo_.back()) {
    if (hidden.value.has_value()) {
      residue_.push_back({hidden.key, *hidden.value});
    }
  }
  if (scrub_.has_value()) {
    ++scrub_->commits_since;
  }
  if (undo_.size() > kLosableCommitsMax) {
    undo_.pop_front();
  }
}

std::vector<Write> MemoryStore::write(const std::vector<Write>& batch) {
  std::vector<Write> undo;
  undo.reserve(batch.size());
  for (const Write& write : batch) {
    const auto row = rows_.find(write.key);
    undo.push_back({write.key, row == rows_.end() ? std::nullopt : std::optional<std::string>(row->second)});
    if (write.value.has_value()) {
      rows_.insert_or_assign(write.key, *write.value);
    } else {
      rows_.erase(write.key);
    }
  }
  std::reverse(undo.begin(), undo.end());
  return undo;
}

}  // namespace corvid::store
