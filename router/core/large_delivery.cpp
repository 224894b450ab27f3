#include "router/core/large_delivery.h"

#include <algorithm>

#include "proto/base/limits.h"
#include "router/core/payload.h"

namespace corvid::core {

LargeDelivery::LargeDelivery(const MessageId& message, const v1::LargePayload& large)
    : message_(message), upload_(large.upload()), total_(payload::contents_bytes(large)) {}

void LargeDelivery::taken(std::uint64_t offset) {
  if (offset > sent_) {
    return;
  }
  permitted_ = true;
  allowed_ = std::max(allowed_, std::min(total_, offset + limits::kLargeWindowBytes));
}

std::uint64_t LargeDelivery::next_chunk_bytes() const {
  return std::min<std::uint64_t>(limits::kChunkBytes, total_ - sent_);
}

bool LargeDelivery::waits_for_budget() const {
  return permitted_ && !end_sent_ && (sent_ == total_ || sent_ + next_chunk_bytes() <= allowed_);
}

void LargeDelivery::pump(const Session& session, std::uint64_t& budget_bytes, TurnWork& work) {
  const std::string id(message_.bytes());
  while (permitted_ && sent_ < total_ && sent_ + next_chunk_bytes() <= allowed_ &&
         next_chunk_bytes() <= budget_bytes) {
    const auto index = static_cast<std::uint32_t>(sent_ / limits::kChunkBytes);
    auto bytes = work.views().chunk(upload_, index);
    if (!bytes || bytes->size() != next_chunk_bytes()) {
      work.fail_corrupt("a chunk of a queued message is missing or of another length: " + message_.to_string());
      return;
    }
    LargeDeliveryChunk chunk;
    chunk.chunk.set_message_id(id);
    chunk.chunk.set_offset(sent_);
    chunk.chunk.set_chunk_bytes(bytes->size());
    sent_ += bytes->size();
    budget_bytes -= bytes->size();
    chunk.bytes = *std::move(bytes);
    work.effect({session.link, session.token, std::move(chunk)});
  }
  if (permitted_ && sent_ == total_ && !end_sent_) {
    end_sent_ = true;
    v1::LargeEnd end;
    end.set_message_id(id);
    work.effect({session.link, session.token, std::move(end)});
  }
}

}  // namespace corvid::core
