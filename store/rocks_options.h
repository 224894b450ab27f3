// How RocksDB is set up: every option that matters, with the reason. Include from rocks_*.cpp only.
//
// Measured facts behind the choices: docs/storage.md; the settings that lose data silently are named where they are
// turned off.
#pragma once

#include <rocksdb/db.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace corvid::store {

// One column family per group of tables (store/keys.h), so that rows with one kind of life are flushed, cached and
// compacted together: destroying payload rewrites payload only, and the queue's tombstones stay out of other reads.
struct Family {
  const char* name;
  std::uint8_t first_table_byte;  // up to that of the next family
  std::size_t write_buffer_bytes;
  std::size_t run_prefix_bytes;  // keys that share so many first bytes mostly arrive in order
};

// In the order of the keys, so that families read one after another are the ordered whole.
inline constexpr std::array<Family, 4> kFamilies{{
    {"default", 0x00, std::size_t{16} << 20U, 1},  // RocksDB insists on one of this name
    {"queue", 0x40, std::size_t{8} << 20U, 23},    // small: bounds the tombstones that a scan from zero walks through
    {"journal", 0x60, std::size_t{16} << 20U, 1},
    {"payload", 0x80, std::size_t{32} << 20U, 1},
}};

// Where in kFamilies the rows with this key are.
[[nodiscard]] std::size_t family_index(std::string_view key);

inline constexpr std::size_t kWriteBuffersBytesMax = std::size_t{96} << 20U;
inline constexpr std::size_t kBlockCacheBytes = std::size_t{32} << 20U;
inline constexpr std::uint64_t kLogFilesBytesMax = std::uint64_t{256} << 20U;
inline constexpr int kOpenFilesMax = 512;
// Opening replays the logs into tables; Debian's RocksDB aborts the process when the disk fills up meanwhile.
inline constexpr std::uint64_t kFreeBytesToOpen = std::uint64_t{64} << 20U;
// Checksum bytes per key that follow a batch from here until it is in memory and in the log.
inline constexpr std::size_t kProtectionBytesPerKey = 8;

[[nodiscard]] rocksdb::DBOptions database_options();
// In the order of kFamilies.
[[nodiscard]] std::vector<rocksdb::ColumnFamilyDescriptor> family_options();
[[nodiscard]] rocksdb::WriteOptions write_options();
[[nodiscard]] rocksdb::ReadOptions read_options();

}  // namespace corvid::store
