#include "adapters/client/large_in.h"

#include <algorithm>
#include <utility>

#include "proto/base/limits.h"
#include "proto/envelope/split.h"

namespace corvid::client {
namespace {

Error mistake(std::string text) { return {Errc::kInvalidInput, "the router sends " + std::move(text)}; }

}  // namespace

void LargeIn::new_session(std::uint64_t window_bytes) {
  forget();
  window_bytes_ = std::max<std::uint64_t>(window_bytes, limits::kChunkBytes);
}

Result<void> LargeIn::begin(const v1::LargeBegin& begin, std::string_view head) {
  forget();
  std::uint64_t room = limits::kEnvelopeBytesMax - head.size();  // the decoder bounds the head far below
  std::uint64_t contents_bytes = 0;
  for (const std::uint64_t bytes : begin.section_bytes()) {
    if (bytes > room) {
      return mistake("a message over the limit");
    }
    room -= bytes;
    contents_bytes += bytes;
  }
  CORVID_TRY_ASSIGN(const MessageId id, MessageId::from_bytes(begin.message_id()));
  message_ = Message{id, begin, std::string(head), contents_bytes, {}, {}};
  message_->contents.reserve(static_cast<std::size_t>(contents_bytes));
  return {};
}

Result<void> LargeIn::chunk(const v1::LargeChunk& chunk, std::string_view bytes) {
  if (!message_ || chunk.message_id() != message_->id.bytes()) {
    return mistake("a chunk of a message that it did not begin");
  }
  const std::uint64_t have = message_->contents.size();
  if (chunk.offset() != have) {
    return mistake("a chunk twice or not at all");
  }
  if (bytes.size() > message_->contents_bytes - have) {
    return mistake("more content than it announced");
  }
  const bool is_last = have + bytes.size() == message_->contents_bytes;
  if (!is_last && bytes.size() != limits::kChunkBytes) {
    return mistake("a chunk that is too short");
  }
  if (!message_->told || have + bytes.size() > *message_->told + window_bytes_) {
    return mistake("content beyond the window");
  }
  message_->contents += bytes;
  return {};
}

Result<Delivery> LargeIn::end(const v1::LargeEnd& end) {
  if (!message_ || end.message_id() != message_->id.bytes()) {
    return mistake("the end of a message that it did not begin");
  }
  if (message_->contents.size() != message_->contents_bytes) {
    return mistake("the end of a message before all of it");
  }
  Message message = std::move(*message_);
  forget();
  const auto& announced = message.begin.section_bytes();
  const std::vector<std::uint64_t> section_bytes(announced.begin(), announced.end());
  auto envelope = envelope::join(message.head, section_bytes, message.contents);
  if (!envelope.ok()) {
    return mistake("a head that does not fit its contents");
  }
  return Delivery{message.id, message.begin.attempt(), std::move(envelope).value(),
                  std::move(*message.begin.mutable_statement())};
}

void LargeIn::fill(wire::ClientFrames& frames) {
  if (!message_) {
    return;
  }
  const std::uint64_t have = message_->contents.size();
  if (message_->told != have && frames.set_large_taken(message_->id, have)) {
    message_->told = have;
  }
}

}  // namespace corvid::client
