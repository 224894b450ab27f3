#include "store/journal.h"

#include <optional>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/check.h"
#include "proto/envelope/digest.h"
#include "store/derive.h"
#include "store/keys.h"
#include "store/rows.h"
#include "store/views.h"

namespace corvid::store {

namespace {

constexpr std::size_t kSaltBytes = 32;
constexpr char kEvidenceVersion = 1;

}  // namespace

std::uint64_t append_record(Turn& turn, v1::StoreRow& row, WallTime at, std::string_view salt,
                            const v1::RecordBody& body) {
  const std::uint64_t number = row.record_next();
  std::string key = journal_key(number);
  // Catches a number used twice within a turn. Between turns Views::put_store_row keeps the counter from going back;
  // a read here would cost every record a look into the store.
  CORVID_CHECK(number > 0 && !turn.wrote(key));
  row.set_record_next(number + 1);

  turn.put(std::move(key), record_bytes(at, salt, body));
  Views views(turn);
  const auto day_before = number > 1 ? std::optional(row.segment_day()) : std::nullopt;
  row.set_segment_day(derive_segment(day_before, number, at, views));
  if (!broken(Variant::kViewApart) || !body.has_processed()) {
    derive(body, number, at, views);
  }
  return number;
}

std::string record_bytes(WallTime at, std::string_view salt, const v1::RecordBody& body) {
  CORVID_CHECK(salt.size() == kSaltBytes);
  CORVID_CHECK(is_sound(body));
  v1::JournalRecord record;
  record.set_at_unix_ms(at.unix_ms);
  record.set_salt(std::string(salt));
  CORVID_CHECK(body.SerializeToString(record.mutable_body()));
  return record.SerializeAsString();
}

std::optional<StoredRecord> read_record(const Turn& turn, std::uint64_t number) {
  const std::string key = journal_key(number);
  const std::optional<std::string> bytes = turn.get(key);
  if (!bytes.has_value()) {
    return std::nullopt;
  }
  v1::JournalRecord record;
  StoredRecord stored;
  if (!record.ParseFromString(*bytes) || record.salt().size() != kSaltBytes ||
      !stored.body.ParseFromString(record.body()) || !is_sound(stored.body)) {
    turn.fail({Errc::kCorrupt, describe_key(key) + ": not what was written"});
    return std::nullopt;
  }
  stored.at = WallTime{record.at_unix_ms()};
  stored.evidence = evidence_entry(static_cast<std::uint8_t>(stored.body.kind_case()), record.salt(), record.body());
  return stored;
}

std::string evidence_entry(std::uint8_t type, std::string_view salt, std::string_view body) {
  std::string entry;
  entry.push_back(kEvidenceVersion);
  entry.push_back(static_cast<char>(type));
  entry.append(envelope::sha256({salt, body}));
  return entry;
}

}  // namespace corvid::store
