// Files that survive power loss: what is written is on the disk, and under its name, when the call returns.
//
// Ownership: none; functions over paths. Threads: any. Errors: kIo with the operation and errno; kNotFound where said.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/result.h"

namespace corvid {

// Creates or overwrites `path` with mode 0640. Not durable before sync_files().
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);
// Makes the content of files on one file system durable: one by one when they are few, else all at once (syncfs), which
// costs one journal commit instead of one for each.
Result<void> sync_files(const std::vector<std::filesystem::path>& paths);
// Readers see the old file or the whole new one: a hidden file beside it, then rename. Syncs the file, not its folder.
Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes);
// rename(2), within one file system. kNotFound: `from` does not exist.
Result<void> move_file(const std::filesystem::path& from, const std::filesystem::path& to);
// rename(2) that never overwrites. kNotFound: `from` does not exist. kInvalidInput: `to` exists.
Result<void> move_to_free_name(const std::filesystem::path& from, const std::filesystem::path& to);
// Makes the names in `folder` durable.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace corvid
