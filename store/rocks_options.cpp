#include "store/rocks_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace corvid::store {

namespace {

constexpr double kFilterBitsPerKey = 10;
constexpr std::size_t kMebibyte = std::size_t{1} << 20U;

void keep_what_was_acknowledged(rocksdb::DBOptions& options) {
  // The default, kPointInTimeRecovery, drops everything after one flipped bit and reports success.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;  // a log that is missing or cut short is noticed
  options.verify_sst_unique_id_in_manifest = true;   // so is a table file put in another's place
  options.paranoid_checks = true;
  options.flush_verify_memtable_count = true;
  options.fail_if_options_file_error = true;
  options.best_efforts_recovery = false;
  options.skip_checking_sst_file_sizes_on_db_open = false;
  options.allow_2pc = false;
  // Each of these puts something between a write and its sync, or relaxes the order of writes.
  options.manual_wal_flush = false;
  options.unordered_write = false;
  options.two_write_queues = false;
  options.enable_pipelined_write = false;
  options.wal_compression = rocksdb::kNoCompression;
  options.atomic_flush = false;  // every write is in the log, which keeps the families together
  options.avoid_flush_during_recovery = false;
  options.avoid_flush_during_shutdown = false;
  options.use_fsync = false;             // fdatasync: the size of a log is data to it
  options.max_bgerror_resume_count = 0;  // after an error this process is over
}

// What store/rocks_scrub.cpp counts on: an obsolete file is deleted, by whoever made it obsolete, and nothing else.
void keep_nothing_that_was_destroyed(rocksdb::DBOptions& options) {
  options.WAL_ttl_seconds = 0;  // these two would move an obsolete log to an archive
  options.WAL_size_limit_MB = 0;
  options.recycle_log_file_num = 0;               // would keep it, to be written over
  options.sst_file_manager = nullptr;             // would rename a table and delete it later, at some rate
  options.avoid_unnecessary_blocking_io = false;  // would leave the deletion to a queue
  options.wal_dir.clear();                        // in the store's folder, where a scrub looks
}

void bound_everything(rocksdb::DBOptions& options) {
  options.max_open_files = kOpenFilesMax;
  options.max_total_wal_size = kLogFilesBytesMax;
  options.db_write_buffer_size = kWriteBuffersBytesMax;
  options.max_manifest_file_size = 64 * kMebibyte;
  options.max_background_jobs = 2;
  options.max_subcompactions = 1;
  options.bytes_per_sync = kMebibyte;  // table files go out evenly instead of in one burst before a log sync
  options.wal_bytes_per_sync = 0;      // each commit syncs its log
  options.compaction_readahead_size = 2 * kMebibyte;
  options.delayed_write_rate = 16 * kMebibyte;
}

void say_little(rocksdb::DBOptions& options) {
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = 4 * kMebibyte;
  options.keep_log_file_num = 4;
  options.log_file_time_to_roll = 0;
  options.allow_data_in_errors = false;  // keys carry party numbers and tags
  options.stats_dump_period_sec = 0;     // an idle router is idle
  options.stats_persist_period_sec = 0;
  options.persist_stats_to_disk = false;
  options.dump_malloc_stats = false;
}

std::shared_ptr<rocksdb::TableFactory> table_factory(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.block_cache = cache;
  table.block_size = std::size_t{8} * 1024;
  // Inside the cache, so that its size bounds them too.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  // Most look-ups are for a message or tag that is not there.
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
  table.whole_key_filtering = true;
  table.detect_filter_construct_corruption = true;
  return std::shared_ptr<rocksdb::TableFactory>(rocksdb::NewBlockBasedTableFactory(table));
}

rocksdb::ColumnFamilyOptions options_of(const Family& family, const std::shared_ptr<rocksdb::TableFactory>& tables) {
  rocksdb::ColumnFamilyOptions options;
  options.table_factory = tables;
  options.write_buffer_size = family.write_buffer_bytes;
  options.max_write_buffer_number = 2;
  options.min_write_buffer_number_to_merge = 1;
  // Remembers where in memory the last key went: a sixth less work per message, measured.
  options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(family.run_prefix_bytes));
  options.compaction_style = rocksdb::kCompactionStyleLevel;
  options.level_compaction_dynamic_level_bytes = true;
  options.level0_file_num_compaction_trigger = 4;
  options.level0_slowdown_writes_trigger = 20;
  options.level0_stop_writes_trigger = 36;
  options.target_file_size_base = 64 * kMebibyte;
  options.max_bytes_for_level_base = 256 * kMebibyte;
  options.max_compaction_bytes = 512 * kMebibyte;  // bounds the room that one step of a scrub needs
  options.disable_auto_compactions = false;
  options.force_consistency_checks = true;
  options.paranoid_file_checks = true;  // a table file is read back before the log that it replaces is deleted
  // No gain measured for first in, first out. And a value that stands in its table is destroyed with it: there is no
  // blob file that holds it until a garbage collection of its own.
  options.enable_blob_files = false;
  const bool is_payload = std::string_view(family.name) == "payload";
  options.compression = is_payload ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;  // ciphertext does not shrink
  options.bottommost_compression = rocksdb::kDisableCompressionOption;                    // the same
  const bool comes_and_goes = is_payload || std::string_view(family.name) == "queue";
  if (comes_and_goes) {
    // Without this the space of a drained backlog stays taken until something else happens to be written there.
    options.table_properties_collector_factories.push_back(
        rocksdb::NewCompactOnDeletionCollectorFactory(1024, 512, 0.5));
  }
  return options;
}

}  // namespace

std::size_t family_index(std::string_view key) {
  const std::uint8_t table = key.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(key.front());
  std::size_t index = kFamilies.size() - 1;
  while (kFamilies.at(index).first_table_byte > table) {
    --index;
  }
  return index;
}

rocksdb::DBOptions database_options() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.error_if_exists = false;
  // One writer: nothing to share, nobody to wait for.
  options.allow_concurrent_memtable_write = false;
  options.enable_write_thread_adaptive_yield = false;
  options.allow_mmap_reads = false;
  options.allow_mmap_writes = false;
  options.use_direct_reads = false;
  options.use_direct_io_for_flush_and_compaction = false;
  options.is_fd_close_on_exec = true;
  keep_what_was_acknowledged(options);
  keep_nothing_that_was_destroyed(options);
  bound_everything(options);
  say_little(options);
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> family_options() {
  const std::shared_ptr<rocksdb::TableFactory> tables = table_factory(rocksdb::NewLRUCache(kBlockCacheBytes));
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const Family& family : kFamilies) {
    descriptors.emplace_back(family.name, options_of(family, tables));
  }
  return descriptors;
}

rocksdb::WriteOptions write_options() {
  rocksdb::WriteOptions options;
  options.sync = true;
  options.disableWAL = false;
  options.ignore_missing_column_families = false;
  options.no_slowdown = false;
  options.low_pri = false;
  return options;
}

rocksdb::ReadOptions read_options() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  options.fill_cache = true;
  options.total_order_seek = true;
  options.async_io = false;
  return options;
}

}  // namespace corvid::store
