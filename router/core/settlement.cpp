#include "router/core/settlement.h"

#include <algorithm>
#include <utility>

#include "proto/base/broken.h"
#include "router/core/payload.h"
#include "router/core/refusals.h"

namespace corvid::core {
namespace {

v1::Destroyed::Reason reason_of(v1::Notice::Kind outcome) {
  if (outcome == v1::Notice::AFGELEVERD) {
    return v1::Destroyed::AFGELEVERD;
  }
  return outcome == v1::Notice::GEWEIGERD ? v1::Destroyed::GEWEIGERD : v1::Destroyed::VERLOPEN;
}

}  // namespace

Settlement::Outcome Settlement::settle(const v1::Settle& settle, const RegisteredParty& receiver, TurnWork& work) {
  const auto id = MessageId::from_bytes(settle.message_id());
  const auto row = id.ok() ? work.views().message(*id) : std::nullopt;
  // A message it was never sent is as foreign as one for somebody else: an answer would tell that it exists.
  const bool foreign =
      !row || to_party_id(row->traffic().receiver()) != receiver.id || row->attempts() == 0;
  if (!row || (foreign && !broken(Variant::kForeignSettleTaken))) {
    return {};
  }
  if (row->state() != v1::MessageRow::WACHT) {
    return {SettleResult::kRepeated, std::nullopt};
  }
  switch (settle.outcome()) {
    case v1::Settle::NIET_NU: {
      if (!dispatch_.is_in_flight(receiver.id, *id)) {
        return {SettleResult::kReleased, std::nullopt};  // given back before: nothing to write
      }
      v1::RecordBody body;
      body.mutable_released()->set_message_id(settle.message_id());
      body.mutable_released()->set_attempt(row->attempts());
      work.record(body);
      dispatch_.released(receiver.id, *id, row->attempts(), work.mono());
      return {SettleResult::kReleased, std::nullopt};
    }
    case v1::Settle::AFGELEVERD:
      end(*id, *row, v1::Notice::AFGELEVERD, nullptr, work);
      break;
    case v1::Settle::GEWEIGERD: {
      const v1::Refusal refusal =
          receivers_refusal(bundle_.reasons(), settle.refusal(), receiver.entry.naam(), work.now());
      end(*id, *row, v1::Notice::GEWEIGERD, &refusal, work);
      break;
    }
    case v1::Settle::OUTCOME_ONBEPAALD:
    case v1::Settle_Outcome_Settle_Outcome_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Settle_Outcome_Settle_Outcome_INT_MAX_SENTINEL_DO_NOT_USE_:
      return {};  // the wire lets none through
  }
  return {SettleResult::kEnded, to_party_id(row->traffic().sender())};
}

void Settlement::end(const MessageId& id, const v1::MessageRow& row, v1::Notice::Kind outcome,
                     const v1::Refusal* refusal, TurnWork& work) {
  v1::RecordBody settled;
  settled.mutable_settled()->set_message_id(row.traffic().message_id());
  settled.mutable_settled()->set_outcome(outcome);
  if (refusal != nullptr) {
    *settled.mutable_settled()->mutable_refusal() = *refusal;
  }
  const bool untold = broken(Variant::kExpiryUntold) && outcome == v1::Notice::VERLOPEN;
  if (!broken(Variant::kNoticeLost) && !untold) {
    *settled.mutable_settled()->mutable_told() = work.next_notice(to_party_id(row.traffic().sender()));
  }
  work.record(settled);

  v1::RecordBody destroyed;
  destroyed.mutable_destroyed()->set_message_id(row.traffic().message_id());
  destroyed.mutable_destroyed()->set_reason(reason_of(outcome));
  destroyed.mutable_destroyed()->set_bytes_destroyed(row.traffic().envelope_bytes());
  work.record(destroyed);
  if (!broken(Variant::kPayloadKept) && !broken(Variant::kRedeliveredAfterSettle)) {
    payload::destroy(id, work.views());
  }
  dispatch_.ended(to_party_id(row.traffic().receiver()), id, {row.priority(), row.place()});
  if (outcome == v1::Notice::AFGELEVERD) {
    terms_.delivered(row.traffic(), work);
  } else {
    terms_.fell_away(id, work);
  }
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
    end(*id, *row, v1::Notice::AFGELEVERD, nullptr, work);
    row = work.views().message(*id);
  }
  if (!row || row->state() != v1::MessageRow::AFGELEVERD) {
    return {};
  }
  // What failed may be repaired; what was processed stays so, or two outcomes could alternate for ever.
  if (row->processed() == processed.outcome() || row->processed() == v1::Processed::VERWERKT) {
    return {SettleResult::kRepeated, std::nullopt};
  }
  const PartyId sender = to_party_id(row->traffic().sender());
  v1::RecordBody body;
  body.mutable_processed()->set_message_id(processed.message_id());
  body.mutable_processed()->set_outcome(processed.outcome());
  *body.mutable_processed()->mutable_told() = work.next_notice(sender);
  work.record(body);
  terms_.processed(row->traffic(), work);
  return {SettleResult::kEnded, sender};
}

std::optional<PartyId> Settlement::expire(const MessageId& id, TurnWork& work) {
  const auto row = work.views().message(id);
  if (!row || row->state() != v1::MessageRow::WACHT) {
    work.fail_corrupt("a queued message does not wait: " + id.to_string());
    return std::nullopt;
  }
  std::vector<v1::Fault> faults{bundle_.reasons().fault(
      "NIET_AFGELEVERD", {{"datum", amsterdam_date(WallTime{row->deadline_unix_ms()})}})};
  const v1::Refusal refusal = make_refusal(bundle_.reasons(), std::move(faults), work.now(), bundle_.digest());
  end(id, *row, v1::Notice::VERLOPEN, &refusal, work);
  return to_party_id(row->traffic().sender());
}

}  // namespace corvid::core
