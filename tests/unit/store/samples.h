// Ids, parties and rows that the store's tests share: short to write, valid, different from each other.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "proto/base/ids.h"
#include "proto/corvid/v1/record.pb.h"
#include "store/key_value.h"
#include "store/rows.h"

namespace corvid::store::test {

// Ids with a higher number sort later.
inline MessageId message_id(std::uint8_t number) {
  const std::array<std::uint8_t, 10> random{number, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  return MessageId::make(1'795'000'000'000 + number, random);
}

inline PartyId police() { return {"99000000000000000001", v1::POLITIE}; }
inline PartyId veilig_thuis() { return {"99000000000000000002", v1::VEILIG_THUIS}; }

inline std::string epoch() { return std::string(kEpochBytes, 'e'); }
inline std::string salt() { return std::string(32, 's'); }

inline v1::MessageRow message_row(const MessageId& id) {
  v1::MessageRow row;
  row.mutable_traffic()->set_message_id(std::string(id.bytes()));
  row.set_state(v1::MessageRow::WACHT);
  row.set_accepted_unix_ms(1'795'000'000'123);
  row.set_priority(1);
  row.set_place(7);
  row.add_record(3);
  return row;
}

inline v1::Notice notice(std::uint64_t number, const MessageId& message) {
  v1::Notice notice;
  notice.set_number(number);
  notice.set_kind(v1::Notice::AFGELEVERD);
  notice.set_message_id(std::string(message.bytes()));
  notice.set_at_unix_ms(1'795'000'000'456);
  return notice;
}

inline v1::RecordBody delivered(const MessageId& id, std::uint32_t attempt) {
  v1::RecordBody body;
  body.mutable_delivered()->set_message_id(std::string(id.bytes()));
  body.mutable_delivered()->set_attempt(attempt);
  return body;
}

}  // namespace corvid::store::test
