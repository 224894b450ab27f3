#include "router/io/outbox.h"

#include <array>
#include <map>
#include <utility>
#include <variant>

#include "proto/base/check.h"

namespace corvid::io {
namespace {

using wire::RouterFrames;

// Adds one effect to a command; false when it does not fit any more.
struct AddTo {
  RouterFrames& frames;

  bool operator()(const v1::Welcome& welcome) const {
    frames.set_welcome(welcome);
    return true;
  }
  bool operator()(const v1::HelloRefused& refused) const {
    frames.set_hello_refused(refused);
    return true;
  }
  bool operator()(const v1::SessionEnded& ended) const {
    frames.set_session_ended(ended.reason());
    return true;
  }
  bool operator()(const v1::Receipt& receipt) const { return frames.add_receipt(receipt); }
  bool operator()(const core::DeliverMessage& message) const {
    return frames.add_deliver(message.deliver, message.envelope);
  }
  bool operator()(const v1::Notice& notice) const { return frames.add_notice(notice); }
  bool operator()(const v1::Resolved& resolved) const { return frames.add_resolved(resolved); }
  bool operator()(const v1::Settled& settled) const { return frames.add_settled(id_of(settled)); }
  bool operator()(const core::ProcessedRecorded& recorded) const {
    return frames.add_processed_recorded(id_of(recorded.message));
  }
  bool operator()(const v1::Busy& busy) const {
    if (busy.message_id().empty()) {
      frames.set_busy(busy);  // no room for one more session
      return true;
    }
    for (const std::string& id : busy.message_id()) {
      const auto parsed = MessageId::from_bytes(id);
      if (parsed.ok() && !frames.add_busy(*parsed, busy.retry_after_seconds(), busy.fault())) {
        return false;
      }
    }
    return true;
  }
  bool operator()(const v1::Pong&) const {
    frames.set_pong();
    return true;
  }
  bool operator()(const v1::Unknown& unknown) const {
    frames.set_unknown(unknown);
    return true;
  }
  bool operator()(const core::LargeDeliveryBegin& message) const {
    return frames.set_large_begin(message.begin, message.head);
  }
  bool operator()(const core::LargeDeliveryChunk& message) const {
    return frames.set_large_chunk(id_of(message.chunk), message.chunk.offset(), message.bytes);
  }
  bool operator()(const v1::LargeEnd& end) const { return frames.set_large_end(id_of(end)); }
  bool operator()(const v1::LargeTaken& taken) const { return frames.set_large_taken(id_of(taken), taken.offset()); }

  // What the core tells about messages it has stored always carries a good id.
  template <typename Told>
  static MessageId id_of(const Told& told) {
    auto id = MessageId::from_bytes(told.message_id());
    CORVID_CHECK(id.ok());
    return *id;
  }
};

// A session's end or beginning never shares a command with what came before it.
bool stands_alone(const core::Effect& effect) {
  return std::holds_alternative<v1::Welcome>(effect.what) || std::holds_alternative<v1::SessionEnded>(effect.what) ||
         std::holds_alternative<v1::HelloRefused>(effect.what);
}

}  // namespace

std::vector<wire::Frames> pack(const std::vector<core::Effect>& effects) {
  std::vector<wire::Frames> packed;
  if (effects.empty()) {
    return packed;
  }
  std::string session = effects.front().session;
  RouterFrames frames(session);
  const auto flush = [&](const std::string& next_session) {
    if (!frames.empty()) {
      packed.push_back(std::move(frames).take());
    }
    session = next_session;
    frames = RouterFrames(session);
  };
  for (const core::Effect& effect : effects) {
    if (effect.session != session || stands_alone(effect)) {
      flush(effect.session);
    }
    if (!std::visit(AddTo{frames}, effect.what)) {
      flush(effect.session);
      CORVID_CHECK(std::visit(AddTo{frames}, effect.what));
    }
    if (stands_alone(effect)) {
      flush(effect.session);
    }
  }
  flush(session);
  return packed;
}

Result<std::vector<std::string>> Outbox::release(std::vector<core::Effect> effects) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<core::Effect>> by_link;
  for (core::Effect& effect : effects) {
    auto& of_link = by_link[effect.link];
    if (of_link.empty()) {
      order.push_back(effect.link);
    }
    of_link.push_back(std::move(effect));
  }
  std::vector<std::string> lost;
  for (const std::string& link : order) {
    for (const wire::Frames& frames : pack(by_link[link])) {
      const std::array<std::string_view, 3> parts{link, frames.command, frames.payload};
      CORVID_TRY_ASSIGN(const wire::SendState sent, socket_.send(parts));
      if (sent != wire::SendState::kSent) {
        lost.push_back(link);
        break;
      }
    }
  }
  return lost;
}

}  // namespace corvid::io
