// The first thing read from a store, and the first thing written to a new one: which layout, which epoch.
//
// Ownership: borrows the store for the call. Threads: the one that opens the store, before the loop starts.
#pragma once

#include <string_view>

#include "proto/base/result.h"
#include "proto/corvid/v1/record.pb.h"
#include "store/key_value.h"
#include "store/rows.h"

namespace corvid::store {

// The StoreRow of an existing store. An empty store is first given one: layout kLayoutVersion, `epoch`, commit 0,
// record_next 1. REQUIRES: epoch.size() == kEpochBytes, fresh random bytes.
//
// Errors: kConfiguration when a newer program wrote the store; kCorrupt when the row is missing from a store that holds
// others, or unreadable; kIo when the disk fails. After an error nothing may be answered from this store.
[[nodiscard]] Result<v1::StoreRow> open_layout(KeyValueStore& store, std::string_view epoch);

// The StoreRow of a store that must exist already; changes nothing. kNotFound: the store is empty. Other errors as
// above.
[[nodiscard]] Result<v1::StoreRow> read_layout(const KeyValueStore& store);

}  // namespace corvid::store
