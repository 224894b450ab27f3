#include "adapters/gateway/inbound.h"

#include <utility>

#include "adapters/client/delivery.h"
#include "adapters/gateway/header.h"
#include "adapters/gateway/reports.h"

namespace corvid::gateway {
namespace {

Progress progress_of(std::size_t tried, std::size_t done) {
  if (done < tried) {
    return Progress::kLater;
  }
  return tried == limits::kSpoolBatchMax ? Progress::kMore : Progress::kDone;
}

}  // namespace

Inbound::Inbound(const Parts& parts) : parts_(parts) {}

Result<void> Inbound::recover() {
  CORVID_TRY_ASSIGN(const std::vector<MessageId> temporaries, parts_.spool.temporaries());
  for (const MessageId& id : temporaries) {
    CORVID_TRY_ASSIGN(const auto entry, parts_.ledger.incoming(id));
    const bool wanted = entry && (entry->state == InState::kReceived || entry->state == InState::kHandingOver);
    if (!wanted) {
      log::warn("inbound: a temporary file of {} belongs to no hand-over and is removed", id.to_string());
      CORVID_TRY(parts_.spool.drop_temporary(id));
    }
  }
  return {};
}

Result<void> Inbound::on_delivery(const client::Delivery& delivery) {
  CORVID_TRY_ASSIGN(const auto known, parts_.ledger.incoming(delivery.id));
  if (known) {
    settle_again(*known);
    return {};
  }
  const auto opened = client::open_delivery(delivery.envelope, delivery.statement, parts_.router_signing_key);
  if (!opened.ok()) {
    return reject(delivery.id,
                  opened.error().code == Errc::kUnauthentic ? "HANDTEKENING_ONGELDIG" : "BERICHT_ONLEESBAAR");
  }
  const client::Received& received = opened.value();
  if (received.id != delivery.id) {
    return reject(delivery.id, "HANDTEKENING_ONGELDIG");
  }
  const bool for_us = received.header.receiver_size() == 1 && received.header.receiver(0).oin() == parts_.party.oin() &&
                      received.header.receiver(0).role() == parts_.party.role();
  if (!for_us) {
    return reject(delivery.id, "ONTVANGER_ONBEKEND");
  }
  CORVID_TRY_ASSIGN(const Correlations correlations, parts_.ledger.correlations(references_of(received.header)));
  const Translation<Native> translation = parts_.translator.incoming(received, correlations);
  if (const auto* refusal = std::get_if<v1::Refusal>(&translation)) {
    return refuse(received.id, *refusal);
  }
  return keep(received, std::get<Native>(translation));
}

Result<void> Inbound::keep(const client::Received& received, const Native& native) {
  const WallTime now = parts_.clock.wall_now();
  Correlation correlation;
  correlation.id = received.id;
  correlation.type = received.header.type();
  correlation.other = received.header.sender();
  const auto conversation = MessageId::from_bytes(received.header.conversation_id());
  correlation.conversation = conversation.ok() ? conversation.value() : received.id;
  correlation.ticket = received.statement.ticket().SerializeAsString();
  correlation.native_id = native.native_id;
  correlation.gemeentecode = received.header.facts().gemeentecode();
  CORVID_TRY(parts_.ledger.add_correlation(correlation, now));

  const std::string file_name = safe_stem(native.file_stem) + "-" + received.id.to_string() + ".json";
  InboxMessage message{received.id, InState::kReceived, file_name, {}, native.bytes};
  if (native.alarm) {
    message.state = InState::kAlarm;
    message.file_name.clear();
    log::error("inbound: {} is not handed over, code {}", received.id.to_string(), native.alarm->code());
    CORVID_TRY(parts_.ledger.add_alarm({std::string(received.id.bytes()), native.alarm->code(), now}));
  } else {
    log::info("inbound: {} is in the ledger, {} native bytes", received.id.to_string(), native.bytes.size());
  }
  CORVID_TRY(parts_.ledger.add_incoming(message, now));
  settle(received.id, v1::Settle::AFGELEVERD, nullptr);
  return {};
}

Result<void> Inbound::refuse(const MessageId& id, v1::Refusal refusal) {
  const WallTime now = parts_.clock.wall_now();
  if (refusal.decided_unix_ms() == 0) {
    refusal.set_decided_unix_ms(now.unix_ms);
  }
  CORVID_TRY(parts_.ledger.add_incoming({id, InState::kRefused, {}, refusal.SerializeAsString(), {}}, now));
  log::info("inbound: {} is refused, first code {}", id.to_string(),
            refusal.fault_size() > 0 ? refusal.fault(0).code() : "none");
  settle(id, v1::Settle::GEWEIGERD, &refusal);
  return {};
}

Result<void> Inbound::reject(const MessageId& id, std::string_view code) {
  if (unauthentic_.pass(parts_.clock.mono_now())) {
    log::error("inbound: {} cannot be taken, code {}; {} more were not logged", id.to_string(), code,
               unauthentic_.suppressed());
  }
  settle(id, v1::Settle::NIET_NU, nullptr);
  return parts_.ledger.add_alarm({std::string(id.bytes()), std::string(code), parts_.clock.wall_now()});
}

void Inbound::settle(const MessageId& id, v1::Settle::Outcome outcome, const v1::Refusal* refusal) {
  v1::Settle settle;
  settle.set_message_id(std::string(id.bytes()));
  settle.set_outcome(outcome);
  if (refusal != nullptr) {
    *settle.mutable_refusal() = *refusal;
  }
  settles_.push_back(std::move(settle));
}

void Inbound::settle_again(const InboxEntry& entry) {
  if (entry.state != InState::kRefused) {
    settle(entry.id, v1::Settle::AFGELEVERD, nullptr);
    return;
  }
  v1::Refusal refusal;
  if (!refusal.ParseFromString(entry.refusal)) {
    log::error("inbound: the stored refusal of {} cannot be read", entry.id.to_string());
  }
  settle(entry.id, v1::Settle::GEWEIGERD, &refusal);
}

Result<void> Inbound::on_processed_recorded(const MessageId& id) {
  told_.erase(id);
  return parts_.ledger.mark_reported(id);
}

Result<Progress> Inbound::release(client::Session& session) {
  Progress progress = send_settles(session);
  CORVID_TRY_ASSIGN(const Progress handed_over, hand_over());
  CORVID_TRY_ASSIGN(const Progress reported, report(session));
  CORVID_TRY_ASSIGN(const Progress alarmed, show_alarms());
  return both(both(progress, handed_over), both(reported, alarmed));
}

Progress Inbound::send_settles(client::Session& session) {
  while (!settles_.empty()) {
    if (!session.settle(settles_.front()).ok()) {
      return Progress::kLater;
    }
    settles_.pop_front();
  }
  return Progress::kDone;
}

Result<Progress> Inbound::hand_over() {
  CORVID_TRY_ASSIGN(const Progress written, write_temporaries());
  CORVID_TRY_ASSIGN(const Progress published, publish());
  return both(written, published);
}

Result<Progress> Inbound::write_temporaries() {
  CORVID_TRY_ASSIGN(const auto entries, parts_.ledger.incoming_in_state(InState::kReceived, limits::kSpoolBatchMax));
  std::vector<MessageId> written;
  for (const InboxEntry& entry : entries) {
    CORVID_TRY_ASSIGN(const std::string bytes, parts_.ledger.native(entry.id));
    const auto done = parts_.spool.write_temporary(entry.id, bytes);
    if (!done.ok()) {
      log::error("inbound: {} waits: {}", entry.id.to_string(), done.error().text);
      continue;
    }
    written.push_back(entry.id);
  }
  if (!written.empty()) {
    const auto synced = parts_.spool.sync_temporaries(written);
    if (!synced.ok()) {
      log::error("inbound: {}", synced.error().text);
      return Progress::kLater;
    }
    CORVID_TRY(set_state(written, InState::kHandingOver));
  }
  return progress_of(entries.size(), written.size());
}

Result<Progress> Inbound::publish() {
  CORVID_TRY_ASSIGN(const auto entries, parts_.ledger.incoming_in_state(InState::kHandingOver, limits::kSpoolBatchMax));
  std::vector<MessageId> published;
  for (const InboxEntry& entry : entries) {
    const auto done = parts_.spool.publish(entry.id, entry.file_name);
    if (!done.ok()) {
      log::error("inbound: {} waits: {}", entry.id.to_string(), done.error().text);
      continue;
    }
    published.push_back(entry.id);
  }
  if (!published.empty()) {
    const auto synced = parts_.spool.sync(Folder::kIn);
    if (!synced.ok()) {
      log::error("inbound: {}", synced.error().text);
      return Progress::kLater;
    }
    CORVID_TRY(set_state(published, InState::kDone));
  }
  for (const MessageId& id : published) {
    log::info("inbound: {} was handed over", id.to_string());
  }
  return progress_of(entries.size(), published.size());
}

Result<void> Inbound::set_state(const std::vector<MessageId>& ids, InState state) {
  CORVID_TRY_ASSIGN(auto transaction, parts_.ledger.begin());
  for (const MessageId& id : ids) {
    CORVID_TRY(parts_.ledger.set_incoming_state(id, state, parts_.clock.wall_now()));
  }
  return transaction.commit();
}

Result<Progress> Inbound::report(client::Session& session) {
  CORVID_TRY_ASSIGN(const auto entries, parts_.ledger.unreported(limits::kItemsPerCommandMax));
  for (const InboxEntry& entry : entries) {
    if (told_.contains(entry.id)) {
      continue;
    }
    const auto outcome = entry.state == InState::kAlarm ? v1::Processed::NIET_VERWERKT : v1::Processed::VERWERKT;
    if (!session.processed(entry.id, outcome).ok()) {
      return Progress::kLater;
    }
    told_.insert(entry.id);
  }
  return Progress::kDone;
}

Result<Progress> Inbound::show_alarms() {
  CORVID_TRY_ASSIGN(const std::vector<Alarm> alarms, parts_.ledger.unshown_alarms());
  for (const Alarm& alarm : alarms) {
    CORVID_TRY_ASSIGN(const std::vector<Alarm> together, parts_.ledger.alarms_about(alarm.message_id));
    const auto id = MessageId::from_bytes(alarm.message_id);
    const std::string name = (id.ok() ? id.value().to_string() : "onbekend") + ".json";
    auto shown = parts_.spool.write(Folder::kAlarms, name, alarm_json(together));
    if (shown.ok()) {
      shown = parts_.spool.sync(Folder::kAlarms);
    }
    if (!shown.ok()) {
      log::error("inbound: an alarm cannot be shown: {}", shown.error().text);
      return Progress::kLater;
    }
    CORVID_TRY(parts_.ledger.mark_alarm_shown(alarm));
  }
  return Progress::kDone;
}

}  // namespace corvid::gateway
