#include "store/rows.h"

#include <algorithm>
#include <functional>

#include "store/keys.h"

namespace corvid::store {

namespace {

bool is_message_id(const std::string& bytes) { return MessageId::from_bytes(bytes).ok(); }

}  // namespace

bool is_sound(const v1::StoreRow& row) {
  return row.layout() == kLayoutVersion && row.epoch().size() == kEpochBytes && row.record_next() > 0;
}

bool is_sound(const v1::MessageRow& row, const MessageId& id) {
  const bool known_state = row.state() != v1::MessageRow::STATE_ONBEPAALD && v1::MessageRow::State_IsValid(row.state());
  const bool records_ascend = std::is_sorted(row.record().begin(), row.record().end(), std::less_equal<>()) &&
                              (row.record().empty() || row.record(0) > 0);
  return row.traffic().message_id() == id.bytes() && known_state && records_ascend;
}

bool is_sound(const v1::PayloadRow& row) { return !row.envelope().empty(); }

bool is_sound(const v1::DedupRow& row) { return is_message_id(row.message_id()); }

bool is_sound(const v1::PartyRow& row) {
  return row.notices_next() > 0 && row.place_next() > 0 && row.notices_read() < row.notices_next();
}

bool is_sound(const v1::Notice& row) {
  return row.number() > 0 && row.kind() != v1::Notice::KIND_ONBEPAALD && v1::Notice::Kind_IsValid(row.kind()) &&
         is_message_id(row.message_id());
}

}  // namespace corvid::store
