#include "store/journal.h"

#include <algorithm>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/check.h"
#include "proto/envelope/digest.h"
#include "store/derive.h"
#include "store/keys.h"
#include "store/views.h"

namespace corvid::store {

namespace {

constexpr std::size_t kSaltBytes = 32;
constexpr char kEvidenceVersion = 1;
constexpr std::int64_t kMillisecondsPerDay = 24LL * 60 * 60 * 1000;

}  // namespace

std::uint64_t append_record(Turn& turn, v1::StoreRow& row, WallTime at, std::string_view salt,
                            const v1::RecordBody& body) {
  const std::uint64_t number = row.record_next();
  std::string key = journal_key(number);
  // Catches a number used twice within a turn. Between turns Views::put_store_row keeps the counter from going back;
  // a read here would cost every record a look into the store.
  CORVID_CHECK(number > 0 && !turn.wrote(key));
  Views views(turn);
  // A clock that goes back does not open a former day again: segments follow each other as records do.
  const std::uint32_t day = std::max(day_of(at), row.segment_day());
  if (day != row.segment_day()) {
    v1::SegmentRow segment;
    segment.set_first(number);
    views.put_segment(day, segment);
    row.set_segment_day(day);
  }
  row.set_record_next(number + 1);

  turn.put(std::move(key), record_bytes(at, day, salt, body));
  if (!broken(Variant::kViewApart) || !body.has_processed()) {
    derive(body, number, at, views);
  }
  return number;
}

std::string record_bytes(WallTime at, std::uint32_t day, std::string_view salt, const v1::RecordBody& body) {
  CORVID_CHECK(salt.size() == kSaltBytes);
  CORVID_CHECK(body.kind_case() != v1::RecordBody::KIND_NOT_SET);
  v1::JournalRecord record;
  record.set_at_unix_ms(at.unix_ms);
  record.set_salt(std::string(salt));
  CORVID_CHECK(body.SerializeToString(record.mutable_body()));
  record.set_day(day);
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
      !stored.body.ParseFromString(record.body()) || stored.body.kind_case() == v1::RecordBody::KIND_NOT_SET) {
    turn.fail({Errc::kCorrupt, describe_key(key) + ": not what was written"});
    return std::nullopt;
  }
  stored.at = WallTime{record.at_unix_ms()};
  stored.day = record.day();
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

std::uint32_t day_of(WallTime at) {
  return at.unix_ms <= 0 ? 0U : static_cast<std::uint32_t>(at.unix_ms / kMillisecondsPerDay);
}

}  // namespace corvid::store
