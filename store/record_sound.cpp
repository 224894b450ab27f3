// What a record must satisfy before it is written and after it is read.
#include <limits>
#include <string>

#include "proto/base/ids.h"
#include "store/rows.h"

namespace corvid::store {

namespace {

bool is_message_id(const std::string& bytes) { return MessageId::from_bytes(bytes).ok(); }

bool is_counted(std::uint64_t number) { return number > 0 && number < std::numeric_limits<std::uint64_t>::max(); }

bool is_party(const v1::PartyRef& ref) {
  return is_oin(ref.oin()) && ref.role() != v1::ROLE_ONBEPAALD && v1::Role_IsValid(ref.role());
}

bool is_whole(const v1::Told& told) {
  return told.number() == 0 || (is_counted(told.number()) && is_party(told.party()));
}

bool is_whole(const v1::Traffic& traffic) {
  return is_message_id(traffic.message_id()) && is_party(traffic.sender()) && is_party(traffic.receiver()) &&
         !traffic.reference_tag().empty();
}

bool is_whole(const v1::Submitted& record) {
  return is_whole(record.traffic()) && record.deadline_unix_ms() > 0 && is_counted(record.place());
}

bool is_whole(const v1::SettledRecord& record) {
  const bool final = record.outcome() == v1::Notice::AFGELEVERD || record.outcome() == v1::Notice::GEWEIGERD ||
                     record.outcome() == v1::Notice::VERLOPEN;
  return is_message_id(record.message_id()) && final && is_whole(record.told());
}

bool is_whole(const v1::ProcessedRecord& record) {
  const bool known = record.outcome() == v1::Processed::VERWERKT || record.outcome() == v1::Processed::NIET_VERWERKT;
  return is_message_id(record.message_id()) && known && is_whole(record.told());
}

bool is_whole(const v1::NoticesReadRecord& record) { return is_party(record.party()) && is_counted(record.number()); }

// A row that only the record's own number is missing from.
bool is_sound_with_base(v1::TermRow row) {
  const auto id = MessageId::from_bytes(row.message_id());
  row.set_base(1);
  return id.ok() && is_sound(row, *id, row.klok());
}

bool is_whole(const v1::TermRecord& record) {
  v1::TermRow row = record.row();
  switch (record.step()) {
    case v1::TermRecord::BEGONNEN:
    case v1::TermRecord::BIJNA:
    case v1::TermRecord::VANDAAG:
    case v1::TermRecord::TE_LAAT:
      row.set_step(record.step());
      return is_sound_with_base(row) && is_whole(record.told());
    case v1::TermRecord::GEHAALD:
    case v1::TermRecord::TERUGGESTUURD:
    case v1::TermRecord::ONBEKEND:
    case v1::TermRecord::VERVALLEN:
      return is_message_id(row.message_id()) && !row.klok().empty() && is_whole(record.told());
    case v1::TermRecord::STEP_ONBEPAALD:
    case v1::TermRecord_Step_TermRecord_Step_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TermRecord_Step_TermRecord_Step_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return false;
}

bool is_whole(const v1::Carried& record) {
  switch (record.row_case()) {
    case v1::Carried::kMessage: {
      const v1::MessageRow& row = record.message().row();
      const auto id = MessageId::from_bytes(row.traffic().message_id());
      const bool waits = row.state() == v1::MessageRow::WACHT;
      return id.ok() && is_sound(row, *id) && is_whole(row.traffic()) && (!waits || row.deadline_unix_ms() > 0);
    }
    case v1::Carried::kParty:
      return is_party(record.party().party()) && is_sound(record.party().row());
    case v1::Carried::kTerm:
      return is_sound_with_base(record.term());
    case v1::Carried::ROW_NOT_SET:
      return false;
  }
  return false;
}

}  // namespace

bool is_sound(const v1::RecordBody& body) {
  switch (body.kind_case()) {
    case v1::RecordBody::kSubmitted:
      return is_whole(body.submitted());
    case v1::RecordBody::kDelivered:
      return is_message_id(body.delivered().message_id());
    case v1::RecordBody::kSettled:
      return is_whole(body.settled());
    case v1::RecordBody::kReleased:
      return is_message_id(body.released().message_id());
    case v1::RecordBody::kProcessed:
      return is_whole(body.processed());
    case v1::RecordBody::kDestroyed:
      return is_message_id(body.destroyed().message_id());
    case v1::RecordBody::kNoticesRead:
      return is_whole(body.notices_read());
    case v1::RecordBody::kTerm:
      return is_whole(body.term());
    case v1::RecordBody::kCarried:
      return is_whole(body.carried());
    case v1::RecordBody::kRefused:  // of whatever came, so far as it could be read
    case v1::RecordBody::kActivated:
    case v1::RecordBody::kSegmentDropped:
    case v1::RecordBody::kScrubbed:
      return true;
    case v1::RecordBody::KIND_NOT_SET:
      return false;
  }
  return false;
}

}  // namespace corvid::store
