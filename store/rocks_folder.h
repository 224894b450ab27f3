// The folder that a RocksDB store lives in: what must hold before it is opened, and what is in it.
//
// Threads: any. Errors: kCorrupt and kIo as described. Listings throw std::filesystem::filesystem_error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

#include "proto/base/result.h"

namespace corvid::store {

inline constexpr const char* kLogExtension = ".log";    // commits that are not in tables yet
inline constexpr const char* kTableExtension = ".sst";  // sorted rows

// Creates the folder, and those above it, so that they survive a power cut.
[[nodiscard]] Result<void> create_folder(const std::filesystem::path& folder);
// kCorrupt: there are tables, but not the file CURRENT, which says what they are.
[[nodiscard]] Result<void> refuse_headless(const std::filesystem::path& folder);
// kIo: the disk has too little room to open what is in the folder.
[[nodiscard]] Result<void> require_room(const std::filesystem::path& folder);
// kIo: it cannot be known.
[[nodiscard]] Result<std::uint64_t> room_bytes_of(const std::filesystem::path& folder);

// Names, not paths, of those that are not empty.
[[nodiscard]] std::set<std::string> files_with_extension(const std::filesystem::path& folder,
                                                         const std::string& extension);

}  // namespace corvid::store
