#include "router/core/payload.h"

#include <algorithm>

#include "proto/base/limits.h"

namespace corvid::core::payload {

std::uint32_t chunk_count(std::uint64_t contents_bytes) {
  return static_cast<std::uint32_t>((contents_bytes + limits::kChunkBytes - 1) / limits::kChunkBytes);
}

std::uint64_t contents_bytes(const v1::LargePayload& large) {
  std::uint64_t bytes = 0;
  for (const std::uint64_t section : large.section_bytes()) {
    // Announced lengths may be anything; beyond the limit it does not matter by how much.
    bytes += std::min<std::uint64_t>(section, limits::kEnvelopeBytesMax + 1);
  }
  return bytes;
}

void destroy(const MessageId& id, store::Views& views) {
  const auto payload = views.payload(id);
  if (payload && payload->has_large()) {
    views.erase_chunks(payload->large().upload(), chunk_count(contents_bytes(payload->large())));
  }
  views.destroy_payload(id);
}

}  // namespace corvid::core::payload
