// How a gateway sends and takes messages in parts: one at a time in each direction, as docs/protocol.md asks.
#include <algorithm>
#include <utility>

#include "proto/base/limits.h"
#include "tests/simulation/gateway.h"

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""s;

constexpr auto kGivesUpAfter = 15s;  // a part was lost on the way, or never sent

}  // namespace

void Gateway::add_parts(core::CommandArrived& arrived) {
  v1::ClientCommand& command = arrived.command;
  if (download_ && !download_->told) {
    download_->told = true;
    command.mutable_large_taken()->set_message_id(download_->id);
    command.mutable_large_taken()->set_offset(download_->received);
  }
  if (upload_ && around_.agenda.now() - upload_->moved > kGivesUpAfter) {
    upload_.reset();
  }
  if (!upload_) {
    begin_upload(arrived);
    return;
  }
  const std::string& contents = upload_->letter->parts->contents;
  const std::uint64_t bytes = std::min<std::uint64_t>(limits::kChunkBytes, contents.size() - upload_->sent);
  if (!upload_->permitted || upload_->end_sent) {
    return;
  }
  upload_->moved = around_.agenda.now();
  if (bytes == 0) {
    upload_->end_sent = true;
    command.mutable_large_end()->set_message_id(std::string(upload_->letter->id.bytes()));
  } else if (upload_->sent + bytes <= upload_->allowed) {
    v1::LargeChunk& chunk = *command.mutable_large_chunk();
    chunk.set_message_id(std::string(upload_->letter->id.bytes()));
    chunk.set_offset(upload_->sent);
    chunk.set_chunk_bytes(bytes);
    arrived.large_chunk = contents.substr(upload_->sent, bytes);
    upload_->sent += bytes;
  }
  if (has(Fault::kBadParts, 250)) {
    misplace_part(arrived);
  }
}

void Gateway::begin_upload(core::CommandArrived& arrived) {
  const auto next = std::find_if(outbox_.begin(), outbox_.end(), [](const auto& entry) {
    return entry.second.letter->parts && !entry.second.refused && entry.second.accepted_as.empty();
  });
  if (next == outbox_.end()) {
    return;
  }
  const LetterPtr& letter = next->second.letter;
  upload_ = Upload{letter, 0, 0, false, false, around_.agenda.now()};
  v1::LargeBegin& begin = *arrived.command.mutable_large_begin();
  begin.set_message_id(next->first);
  begin.set_head_bytes(letter->parts->head.size());
  begin.mutable_section_bytes()->Add(letter->parts->section_bytes.begin(), letter->parts->section_bytes.end());
  arrived.large_begin = letter->submission;
  around_.oracle.sent(member_.id, {}, {letter});
}

void Gateway::misplace_part(core::CommandArrived& arrived) {
  v1::ClientCommand& command = arrived.command;
  around_.trace.note("misplaces a part");
  switch (around_.dice.below(4)) {
    case 0:  // it never leaves
      command.clear_large_chunk();
      command.clear_large_end();
      break;
    case 1:  // as if one had gone before
      if (command.has_large_chunk()) {
        command.mutable_large_chunk()->set_offset(command.large_chunk().offset() + limits::kChunkBytes);
      }
      break;
    case 2:  // the end before the end
      command.mutable_large_end()->set_message_id(std::string(upload_->letter->id.bytes()));
      break;
    default:  // given up
      upload_.reset();
      break;
  }
}

void Gateway::take(const v1::LargeTaken& taken) {
  if (upload_ && upload_->letter->id.bytes() == taken.message_id()) {
    upload_->permitted = true;
    upload_->allowed = taken.offset() + limits::kLargeWindowBytes;
    upload_->moved = around_.agenda.now();
  }
}

void Gateway::take(const core::LargeDeliveryBegin& begin) {
  download_ = Download{begin.begin.message_id(), begin.begin.statement(), 0, false};
}

void Gateway::take(const core::LargeDeliveryChunk& chunk) {
  if (download_ && download_->id == chunk.chunk.message_id() && download_->received == chunk.chunk.offset()) {
    download_->received += chunk.bytes.size();
    download_->told = false;
  }
}

void Gateway::take(const v1::LargeEnd& end) {
  if (download_ && download_->id == end.message_id()) {
    const Download whole = *std::exchange(download_, std::nullopt);
    take_message(whole.id, whole.statement);
  }
}

}  // namespace corvid::sim
