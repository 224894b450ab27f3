#include "store/check.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "proto/base/limits.h"
#include "store/derive.h"
#include "store/journal.h"
#include "store/keys.h"
#include "store/layout.h"
#include "store/memory_store.h"
#include "store/views.h"

namespace corvid::store {

namespace {

constexpr std::size_t kRecordsPerCommit = 4096;
constexpr std::size_t kPage = 1024;
constexpr std::size_t kDescribedMax = 100;

constexpr std::array<Table, 10> kViewTables{Table::kSegment,      Table::kMessage, Table::kRefusal, Table::kDedup,
                                            Table::kParty,        Table::kConversation, Table::kTerm, Table::kDue,
                                            Table::kQueue,        Table::kNotice};

class Checker {
 public:
  explicit Checker(const KeyValueStore& store) : store_(store) { rebuilt_.set_scrub_pace(ScrubPace::kAtOnce); }

  Result<CheckReport> run() {
    CORVID_TRY_ASSIGN(const v1::StoreRow row, read_layout(store_));
    CORVID_TRY(rebuild(row));
    CORVID_TRY(find_strays(row));
    for (const Table table : kViewTables) {
      CORVID_TRY(compare(keys_starting(table, {})));
    }
    CORVID_TRY(compare_payload());
    CORVID_TRY(find_stray_chunks());
    return std::move(report_);
  }

 private:
  void differ(std::string_view key, const char* what) {
    ++report_.differences;
    if (report_.described.size() < kDescribedMax) {
      report_.described.push_back(describe_key(key) + ": " + what);
    }
  }

  Result<void> rebuild(const v1::StoreRow& row) {
    std::optional<std::uint32_t> day;
    for (std::uint64_t number = row.record_first(); number < row.record_next();) {
      Turn views_turn(rebuilt_);
      Views views(views_turn);
      const Turn source(store_);
      const std::uint64_t end = std::min(row.record_next(), number + kRecordsPerCommit);
      for (; number < end; ++number) {
        const std::optional<StoredRecord> record = read_record(source, number);
        if (source.failed()) {
          return *source.failure();
        }
        if (!record) {
          return Error{Errc::kCorrupt, "record " + std::to_string(number) + " is missing from the journal"};
        }
        day = derive_segment(day, number, record->at, views);
        derive(record->body, number, record->at, views);
        ++report_.records;
      }
      if (views_turn.failed()) {
        return *views_turn.failure();
      }
      if (rebuilt_.commit(views_turn.take_batch()) != CommitOutcome::kCommitted) {
        return Error{Errc::kIo, "the rebuilt views cannot be kept"};
      }
      rebuilt_.order_scrub({KeyRange{{}, after_prefix("\xfe")}});  // former values are of no use
    }
    return {};
  }

  // Records outside the journal's own bounds.
  Result<void> find_strays(const v1::StoreRow& row) {
    const KeyRange all = keys_starting(Table::kJournal, {});
    const KeyRange before{all.from, journal_key(row.record_first())};
    const KeyRange after{journal_key(row.record_next()), all.to};
    for (const KeyRange& range : {before, after}) {
      CORVID_TRY_ASSIGN(const std::vector<KeyValue> strays, store_.scan(range.from, range.to, kDescribedMax));
      for (const KeyValue& stray : strays) {
        differ(stray.key, "stands outside the bounds of the journal");
      }
    }
    return {};
  }

  // Both sides in key order, page by page.
  Result<void> compare(KeyRange range) {
    while (true) {
      CORVID_TRY_ASSIGN(const std::vector<KeyValue> stored, store_.scan(range.from, range.to, kPage));
      CORVID_TRY_ASSIGN(const std::vector<KeyValue> derived, rebuilt_.scan(range.from, range.to, kPage));
      // Beyond the end of a full page nothing can be said about the other side yet.
      std::string until = range.to;
      for (const std::vector<KeyValue>* page : {&stored, &derived}) {
        if (page->size() == kPage) {
          until = std::min(until, page->back().key + std::string(1, '\0'));
        }
      }
      compare_rows(stored, derived, until);
      if (until == range.to) {
        return {};
      }
      range.from = until;
    }
  }

