// The rows that derive from the journal, typed, over one turn.
//
// Every row is checked when written and when read (store/rows.h); a row that is not what was written fails the turn.
// REQUIRES, throughout: an OIN is an OIN, a row is sound. Whoever takes an id from the wire has checked it before.
// Ownership: borrows the turn. Threads: loop. Errors: see Turn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/corvid/v1/record.pb.h"
#include "store/turn.h"

namespace corvid::store {

// Place in a receiver's queue: class first (0 acute), then order of acceptance.
struct QueuePlace {
  std::uint32_t priority = 1;
  std::uint64_t place = 0;

  friend auto operator<=>(const QueuePlace&, const QueuePlace&) = default;
};

struct QueueEntry {
  QueuePlace at;
  MessageId message;
  WallTime deadline;  // not delivered by then: back to the sender
};

// A run of records of one day.
struct Segment {
  std::uint64_t first = 0;  // its first record
  std::uint32_t day = 0;    // since 1970-01-01, UTC
};

// A clock's next moment.
struct DueTerm {
  WallTime moment;
  MessageId message;
  std::string klok;
};

class Views {
 public:
  explicit Views(Turn& turn) : turn_(turn) {}

  // ---- messages and their payload
  [[nodiscard]] std::optional<v1::MessageRow> message(const MessageId& id) const;
  void put_message(const MessageId& id, const v1::MessageRow& row);
  void erase_message(const MessageId& id);
  // Ids that start with the given bytes and have a message row or a refusal, in order, at most `limit`.
  [[nodiscard]] std::vector<MessageId> message_ids(std::string_view id_prefix_bytes, std::size_t limit) const;

  [[nodiscard]] std::optional<v1::PayloadRow> payload(const MessageId& id) const;
  void put_payload(const MessageId& id, const v1::PayloadRow& row);
  void destroy_payload(const MessageId& id);

  // Journal numbers of refusals told under an id that was never accepted, oldest first, at most `limit`.
  [[nodiscard]] std::vector<std::uint64_t> refusals(const MessageId& id, std::size_t limit) const;
  void put_refusal(const MessageId& id, std::uint64_t record);
  void erase_refusal(const MessageId& id, std::uint64_t record);

  // ---- duplicates: (OIN, role, reference tag)
  [[nodiscard]] std::optional<v1::DedupRow> dedup(const PartyId& sender, std::string_view reference_tag) const;
  // REQUIRES: the tag is not empty.
  void put_dedup(const PartyId& sender, std::string_view reference_tag, const v1::DedupRow& row);
  void erase_dedup(const PartyId& sender, std::string_view reference_tag);

  // ---- conversations of more than one message, by the id of their first
  [[nodiscard]] std::optional<v1::ConversationRow> conversation(const MessageId& first_message) const;
  void put_conversation(const MessageId& first_message, const v1::ConversationRow& row);
  void erase_conversation(const MessageId& first_message);

  // ---- clocks that run
  [[nodiscard]] std::optional<v1::TermRow> term(const MessageId& message, std::string_view klok) const;
  [[nodiscard]] std::vector<v1::TermRow> terms_of(const MessageId& message) const;
  // Replaces the row and the moment under which terms_due() finds it.
  void put_term(const v1::TermRow& row);
  void erase_term(const MessageId& message, std::string_view klok);
  // The first `limit` moments at or after `from`, in order. Overdue clocks have none.
  [[nodiscard]] std::vector<DueTerm> terms_due(WallTime from, std::size_t limit) const;

  // ---- parties: counters, queue, notices
  [[nodiscard]] v1::PartyRow party(const PartyId& id) const;  // new: both next numbers 1, nothing read
  void put_party(const PartyId& id, const v1::PartyRow& row);
  [[nodiscard]] std::vector<PartyId> parties() const;  // every party that has a row

  void put_queued(const PartyId& receiver, const QueueEntry& entry);
  void erase_queued(const PartyId& receiver, const QueuePlace& at);
  // The first `limit` entries at or after `from`, in order.
  [[nodiscard]] std::vector<QueueEntry> queued(const PartyId& receiver, const QueuePlace& from,
                                               std::size_t limit) const;

  void put_notice(const PartyId& party, const v1::Notice& notice);
  // Notices numbered `from` and up, in order, at most `limit`.
  [[nodiscard]] std::vector<v1::Notice> notices(const PartyId& party, std::uint64_t from, std::size_t limit) const;
  // Erases what is there of the notices first..last inclusive.
  void erase_notices(const PartyId& party, std::uint64_t first, std::uint64_t last);

  // ---- segments of the journal
  // By the number of their first record.
  [[nodiscard]] std::optional<v1::SegmentRow> segment(std::uint64_t first) const;
  void put_segment(std::uint64_t first, const v1::SegmentRow& row);
  void erase_segment(std::uint64_t first);
  // The oldest `limit`, in order.
  [[nodiscard]] std::vector<Segment> segments(std::size_t limit) const;

  // ---- contents of large messages; no view, as payload
  [[nodiscard]] std::optional<std::string> chunk(std::string_view upload, std::uint32_t index) const;
  void put_chunk(std::string_view upload, std::uint32_t index, std::string bytes);
  // Erases the first `count` chunks.
  void erase_chunks(std::string_view upload, std::uint32_t count);
  // How many chunks there are, numbered from 0.
  [[nodiscard]] std::uint32_t count_chunks(std::string_view upload) const;
  void put_upload(std::string_view upload, const v1::UploadRow& row);
  void erase_upload(std::string_view upload);
  // Uploads that did not end, by id, at most `limit`.
  [[nodiscard]] std::vector<std::pair<std::string, v1::UploadRow>> uploads(std::size_t limit) const;

  // ---- the store itself
  [[nodiscard]] std::optional<v1::StoreRow> store_row() const;
  // REQUIRES: neither counter goes back.
  void put_store_row(const v1::StoreRow& row);

 private:
  Turn& turn_;
};

}  // namespace corvid::store
