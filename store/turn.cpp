#include "store/turn.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "proto/base/check.h"

namespace corvid::store {

std::optional<std::string> Turn::get(std::string_view key) const {
  if (failed()) {
    return std::nullopt;
  }
  if (const auto written = writes_.find(key); written != writes_.end()) {
    return written->second;
  }
  Result<std::optional<std::string>> stored = store_.get(key);
  if (!stored.ok()) {
    fail(stored.error());
    return std::nullopt;
  }
  return std::move(stored).value();
}

std::vector<KeyValue> Turn::scan(std::string_view from, std::string_view to, std::size_t limit) const {
  if (failed() || limit == 0 || from >= to) {
    return {};
  }
  auto written = writes_.lower_bound(from);
  const auto written_end = writes_.lower_bound(to);
  // Each erasure hides at most one stored row, and nothing else makes the merged rows fewer than the stored ones.
  const auto hidden = static_cast<std::size_t>(
      std::count_if(written, written_end, [](const auto& write) { return !write.second.has_value(); }));
  const std::size_t stored_limit = limit + std::min(hidden, std::numeric_limits<std::size_t>::max() - limit);
  Result<std::vector<KeyValue>> stored = store_.scan(from, to, stored_limit);
  if (!stored.ok()) {
    fail(stored.error());
    return {};
  }

  std::vector<KeyValue> merged;
  auto row = stored->begin();
  while (merged.size() < limit && (row != stored->end() || written != written_end)) {
    if (written == written_end || (row != stored->end() && row->key < written->first)) {
      merged.push_back(std::move(*row));
      ++row;
      continue;
    }
    if (row != stored->end() && row->key == written->first) {
      ++row;
    }
    if (written->second.has_value()) {
      merged.push_back({written->first, *written->second});
    }
    ++written;
  }
  return merged;
}

void Turn::put(std::string key, std::string value) { writes_.insert_or_assign(std::move(key), std::move(value)); }

void Turn::erase(std::string key) { writes_.insert_or_assign(std::move(key), std::nullopt); }

bool Turn::wrote(std::string_view key) const { return writes_.find(key) != writes_.end(); }

void Turn::fail(Error error) const {
  if (!failed()) {
    failure_ = std::move(error);
  }
}

std::vector<Write> Turn::batch() const {
  CORVID_CHECK(!failed());
  std::vector<Write> batch;
  batch.reserve(writes_.size());
  for (const auto& [key, value] : writes_) {
    batch.push_back({key, value});
  }
  return batch;
}

std::vector<Write> Turn::take_batch() {
  CORVID_CHECK(!failed());
  std::vector<Write> batch;
  batch.reserve(writes_.size());
  while (!writes_.empty()) {
    auto node = writes_.extract(writes_.begin());
    batch.push_back({std::move(node.key()), std::move(node.mapped())});
  }
  return batch;
}

}  // namespace corvid::store
