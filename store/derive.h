// From the journal to the views: the one place where a view row changes.
//
// Core writes a record and this function does the rest, so that whatever stands in a view follows from the records that
// are kept, and check_views() can rebuild it. A record about something whose beginning is no longer kept changes
// nothing: what is still alive of it was carried over (v1.Carried).
//
// Ownership: borrows the views. Threads: loop. Errors: see Turn.
#pragma once

#include <cstdint>
#include <optional>

#include "proto/base/clock.h"
#include "proto/corvid/v1/record.pb.h"
#include "store/views.h"

namespace corvid::store {

// Days since 1970-01-01 in UTC; 0 for a moment before it.
[[nodiscard]] std::uint32_t day_of(WallTime at);

// Begins a segment with a record of another day than the one before it, or with the first record that is kept
// (nullopt). Returns its day. A clock that was set back begins one too: then only what was recorded meanwhile bears a
// wrong day.
std::uint32_t derive_segment(std::optional<std::uint32_t> day_before, std::uint64_t number, WallTime at, Views& views);

// REQUIRES: `number` is the record's own, records are derived in their order, the body is sound (store/rows.h).
void derive(const v1::RecordBody& body, std::uint64_t number, WallTime at, Views& views);

// The receipt that an accepted message got first: what every repeat is told again.
[[nodiscard]] v1::Accepted accepted_of(const v1::Submitted& submitted, WallTime at);

}  // namespace corvid::store
