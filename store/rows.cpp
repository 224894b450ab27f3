#include "store/rows.h"

#include <algorithm>
#include <functional>

#include "store/keys.h"

namespace corvid::store {

namespace {

bool is_message_id(const std::string& bytes) { return MessageId::from_bytes(bytes).ok(); }

}  // namespace

bool is_sound(const v1::StoreRow& row) {
  return row.layout() == kLayoutVersion && row.epoch().size() == kEpochBytes && row.record_next() > 0 &&
         row.record_first() > 0 && row.record_first() <= row.record_next();
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

bool is_sound(const v1::ConversationRow& row) { return row.messages() > 1 && row.base() > 0; }

bool is_sound(const v1::TermRow& row, const MessageId& message, std::string_view klok) {
  const bool running = row.step() == v1::TermRecord::BEGONNEN || row.step() == v1::TermRecord::BIJNA ||
                       row.step() == v1::TermRecord::VANDAAG || row.step() == v1::TermRecord::TE_LAAT;
  const bool in_order = row.soon_unix_ms() >= 0 && row.today_unix_ms() >= 0 && row.begun_unix_ms() >= 0 &&
                        row.overdue_unix_ms() > 0;
  return row.message_id() == message.bytes() && row.klok() == klok && !klok.empty() && running && in_order &&
         row.base() > 0;
}

bool is_sound(const v1::SegmentRow&, std::uint64_t first) { return first > 0; }

bool is_sound(const v1::UploadRow& row) { return is_message_id(row.message_id()); }

std::optional<WallTime> next_moment(const v1::TermRow& row) {
  if (row.step() == v1::TermRecord::TE_LAAT) {
    return std::nullopt;
  }
  if (row.step() == v1::TermRecord::BEGONNEN && row.soon_unix_ms() != 0) {
    return WallTime{row.soon_unix_ms()};
  }
  if (row.step() != v1::TermRecord::VANDAAG && row.today_unix_ms() != 0) {
    return WallTime{row.today_unix_ms()};
  }
  return WallTime{row.overdue_unix_ms()};
}

}  // namespace corvid::store
