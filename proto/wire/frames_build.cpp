// The building half of frames.h.
#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/wire/frames.h"

namespace corvid::wire {
namespace {

template <typename Command>
Frames serialise(const Command& command, internal::Payload payload) {
  Frames frames{command.SerializeAsString(), std::move(payload).take()};
  CORVID_CHECK(frames.command.size() <= limits::kCommandBytesMax);
  CORVID_CHECK(frames.payload.size() <= limits::kPayloadBytesMax);
  return frames;
}

std::string to_bytes(const MessageId& id) { return std::string(id.bytes()); }

// The parts of a large message are the same in both directions, and are carried out in this order.
template <typename Command>
bool put_large_begin(Command& command, internal::Room& room, internal::Payload& payload, v1::LargeBegin begin,
                     std::string_view head) {
  CORVID_CHECK(head.size() <= limits::kLargeHeadBytesMax);
  begin.set_head_bytes(head.size());
  if (command.has_large_begin() || command.has_large_chunk() || command.has_large_end() ||
      !room.take_once(begin.ByteSizeLong(), head.size())) {
    return false;
  }
  *command.mutable_large_begin() = std::move(begin);
  payload.large_head = head;
  return true;
}

template <typename Command>
bool put_large_chunk(Command& command, internal::Room& room, internal::Payload& payload, const MessageId& id,
                     std::uint64_t offset, std::string_view bytes) {
  CORVID_CHECK(bytes.size() <= limits::kChunkBytes);
  v1::LargeChunk chunk;
  chunk.set_message_id(to_bytes(id));
  chunk.set_offset(offset);
  chunk.set_chunk_bytes(bytes.size());
  if (command.has_large_chunk() || command.has_large_end() || !room.take_once(chunk.ByteSizeLong(), bytes.size())) {
    return false;
  }
  *command.mutable_large_chunk() = std::move(chunk);
  payload.large_chunk = bytes;
  return true;
}

template <typename Command>
bool put_large_end(Command& command, internal::Room& room, const MessageId& id) {
  if (command.has_large_end() || !room.take_once(id.bytes().size(), 0)) {
    return false;
  }
  command.mutable_large_end()->set_message_id(to_bytes(id));
  return true;
}

template <typename Command>
bool put_large_taken(Command& command, internal::Room& room, const MessageId& id, std::uint64_t offset) {
  v1::LargeTaken taken;
  taken.set_message_id(to_bytes(id));
  taken.set_offset(offset);
  if (command.has_large_taken() || !room.take_once(taken.ByteSizeLong(), 0)) {
    return false;
  }
  *command.mutable_large_taken() = std::move(taken);
  return true;
}

}  // namespace

std::string internal::Payload::take() && {
  std::string bytes = std::move(envelopes);
  bytes += large_head;
  bytes += large_chunk;
  return bytes;
}

bool internal::Room::take(std::size_t item_bytes, std::size_t payload_bytes) {
  if (items_ == limits::kItemsPerCommandMax || !take_once(item_bytes, payload_bytes)) {
    return false;
  }
  ++items_;
  return true;
}

bool internal::Room::take_once(std::size_t field_bytes, std::size_t payload_bytes) {
  const std::size_t counted = field_bytes + kTagAndLengthBytesMax;
  CORVID_CHECK(counted <= kItemsBytesMax);
  CORVID_CHECK(payload_bytes <= limits::kPayloadBytesMax);
  if (counted > kItemsBytesMax - item_bytes_ || payload_bytes > limits::kPayloadBytesMax - payload_bytes_) {
    return false;
  }
  item_bytes_ += counted;
  payload_bytes_ += payload_bytes;
  return true;
}

// ---- from a connection point ----------------------------------------------------------------------------------------

ClientFrames::ClientFrames(std::string_view session) { command_.set_session(std::string(session)); }

bool ClientFrames::add_submit(const MessageId& id, std::string_view envelope) {
  v1::Submit submit;
  submit.set_message_id(to_bytes(id));
  submit.set_envelope_bytes(envelope.size());
  if (!room_.take(submit.ByteSizeLong(), envelope.size())) {
    return false;
  }
  *command_.add_submit() = std::move(submit);
  payload_.envelopes += envelope;
  return true;
}

bool ClientFrames::add_settle(const v1::Settle& settle) {
  if (!room_.take(settle.ByteSizeLong(), 0)) {
    return false;
  }
  *command_.add_settle() = settle;
  return true;
}

bool ClientFrames::add_processed(const MessageId& id, v1::Processed::Outcome outcome) {
  v1::Processed processed;
  processed.set_message_id(to_bytes(id));
  processed.set_outcome(outcome);
  if (!room_.take(processed.ByteSizeLong(), 0)) {
    return false;
  }
  *command_.add_processed() = std::move(processed);
  return true;
}

bool ClientFrames::add_resolve(const v1::Resolve& question) {
  if (!room_.take(question.ByteSizeLong(), 0)) {
    return false;
  }
  *command_.add_resolve() = question;
  return true;
}

bool ClientFrames::set_large_begin(v1::LargeBegin begin, std::string_view head) {
  const bool set = put_large_begin(command_, room_, payload_, std::move(begin), head);
  once_ = once_ || set;
  return set;
}

bool ClientFrames::set_large_chunk(const MessageId& id, std::uint64_t offset, std::string_view bytes) {
  const bool set = put_large_chunk(command_, room_, payload_, id, offset, bytes);
  once_ = once_ || set;
  return set;
}

bool ClientFrames::set_large_end(const MessageId& id) {
  const bool set = put_large_end(command_, room_, id);
  once_ = once_ || set;
  return set;
}

bool ClientFrames::set_large_taken(const MessageId& id, std::uint64_t offset) {
  const bool set = put_large_taken(command_, room_, id, offset);
  once_ = once_ || set;
  return set;
}

void ClientFrames::set_hello(v1::Hello hello) {
  *command_.mutable_hello() = std::move(hello);
  once_ = true;
}

void ClientFrames::set_credit(const v1::Credit& credit) {
  *command_.mutable_credit() = credit;
  once_ = true;
}

void ClientFrames::set_notices_read(std::uint64_t number) {
  command_.set_notices_read(number);
  once_ = true;
}

void ClientFrames::set_ping() {
  command_.mutable_ping();
  once_ = true;
}

void ClientFrames::set_goodbye() {
  command_.mutable_goodbye();
  once_ = true;
}

Frames ClientFrames::take() && { return serialise(command_, std::move(payload_)); }

// ---- from the router ------------------------------------------------------------------------------------------------

RouterFrames::RouterFrames(std::string_view session) { command_.set_session(std::string(session)); }

bool RouterFrames::add_receipt(const v1::Receipt& receipt) {
  if (!room_.take(receipt.ByteSizeLong(), 0)) {
    return false;
  }
  *command_.add_receipt() = receipt;
  return true;
}

bool RouterFrames::add_deliver(v1::Deliver deliver, std::string_view envelope) {
  deliver.set_envelope_bytes(envelope.size());
  if (!room_.take(deliver.ByteSizeLong(), envelope.size())) {
    return false;
  }
  *command_.add_deliver() = std::move(deliver);
  payload_.envelopes += envelope;
  return true;
}

bool RouterFrames::add_notice(const v1::Notice& notice) {
  if (!room_.take(notice.ByteSizeLong(), 0)) {
    return false;
  }
  *command_.add_notice() = notice;
  return true;
}

bool RouterFrames::add_resolved(const v1::Resolved& resolved) {
  if (!room_.take(resolved.ByteSizeLong(), 0)) {
    return false;
  }
  *command_.add_resolved() = resolved;
  return true;
}

bool RouterFrames::add_settled(const MessageId& id) {
  if (!room_.take(id.bytes().size(), 0)) {
    return false;
  }
  command_.add_settled()->set_message_id(to_bytes(id));
  return true;
}

bool RouterFrames::add_processed_recorded(const MessageId& id) {
  if (!room_.take(id.bytes().size(), 0)) {
    return false;
  }
  command_.add_processed_recorded()->set_message_id(to_bytes(id));
  return true;
}

bool RouterFrames::add_busy(const MessageId& id, std::uint32_t retry_after_seconds, const v1::Fault& why) {
  const bool first = !command_.has_busy();
  const bool joins = first || command_.busy().fault().SerializeAsString() == why.SerializeAsString();
  if (!joins || !room_.take(id.bytes().size() + (first ? why.ByteSizeLong() : 0), 0)) {
    return false;
  }
  v1::Busy& busy = *command_.mutable_busy();
  if (first && why.ByteSizeLong() > 0) {
    *busy.mutable_fault() = why;
  }
  busy.add_message_id(to_bytes(id));
  busy.set_retry_after_seconds(std::max(busy.retry_after_seconds(), retry_after_seconds));
  return true;
}

bool RouterFrames::set_large_begin(v1::LargeBegin begin, std::string_view head) {
  const bool set = put_large_begin(command_, room_, payload_, std::move(begin), head);
  once_ = once_ || set;
  return set;
}

bool RouterFrames::set_large_chunk(const MessageId& id, std::uint64_t offset, std::string_view bytes) {
  const bool set = put_large_chunk(command_, room_, payload_, id, offset, bytes);
  once_ = once_ || set;
  return set;
}

bool RouterFrames::set_large_end(const MessageId& id) {
  const bool set = put_large_end(command_, room_, id);
  once_ = once_ || set;
  return set;
}

bool RouterFrames::set_large_taken(const MessageId& id, std::uint64_t offset) {
  const bool set = put_large_taken(command_, room_, id, offset);
  once_ = once_ || set;
  return set;
}

void RouterFrames::set_welcome(v1::Welcome welcome) {
  *command_.mutable_welcome() = std::move(welcome);
  once_ = true;
}

void RouterFrames::set_hello_refused(v1::HelloRefused refused) {
  *command_.mutable_hello_refused() = std::move(refused);
  once_ = true;
}

void RouterFrames::set_session_ended(v1::SessionEnded::Reason reason) {
  command_.mutable_session_ended()->set_reason(reason);
  once_ = true;
}

void RouterFrames::set_credit(const v1::Credit& credit) {
  *command_.mutable_credit() = credit;
  once_ = true;
}

void RouterFrames::set_busy(v1::Busy busy) {
  *command_.mutable_busy() = std::move(busy);
  once_ = true;
}

void RouterFrames::set_pong() {
  command_.mutable_pong();
  once_ = true;
}

void RouterFrames::set_unknown(v1::Unknown unknown) {
  *command_.mutable_unknown() = std::move(unknown);
  once_ = true;
}

Frames RouterFrames::take() && { return serialise(command_, std::move(payload_)); }

}  // namespace corvid::wire