  void compare_rows(const std::vector<KeyValue>& stored, const std::vector<KeyValue>& derived,
                    const std::string& until) {
    auto row = stored.begin();
    auto expected = derived.begin();
    const auto is_left = [&until](const auto& at, const auto& rows) { return at != rows.end() && at->key < until; };
    while (is_left(row, stored) || is_left(expected, derived)) {
      if (!is_left(expected, derived) || (is_left(row, stored) && row->key < expected->key)) {
        differ(row->key, "does not follow from the journal");
        ++row;
      } else if (!is_left(row, stored) || expected->key < row->key) {
        differ(expected->key, "follows from the journal and is missing");
        ++expected;
      } else {
        ++report_.rows;
        if (row->value != expected->value) {
          differ(row->key, "is not what the journal says");
        }
        ++row;
        ++expected;
      }
    }
  }

  Result<void> compare_payload() {
    const Turn turn(store_);
    KeyRange range = keys_starting(Table::kPayload, {});
    while (true) {
      // One at a time: a page of payload could be large.
      CORVID_TRY_ASSIGN(const std::vector<KeyValue> next, store_.scan(range.from, range.to, 1));
      if (next.empty()) {
        break;
      }
      CORVID_TRY(check_payload(next.front()));
      range.from = next.front().key + std::string(1, '\0');
    }
    return find_missing_payload();
  }

  Result<void> check_payload(const KeyValue& row) {
    v1::PayloadRow payload;
    const std::optional<MessageId> id = id_of_key(row.key);
    if (!id || !payload.ParseFromString(row.value)) {
      return Error{Errc::kCorrupt, describe_key(row.key) + ": not what was written"};
    }
    Turn turn(rebuilt_);
    const std::optional<v1::MessageRow> message = Views(turn).message(*id);
    if (!message || message->state() != v1::MessageRow::WACHT) {
      differ(row.key, "should have been destroyed");
    }
    if (payload.has_large()) {
      known_uploads_.insert(payload.large().upload());
      return check_chunks(row.key, payload.large());
    }
    return {};
  }

  Result<void> check_chunks(const std::string& key, const v1::LargePayload& large) {
    std::uint64_t expected = 0;
    for (const std::uint64_t bytes : large.section_bytes()) {
      expected += bytes;
    }
    std::uint64_t found = 0;
    const KeyRange range = keys_starting(Table::kChunk, large.upload());
    std::string from = range.from;
    while (true) {
      CORVID_TRY_ASSIGN(const std::vector<KeyValue> next, store_.scan(from, range.to, 1));
      if (next.empty()) {
        break;
      }
      found += next.front().value.size();
      from = next.front().key + std::string(1, '\0');
    }
    if (found != expected) {
      differ(key, "its chunks do not add up to the message");
    }
    return {};
  }

  // Content that belongs to no message and to no upload under way.
  Result<void> find_stray_chunks() {
    Turn turn(store_);
    for (const auto& [upload, row] : Views(turn).uploads(limits::kLargeUploadsMax)) {
      known_uploads_.insert(upload);
    }
    if (turn.failed()) {
      return *turn.failure();
    }
    KeyRange range = keys_starting(Table::kChunk, {});
    while (true) {
      CORVID_TRY_ASSIGN(const std::vector<KeyValue> next, store_.scan(range.from, range.to, 1));
      if (next.empty()) {
        return {};
      }
      const std::string upload = upload_of_key(next.front().key).value_or(std::string());
      if (known_uploads_.count(upload) == 0) {
        differ(next.front().key, "belongs to no message");
      }
      range.from = keys_starting(Table::kChunk, upload).to;
    }
  }

  Result<void> find_missing_payload() {
    KeyRange range = keys_starting(Table::kQueue, {});
    while (true) {
      CORVID_TRY_ASSIGN(const std::vector<KeyValue> page, rebuilt_.scan(range.from, range.to, kPage));
      for (const KeyValue& row : page) {
        const std::optional<QueueValue> value = read_queue_value(row.value);
        const std::string key = value ? payload_key(value->message) : std::string();
        CORVID_TRY_ASSIGN(const std::optional<std::string> payload, store_.get(key));
        if (!payload) {
          differ(row.key, "waits without its payload");
        }
      }
      if (page.size() < kPage) {
        return {};
      }
      range.from = page.back().key + std::string(1, '\0');
    }
  }

  const KeyValueStore& store_;
  MemoryStore rebuilt_;
  std::set<std::string> known_uploads_;
  CheckReport report_;
};

}  // namespace

Result<CheckReport> check_views(const KeyValueStore& store) { return Checker(store).run(); }

}  // namespace corvid::store
