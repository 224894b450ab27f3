#include "router/core/settlement.h"

#include <utility>

#include "router/core/notice_log.h"
#include "router/core/refusals.h"

namespace corvid::core {
namespace {

store::QueuePlace place_of(const v1::MessageRow& row) { return {row.priority(), row.place()}; }

v1::Notice::Kind kind_of(v1::Processed::Outcome outcome) {
  return outcome == v1::Processed::VERWERKT ? v1::Notice::VERWERKT : v1::Notice::NIET_VERWERKT;
}

}  // namespace

Settlement::Outcome Settlement::settle(const v1::Settle& settle, const RegisteredParty& receiver, TurnWork& work) {
  const auto id = MessageId::from_bytes(settle.message_id());
  auto row = id.ok() ? work.views().message(*id) : std::nullopt;
  if (!row || to_party_id(row->traffic().receiver()) != receiver.id) {
    return {};
  }
  const PartyId sender = to_party_id(row->traffic().sender());
  if (row->state() != v1::MessageRow::WACHT) {
    return {SettleResult::kRepeated, std::nullopt};
  }
  if (settle.outcome() == v1::Settle::NIET_NU) {
    v1::RecordBody body;
    body.mutable_released()->set_message_id(settle.message_id());
    body.mutable_released()->set_attempt(row->attempts());
    row->add_record(work.record(body));
    dispatch_.released(receiver.id, *id, place_of(*row), row->attempts(), work.mono());
    work.views().put_message(*id, *row);
    return {SettleResult::kReleased, std::nullopt};
  }
  end(*id, std::move(*row), settle, receiver, work);
  return {SettleResult::kEnded, sender};
}

void Settlement::end(const MessageId& id, v1::MessageRow row, const v1::Settle& settle,
                     const RegisteredParty& receiver, TurnWork& work) {
  const bool delivered = settle.outcome() == v1::Settle::AFGELEVERD;
  const store::QueuePlace at = place_of(row);
  v1::Notice notice;
  notice.set_kind(delivered ? v1::Notice::AFGELEVERD : v1::Notice::GEWEIGERD);
  notice.set_message_id(settle.message_id());
  notice.set_at_unix_ms(work.now().unix_ms);

  v1::RecordBody settled;
  settled.mutable_settled()->set_message_id(settle.message_id());
  settled.mutable_settled()->set_outcome(notice.kind());
  if (!delivered) {
    *notice.mutable_refusal() =
        receivers_refusal(bundle_.reasons(), settle.refusal(), receiver.entry.naam(), work.now());
    *settled.mutable_settled()->mutable_refusal() = notice.refusal();
  }
  row.add_record(work.record(settled));

  v1::RecordBody destroyed;
  destroyed.mutable_destroyed()->set_message_id(settle.message_id());
  destroyed.mutable_destroyed()->set_reason(delivered ? v1::Destroyed::AFGELEVERD : v1::Destroyed::GEWEIGERD);
  destroyed.mutable_destroyed()->set_bytes_destroyed(row.traffic().envelope_bytes());
  row.add_record(work.record(destroyed));
  work.views().destroy_payload(id);
  work.views().erase_queued(receiver.id, at);
  dispatch_.ended(receiver.id, id, at);

  row.set_state(delivered ? v1::MessageRow::AFGELEVERD : v1::MessageRow::GEWEIGERD);
  row.set_final_unix_ms(work.now().unix_ms);
  work.views().put_message(id, row);
  notice_log::append(to_party_id(row.traffic().sender()), std::move(notice), work);
}

Settlement::Outcome Settlement::processed(const v1::Processed& processed, const RegisteredParty& receiver,
                                          TurnWork& work) {
  const auto id = MessageId::from_bytes(processed.message_id());
  auto row = id.ok() ? work.views().message(*id) : std::nullopt;
  if (!row || to_party_id(row->traffic().receiver()) != receiver.id) {
    return {};
  }
  if (row->state() == v1::MessageRow::WACHT && row->attempts() > 0) {
    // It has the message, and died before its settle was recorded: after a restart the outcome comes first.
    v1::Settle settle;
    settle.set_message_id(processed.message_id());
    settle.set_outcome(v1::Settle::AFGELEVERD);
    end(*id, *std::move(row), settle, receiver, work);
    row = work.views().message(*id);
  }
  if (!row || row->state() != v1::MessageRow::AFGELEVERD) {
    return {};
  }
  if (row->processed() == processed.outcome()) {
    return {SettleResult::kRepeated, std::nullopt};
  }
  v1::RecordBody body;
  body.mutable_processed()->set_message_id(processed.message_id());
  body.mutable_processed()->set_outcome(processed.outcome());
  row->add_record(work.record(body));
  row->set_processed(processed.outcome());
  work.views().put_message(*id, *row);

  const PartyId sender = to_party_id(row->traffic().sender());
  v1::Notice notice;
  notice.set_kind(kind_of(processed.outcome()));
  notice.set_message_id(processed.message_id());
  notice.set_at_unix_ms(work.now().unix_ms);
  notice_log::append(sender, std::move(notice), work);
  return {SettleResult::kEnded, sender};
}

}  // namespace corvid::core
