// The journal: the one truth. Records are numbered from 1 without gaps and never changed.
//
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

// Appends `body` as record `number` with a salt of 32 random bytes. REQUIRES: number > 0 and not yet used,
// salt.size() == 32, body has a kind.
void append_record(Turn& turn, std::uint64_t number, WallTime at, std::string_view salt, const v1::RecordBody& body);

struct StoredRecord {
  WallTime at;
  v1::RecordBody body;
  std::string evidence;  // version byte 1 || type byte || SHA-256(salt || body), 34 bytes
};

// nullopt: no such record, or the turn failed because its bytes are not what was written.
[[nodiscard]] std::optional<StoredRecord> read_record(const Turn& turn, std::uint64_t number);

// The evidence entry of a serialised body. The type byte is the field number in RecordBody.
[[nodiscard]] std::string evidence_entry(std::uint8_t type, std::string_view salt, std::string_view body);

}  // namespace corvid::store
