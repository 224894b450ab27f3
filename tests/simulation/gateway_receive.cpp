// What a gateway makes of what it is told.
#include <algorithm>
#include <utility>
#include <variant>

#include "tests/simulation/gateway.h"

namespace corvid::sim {

void Gateway::arrived(const std::string& link, const std::vector<core::Effect>& effects) {
  around_.trace.note("{} reads {} on {}", member_.name, effects.size(), link);
  for (const core::Effect& effect : effects) {
    if (link == link_) {
      receive(effect);
    }
  }
}

void Gateway::receive(const core::Effect& effect) {
  if (const auto* welcome = std::get_if<v1::Welcome>(&effect.what)) {
    take(*welcome, effect.session);
    return;
  }
  if (std::holds_alternative<v1::HelloRefused>(effect.what)) {
    lose_link();
    return;
  }
  if (effect.session != token_) {
    return;  // of a session that is not this one
  }
  if (std::holds_alternative<v1::SessionEnded>(effect.what)) {
    lose_link();
  } else if (const auto* receipt = std::get_if<v1::Receipt>(&effect.what)) {
    take(*receipt);
  } else if (const auto* delivery = std::get_if<core::DeliverMessage>(&effect.what)) {
    take(*delivery);
  } else if (const auto* begin = std::get_if<core::LargeDeliveryBegin>(&effect.what)) {
    take(*begin);
  } else if (const auto* chunk = std::get_if<core::LargeDeliveryChunk>(&effect.what)) {
    take(*chunk);
  } else if (const auto* end = std::get_if<v1::LargeEnd>(&effect.what)) {
    take(*end);
  } else if (const auto* taken = std::get_if<v1::LargeTaken>(&effect.what)) {
    take(*taken);
  } else if (const auto* notice = std::get_if<v1::Notice>(&effect.what)) {
    take(*notice);
  } else if (const auto* settled = std::get_if<v1::Settled>(&effect.what)) {
    if (const auto found = inbox_.find(settled->message_id()); found != inbox_.end()) {
      found->second.settled = true;
    }
  } else if (const auto* recorded = std::get_if<core::ProcessedRecorded>(&effect.what)) {
    if (const auto found = inbox_.find(recorded->message.message_id()); found != inbox_.end()) {
      found->second.result_recorded = true;
    }
  } else if (const auto* busy = std::get_if<v1::Busy>(&effect.what)) {
    for (const std::string& id : busy->message_id()) {
      sent_now_.erase(id);
      end_upload(id);
    }
  }
}

void Gateway::end_upload(const std::string& id) {
  if (upload_ && upload_->letter->id.bytes() == id) {
    upload_.reset();
  }
}

void Gateway::take(const v1::Welcome& welcome, const std::string& token) {
  token_ = token;
  around_.oracle.read_notice(member_.id, welcome.notices_from(), notices_);
  // What nobody asked for in time is not told any more: the log begins later.
  notices_ = std::max(notices_, welcome.notices_from() - 1);
}

void Gateway::take(const v1::Receipt& receipt) {
  sent_now_.erase(receipt.message_id());
  end_upload(receipt.message_id());
  const auto found = outbox_.find(receipt.message_id());
  if (found == outbox_.end()) {
    return;
  }
  if (receipt.has_accepted()) {
    found->second.accepted_as = receipt.accepted().message_id();
  } else {
    found->second.refused = true;
  }
}

void Gateway::take(const core::DeliverMessage& delivery) {
  take_message(delivery.deliver.message_id(), delivery.deliver.statement());
}

void Gateway::take_message(const std::string& id, const v1::SignedBody& statement) {
  if (id == around_.poison) {
    around_.trace.note("is poisoned");
    crash();
    return;
  }
  if (inbox_.count(id) != 0) {
    settled_now_.erase(id);  // the settle was lost: again
    inbox_[id].settled = false;
    return;
  }
  if (has(Fault::kNotNow, 250)) {
    not_now_.push_back(id);
    return;
  }
  const auto& letters = around_.mail.all();
  const auto letter =
      std::find_if(letters.begin(), letters.end(), [&](const LetterPtr& known) { return known->id.bytes() == id; });
  if (letter != letters.end()) {
    Incoming& incoming = inbox_[id];
    incoming.letter = *letter;
    v1::RouterStatement said;
    incoming.ticket = said.ParseFromString(statement.body()) ? said.ticket().SerializeAsString() : std::string();
    incoming.refused = has(Fault::kRefusing, 150);
  }
}

void Gateway::take(const v1::Notice& notice) {
  around_.oracle.read_notice(member_.id, notice.number(), notices_);
  if (notice.number() <= notices_) {
    return;
  }
  notices_ = notice.number();
  if (notice.kind() == v1::Notice::AFGELEVERD || notice.kind() == v1::Notice::GEWEIGERD ||
      notice.kind() == v1::Notice::VERLOPEN) {
    ends_.insert(notice.message_id());
  }
}

}  // namespace corvid::sim
