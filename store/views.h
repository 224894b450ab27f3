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
#include <vector>

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
};

class Views {
 public:
  explicit Views(Turn& turn) : turn_(turn) {}

  // ---- messages and their payload
  [[nodiscard]] std::optional<v1::MessageRow> message(const MessageId& id) const;
  void put_message(const MessageId& id, const v1::MessageRow& row);
  // Ids that start with the given bytes and have a message row or a refusal, in order, at most `limit`.
  [[nodiscard]] std::vector<MessageId> message_ids(std::string_view id_prefix_bytes, std::size_t limit) const;

  [[nodiscard]] std::optional<v1::PayloadRow> payload(const MessageId& id) const;
  void put_payload(const MessageId& id, const v1::PayloadRow& row);
  void destroy_payload(const MessageId& id);

  // Journal numbers of refusals told under an id that was never accepted, oldest first, at most `limit`.
  [[nodiscard]] std::vector<std::uint64_t> refusals(const MessageId& id, std::size_t limit) const;
  void put_refusal(const MessageId& id, std::uint64_t record);

  // ---- duplicates: (OIN, role, reference tag)
  [[nodiscard]] std::optional<v1::DedupRow> dedup(const PartyId& sender, std::string_view reference_tag) const;
  // REQUIRES: the tag is not empty.
  void put_dedup(const PartyId& sender, std::string_view reference_tag, const v1::DedupRow& row);

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
  // Erases notices first..last inclusive. REQUIRES: at most kNoticesPerPartyMax of them.
  void erase_notices(const PartyId& party, std::uint64_t first, std::uint64_t last);

  // ---- the store itself
  [[nodiscard]] std::optional<v1::StoreRow> store_row() const;
  // REQUIRES: neither counter goes back.
  void put_store_row(const v1::StoreRow& row);

 private:
  Turn& turn_;
};

}  // namespace corvid::store
