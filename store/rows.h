// What each row must satisfy. The same check runs before a row is written and after it is read: before, a breach is our
// fault; after, the stored bytes are not what was written.
//
// Checked is what the store itself relies on: the row fits its key, ids are ids, counters count. What a row means
// belongs to the core. Records likewise (store/record_sound.cpp).
// Threads: any. Errors: false.
#pragma once

#include <optional>
#include <string_view>

#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/corvid/v1/record.pb.h"

namespace corvid::store {

// Bytes of StoreRow.epoch.
inline constexpr std::size_t kEpochBytes = 16;

[[nodiscard]] bool is_sound(const v1::StoreRow& row);
[[nodiscard]] bool is_sound(const v1::MessageRow& row, const MessageId& id);
[[nodiscard]] bool is_sound(const v1::PayloadRow& row);
[[nodiscard]] bool is_sound(const v1::DedupRow& row);
[[nodiscard]] bool is_sound(const v1::PartyRow& row);
[[nodiscard]] bool is_sound(const v1::Notice& row);
[[nodiscard]] bool is_sound(const v1::ConversationRow& row);
[[nodiscard]] bool is_sound(const v1::TermRow& row, const MessageId& message, std::string_view klok);
[[nodiscard]] bool is_sound(const v1::SegmentRow& row, std::uint64_t first);
[[nodiscard]] bool is_sound(const v1::UploadRow& row);

// What derive() relies on: ids and parties that are such, outcomes that end a message, rows that are sound.
[[nodiscard]] bool is_sound(const v1::RecordBody& body);

// The next alarm of a clock; none once it is overdue. REQUIRES: the row is sound.
[[nodiscard]] std::optional<WallTime> next_moment(const v1::TermRow& row);

}  // namespace corvid::store
