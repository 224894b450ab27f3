// The building half of frames.h.
#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/wire/frames.h"

namespace corvid::wire {
namespace {

template <typename Command>
Frames serialise(const Command& command, std::string payload) {
  Frames frames{command.SerializeAsString(), std::move(payload)};
  CORVID_CHECK(frames.command.size() <= limits::kCommandBytesMax);
  CORVID_CHECK(frames.payload.size() <= limits::kPayloadBytesMax);
  return frames;
}

std::string to_bytes(const MessageId& id) { return std::string(id.bytes()); }

}  // namespace

bool internal::Room::take(std::size_t item_bytes, std::size_t payload_bytes) {
  const std::size_t counted = item_bytes + kTagAndLengthBytesMax;
  CORVID_CHECK(counted <= kItemsBytesMax);
  CORVID_CHECK(payload_bytes <= limits::kPayloadBytesMax);
  if (items_ == limits::kItemsPerCommandMax || counted > kItemsBytesMax - item_bytes_ ||
      payload_bytes > limits::kPayloadBytesMax - payload_bytes_) {
    return false;
  }
  ++items_;
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
  payload_ += envelope;
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
  payload_ += envelope;
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

bool RouterFrames::add_busy(const MessageId& id, std::uint32_t retry_after_seconds) {
  if (!room_.take(id.bytes().size(), 0)) {
    return false;
  }
  v1::Busy& busy = *command_.mutable_busy();
  busy.add_message_id(to_bytes(id));
  busy.set_retry_after_seconds(std::max(busy.retry_after_seconds(), retry_after_seconds));
  return true;
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
