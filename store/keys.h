// Where every row stands: the one place that knows what a key looks like.
//
// A key is one table byte and fixed-width fields; numbers are big-endian, so that byte order is the order of the query
// and every query is one scan. Only a last field may vary in length. Layout 1:
//
//   byte  table     key after the table byte                                   value
//   0x01  store     -                                                          v1.StoreRow
//   0x02  segment   first record u64                                           v1.SegmentRow
//   0x10  message   message id 16                                              v1.MessageRow
//   0x11  refusal   message id 16, journal number u64                          empty
//   0x12  dedup     OIN 20, role u16, reference tag (to the end)               v1.DedupRow
//   0x13  party     OIN 20, role u16                                           v1.PartyRow
//   0x14  gesprek   conversation id 16                                         v1.ConversationRow
//   0x15  term      message id 16, clock id (to the end)                       v1.TermRow
//   0x16  due       moment u64 (Unix ms), message id 16, clock id (to the end) empty
//   0x40  queue     OIN 20, role u16, priority u32, place u64                  message id 16, deadline u64 (Unix ms)
//   0x41  notice    OIN 20, role u16, notice number u64                        v1.Notice
//   0x60  journal   journal number u64                                         v1.JournalRecord
//   0x80  payload   message id 16                                              v1.PayloadRow
//   0x81  chunk     upload id 16, index u32                                    bytes
//   0x82  upload    upload id 16                                               v1.UploadRow
//
// Segment and all from 0x10 to 0x41 are views: they derive from the journal (store/derive.h).
// The table bytes are grouped by the life of their rows, so that a store may keep each group apart:
// 0x00-0x3f small rows that change, 0x40-0x5f rows that come and go in order, 0x60-0x7f the append-only journal,
// 0x80-0xff what is destroyed. A byte is never used for another table.
//
// Threads: any. Errors: a field that cannot be a field is our fault and stops the process; a key read from disk that
// cannot be a key gives nullopt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "store/key_value.h"

namespace corvid::store {

struct QueuePlace;
struct DueTerm;

// Bytes of an upload's id.
inline constexpr std::size_t kUploadIdBytes = 16;

// The layout that this program writes. It changes when old bytes would be misread, never for an addition.
inline constexpr std::uint32_t kLayoutVersion = 1;

enum class Table : std::uint8_t {
  kStore = 0x01,
  kSegment = 0x02,
  kMessage = 0x10,
  kRefusal = 0x11,
  kDedup = 0x12,
  kParty = 0x13,
  kConversation = 0x14,
  kTerm = 0x15,
  kDue = 0x16,
  kQueue = 0x40,
  kNotice = 0x41,
  kJournal = 0x60,
  kPayload = 0x80,
  kChunk = 0x81,
  kUpload = 0x82,
};

[[nodiscard]] std::string store_key();
[[nodiscard]] std::string segment_key(std::uint64_t first);
[[nodiscard]] std::string message_key(const MessageId& id);
[[nodiscard]] std::string refusal_key(const MessageId& id, std::uint64_t record);
[[nodiscard]] std::string dedup_key(const PartyId& sender, std::string_view reference_tag);
[[nodiscard]] std::string party_key(const PartyId& id);
[[nodiscard]] std::string conversation_key(const MessageId& first_message);
[[nodiscard]] std::string term_key(const MessageId& message, std::string_view klok);
// REQUIRES: the moment is not before 1970.
[[nodiscard]] std::string due_key(WallTime moment, const MessageId& message, std::string_view klok);
// Every due key at or after the moment sorts at or after this. REQUIRES: as above.
[[nodiscard]] std::string due_keys_from(WallTime moment);
[[nodiscard]] std::string queue_key(const PartyId& receiver, const QueuePlace& at);
[[nodiscard]] std::string notice_key(const PartyId& party, std::uint64_t number);
[[nodiscard]] std::string journal_key(std::uint64_t number);
[[nodiscard]] std::string payload_key(const MessageId& id);
// REQUIRES: upload.size() == kUploadIdBytes.
[[nodiscard]] std::string chunk_key(std::string_view upload, std::uint32_t index);
[[nodiscard]] std::string upload_key(std::string_view upload);

// The one value of fixed width: message id 16, deadline u64.
[[nodiscard]] std::string queue_value(const MessageId& message, WallTime deadline);
struct QueueValue {
  MessageId message;
  WallTime deadline;
};
[[nodiscard]] std::optional<QueueValue> read_queue_value(std::string_view value);

// Every key of `table` that goes on with `prefix`.
[[nodiscard]] KeyRange keys_starting(Table table, std::string_view prefix);
// The smallest key above every key that starts with `prefix`. REQUIRES: prefix has a byte below 0xff.
[[nodiscard]] std::string after_prefix(std::string prefix);
// The bytes that a party's keys have in common after the table byte: OIN and role.
[[nodiscard]] std::string party_prefix(const PartyId& id);

// The way back, for keys that a scan of that table gave. nullopt: the key was never written by this program.
[[nodiscard]] std::optional<std::uint64_t> first_of_key(std::string_view key);  // segment
[[nodiscard]] std::optional<MessageId> id_of_key(std::string_view key);  // message, refusal, payload, gesprek, term
[[nodiscard]] std::optional<DueTerm> due_of_key(std::string_view key);
[[nodiscard]] std::optional<std::string> klok_of_key(std::string_view key);    // term
[[nodiscard]] std::optional<std::string> upload_of_key(std::string_view key);  // chunk, upload
[[nodiscard]] std::optional<std::uint64_t> record_of_key(std::string_view key);  // journal
[[nodiscard]] std::optional<std::uint64_t> refusal_of_key(std::string_view key);
[[nodiscard]] std::optional<PartyId> party_of_key(std::string_view key);
[[nodiscard]] std::optional<QueuePlace> place_of_key(std::string_view key);
[[nodiscard]] std::optional<std::uint64_t> notice_of_key(std::string_view key);

// For error texts: the table's name and the id or party of the key in hexadecimal, never a reference tag.
[[nodiscard]] std::string describe_key(std::string_view key);

}  // namespace corvid::store
