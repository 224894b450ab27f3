// The journal: the one truth. Records are numbered from 1 without gaps and never changed.
//
// They stand in segments: the records of one day in a row, which are destroyed whole when their term of storage ends.
// Ownership: borrows the turn. Threads: loop. Errors: see Turn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/base/clock.h"
#include "proto/corvid/v1/record.pb.h"
#include "store/turn.h"

namespace corvid::store {

// Appends `body` as the next record, with a salt of 32 random bytes, and brings the views up to date. Returns its
// number. Counts in `row`, which the caller writes at the end of the turn.
// REQUIRES: salt.size() == 32, body is sound (store/rows.h).
std::uint64_t append_record(Turn& turn, v1::StoreRow& row, WallTime at, std::string_view salt,
                            const v1::RecordBody& body);

// The bytes of a record as they stand in its row.
[[nodiscard]] std::string record_bytes(WallTime at, std::string_view salt, const v1::RecordBody& body);

struct StoredRecord {
  WallTime at;
  v1::RecordBody body;
  std::string evidence;  // version byte 1 || type byte || SHA-256(salt || body), 34 bytes
};

// nullopt: no such record, or the turn failed because its bytes are not what was written. The body is sound.
[[nodiscard]] std::optional<StoredRecord> read_record(const Turn& turn, std::uint64_t number);

// The evidence entry of a serialised body. The type byte is the field number in RecordBody.
[[nodiscard]] std::string evidence_entry(std::uint8_t type, std::string_view salt, std::string_view body);

}  // namespace corvid::store
