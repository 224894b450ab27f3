#include "adapters/client/large_out.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "proto/base/limits.h"

namespace corvid::client {

LargeOut::LargeOut(const MessageId& id, envelope::Parts parts, std::uint64_t window_bytes)
    : id_(id), parts_(std::move(parts)), window_bytes_(std::max<std::uint64_t>(window_bytes, limits::kChunkBytes)) {}

void LargeOut::fill(wire::ClientFrames& frames) {
  if (!begun_) {
    v1::LargeBegin begin;
    begin.set_message_id(std::string(id_.bytes()));
    begin.mutable_section_bytes()->Add(parts_.section_bytes.begin(), parts_.section_bytes.end());
    begun_ = frames.set_large_begin(std::move(begin), parts_.head);
    return;
  }
  if (!taken_) {
    return;
  }
  if (sent_ < parts_.contents.size()) {
    fill_chunk(frames);
  }
  if (sent_ == parts_.contents.size() && !ended_) {
    ended_ = frames.set_large_end(id_);
  }
}

void LargeOut::fill_chunk(wire::ClientFrames& frames) {
  const auto chunk = std::string_view(parts_.contents).substr(static_cast<std::size_t>(sent_), limits::kChunkBytes);
  if (sent_ + chunk.size() <= *taken_ + window_bytes_ && frames.set_large_chunk(id_, sent_, chunk)) {
    sent_ += chunk.size();
  }
}

bool LargeOut::taken(std::uint64_t offset) {
  if (offset > sent_ || !begun_) {
    return false;
  }
  taken_ = std::max(taken_.value_or(0), offset);
  return true;
}

}  // namespace corvid::client
