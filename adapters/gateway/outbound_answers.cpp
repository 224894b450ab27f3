#include <utility>

#include "adapters/gateway/outbound.h"
#include "proto/base/log.h"
#include "proto/envelope/signing.h"

namespace corvid::gateway {

Result<void> Outbound::on_receipt(const v1::Receipt& receipt) {
  CORVID_TRY(note_mark(receipt));
  const auto id = MessageId::from_bytes(receipt.message_id());
  if (!id.ok() || receipt.verdict_case() == v1::Receipt::VERDICT_NOT_SET) {
    log::warn("outbound: a receipt without id or verdict is left aside");
    return {};
  }
  CORVID_TRY_ASSIGN(const auto entry, parts_.ledger.outgoing(id.value()));
  if (!entry) {
    log::warn("outbound: a receipt for {}, which this ledger does not know", id.value().to_string());
    return {};
  }
  if (entry->receipt.empty()) {
    return accept(*entry, receipt);
  }
  if (!is_final(entry->state) && receipt.has_refused()) {
    // Submitted again after the router lost it, and no longer permitted: its sender must be told.
    log::error("outbound: {} was accepted before and is refused now", entry->id.to_string());
    return parts_.ledger.record_final(
        entry->id,
        {OutState::kRefused, WallTime{receipt.refused().decided_unix_ms()}, receipt.refused().SerializeAsString()},
        parts_.clock.wall_now());
  }
  return {};
}

Result<void> Outbound::accept(const OutboxEntry& entry, const v1::Receipt& receipt) {
  const WallTime now = parts_.clock.wall_now();
  const bool accepted = receipt.has_accepted();
  std::optional<MessageId> accepted_id;
  if (accepted) {
    const auto first = MessageId::from_bytes(receipt.accepted().message_id());
    accepted_id = first.ok() ? first.value() : entry.id;
  }
  OutState state = entry.state;  // a notice may have come before the receipt
  if (!is_final(state)) {
    state = accepted ? OutState::kAccepted : OutState::kRefused;
  }
  CORVID_TRY_ASSIGN(const std::string kept_name, choose_kept_name(parts_.spool, parts_.ledger, entry, accepted));
  CORVID_TRY(parts_.ledger.record_receipt(entry.id, state, accepted_id, receipt.SerializeAsString(), kept_name, now));
  --unanswered_;
  if (repeated_.erase(entry.id) > 0) {
    look_ = true;
  }
  if (!accepted) {
    log::info("outbound: {} was refused by the router, first code {}", entry.id.to_string(),
              receipt.refused().fault_size() > 0 ? receipt.refused().fault(0).code() : "none");
    return parts_.ledger.drop_correlation(entry.id);
  }
  log::info("outbound: {} was accepted", entry.id.to_string());
  if (*accepted_id != entry.id) {
    CORVID_TRY(parts_.ledger.copy_correlation(entry.id, *accepted_id));
  }
  if (entry.accepts_overdracht) {
    CORVID_TRY(parts_.ledger.mark_accepted_overdracht(*entry.accepts_overdracht));
  }
  return {};
}

Result<void> Outbound::note_mark(const v1::Receipt& receipt) {
  if (!receipt.has_mark()) {
    return {};
  }
  v1::Mark mark;
  const auto authentic = envelope::verify_body(envelope::kMarkType, receipt.mark(), parts_.router_signing_key);
  if (!authentic.ok() || !mark.ParseFromString(receipt.mark().body())) {
    log::error("outbound: a receipt carries a mark that the pinned router key did not sign");
    return {};
  }
  const bool new_epoch = mark_.epoch() != mark.epoch();
  const bool first = mark_.epoch().empty();
  if (!new_epoch && mark.commit() <= mark_.commit()) {
    return {};
  }
  mark_ = mark;
  CORVID_TRY(parts_.ledger.set_router_mark(receipt.mark().SerializeAsString()));
  if (!new_epoch || first) {
    return {};
  }
  // The router went on from an older state: what it accepted since may be lost there, and is harmless to repeat.
  CORVID_TRY_ASSIGN(const std::vector<MessageId> again, parts_.ledger.accepted_not_final());
  log::warn("outbound: the router began a new epoch; {} messages are submitted again", again.size());
  to_submit_.insert(to_submit_.end(), again.begin(), again.end());
  return {};
}

Result<void> Outbound::on_notice(const v1::Notice& notice) {
  const auto id = MessageId::from_bytes(notice.message_id());
  std::vector<OutboxEntry> entries;
  if (id.ok()) {
    CORVID_TRY_ASSIGN(entries, parts_.ledger.outgoing_accepted_as(id.value()));
    if (entries.empty()) {
      CORVID_TRY_ASSIGN(const auto entry, parts_.ledger.outgoing(id.value()));
      if (entry) {
        entries.push_back(*entry);
      }
    }
  }
  if (entries.empty()) {
    log::warn("outbound: notice {} is about a message that this ledger does not know", notice.number());
  }
  const WallTime now = parts_.clock.wall_now();
  const WallTime at{notice.at_unix_ms()};
  for (const OutboxEntry& entry : entries) {
    const auto end = [&](OutState state) -> Result<void> {
      if (is_final(entry.state)) {
        return {};
      }
      return parts_.ledger.record_final(
          entry.id, {state, at, notice.has_refusal() ? notice.refusal().SerializeAsString() : std::string()}, now);
    };
    switch (notice.kind()) {
      case v1::Notice::AFGELEVERD:
        CORVID_TRY(end(OutState::kDelivered));
        break;
      case v1::Notice::GEWEIGERD:
        CORVID_TRY(end(OutState::kRefusedByReceiver));
        break;
      case v1::Notice::VERLOPEN:
        CORVID_TRY(end(OutState::kExpired));
        break;
      case v1::Notice::VERWERKT:
        CORVID_TRY(parts_.ledger.record_processing(entry.id, Processing::kProcessed, at, now));
        break;
      case v1::Notice::NIET_VERWERKT:
        CORVID_TRY(parts_.ledger.record_processing(entry.id, Processing::kNotProcessed, at, now));
        break;
      case v1::Notice::VERWERKING_ONBEKEND:
        if (entry.processing == Processing::kUnknown) {  // a notice that comes again takes no result back
          CORVID_TRY(parts_.ledger.record_processing(entry.id, Processing::kNotToldInTime, at, now));
        }
        break;
      default:  // proto3 enumerations are open: a newer router may know more kinds
        log::error("outbound: notice {} is of an unknown kind", notice.number());
        break;
    }
  }
  return {};
}

void Outbound::on_resolved(const v1::Resolved& resolved) {
  competence_.answered(resolved, parts_.clock.mono_now());
  const auto waiting = asking_.extract(resolved.request());
  if (!waiting.empty()) {
    found({waiting.mapped().begin(), waiting.mapped().end()});
  }
}

Result<Progress> Outbound::release(client::Session& session) {
  CORVID_TRY_ASSIGN(const Progress submitted, submit(session));
  CORVID_TRY_ASSIGN(const Progress shown, show());
  return both(submitted, shown);
}

Result<Progress> Outbound::submit(client::Session& session) {
  while (!to_submit_.empty()) {
    const MessageId id = to_submit_.front();
    auto envelope = parts_.ledger.envelope(id);
    if (!envelope.ok() && envelope.error().code != Errc::kNotFound) {
      return envelope.error();
    }
    if (envelope.ok() && !session.submit(id, std::move(envelope).value()).ok()) {
      return Progress::kLater;
    }
    to_submit_.pop_front();  // without bytes it became final meanwhile
  }
  return Progress::kDone;
}

Result<Progress> Outbound::show() {
  CORVID_TRY_ASSIGN(const std::vector<OutboxEntry> entries, parts_.ledger.unshown(limits::kSpoolBatchMax));
  if (entries.empty()) {
    return Progress::kDone;
  }
  std::vector<MessageId> planned;
  for (const OutboxEntry& entry : entries) {
    const auto plan = files_.show(entry);
    if (!plan.ok()) {
      log::error("outbound: {}", plan.error().text);
      continue;
    }
    planned.push_back(entry.id);
  }
  const std::vector<bool> done = files_.carry_out();
  std::size_t shown = 0;
  CORVID_TRY_ASSIGN(auto transaction, parts_.ledger.begin());
  for (std::size_t i = 0; i < planned.size(); ++i) {
    if (done[i]) {
      CORVID_TRY(parts_.ledger.mark_shown(planned[i]));
      ++shown;
    }
  }
  CORVID_TRY(transaction.commit());
  if (shown < entries.size()) {
    return Progress::kLater;
  }
  return entries.size() == limits::kSpoolBatchMax ? Progress::kMore : Progress::kDone;
}

}  // namespace corvid::gateway
