#include "store/derive.h"

#include <optional>
#include <string>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/check.h"
#include "proto/base/limits.h"

namespace corvid::store {

namespace {

constexpr std::int64_t kMillisecondsPerDay = 24LL * 60 * 60 * 1000;

PartyId party_of(const v1::PartyRef& ref) { return {ref.oin(), static_cast<int>(ref.role())}; }

// An id that stands in a record was checked before it was written; what cannot be one names nothing.
std::optional<MessageId> id_of(const std::string& bytes) {
  const Result<MessageId> id = MessageId::from_bytes(bytes);
  return id.ok() ? std::optional<MessageId>(*id) : std::nullopt;
}

// The row a record is about, with the record added to its life.
struct Subject {
  MessageId id;
  v1::MessageRow row;
};

std::optional<Subject> subject_of(const std::string& id_bytes, std::uint64_t number, const Views& views) {
  const std::optional<MessageId> id = id_of(id_bytes);
  std::optional<v1::MessageRow> row = id ? views.message(*id) : std::nullopt;
  if (!row) {
    return std::nullopt;
  }
  auto& life = *row->mutable_record();
  if (life.size() >= limits::kRecordsPerMessageMax) {
    life.erase(life.begin() + limits::kRecordsPerMessageMax / 2);  // how it began and its newest part stay
  }
  life.Add(number);
  return Subject{*id, *std::move(row)};
}

// The next entry of a party's log of notices.
void tell(const v1::Told& told, v1::Notice::Kind kind, const std::string& message_id, WallTime at,
          const v1::Refusal* refusal, Views& views) {
  if (told.number() == 0) {
    return;
  }
  const PartyId party = party_of(told.party());
  v1::Notice notice;
  notice.set_number(told.number());
  notice.set_kind(kind);
  notice.set_message_id(message_id);
  notice.set_at_unix_ms(at.unix_ms);
  if (refusal != nullptr) {
    *notice.mutable_refusal() = *refusal;
  }
  v1::PartyRow row = views.party(party);
  row.set_notices_next(told.number() + 1);
  views.put_party(party, row);
  views.put_notice(party, notice);
}

void submitted(const v1::Submitted& record, std::uint64_t number, WallTime at, Views& views) {
  const v1::Traffic& traffic = record.traffic();
  const std::optional<MessageId> id = id_of(traffic.message_id());
  CORVID_CHECK(id.has_value());
  const QueuePlace place{record.priority(), record.place()};
  const WallTime deadline{record.deadline_unix_ms()};

  v1::MessageRow row;
  *row.mutable_traffic() = traffic;
  row.set_state(v1::MessageRow::WACHT);
  row.set_accepted_unix_ms(at.unix_ms);
  row.set_accepted_body(accepted_of(record, at).SerializeAsString());
  row.set_priority(place.priority);
  row.set_place(place.place);
  row.add_record(number);
  row.set_base(number);
  row.set_conversation_place(record.conversation_place());
  row.set_deadline_unix_ms(deadline.unix_ms);
  views.put_message(*id, row);

  const PartyId receiver = party_of(traffic.receiver());
  v1::PartyRow party = views.party(receiver);
  party.set_place_next(place.place + 1);
  views.put_party(receiver, party);
  views.put_queued(receiver, {place, *id, deadline});

  v1::DedupRow mark;
  mark.set_message_id(traffic.message_id());
  mark.set_content_tag(traffic.content_tag());
  if (!broken(Variant::kDedupMarkMissing)) {
    views.put_dedup(party_of(traffic.sender()), traffic.reference_tag(), mark);
  }

  const std::optional<MessageId> conversation = id_of(traffic.conversation_id());
  if (record.conversation_place() > 1 && conversation) {
    v1::ConversationRow conversation_row;
    conversation_row.set_messages(record.conversation_place());
    conversation_row.set_base(number);
    views.put_conversation(*conversation, conversation_row);
  }
}

void refused(const v1::Refused& record, std::uint64_t number, Views& views) {
  if (const std::optional<MessageId> id = id_of(record.traffic().message_id())) {
    views.put_refusal(*id, number);
  }
}

void delivered(const v1::Delivered& record, std::uint64_t number, Views& views) {
  if (auto subject = subject_of(record.message_id(), number, views)) {
    subject->row.set_attempts(record.attempt());
    views.put_message(subject->id, subject->row);
  }
}

v1::MessageRow::State state_of(v1::Notice::Kind outcome) {
  switch (outcome) {
    case v1::Notice::AFGELEVERD:
      return v1::MessageRow::AFGELEVERD;
    case v1::Notice::GEWEIGERD:
      return v1::MessageRow::GEWEIGERD;
    case v1::Notice::VERLOPEN:
      return v1::MessageRow::VERLOPEN;
    case v1::Notice::VERWERKT:
    case v1::Notice::NIET_VERWERKT:
    case v1::Notice::VERWERKING_ONBEKEND:
    case v1::Notice::KIND_ONBEPAALD:
    case v1::Notice_Kind_Notice_Kind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Notice_Kind_Notice_Kind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;  // ends no message: put_message refuses a row without a state
  }
  return v1::MessageRow::STATE_ONBEPAALD;
}

void settled(const v1::SettledRecord& record, std::uint64_t number, WallTime at, Views& views) {
  if (auto subject = subject_of(record.message_id(), number, views)) {
    v1::MessageRow& row = subject->row;
    row.set_state(state_of(record.outcome()));
    row.set_final_unix_ms(at.unix_ms);
    if (!broken(Variant::kRedeliveredAfterSettle)) {
      views.erase_queued(party_of(row.traffic().receiver()), {row.priority(), row.place()});
    }
    row.clear_priority();  // an acute message is told from others no longer than it must
    row.clear_place();
    views.put_message(subject->id, row);
  }
  tell(record.told(), record.outcome(), record.message_id(), at, record.has_refusal() ? &record.refusal() : nullptr,
       views);
}

void processed(const v1::ProcessedRecord& record, std::uint64_t number, WallTime at, Views& views) {
  if (auto subject = subject_of(record.message_id(), number, views)) {
    subject->row.set_processed(record.outcome());
    views.put_message(subject->id, subject->row);
  }
  const bool done = record.outcome() == v1::Processed::VERWERKT;
  tell(record.told(), done ? v1::Notice::VERWERKT : v1::Notice::NIET_VERWERKT, record.message_id(), at, nullptr, views);
}

// Nothing but that it happened.
void noted(const std::string& message_id, std::uint64_t number, Views& views) {
  if (const auto subject = subject_of(message_id, number, views)) {
    views.put_message(subject->id, subject->row);
  }
}

void notices_read(const v1::NoticesReadRecord& record, Views& views) {
  if (broken(Variant::kNoticesReadForgotten)) {
    return;
  }
  const PartyId party = party_of(record.party());
  v1::PartyRow row = views.party(party);
  views.erase_notices(party, row.notices_read() + 1, record.number());
  row.set_notices_read(record.number());
  if (row.notices_next() <= record.number()) {
    row.set_notices_next(record.number() + 1);  // what these notices came from is no longer kept
  }
  views.put_party(party, row);
}

bool runs_on(v1::TermRecord::Step step) {
  return step == v1::TermRecord::BEGONNEN || step == v1::TermRecord::BIJNA || step == v1::TermRecord::VANDAAG ||
         step == v1::TermRecord::TE_LAAT;
}

void term(const v1::TermRecord& record, std::uint64_t number, WallTime at, Views& views) {
  const std::optional<MessageId> id = id_of(record.row().message_id());
  CORVID_CHECK(id.has_value());
  if (runs_on(record.step())) {
    v1::TermRow row = record.row();
    row.set_step(record.step());
    row.set_base(number);
    views.put_term(row);
  } else {
    views.erase_term(*id, record.row().klok());
  }
  noted(record.row().message_id(), number, views);
  tell(record.told(), v1::Notice::VERWERKING_ONBEKEND, record.row().message_id(), at, nullptr, views);
}

void carried(const v1::Carried& record, std::uint64_t number, Views& views) {
  switch (record.row_case()) {
    case v1::Carried::kMessage: {
      v1::MessageRow row = record.message().row();
      row.set_base(number);
      const std::optional<MessageId> id = id_of(row.traffic().message_id());
      CORVID_CHECK(id.has_value());
      views.put_message(*id, row);
      v1::DedupRow mark;
      mark.set_message_id(row.traffic().message_id());
      mark.set_content_tag(row.traffic().content_tag());
      views.put_dedup(party_of(row.traffic().sender()), row.traffic().reference_tag(), mark);
      if (row.state() == v1::MessageRow::WACHT) {
        views.put_queued(party_of(row.traffic().receiver()),
                         {{row.priority(), row.place()}, *id, WallTime{row.deadline_unix_ms()}});
      }
      return;
    }
    case v1::Carried::kParty: {
      v1::PartyRow row = record.party().row();
      row.set_base(number);
      views.put_party(party_of(record.party().party()), row);
      return;
    }
    case v1::Carried::kTerm: {
      v1::TermRow row = record.term();
      row.set_base(number);
      views.put_term(row);
      return;
    }
    case v1::Carried::ROW_NOT_SET:
      return;
  }
}

}  // namespace

std::uint32_t day_of(WallTime at) {
  return at.unix_ms <= 0 ? 0U : static_cast<std::uint32_t>(at.unix_ms / kMillisecondsPerDay);
}

std::uint32_t derive_segment(std::optional<std::uint32_t> day_before, std::uint64_t number, WallTime at, Views& views) {
  const std::uint32_t day = day_of(at);
  if (day_before != day) {
    v1::SegmentRow segment;
    segment.set_day(day);
    views.put_segment(number, segment);
  }
  return day;
}

void derive(const v1::RecordBody& body, std::uint64_t number, WallTime at, Views& views) {
  switch (body.kind_case()) {
    case v1::RecordBody::kSubmitted:
      return submitted(body.submitted(), number, at, views);
    case v1::RecordBody::kRefused:
      return refused(body.refused(), number, views);
    case v1::RecordBody::kDelivered:
      return delivered(body.delivered(), number, views);
    case v1::RecordBody::kSettled:
      return settled(body.settled(), number, at, views);
    case v1::RecordBody::kProcessed:
      return processed(body.processed(), number, at, views);
    case v1::RecordBody::kDestroyed:
      return noted(body.destroyed().message_id(), number, views);
    case v1::RecordBody::kReleased:
      return noted(body.released().message_id(), number, views);
    case v1::RecordBody::kNoticesRead:
      return notices_read(body.notices_read(), views);
    case v1::RecordBody::kTerm:
      return term(body.term(), number, at, views);
    case v1::RecordBody::kCarried:
      return carried(body.carried(), number, views);
    case v1::RecordBody::kSegmentDropped:  // its row went with its records
    case v1::RecordBody::kActivated:
    case v1::RecordBody::kScrubbed:
    case v1::RecordBody::KIND_NOT_SET:
      return;
  }
}

v1::Accepted accepted_of(const v1::Submitted& submitted, WallTime at) {
  v1::Accepted accepted;
  accepted.set_message_id(submitted.traffic().message_id());
  accepted.set_accepted_unix_ms(at.unix_ms);
  *accepted.mutable_receiver() = submitted.traffic().receiver();
  accepted.set_purpose(submitted.traffic().purpose());
  accepted.set_legal_basis(submitted.traffic().legal_basis());
  *accepted.mutable_regel() = submitted.regel();
  accepted.set_bundle_sha256(submitted.bundle_sha256());
  *accepted.mutable_opmerking() = submitted.opmerking();
  accepted.set_commit(submitted.commit());
  return accepted;
}

}  // namespace corvid::store
