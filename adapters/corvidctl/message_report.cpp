#include <string>

#include "adapters/corvidctl/reports.h"
#include "adapters/corvidctl/words.h"
#include "proto/base/hex.h"
#include "proto/base/ids.h"

namespace corvid::ctl {
namespace {

// As a UUID; hexadecimal when the bytes are no message id.
std::string id_text(const std::string& bytes) {
  const auto id = MessageId::from_bytes(bytes);
  return id.ok() ? id->to_string() : to_hex(bytes);
}

void fill_refusal(const v1::Refusal& refusal, RefusalReport& report) {
  *report.mutable_fault() = refusal.fault();
  *report.mutable_bijna() = refusal.bijna();
  report.set_decided_at(local_time(refusal.decided_unix_ms()));
  report.set_bundle_sha256(to_hex(refusal.bundle_sha256()));
}

void fill_decision(const v1::Submitted& submitted, DecisionReport& report) {
  *report.mutable_regel() = submitted.regel();
  *report.mutable_verplichting() = submitted.verplichting();
  *report.mutable_opmerking() = submitted.opmerking();
  report.set_bundle_sha256(to_hex(submitted.bundle_sha256()));
  report.set_statement_sha256(to_hex(submitted.statement_sha256()));
  report.set_commit(static_cast<double>(submitted.commit()));
}

void fill_settled(const v1::SettledRecord& settled, EventReport& event) {
  event.set_outcome(enum_text(settled.outcome()));
  if (settled.has_refusal()) {
    fill_refusal(settled.refusal(), *event.mutable_refusal());
  }
}

void fill_term(const v1::TermRow& row, v1::TermRecord::Step step, TermEvent& report) {
  report.set_klok(row.klok());
  report.set_step(step_text(step));
  *report.mutable_bij() = row.bij();
  report.set_due_until(local_time(row.overdue_unix_ms()));
  report.set_late(row.late());
}

void fill_carried(const v1::Carried& carried, EventReport& event) {
  switch (carried.row_case()) {
    case v1::Carried::kMessage:
      event.set_outcome(enum_text(carried.message().row().state()));
      break;
    case v1::Carried::kTerm:
      fill_term(carried.term(), carried.term().step(), *event.mutable_term());
      break;
    case v1::Carried::kParty:
    case v1::Carried::ROW_NOT_SET:
      break;
  }
}

void fill_event(const v1::RecordBody& body, EventReport& event) {
  switch (body.kind_case()) {
    case v1::RecordBody::kSubmitted:
      event.set_kind("submitted");
      event.set_commit(static_cast<double>(body.submitted().commit()));
      break;
    case v1::RecordBody::kRefused:
      event.set_kind("refused");
      fill_refusal(body.refused().refusal(), *event.mutable_refusal());
      break;
    case v1::RecordBody::kDelivered:
      event.set_kind("delivered");
      event.set_attempt(body.delivered().attempt());
      break;
    case v1::RecordBody::kSettled:
      event.set_kind("settled");
      fill_settled(body.settled(), event);
      break;
    case v1::RecordBody::kProcessed:
      event.set_kind("processed");
      event.set_outcome(enum_text(body.processed().outcome()));
      break;
    case v1::RecordBody::kActivated:
      event.set_kind("activated");
      event.set_outcome(enum_text(body.activated().what()));
      break;
    case v1::RecordBody::kDestroyed:
      event.set_kind("destroyed");
      event.set_outcome(enum_text(body.destroyed().reason()));
      event.set_bytes_destroyed(static_cast<double>(body.destroyed().bytes_destroyed()));
      break;
    case v1::RecordBody::kReleased:
      event.set_kind("released");
      event.set_attempt(body.released().attempt());
      break;
    case v1::RecordBody::kTerm:
      event.set_kind("term");
      fill_term(body.term().row(), body.term().step(), *event.mutable_term());
      break;
    case v1::RecordBody::kCarried:
      event.set_kind("carried");
      fill_carried(body.carried(), event);
      break;
    case v1::RecordBody::kNoticesRead:
      event.set_kind("notices_read");
      break;
    case v1::RecordBody::kSegmentDropped:
      event.set_kind("segment_dropped");
      break;
    case v1::RecordBody::kScrubbed:
      event.set_kind("scrubbed");
      break;
    case v1::RecordBody::KIND_NOT_SET:
      event.set_kind("unknown");
      break;
  }
}

void fill_traffic(const v1::Traffic& traffic, MessageReport& report) {
  report.set_type(enum_text(traffic.type()));
  *report.mutable_sender() = traffic.sender();
  *report.mutable_receiver() = traffic.receiver();
  report.set_purpose(traffic.purpose());
  report.set_legal_basis(traffic.legal_basis());
  report.set_size_bytes(static_cast<double>(traffic.envelope_bytes()));
  report.set_created_at(local_time(traffic.created_unix_ms()));
  report.set_expires_at(local_time(traffic.expires_unix_ms()));
  report.set_conversation_id(id_text(traffic.conversation_id()));
  report.set_in_reply_to(id_text(traffic.in_reply_to()));
  report.set_header_sha256(to_hex(traffic.header_sha256()));
  report.set_root(to_hex(traffic.root()));
  report.set_reference_tag(to_hex(traffic.reference_tag()));
  report.set_content_tag(to_hex(traffic.content_tag()));
}

void fill_row(const v1::MessageRow& row, MessageReport& report) {
  fill_traffic(row.traffic(), report);
  report.set_state(enum_text(row.state()));
  report.set_attempts(row.attempts());
  report.set_place(static_cast<double>(row.place()));
  report.set_accepted_at(local_time(row.accepted_unix_ms()));
  if (row.final_unix_ms() != 0) {
    report.set_final_at(local_time(row.final_unix_ms()));
    report.set_final_after_ms(static_cast<double>(row.final_unix_ms() - row.accepted_unix_ms()));
  }
  report.set_processed(enum_text(row.processed()));
  report.set_conversation_place(row.conversation_place());
  report.set_deadline_at(local_time(row.deadline_unix_ms()));
}

}  // namespace

MessageReport message_report(const v1::MessageLife& life) {
  MessageReport report;
  report.set_schema("corvid.message.v1");
  report.set_id(life.id());
  std::int64_t start = life.event().empty() ? 0 : life.event(0).at_unix_ms();
  if (life.has_row() && !life.refused_only()) {
    fill_row(life.row(), report);
    start = life.row().accepted_unix_ms();
  } else {
    report.set_state("NIET_AANGENOMEN");
  }
  for (const v1::LifeEvent& record : life.event()) {
    EventReport& event = *report.add_event();
    event.set_number(static_cast<double>(record.number()));
    event.set_at(local_time(record.at_unix_ms()));
    event.set_after_ms(static_cast<double>(record.at_unix_ms() - start));
    fill_event(record.body(), event);
    if (record.body().has_submitted()) {
      fill_decision(record.body().submitted(), *report.mutable_decision());
    }
    if (record.body().has_refused() && life.refused_only()) {
      fill_traffic(record.body().refused().traffic(), report);
    }
  }
  // The record that a row begins with is its submission, unless that was destroyed with its day.
  if (!report.accepted_at().empty() && !report.has_decision()) {
    report.set_carried_over_in(static_cast<double>(life.row().base()));
  }
  return report;
}

}  // namespace corvid::ctl
