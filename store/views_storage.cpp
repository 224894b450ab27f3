// What the store keeps about itself: segments of the journal, contents of large messages, its own row.
#include <utility>

#include "proto/base/check.h"
#include "proto/base/limits.h"
#include "store/keys.h"
#include "store/read_row.h"
#include "store/views.h"

namespace corvid::store {

// ---- segments of the journal

std::optional<v1::SegmentRow> Views::segment(std::uint64_t first) const {
  return read_row<v1::SegmentRow>(turn_, segment_key(first), first);
}

void Views::put_segment(std::uint64_t first, const v1::SegmentRow& row) {
  write_row(turn_, segment_key(first), row, first);
}

void Views::erase_segment(std::uint64_t first) { turn_.erase(segment_key(first)); }

std::vector<Segment> Views::segments(std::size_t limit) const {
  const KeyRange range = keys_starting(Table::kSegment, {});
  std::vector<Segment> segments;
  for (const KeyValue& row : turn_.scan(range.from, range.to, limit)) {
    const std::optional<std::uint64_t> first = first_of_key(row.key);
    const std::optional<v1::SegmentRow> read = first.has_value() ? segment(*first) : std::nullopt;
    if (!read.has_value()) {
      fail_corrupt(turn_, row.key);
      return {};
    }
    segments.push_back({*first, read->day()});
  }
  return segments;
}

// ---- contents of large messages

std::optional<std::string> Views::chunk(std::string_view upload, std::uint32_t index) const {
  return turn_.get(chunk_key(upload, index));
}

void Views::put_chunk(std::string_view upload, std::uint32_t index, std::string bytes) {
  CORVID_CHECK(!bytes.empty());
  turn_.put(chunk_key(upload, index), std::move(bytes));
}

void Views::erase_chunks(std::string_view upload, std::uint32_t count) {
  for (std::uint32_t index = 0; index < count; ++index) {
    turn_.erase(chunk_key(upload, index));
  }
}

std::uint32_t Views::count_chunks(std::string_view upload) const {
  // Only after a start, for uploads that a former run left: their number is not on disk.
  std::uint32_t count = 0;
  while (turn_.get(chunk_key(upload, count)).has_value()) {
    ++count;
  }
  return count;
}

void Views::put_upload(std::string_view upload, const v1::UploadRow& row) { write_row(turn_, upload_key(upload), row); }

void Views::erase_upload(std::string_view upload) { turn_.erase(upload_key(upload)); }

std::vector<std::pair<std::string, v1::UploadRow>> Views::uploads(std::size_t limit) const {
  const KeyRange range = keys_starting(Table::kUpload, {});
  std::vector<std::pair<std::string, v1::UploadRow>> uploads;
  for (const KeyValue& entry : turn_.scan(range.from, range.to, limit)) {
    std::optional<std::string> upload = upload_of_key(entry.key);
    v1::UploadRow row;
    if (!upload.has_value() || upload_key(*upload) != entry.key || !row.ParseFromString(entry.value) ||
        !is_sound(row)) {
      fail_corrupt(turn_, entry.key);
      return {};
    }
    uploads.emplace_back(*std::move(upload), std::move(row));
  }
  return uploads;
}

// ---- the store itself

std::optional<v1::StoreRow> Views::store_row() const { return read_row<v1::StoreRow>(turn_, store_key()); }

void Views::put_store_row(const v1::StoreRow& row) {
  if (const std::optional<v1::StoreRow> old = store_row(); old.has_value()) {
    // A counter that goes back would overwrite records that were told to others.
    CORVID_CHECK(row.commit() >= old->commit() && row.record_next() >= old->record_next());
  }
  write_row(turn_, store_key(), row);
}

}  // namespace corvid::store
