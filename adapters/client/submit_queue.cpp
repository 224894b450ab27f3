#include "adapters/client/submit_queue.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"

namespace corvid::client {
namespace {

// The parts of an envelope, when they are within what a router reads.
Result<envelope::Parts> divided(std::string_view envelope) {
  CORVID_TRY_ASSIGN(envelope::Parts parts, envelope::split(envelope));
  if (parts.section_bytes.size() > limits::kSectionsMax) {
    return Error{Errc::kInvalidInput, "BERICHT_ONLEESBAAR: section"};
  }
  if (parts.head.size() > limits::kLargeHeadBytesMax) {
    return Error{Errc::kTooLarge, "VELD_TE_LANG: head"};
  }
  return parts;
}

}  // namespace

Result<void> SubmitQueue::add(const MessageId& id, std::string envelope) {
  if (envelopes_.contains(id)) {
    return {};
  }
  const std::uint64_t size = envelope.size();
  if (bytes_ > 0 && bytes_ + size > kUnansweredBytesMax) {
    return Error{Errc::kUnavailable, "too many bytes are waiting for a receipt"};
  }
  if (size > limits::kInlineEnvelopeBytesMax) {
    CORVID_TRY(divided(envelope));  // found out now: later nobody could be told
  }
  CORVID_TRY(envelopes_.put(id, std::move(envelope)));
  bytes_ += size;
  return {};
}

bool SubmitQueue::answered(const MessageId& id) {
  const auto taken = envelopes_.take(id);
  if (!taken) {
    return false;
  }
  end_large(id);
  bytes_ -= taken->item.size();
  if (taken->was_sent) {
    CORVID_CHECK(under_way_messages_ > 0 && under_way_bytes_ >= taken->item.size());
    --under_way_messages_;
    under_way_bytes_ -= taken->item.size();
  }
  return true;
}

void SubmitQueue::turned_away(const MessageId& id, MonoTime until) {
  const std::string* envelope = envelopes_.unsend(id);
  if (envelope == nullptr) {
    return;
  }
  end_large(id);
  --under_way_messages_;
  under_way_bytes_ -= envelope->size();
  held_until_ = std::max(held_until_, until);
}

void SubmitQueue::new_session(const v1::Welcome& welcome) {
  envelopes_.unsend_all();
  large_.reset();
  under_way_messages_ = 0;
  under_way_bytes_ = 0;
  held_until_ = MonoTime{};
  set_window(welcome.credit());
  inline_bytes_max_ = limits::kInlineEnvelopeBytesMax;
  if (welcome.inline_bytes_max() != 0) {
    inline_bytes_max_ = std::min<std::uint64_t>(inline_bytes_max_, welcome.inline_bytes_max());
  }
  large_window_bytes_ = welcome.large_window_bytes() != 0 ? welcome.large_window_bytes() : limits::kLargeWindowBytes;
}

void SubmitQueue::set_window(const v1::Credit& window) {
  window_messages_ = window.messages();
  window_bytes_ = window.bytes();
}

bool SubmitQueue::taken(const MessageId& id, std::uint64_t offset) {
  return !large_ || large_->id() != id || large_->taken(offset);
}

// The parts of a large one first: they take a bounded share of each command and so never wait behind small ones.
void SubmitQueue::fill(wire::ClientFrames& frames, MonoTime now) {
  if (large_) {
    large_->fill(frames);
  }
  if (now < held_until_) {
    return;
  }
  held_until_ = MonoTime{};
  envelopes_.send_each([&](const MessageId& id, const std::string& envelope) { return offer(frames, id, envelope); });
}

Offered SubmitQueue::offer(wire::ClientFrames& frames, const MessageId& id, const std::string& envelope) {
  const bool is_large = envelope.size() > inline_bytes_max_;
  if (is_large && large_) {
    return Offered::kLater;
  }
  const bool in_window = under_way_messages_ < window_messages_ && under_way_bytes_ <= window_bytes_ &&
                         envelope.size() <= window_bytes_ - under_way_bytes_;
  if (!in_window) {
    return Offered::kFull;
  }
  if (!(is_large ? begin_large(frames, id, envelope) : frames.add_submit(id, envelope))) {
    return Offered::kFull;
  }
  ++under_way_messages_;
  under_way_bytes_ += envelope.size();
  return Offered::kTaken;
}

// What cannot be divided goes whole and is refused by name: a router's limit may be below the one we checked.
bool SubmitQueue::begin_large(wire::ClientFrames& frames, const MessageId& id, const std::string& envelope) {
  auto parts = divided(envelope);
  if (!parts.ok()) {
    return frames.add_submit(id, envelope);
  }
  large_.emplace(id, std::move(parts).value(), large_window_bytes_);
  large_->fill(frames);
  if (!large_->begun()) {
    large_.reset();
  }
  return large_.has_value();
}

void SubmitQueue::end_large(const MessageId& id) {
  if (large_ && large_->id() == id) {
    large_.reset();
  }
}

std::optional<MonoTime> SubmitQueue::next_wakeup() const {
  if (!envelopes_.any_unsent() || held_until_ == MonoTime{}) {
    return std::nullopt;
  }
  return held_until_;
}

}  // namespace corvid::client
