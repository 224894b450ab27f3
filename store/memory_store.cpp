#include "store/memory_store.h"

#include <algorithm>
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

void MemoryStore::fail_commit(std::uint64_t commits_before, CommitFault fault) {
  planned_ = PlannedFault{commits_before, fault};
}

void MemoryStore::crash() {
  planned_.reset();
  read_failure_.reset();
  broken_ = false;
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
