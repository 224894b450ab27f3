#include "router/core/uploads.h"

#include <algorithm>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/check.h"
#include "proto/base/limits.h"
#include "router/core/parties.h"
#include "router/core/payload.h"
#include "store/keys.h"

namespace corvid::core {
namespace {

void record_destroyed(const std::string& message_id, std::uint64_t bytes, TurnWork& work) {
  v1::RecordBody body;
  body.mutable_destroyed()->set_message_id(message_id);
  body.mutable_destroyed()->set_reason(v1::Destroyed::AFGEBROKEN);
  body.mutable_destroyed()->set_bytes_destroyed(bytes);
  work.record(body);
}

}  // namespace

bool Uploads::is_full() const { return by_link_.size() >= limits::kLargeUploadsMax; }

void Uploads::begin(const std::string& link, const PartyId& sender, Submission head, TurnWork& work) {
  abandon(link, work);
  head.large.set_upload(work.entropy().take(store::kUploadIdBytes));
  const auto& lengths = head.large.section_bytes();
  envelope::SectionDigests digests(*head.inspection.envelope, {lengths.begin(), lengths.end()});
  v1::UploadRow row;
  *row.mutable_sender() = to_party_ref(sender);
  row.set_message_id(head.message_id);
  work.views().put_upload(head.large.upload(), row);
  by_link_.insert_or_assign(link, Upload{sender, std::move(head), std::move(digests), 0, 0, work.mono()});
}

Uploads::Added Uploads::add(const std::string& link, const v1::LargeChunk& chunk, std::string bytes, TurnWork& work) {
  const auto found = by_link_.find(link);
  if (found == by_link_.end() || found->second.head.message_id != chunk.message_id()) {
    return Added::kUnknown;
  }
  Upload& upload = found->second;
  const std::uint64_t left = upload.digests.bytes_left();
  const bool is_next = chunk.offset() == upload.received &&
                       bytes.size() == std::min<std::uint64_t>(limits::kChunkBytes, left) && !bytes.empty();
  if (!is_next) {
    abandon(link, work);
    return Added::kOutOfOrder;
  }
  upload.digests.add(bytes);
  const auto index = static_cast<std::uint32_t>(upload.received / limits::kChunkBytes);
  upload.received += bytes.size();
  upload.seen = work.mono();
  work.views().put_chunk(upload.head.large.upload(), index, std::move(bytes));
  return Added::kAdded;
}

std::optional<v1::LargeTaken> Uploads::take_taken(const std::string& link) {
  const auto found = by_link_.find(link);
  if (found == by_link_.end() || found->second.told == found->second.received) {
    return std::nullopt;
  }
  found->second.told = found->second.received;
  v1::LargeTaken taken;
  taken.set_message_id(found->second.head.message_id);
  taken.set_offset(found->second.received);
  return taken;
}

std::optional<Uploads::Upload> Uploads::complete(const std::string& link, const std::string& message_id,
                                                 TurnWork& work) {
  const auto found = by_link_.find(link);
  if (found == by_link_.end() || found->second.head.message_id != message_id) {
    return std::nullopt;
  }
  if (found->second.digests.bytes_left() > 0) {
    abandon(link, work);
    return std::nullopt;
  }
  Upload upload = std::move(found->second);
  by_link_.erase(found);
  return upload;
}

void Uploads::discard(const Upload& upload, TurnWork& work) {
  const std::string& id = upload.head.large.upload();
  if (!broken(Variant::kChunksKept)) {
    work.views().erase_chunks(id, payload::chunk_count(upload.received));
  }
  work.views().erase_upload(id);
  if (upload.received > 0) {
    record_destroyed(upload.head.message_id, upload.received, work);
  }
}

void Uploads::keep(const Upload& upload, TurnWork& work) { work.views().erase_upload(upload.head.large.upload()); }

void Uploads::abandon(const std::string& link, TurnWork& work) {
  if (const auto found = by_link_.find(link); found != by_link_.end()) {
    discard(found->second, work);
    by_link_.erase(found);
  }
}

std::vector<Uploads::GivenUp> Uploads::abandon_silent(TurnWork& work) {
  std::vector<GivenUp> silent;
  for (const auto& [link, upload] : by_link_) {
    if (upload.seen + limits::kUploadSilenceMax <= work.mono()) {
      silent.push_back({link, upload.head.message_id});
    }
  }
  std::sort(silent.begin(), silent.end(), [](const GivenUp& a, const GivenUp& b) { return a.link < b.link; });
  for (const GivenUp& upload : silent) {
    abandon(upload.link, work);
  }
  return silent;
}

void Uploads::clean(TurnWork& work) {
  for (const auto& [upload, row] : work.views().uploads(limits::kLargeUploadsMax + 1)) {
    const std::uint32_t chunks = work.views().count_chunks(upload);
    work.views().erase_chunks(upload, chunks);
    work.views().erase_upload(upload);
    if (chunks > 0) {
      record_destroyed(row.message_id(), std::uint64_t{chunks} * limits::kChunkBytes, work);
    }
  }
}

std::optional<MonoTime> Uploads::next_silence() const {
  std::optional<MonoTime> next;
  for (const auto& [link, upload] : by_link_) {
    const MonoTime moment = upload.seen + limits::kUploadSilenceMax;
    next = next ? std::min(*next, moment) : moment;
  }
  return next;
}

}  // namespace corvid::core
