#include "store/rocks_store.h"

#include <rocksdb/db.h>
#include <rocksdb/iterator.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "proto/base/check.h"
#include "store/rocks_folder.h"
#include "store/rocks_options.h"
#include "store/rocks_scrub.h"

namespace corvid::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWriteOverheadBytes = 16;  // of one write within a WriteBatch, at most

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

Error error_of(const rocksdb::Status& status) {
  const Errc code = status.IsCorruption() ? Errc::kCorrupt : Errc::kIo;
  return {code, "store: " + status.ToString()};
}

Error error_of_opening(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  // RocksDB has no code of its own for a lock that is taken; the tests hold us to these texts.
  if (text.find("While lock file") != std::string::npos ||
      text.find("lock hold by current process") != std::string::npos) {
    return {Errc::kUnavailable, "the store is in use: one router at a time may open it (" + text + ")"};
  }
  // What a family or option that this version does not know gives.
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    return {Errc::kConfiguration, "the store was written with other settings than this program knows: " + text};
  }
  return error_of(status);
}

class RocksStore final : public KeyValueStore {
 public:
  RocksStore(std::unique_ptr<rocksdb::DB> database, std::vector<rocksdb::ColumnFamilyHandle*> families, fs::path folder)
      : folder_(std::move(folder)),
        database_(std::move(database)),
        families_(std::move(families)),
        scrub_(std::make_unique<RocksScrub>(*database_, families_, folder_, reads_)) {}
  RocksStore(const RocksStore&) = delete;
  RocksStore& operator=(const RocksStore&) = delete;

  ~RocksStore() override {
    scrub_.reset();
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      database_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    }
    // Nothing to save: what was acknowledged is in the synced log.
    database_->Close().PermitUncheckedError();
  }

  [[nodiscard]] Result<std::optional<std::string>> get(std::string_view key) const override;
  [[nodiscard]] Result<std::vector<KeyValue>> scan(std::string_view from, std::string_view to,
                                                   std::size_t limit) const override;
  [[nodiscard]] CommitOutcome commit(const std::vector<Write>& batch) override;
  [[nodiscard]] Result<std::uint64_t> room_bytes() const override { return room_bytes_of(folder_); }
  void order_scrub(const std::vector<KeyRange>& ranges) override { scrub_->order(ranges); }
  [[nodiscard]] ScrubState scrub_state() override { return scrub_->take_state(); }

 private:
  [[nodiscard]] rocksdb::ColumnFamilyHandle* family_of(std::string_view key) const;
  // nullopt: the batch cannot be built.
  [[nodiscard]] std::optional<rocksdb::WriteBatch> prepare(const std::vector<Write>& batch) const;
  [[nodiscard]] Result<std::vector<KeyValue>> scan_family(rocksdb::ColumnFamilyHandle* family, std::string_view from,
                                                          std::string_view to, std::size_t limit) const;

  const fs::path folder_;
  std::unique_ptr<rocksdb::DB> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;  // in the order of kFamilies; owned, freed before the database
  mutable std::mutex reads_;                            // held by a read, so that a scrub can wait for its end
  std::unique_ptr<RocksScrub> scrub_;                   // ends before what it borrows
  bool broken_ = false;
};

rocksdb::ColumnFamilyHandle* RocksStore::family_of(std::string_view key) const {
  return families_.at(family_index(key));
}

Result<std::optional<std::string>> RocksStore::get(std::string_view key) const {
  const std::lock_guard<std::mutex> reading(reads_);
  try {
    std::string value;
    const rocksdb::Status status = database_->Get(read_options(), family_of(key), slice(key), &value);
    if (status.IsNotFound()) {
      return std::optional<std::string>();
    }
    if (!status.ok()) {
      return error_of(status);
    }
    return std::optional<std::string>(std::move(value));
  } catch (const std::exception& failure) {
    return Error{Errc::kIo, std::string("store: ") + failure.what()};
  }
}

