// The ledger's layout on disk, and how a file is recognised as one.
//
// Layouts change by addition: a new one gets the next number and a step that leads to it; a file of a newer layout than
// this program knows is refused.
// Threads: the ledger's. Errors: kConfiguration (not a ledger, newer layout, another party's), kIo, kCorrupt.
#pragma once

#include <cstdint>

#include "adapters/gateway/sqlite.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/common.pb.h"

namespace corvid::gateway {

inline constexpr std::int64_t kLedgerApplicationId = 0x436F7276;  // "Corv"
inline constexpr std::int64_t kLedgerLayout = 1;

// Creates the layout in an empty file, or checks the one that is there, and that it belongs to `owner`.
Result<void> prepare_ledger(sqlite::Database& database, const v1::PartyRef& owner);

}  // namespace corvid::gateway
