// The store on disk: RocksDB behind the key-value seam. RocksDB types stay in rocks_*.cpp.
//
// Ownership: the caller owns the store; the folder belongs to one open store at a time, in this process or any other.
// Threads: one. RocksDB keeps two background threads of its own, for flushing and compacting; a scrub has a third,
// which ends within a moment when the store is destroyed. Errors of a commit: kRefused when the batch could not be
// built, so nothing reached the disk; every other failure is kIndeterminate, and from then on every commit is: the
// store must be discarded, a failed sync is never repeated.
//
// Not promised here: that the folder is the newest one. A folder restored from a backup opens without complaint; the
// epoch and commit number in the StoreRow are what tells.
#pragma once

#include <filesystem>
#include <memory>

#include "proto/base/result.h"
#include "store/key_value.h"

namespace corvid::store {

// Opens the store in `folder`, creating the folder and an empty store when there is none.
//
// Errors: kUnavailable when another process, or this one, has it open; kCorrupt when its files are not what was
// written, or some are missing (the log's torn last record is no corruption: it was never acknowledged);
// kConfiguration when a newer program wrote it; kIo when the disk fails or has too little room to open safely.
[[nodiscard]] Result<std::unique_ptr<KeyValueStore>> open_rocks_store(const std::filesystem::path& folder);

}  // namespace corvid::store