Result<std::vector<KeyValue>> RocksStore::scan(std::string_view from, std::string_view to, std::size_t limit) const {
  std::vector<KeyValue> found;
  if (from >= to) {
    return found;
  }
  const std::lock_guard<std::mutex> reading(reads_);
  try {
    const std::size_t last = family_index(to);
    for (std::size_t family = family_index(from); family <= last && found.size() < limit; ++family) {
      CORVID_TRY_ASSIGN(std::vector<KeyValue> part, scan_family(families_.at(family), from, to, limit - found.size()));
      std::move(part.begin(), part.end(), std::back_inserter(found));
    }
    return found;
  } catch (const std::exception& failure) {
    return Error{Errc::kIo, std::string("store: ") + failure.what()};
  }
}

Result<std::vector<KeyValue>> RocksStore::scan_family(rocksdb::ColumnFamilyHandle* family, std::string_view from,
                                                      std::string_view to, std::size_t limit) const {
  const rocksdb::Slice end = slice(to);
  rocksdb::ReadOptions options = read_options();
  options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(options, family));
  std::vector<KeyValue> found;
  for (row->Seek(slice(from)); row->Valid() && found.size() < limit; row->Next()) {
    found.push_back({row->key().ToString(), row->value().ToString()});
  }
  if (!row->status().ok()) {
    return error_of(row->status());
  }
  return found;
}

std::optional<rocksdb::WriteBatch> RocksStore::prepare(const std::vector<Write>& batch) const {
  std::size_t bytes = 0;
  for (const Write& write : batch) {
    bytes += kWriteOverheadBytes + write.key.size() + (write.value.has_value() ? write.value->size() : 0);
  }
  rocksdb::WriteBatch prepared(bytes, 0, kProtectionBytesPerKey, 0);
  for (const Write& write : batch) {
    rocksdb::ColumnFamilyHandle* family = family_of(write.key);
    const rocksdb::Status status = write.value.has_value() ? prepared.Put(family, slice(write.key), slice(*write.value))
                                                           : prepared.Delete(family, slice(write.key));
    if (!status.ok()) {
      return std::nullopt;
    }
  }
  return prepared;
}

CommitOutcome RocksStore::commit(const std::vector<Write>& batch) {
  if (broken_) {
    return CommitOutcome::kIndeterminate;
  }
  if (batch.empty()) {
    return CommitOutcome::kCommitted;
  }
  bool handed_over = false;
  try {
    std::optional<rocksdb::WriteBatch> prepared = prepare(batch);
    if (!prepared.has_value()) {
      return CommitOutcome::kRefused;
    }
    handed_over = true;
    if (database_->Write(write_options(), &*prepared).ok()) {
      return CommitOutcome::kCommitted;
    }
  } catch (const std::exception&) {
    if (!handed_over) {
      return CommitOutcome::kRefused;
    }
  }
  // Whatever the status says: after a failed write or sync the record may be in the log, whole.
  broken_ = true;
  return CommitOutcome::kIndeterminate;
}

// ---- opening

Result<std::unique_ptr<KeyValueStore>> open_database(const fs::path& folder) {
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(database_options(), folder.string(), family_options(), &families, &opened);
  if (!status.ok()) {
    return error_of_opening(status);
  }
  CORVID_CHECK(families.size() == kFamilies.size());
  return std::unique_ptr<KeyValueStore>(
      std::make_unique<RocksStore>(std::unique_ptr<rocksdb::DB>(opened), std::move(families), folder));
}

}  // namespace

Result<std::unique_ptr<KeyValueStore>> open_rocks_store(const std::filesystem::path& folder) {
  try {
    CORVID_TRY(create_folder(folder));
    CORVID_TRY(refuse_headless(folder));
    CORVID_TRY(require_room(folder));
    return open_database(folder);
  } catch (const std::exception& failure) {
    return Error{Errc::kIo, std::string("cannot open the store: ") + failure.what()};
  }
}

}  // namespace corvid::store
