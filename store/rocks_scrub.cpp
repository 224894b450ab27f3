#include "store/rocks_scrub.h"

#include <rocksdb/convenience.h>

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/durable_files.h"
#include "proto/base/log.h"
#include "store/rocks_folder.h"
#include "store/rocks_options.h"

namespace corvid::store {

namespace {

// As long as this lives, RocksDB compacts nothing by itself: a row that it moved below a level which the scrub has
// passed would keep its value, and the tombstone above it would be written anew and reported as done.
class NoAutomaticCompaction {
 public:
  NoAutomaticCompaction(rocksdb::DB& database, const std::vector<rocksdb::ColumnFamilyHandle*>& families)
      : database_(database), families_(families) {
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      if (status_.ok()) {
        status_ = database_.SetOptions(family, {{"disable_auto_compactions", "true"}});
      }
    }
  }
  NoAutomaticCompaction(const NoAutomaticCompaction&) = delete;
  NoAutomaticCompaction& operator=(const NoAutomaticCompaction&) = delete;
  ~NoAutomaticCompaction() {
    if (const rocksdb::Status status = database_.EnableAutoCompaction(families_); !status.ok()) {
      log::error("store: compaction stays off until the store is opened again: {}", status.ToString());
    }
  }

  [[nodiscard]] const rocksdb::Status& status() const { return status_; }

 private:
  rocksdb::DB& database_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& families_;
  rocksdb::Status status_;
};

// Made once the flushes and compactions under way have ended; as long as this lives no other begins.
class Standstill {
 public:
  explicit Standstill(rocksdb::DB& database) : database_(database), status_(database.PauseBackgroundWork()) {}
  Standstill(const Standstill&) = delete;
  Standstill& operator=(const Standstill&) = delete;
  ~Standstill() {
    if (status_.ok()) {
      database_.ContinueBackgroundWork().PermitUncheckedError();  // fails only where nothing was paused
    }
  }

  [[nodiscard]] const rocksdb::Status& status() const { return status_; }

 private:
  rocksdb::DB& database_;
  rocksdb::Status status_;
};

rocksdb::Status status_of(const Result<void>& result) {
  return result.ok() ? rocksdb::Status::OK() : rocksdb::Status::IOError(result.error().text);
}

}  // namespace

RocksScrub::RocksScrub(rocksdb::DB& database, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                       std::filesystem::path folder, std::mutex& reads)
    : database_(database), families_(families), folder_(std::move(folder)), reads_(reads) {}

RocksScrub::~RocksScrub() {
  if (state_ == ScrubState::kRunning) {
    stopping_ = true;
    rocksdb::CancelAllBackgroundWork(&database_, false);
  }
  if (thread_.joinable()) {
    thread_.join();
  }
}

void RocksScrub::order(std::vector<KeyRange> ranges) {
  CORVID_CHECK(state_ != ScrubState::kRunning);
  if (thread_.joinable()) {
    thread_.join();  // it has told its outcome and is ending
  }
  state_ = ScrubState::kRunning;
  try {
    thread_ = std::thread([this, ordered = std::move(ranges)] { run(ordered); });
  } catch (const std::system_error& failure) {
    log::warn("store: a scrub could not start: {}", failure.what());
    state_ = ScrubState::kFailed;
  }
}

ScrubState RocksScrub::take_state() {
  const ScrubState state = state_;
  if (state == ScrubState::kDone || state == ScrubState::kFailed) {
    state_ = ScrubState::kIdle;
  }
  return state;
}

void RocksScrub::run(const std::vector<KeyRange>& ranges) {
  rocksdb::Status status;
  try {
    status = scrub(ranges);
  } catch (const std::exception& failure) {
    status = rocksdb::Status::IOError(failure.what());
  }
  if (!status.ok() && !stopping_) {
    log::warn("store: a scrub failed, destroyed rows may still be on disk: {}", status.ToString());
  }
  state_ = status.ok() ? ScrubState::kDone : ScrubState::kFailed;
}

