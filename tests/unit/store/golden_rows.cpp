#include "tests/unit/store/golden_rows.h"

#include <optional>
#include <utility>

#include "proto/base/hex.h"
#include "store/journal.h"
#include "store/keys.h"
#include "store/views.h"
#include "tests/unit/store/samples.h"

namespace corvid::store::test {

namespace {

constexpr WallTime kAt{1'795'000'000'789};
constexpr std::uint64_t kNumber = 0x0102030405;

std::string digest(char filling) { return std::string(32, filling); }

void fill(v1::PartyRef& party, const PartyId& id) {
  party.set_oin(id.oin);
  party.set_role(static_cast<v1::Role>(id.role));
}

v1::Refusal refusal() {
  v1::Refusal refusal;
  v1::Fault& fault = *refusal.add_fault();
  fault.set_code("kader_ontbreekt");
  fault.set_klasse(static_cast<v1::FaultClass>(1));
  fault.set_reden("Het kader ontbreekt.");
  fault.set_herstel("Vul het kader in.");
  fault.add_veld("facts.kader");
  fault.set_verwijzing("artikel 1");
  fault.set_regel("regel-1");
  v1::NearMiss& near = *refusal.add_bijna();
  near.set_regel("regel-2");
  near.set_titel("Overdracht in dwang");
  near.add_ontbreekt("kader_ontbreekt");
  refusal.set_decided_unix_ms(1'795'000'000'001);
  refusal.set_bundle_sha256(digest('b'));
  return refusal;
}

v1::Traffic traffic() {
  v1::Traffic traffic;
  traffic.set_message_id(std::string(message_id(1).bytes()));
  traffic.set_type(v1::VT_MELDING);
  fill(*traffic.mutable_sender(), police());
  fill(*traffic.mutable_receiver(), veilig_thuis());
  traffic.set_purpose("doel");
  traffic.set_legal_basis("grondslag");
  traffic.set_conversation_id(std::string(message_id(2).bytes()));
  traffic.set_in_reply_to(std::string(message_id(3).bytes()));
  traffic.set_created_unix_ms(1'795'000'000'002);
  traffic.set_expires_unix_ms(1'795'000'000'003);
  traffic.set_header_sha256(digest('h'));
  traffic.set_root(digest('r'));
  traffic.set_envelope_bytes(4096);
  traffic.set_reference_tag(digest('t'));
  traffic.set_content_tag(digest('c'));
  v1::Facts& facts = *traffic.mutable_facts();
  facts.set_gemeentecode("0344");
  facts.set_gemeentecode_grond(v1::GemeentecodeGrond::WOONPLAATS);
  facts.set_datum_signaal("2026-11-23");
  facts.set_verrijkt_op_unix_ms(1'795'000'000'004);
  facts.add_afgeleid_van(std::string(message_id(4).bytes()));
  return traffic;
}

v1::RecordBody submitted() {
  v1::RecordBody body;
  v1::Submitted& record = *body.mutable_submitted();
  *record.mutable_traffic() = traffic();
  record.add_regel("regel-1");
  record.set_bundle_sha256(digest('b'));
  v1::Obligation& duty = *record.add_verplichting();
  duty.set_id("plicht-1");
  duty.set_executor(v1::Obligation::BIJ_ONTVANGER);
  duty.set_kind("terugkoppelen");
  v1::Remark& remark = *record.add_opmerking();
  remark.set_code("opmerking");
  remark.set_tekst("Let op.");
  remark.set_verwijzing("artikel 2");
  record.set_statement_sha256(digest('s'));
  record.set_commit(9);
  record.set_priority(1);
  record.set_place(kNumber);
  record.set_conversation_place(2);
  record.set_deadline_unix_ms(1'795'000'000'998);
  return body;
}

v1::Told told() {
  v1::Told told;
  fill(*told.mutable_party(), police());
  told.set_number(kNumber);
  return told;
}

v1::TermRow term_row() {
  v1::TermRow row;
  row.set_message_id(std::string(message_id(1).bytes()));
  row.set_klok("TRIAGE");
  fill(*row.mutable_bij(), veilig_thuis());
  row.set_begun_unix_ms(1'795'000'000'001);
  row.set_soon_unix_ms(1'795'000'000'002);
  row.set_today_unix_ms(1'795'000'000'003);
  row.set_overdue_unix_ms(1'795'000'000'004);
  row.set_kalender("nederland");
  row.set_kalender_version(2);
  row.set_step(v1::TermRecord::BIJNA);
  row.set_late(true);
  row.set_base(kNumber);
  return row;
}

std::vector<std::pair<std::string, v1::RecordBody>> storage_bodies() {
  v1::RecordBody notices_read;
  fill(*notices_read.mutable_notices_read()->mutable_party(), police());
  notices_read.mutable_notices_read()->set_number(12);
  notices_read.mutable_notices_read()->set_by_retention(true);
  v1::RecordBody term;
  term.mutable_term()->set_step(v1::TermRecord::ONBEKEND);
  *term.mutable_term()->mutable_row() = term_row();
  *term.mutable_term()->mutable_told() = told();
  v1::RecordBody carried_message;
  v1::MessageRow& carried_row = *carried_message.mutable_carried()->mutable_message()->mutable_row();
  carried_row = message_row(message_id(1));
  *carried_row.mutable_traffic() = traffic();
  carried_row.set_deadline_unix_ms(1'795'000'000'998);
  v1::RecordBody carried_party;
  fill(*carried_party.mutable_carried()->mutable_party()->mutable_party(), police());
  v1::PartyRow& carried_counters = *carried_party.mutable_carried()->mutable_party()->mutable_row();
  carried_counters.set_notices_next(13);
  carried_counters.set_notices_read(12);
  carried_counters.set_place_next(3);
  v1::RecordBody carried_term;
  *carried_term.mutable_carried()->mutable_term() = term_row();
  v1::RecordBody dropped;
  dropped.mutable_segment_dropped()->set_day(20'775);
  dropped.mutable_segment_dropped()->set_last(kNumber);
  v1::RecordBody scrubbed;
  scrubbed.mutable_scrubbed()->set_through(kNumber);
  return {{"notices-read", notices_read},
          {"term", term},
          {"carried-message", carried_message},
          {"carried-party", carried_party},
          {"carried-term", carried_term},
          {"segment-dropped", dropped},
          {"scrubbed", scrubbed}};
}

std::vector<std::pair<std::string, v1::RecordBody>> bodies() {
  const std::string id(message_id(1).bytes());
  v1::RecordBody refused;
  *refused.mutable_refused()->mutable_traffic() = traffic();
  *refused.mutable_refused()->mutable_refusal() = refusal();
  v1::RecordBody settled;
  settled.mutable_settled()->set_message_id(id);
  settled.mutable_settled()->set_outcome(v1::Notice::GEWEIGERD);
  *settled.mutable_settled()->mutable_refusal() = refusal();
  *settled.mutable_settled()->mutable_told() = told();
  v1::RecordBody processed;
  processed.mutable_processed()->set_message_id(id);
  processed.mutable_processed()->set_outcome(v1::Processed::NIET_VERWERKT);
  *processed.mutable_processed()->mutable_told() = told();
  v1::RecordBody activated;
  activated.mutable_activated()->set_what(v1::Activated::REGISTER);
  activated.mutable_activated()->set_id("register");
  activated.mutable_activated()->set_version(12);
  activated.mutable_activated()->set_sha256(digest('a'));
  v1::RecordBody destroyed;
  destroyed.mutable_destroyed()->set_message_id(id);
  destroyed.mutable_destroyed()->set_reason(v1::Destroyed::VERLOPEN);
  destroyed.mutable_destroyed()->set_bytes_destroyed(4096);
  v1::RecordBody released;
  released.mutable_released()->set_message_id(id);
  released.mutable_released()->set_attempt(3);
  return {{"submitted", submitted()}, {"refused", refused},     {"delivered", delivered(message_id(1), 2)},
          {"settled", settled},       {"processed", processed}, {"activated", activated},
          {"destroyed", destroyed},   {"released", released}};
}

GoldenRow record_row(const std::string& kind, const v1::RecordBody& body) {
  const std::string bytes = body.SerializeAsString();
  const auto type = static_cast<std::uint8_t>(body.kind_case());
  return {"journal-" + kind, [body](Turn& turn) { turn.put(journal_key(kNumber), record_bytes(kAt, salt(), body)); },
          [](Turn& turn) {
            const std::optional<StoredRecord> record = read_record(turn, kNumber);
            return record.has_value() ? to_iso8601(record->at) + record->body.SerializeAsString() + record->evidence
                                      : std::string();
          },
          to_iso8601(kAt) + bytes + evidence_entry(type, salt(), bytes)};
}

// A row that is read as it was put.
template <typename Row, typename Put, typename Get>
GoldenRow typed_row(std::string name, const Row& row, Put put, Get get) {
  return {std::move(name),
          [row, put](Turn& turn) {
            Views views(turn);
            put(views, row);
          },
          [get](Turn& turn) {
            const std::optional<Row> read = get(Views(turn));
            return read.has_value() ? read->SerializeAsString() : std::string();
          },
          row.SerializeAsString()};
}

GoldenRow store_golden() {
  v1::StoreRow row;
  row.set_layout(1);
  row.set_epoch(epoch());
  row.set_commit(300);
  row.set_record_next(kNumber);
  row.set_record_first(7);
  row.set_segment_day(20'775);
  row.set_destroyed_record(299);
  row.set_scrubbed_through(200);
  row.set_unscrubbed_since_unix_ms(1'795'000'000'005);
  row.set_dropped_record(201);
  return typed_row(
      "store", row, [](Views& views, const v1::StoreRow& put) { views.put_store_row(put); },
      [](const Views& views) { return views.store_row(); });
}

GoldenRow message_golden() {
  v1::MessageRow row = message_row(message_id(1));
  *row.mutable_traffic() = traffic();
  row.set_state(v1::MessageRow::GEWEIGERD);
  row.set_final_unix_ms(1'795'000'000'999);
  row.set_attempts(2);
  row.set_processed(v1::Processed::VERWERKT);
  row.set_accepted_body("a serialised Accepted");
  row.add_record(kNumber);
  row.set_base(3);
  row.set_conversation_place(2);
  row.set_deadline_unix_ms(1'795'000'000'998);
  return typed_row(
      "message", row, [](Views& views, const v1::MessageRow& put) { views.put_message(message_id(1), put); },
      [](const Views& views) { return views.message(message_id(1)); });
}

GoldenRow payload_golden() {
  v1::PayloadRow row;
  row.set_envelope(std::string("exact \0 bytes", 13));
  row.mutable_statement()->set_body("statement");
  row.mutable_statement()->set_signature(std::string(64, 'S'));
  row.mutable_statement()->set_key_id(std::string(16, 'k'));
  row.mutable_large()->set_upload(std::string(kUploadIdBytes, 'u'));
  row.mutable_large()->add_section_bytes(262'145);
  return typed_row(
      "payload", row, [](Views& views, const v1::PayloadRow& put) { views.put_payload(message_id(1), put); },
      [](const Views& views) { return views.payload(message_id(1)); });
}

GoldenRow dedup_golden() {
  v1::DedupRow row;
  row.set_message_id(std::string(message_id(1).bytes()));
  row.set_content_tag(digest('c'));
  return typed_row(
      "dedup", row, [](Views& views, const v1::DedupRow& put) { views.put_dedup(police(), digest('t'), put); },
      [](const Views& views) { return views.dedup(police(), digest('t')); });
}

GoldenRow party_golden() {
  v1::PartyRow row;
  row.set_notices_next(10);
  row.set_notices_read(8);
  row.set_place_next(kNumber);
  row.set_base(5);
  return typed_row(
      "party", row, [](Views& views, const v1::PartyRow& put) { views.put_party(police(), put); },
      [](const Views& views) { return std::optional(views.party(police())); });
}

GoldenRow notice_golden() {
  v1::Notice row = notice(kNumber, message_id(1));
  row.set_kind(v1::Notice::VERLOPEN);
  *row.mutable_refusal() = refusal();
  return typed_row(
      "notice", row, [](Views& views, const v1::Notice& put) { views.put_notice(police(), put); },
      [](const Views& views) {
        const std::vector<v1::Notice> read = views.notices(police(), kNumber, 1);
        return read.empty() ? std::nullopt : std::optional(read.front());
      });
}

GoldenRow queue_golden() {
  const QueuePlace place{0x0a0b, kNumber};
  return {"queue",
          [place](Turn& turn) {
            Views(turn).put_queued(police(), {place, message_id(1), kAt});
          },
          [place](Turn& turn) {
            const std::vector<QueueEntry> read = Views(turn).queued(police(), {0, 0}, 2);
            return read.size() == 1 && read.front().at == place
                       ? read.front().message.to_string() + to_iso8601(read.front().deadline)
                       : std::string();
          },
          message_id(1).to_string() + to_iso8601(kAt)};
}

GoldenRow refusal_golden() {
  return {"refusal", [](Turn& turn) { Views(turn).put_refusal(message_id(1), kNumber); },
          [](Turn& turn) {
            return Views(turn).refusals(message_id(1), 2) == std::vector<std::uint64_t>{kNumber} ? "found" : "";
          },
          "found"};
}

GoldenRow term_golden() {
  return typed_row(
      "term", term_row(),
      [](Views& views, const v1::TermRow& put) {
        v1::TermRow overdue = put;  // without a further moment: exactly one row
        overdue.set_step(v1::TermRecord::TE_LAAT);
        views.put_term(overdue);
      },
      [](const Views& views) {
        std::optional<v1::TermRow> row = views.term(message_id(1), "TRIAGE");
        if (row.has_value()) {
          row->set_step(v1::TermRecord::BIJNA);
        }
        return row;
      });
}

GoldenRow due_golden() {
  const std::string key = due_key(kAt, message_id(1), "TRIAGE");
  return {"due", [key](Turn& turn) { turn.put(key, {}); },
          [](Turn& turn) {
            const std::vector<DueTerm> due = Views(turn).terms_due(WallTime{0}, 2);
            return due.size() == 1 ? to_iso8601(due[0].moment) + due[0].message.to_string() + due[0].klok
                                   : std::string();
          },
          to_iso8601(kAt) + message_id(1).to_string() + "TRIAGE"};
}

GoldenRow conversation_golden() {
  v1::ConversationRow row;
  row.set_messages(4);
  row.set_base(kNumber);
  return typed_row(
      "conversation", row,
      [](Views& views, const v1::ConversationRow& put) { views.put_conversation(message_id(1), put); },
      [](const Views& views) { return views.conversation(message_id(1)); });
}

GoldenRow segment_golden() {
  v1::SegmentRow row;
  row.set_day(20'775);
  return typed_row(
      "segment", row, [](Views& views, const v1::SegmentRow& put) { views.put_segment(kNumber, put); },
      [](const Views& views) { return views.segment(kNumber); });
}

GoldenRow upload_golden() {
  v1::UploadRow row;
  fill(*row.mutable_sender(), police());
  row.set_message_id(std::string(message_id(1).bytes()));
  return {"upload", [row](Turn& turn) { Views(turn).put_upload(std::string(kUploadIdBytes, 'u'), row); },
          [](Turn& turn) {
            const auto uploads = Views(turn).uploads(2);
            return uploads.size() == 1 ? uploads[0].first + uploads[0].second.SerializeAsString() : std::string();
          },
          std::string(kUploadIdBytes, 'u') + row.SerializeAsString()};
}

GoldenRow chunk_golden() {
  const std::string upload(kUploadIdBytes, 'u');
  return {"chunk", [upload](Turn& turn) { Views(turn).put_chunk(upload, 0x0a0b, "ciphertext"); },
          [upload](Turn& turn) { return Views(turn).chunk(upload, 0x0a0b).value_or(std::string()); }, "ciphertext"};
}

}  // namespace

std::vector<GoldenRow> golden_rows() {
  std::vector<GoldenRow> rows{store_golden(),        message_golden(), refusal_golden(), dedup_golden(), party_golden(),
                              queue_golden(),        notice_golden(),  payload_golden(), term_golden(),  due_golden(),
                              conversation_golden(), segment_golden(), upload_golden(),  chunk_golden()};
  for (const auto& records : {bodies(), storage_bodies()}) {
    for (const auto& [kind, body] : records) {
      rows.push_back(record_row(kind, body));
    }
  }
  return rows;
}

}  // namespace corvid::store::test
