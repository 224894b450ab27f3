#include "store/rocks_folder.h"

#include <system_error>
#include <vector>

#include "proto/base/durable_files.h"
#include "store/rocks_options.h"

namespace corvid::store {

namespace fs = std::filesystem;

// A new folder survives a power cut once the folder that names it is synced.
Result<void> create_folder(const fs::path& folder) {
  std::vector<fs::path> naming;
  for (fs::path path = fs::absolute(folder); !fs::exists(path); path = path.parent_path()) {
    naming.push_back(path.parent_path());
  }
  fs::create_directories(folder);
  for (const fs::path& parent : naming) {
    CORVID_TRY(sync_folder(parent));
  }
  return {};
}

// Where CURRENT and the logs are missing, RocksDB starts an empty store and deletes the tables that it then does not
// know. (Where a log is left, it refuses by itself.)
Result<void> refuse_headless(const fs::path& folder) {
  if (fs::exists(folder / "CURRENT")) {
    return {};
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == kTableExtension) {
      return Error{Errc::kCorrupt, "the store's file CURRENT is missing beside " + entry.path().string()};
    }
  }
  return {};
}

Result<void> require_room(const fs::path& folder) {
  std::uint64_t needed = kFreeBytesToOpen;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == kLogExtension) {
      needed += entry.file_size();
    }
  }
  CORVID_TRY_ASSIGN(const std::uint64_t available, room_bytes_of(folder));
  if (available < needed) {
    return Error{Errc::kIo, "the disk of " + folder.string() + " has " + std::to_string(available) +
                                " bytes free; opening the store may need " + std::to_string(needed)};
  }
  return {};
}

Result<std::uint64_t> room_bytes_of(const fs::path& folder) {
  std::error_code failure;
  const fs::space_info space = fs::space(folder, failure);
  if (failure) {
    return Error{Errc::kIo, "cannot tell how much room the disk of " + folder.string() + " has: " + failure.message()};
  }
  return std::uint64_t{space.available};
}

std::set<std::string> files_with_extension(const fs::path& folder, const std::string& extension) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::error_code gone;  // deleted since it was listed
    if (entry.path().extension() == extension && entry.file_size(gone) > 0 && !gone) {
      names.insert(entry.path().filename().string());
    }
  }
  return names;
}

}  // namespace corvid::store
