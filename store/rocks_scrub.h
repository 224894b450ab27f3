// Destroys what was erased: removes from every file of a RocksDB store the values that nobody can read any more.
//
// An erased value lives on in the logs and, under its tombstone, in tables. So a scrub turns all memory into tables,
// which makes every log up to then obsolete; writes the tables of the ordered ranges anew, down to the last level; and
// then has the obsolete files deleted, waits for that, and looks into the folder whether they are gone. What is not
// seen to be gone is reported as a failure. How long erased bytes stay, and what no program can promise:
// docs/storage.md.
//
// Include from store/rocks_*.cpp only.
// Ownership: owns its thread; borrows database and families, which outlive it. Destroying it ends a running scrub.
// Threads: the store's, except for its own; that one takes `reads` only to wait for the read under way.
// Errors: a scrub that fails says so in the log, without keys or values.
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "store/key_value.h"

namespace corvid::store {

class RocksScrub {
 public:
  // `families` in the order of kFamilies. `reads` is held by whoever reads rows from the database.
  RocksScrub(rocksdb::DB& database, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
             std::filesystem::path folder, std::mutex& reads);
  RocksScrub(const RocksScrub&) = delete;
  RocksScrub& operator=(const RocksScrub&) = delete;
  // A running scrub makes the database unfit for anything but closing.
  ~RocksScrub();

  // REQUIRES: no scrub is running.
  void order(std::vector<KeyRange> ranges);
  // As KeyValueStore::scrub_state().
  [[nodiscard]] ScrubState take_state();

 private:
  // ---- on its own thread
  void run(const std::vector<KeyRange>& ranges);
  [[nodiscard]] rocksdb::Status scrub(const std::vector<KeyRange>& ranges);
  [[nodiscard]] rocksdb::Status put_into_memory();
  [[nodiscard]] rocksdb::Status flush();
  [[nodiscard]] rocksdb::Status rewrite(const std::vector<KeyRange>& ranges);
  [[nodiscard]] rocksdb::Status rewrite_part(const KeyRange& range, std::size_t family);
  // REQUIRES: the database does no background work.
  [[nodiscard]] rocksdb::Status delete_obsolete(const std::set<std::string>& doomed_logs);
  [[nodiscard]] rocksdb::Status require_gone(const std::set<std::string>& doomed_logs) const;

  rocksdb::DB& database_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& families_;
  const std::filesystem::path folder_;
  std::mutex& reads_;
  std::atomic<ScrubState> state_{ScrubState::kIdle};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace corvid::store