rocksdb::Status RocksScrub::scrub(const std::vector<KeyRange>& ranges) {
  const std::set<std::string> doomed_logs = files_with_extension(folder_, kLogExtension);
  if (const rocksdb::Status put = put_into_memory(); !put.ok()) {
    return put;
  }
  if (const rocksdb::Status flushed = flush(); !flushed.ok()) {
    return flushed;
  }
  const NoAutomaticCompaction alone(database_, families_);
  if (!alone.status().ok()) {
    return alone.status();
  }
  if (const Standstill settled(database_); !settled.status().ok()) {
    return settled.status();
  }
  if (const rocksdb::Status rewritten = rewrite(ranges); !rewritten.ok()) {
    return rewritten;
  }
  // A flush, compaction or read that began before the last table was replaced keeps the old one alive.
  const Standstill still(database_);
  if (!still.status().ok()) {
    return still.status();
  }
  { const std::lock_guard<std::mutex> last_read_ended(reads_); }
  return delete_obsolete(doomed_logs);
}

// A flush begins a new log, but only where something is in memory. Without that the log that was read at the opening
// stays as it is, with the record that a crash cut short.
rocksdb::Status RocksScrub::put_into_memory() {
  return database_.Delete(write_options(), families_.front(), rocksdb::Slice());  // no row has this key
}

rocksdb::Status RocksScrub::flush() {
  rocksdb::FlushOptions options;
  options.wait = true;
  options.allow_write_stall = false;
  return database_.Flush(options, families_);  // all families: a log is obsolete when none of them needs it
}

rocksdb::Status RocksScrub::rewrite(const std::vector<KeyRange>& ranges) {
  for (const KeyRange& range : ranges) {
    if (range.from >= range.to) {
      continue;
    }
    for (std::size_t family = family_index(range.from); family <= family_index(range.to); ++family) {
      if (const rocksdb::Status status = rewrite_part(range, family); !status.ok()) {
        return status;
      }
    }
  }
  return rocksdb::Status::OK();
}

rocksdb::Status RocksScrub::rewrite_part(const KeyRange& range, std::size_t family) {
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.change_level = false;
  options.allow_write_stall = false;
  options.max_subcompactions = 1;
  options.canceled = &stopping_;
  // The default moves tables instead of writing them where it can, and leaves the last level as it is. kForce writes
  // the last level twice: once merged with what came from above, and once more.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  const rocksdb::Slice from(range.from);
  const rocksdb::Slice to(range.to);
  return database_.CompactRange(options, families_.at(family), &from, &to);
}

rocksdb::Status RocksScrub::delete_obsolete(const std::set<std::string>& doomed_logs) {
  if (const rocksdb::Status status = database_.DisableFileDeletions(); !status.ok()) {
    return status;
  }
  rocksdb::VectorLogPtr logs;
  rocksdb::Status status = database_.GetSortedWalFiles(logs);  // waits until deletions under way have ended
  // Deletes, on this thread, what is in the folder and not in use.
  const rocksdb::Status enabled = database_.EnableFileDeletions(false);
  if (!status.ok() || !enabled.ok()) {
    return status.ok() ? enabled : status;
  }
  status = require_gone(doomed_logs);
  return status.ok() ? status_of(sync_folder(folder_)) : status;  // else a power cut could bring them back
}

rocksdb::Status RocksScrub::require_gone(const std::set<std::string>& doomed_logs) const {
  const std::set<std::string> logs = files_with_extension(folder_, kLogExtension);
  for (const std::string& doomed : doomed_logs) {
    if (logs.count(doomed) != 0) {
      return rocksdb::Status::Incomplete("the log " + doomed + " is still there");
    }
  }
  std::vector<rocksdb::LiveFileMetaData> live;
  database_.GetLiveFilesMetaData(&live);
  for (const std::string& table : files_with_extension(folder_, kTableExtension)) {
    const bool in_use =
        std::any_of(live.begin(), live.end(), [&](const auto& file) { return file.relative_filename == table; });
    if (!in_use) {
      return rocksdb::Status::Incomplete("the table " + table + " is not in use and still there");
    }
  }
  return rocksdb::Status::OK();
}

}  // namespace corvid::store
