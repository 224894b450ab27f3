#include "adapters/client/submit_queue.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"

namespace corvid::client {

Result<void> SubmitQueue::add(const MessageId& id, std::string envelope) {
  if (envelopes_.contains(id)) {
    return {};
  }
  const std::uint64_t size = envelope.size();
  if (bytes_ > 0 && bytes_ + size > kUnansweredBytesMax) {
    return Error{Errc::kUnavailable, "too many bytes are waiting for a receipt"};
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
  --under_way_messages_;
  under_way_bytes_ -= envelope->size();
  held_until_ = std::max(held_until_, until);
}

void SubmitQueue::new_session(const v1::Credit& window) {
  envelopes_.unsend_all();
  under_way_messages_ = 0;
  under_way_bytes_ = 0;
  held_until_ = MonoTime{};
  set_window(window);
}

void SubmitQueue::set_window(const v1::Credit& window) {
  window_messages_ = window.messages();
  window_bytes_ = window.bytes();
}

void SubmitQueue::fill(wire::ClientFrames& frames, MonoTime now) {
  if (now < held_until_) {
    return;
  }
  envelopes_.send([&](const MessageId& id, const std::string& envelope) {
    const bool in_window = under_way_messages_ < window_messages_ && under_way_bytes_ <= window_bytes_ &&
                           envelope.size() <= window_bytes_ - under_way_bytes_;
    if (!in_window || !frames.add_submit(id, envelope)) {
      return false;
    }
    ++under_way_messages_;
    under_way_bytes_ += envelope.size();
    return true;
  });
}

std::optional<MonoTime> SubmitQueue::next_wakeup() const {
  if (!envelopes_.any_unsent() || held_until_ == MonoTime{}) {
    return std::nullopt;
  }
  return held_until_;
}

}  // namespace corvid::client
