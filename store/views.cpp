#include "store/views.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/limits.h"
#include "store/keys.h"
#include "store/read_row.h"

namespace corvid::store {

namespace {

// The first `limit` ids in a table whose keys begin with one. Steps from id to id: an id may have many rows.
std::vector<MessageId> ids_in(const Turn& turn, Table table, std::string_view prefix, std::size_t limit) {
  KeyRange range = keys_starting(table, prefix);
  std::vector<MessageId> ids;
  while (ids.size() < limit) {
    const std::vector<KeyValue> next = turn.scan(range.from, range.to, 1);
    if (next.empty()) {
      break;
    }
    const std::optional<MessageId> id = id_of_key(next.front().key);
    if (!id.has_value()) {
      fail_corrupt(turn, next.front().key);
      return {};
    }
    ids.push_back(*id);
    range.from = keys_starting(table, id->bytes()).to;
  }
  return ids;
}

}  // namespace

// ---- messages and their payload

std::optional<v1::MessageRow> Views::message(const MessageId& id) const {
  return read_row<v1::MessageRow>(turn_, message_key(id), id);
}

void Views::put_message(const MessageId& id, const v1::MessageRow& row) { write_row(turn_, message_key(id), row, id); }

void Views::erase_message(const MessageId& id) { turn_.erase(message_key(id)); }

std::vector<MessageId> Views::message_ids(std::string_view id_prefix_bytes, std::size_t limit) const {
  std::vector<MessageId> ids = ids_in(turn_, Table::kMessage, id_prefix_bytes, limit);
  const std::vector<MessageId> refused = ids_in(turn_, Table::kRefusal, id_prefix_bytes, limit);
  ids.insert(ids.end(), refused.begin(), refused.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ids.resize(std::min(ids.size(), limit));
  return ids;
}

std::optional<v1::PayloadRow> Views::payload(const MessageId& id) const {
  return read_row<v1::PayloadRow>(turn_, payload_key(id));
}

void Views::put_payload(const MessageId& id, const v1::PayloadRow& row) { write_row(turn_, payload_key(id), row); }

void Views::destroy_payload(const MessageId& id) { turn_.erase(payload_key(id)); }

std::vector<std::uint64_t> Views::refusals(const MessageId& id, std::size_t limit) const {
  const KeyRange range = keys_starting(Table::kRefusal, id.bytes());
  std::vector<std::uint64_t> records;
  for (const KeyValue& row : turn_.scan(range.from, range.to, limit)) {
    const std::optional<std::uint64_t> record = refusal_of_key(row.key);
    if (!record.has_value() || !row.value.empty()) {
      fail_corrupt(turn_, row.key);
      return {};
    }
    records.push_back(*record);
  }
  return records;
}

void Views::put_refusal(const MessageId& id, std::uint64_t record) {
  CORVID_CHECK(record > 0);
  turn_.put(refusal_key(id, record), {});
}

void Views::erase_refusal(const MessageId& id, std::uint64_t record) { turn_.erase(refusal_key(id, record)); }

// ---- duplicates

std::optional<v1::DedupRow> Views::dedup(const PartyId& sender, std::string_view reference_tag) const {
  return read_row<v1::DedupRow>(turn_, dedup_key(sender, reference_tag));
}

void Views::put_dedup(const PartyId& sender, std::string_view reference_tag, const v1::DedupRow& row) {
  // One row for all messages without a tag would make each the duplicate of the first.
  CORVID_CHECK(!reference_tag.empty());
  write_row(turn_, dedup_key(sender, reference_tag), row);
}

void Views::erase_dedup(const PartyId& sender, std::string_view reference_tag) {
  turn_.erase(dedup_key(sender, reference_tag));
}

// ---- parties

v1::PartyRow Views::party(const PartyId& id) const {
  if (std::optional<v1::PartyRow> row = read_row<v1::PartyRow>(turn_, party_key(id)); row.has_value()) {
    return *std::move(row);
  }
  v1::PartyRow fresh;
  fresh.set_notices_next(1);
  fresh.set_place_next(1);
  return fresh;
}

void Views::put_party(const PartyId& id, const v1::PartyRow& row) { write_row(turn_, party_key(id), row); }

std::vector<PartyId> Views::parties() const {
  KeyRange range = keys_starting(Table::kParty, {});
  std::vector<PartyId> parties;
  while (true) {
    const std::vector<KeyValue> page = turn_.scan(range.from, range.to, limits::kPartiesMax);
    for (const KeyValue& row : page) {
      std::optional<PartyId> party = party_of_key(row.key);
      if (!party.has_value() || party_key(*party) != row.key) {
        fail_corrupt(turn_, row.key);
        return {};
      }
      parties.push_back(*std::move(party));
    }
    if (page.size() < limits::kPartiesMax) {
      return parties;
    }
    range.from = after_prefix(page.back().key);
  }
}

void Views::put_queued(const PartyId& receiver, const QueueEntry& entry) {
  CORVID_CHECK(!entry.message.is_zero());
  turn_.put(queue_key(receiver, entry.at), queue_value(entry.message, entry.deadline));
}

void Views::erase_queued(const PartyId& receiver, const QueuePlace& at) { turn_.erase(queue_key(receiver, at)); }

std::vector<QueueEntry> Views::queued(const PartyId& receiver, const QueuePlace& from, std::size_t limit) const {
  const std::string end = keys_starting(Table::kQueue, party_prefix(receiver)).to;
  std::vector<QueueEntry> entries;
  for (const KeyValue& row : turn_.scan(queue_key(receiver, from), end, limit)) {
    const std::optional<QueuePlace> place = place_of_key(row.key);
    const std::optional<QueueValue> value = read_queue_value(row.value);
    if (!place.has_value() || !value.has_value()) {
      fail_corrupt(turn_, row.key);
      return {};
    }
    entries.push_back({*place, value->message, value->deadline});
  }
  return entries;
}

void Views::put_notice(const PartyId& party, const v1::Notice& notice) {
  write_row(turn_, notice_key(party, notice.number()), notice);
}

std::vector<v1::Notice> Views::notices(const PartyId& party, std::uint64_t from, std::size_t limit) const {
  const std::string end = keys_starting(Table::kNotice, party_prefix(party)).to;
  std::vector<v1::Notice> notices;
  for (const KeyValue& row : turn_.scan(notice_key(party, from), end, limit)) {
    v1::Notice notice;
    if (!notice.ParseFromString(row.value) || !is_sound(notice) || notice_of_key(row.key) != notice.number()) {
      fail_corrupt(turn_, row.key);
      return {};
    }
    notices.push_back(std::move(notice));
  }
  return notices;
}

void Views::erase_notices(const PartyId& party, std::uint64_t first, std::uint64_t last) {
  CORVID_CHECK(last < std::numeric_limits<std::uint64_t>::max());
  std::string from = notice_key(party, first);
  const std::string to = notice_key(party, last + 1);
  while (true) {
    const std::vector<KeyValue> page = turn_.scan(from, to, limits::kNoticesUnderWayMax);
    for (const KeyValue& row : page) {
      turn_.erase(row.key);
    }
    if (page.size() < limits::kNoticesUnderWayMax) {
      return;
    }
    from = page.back().key;
  }
}

}  // namespace corvid::store
