// The folders in which a native system and the gateway meet.
//
//   out/      the native system puts files here: under a hidden name (.x) then renamed, or written and closed
//   sent/     what the router accepted, with NAME.receipt.json and NAME.status.json beside it
//   refused/  what was refused, with NAME.reason.json beside it
//   in/       messages for the native system, complete under their name; the native system removes them
//   alarms/   ID.json for what an operator must look at
//
// Ignored in out/: names that begin with a dot, and everything that is not a regular file. in/.tmp, sent/.moving and
// refused/.moving are the gateway's own.
//
// Ownership: the gateway is the only writer of all folders but out/; a lock keeps a second one away. Threads: one.
// Errors: kIo (disk, permissions): the caller tries again later; nothing is lost meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/gateway/file_lock.h"
#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/base/result.h"

namespace corvid::gateway {

enum class Folder { kOut, kSent, kRefused, kIn, kAlarms };

struct FileStamp {
  std::string identity;  // changes with every write and every other file of the same name
  std::uint64_t bytes = 0;
  WallTime modified;
};

struct SpoolFile {
  FileStamp stamp;
  std::string bytes;
};

class Spool {
 public:
  // Creates missing folders. kUnavailable: another process uses this spool.
  static Result<Spool> open(const std::filesystem::path& root);

  [[nodiscard]] std::filesystem::path path(Folder folder) const;
  [[nodiscard]] std::filesystem::path path(Folder folder, std::string_view name) const;
  [[nodiscard]] bool exists(Folder folder, std::string_view name) const;

  // Names of the candidates in out/, sorted.
  Result<std::vector<std::string>> waiting() const;
  // kNotFound: gone, or to be ignored.
  Result<FileStamp> stamp(Folder folder, std::string_view name) const;
  // kNotFound: gone, or to be ignored. kTooLarge: more than `bytes_max`. kUnavailable: it is being written.
  Result<SpoolFile> read(Folder folder, std::string_view name, std::size_t bytes_max) const;

  // A file of our own, replaced as a whole; durable after sync(folder).
  Result<void> write(Folder folder, std::string_view name, std::string_view bytes) const;
  // The same for many, in steps: written under hidden names, synced together, then put under their names.
  Result<void> write_hidden(Folder folder, std::size_t number, std::string_view bytes) const;
  Result<void> sync_hidden(const std::vector<std::pair<Folder, std::size_t>>& files) const;
  Result<void> show_hidden(Folder folder, std::size_t number, std::string_view name) const;
  // Moves out/`name` to `folder`/`to` if it still is the file with `identity`, overwriting. When it is gone or another
  // file took its name meanwhile, nothing is moved. Durable after sync(folder).
  Result<void> keep(std::string_view name, std::string_view identity, Folder folder, std::string_view to) const;
  Result<void> sync(Folder folder) const;

  // Hand-over, in this order; each is harmless when repeated. `publish` does nothing when the temporary file is gone:
  // then it was published before.
  Result<void> write_temporary(const MessageId& id, std::string_view bytes) const;
  Result<void> sync_temporaries(const std::vector<MessageId>& ids) const;
  Result<void> publish(const MessageId& id, std::string_view file_name) const;
  // Temporary files that nobody will publish.
  Result<std::vector<MessageId>> temporaries() const;
  Result<void> drop_temporary(const MessageId& id) const;

 private:
  Spool(std::filesystem::path root, FileLock lock) : root_(std::move(root)), lock_(std::move(lock)) {}
  // Undoes a keep() that stopped halfway; nothing to do is fine.
  Result<void> put_back(Folder folder, std::string_view name) const;
  [[nodiscard]] std::filesystem::path hidden(Folder folder, std::size_t number) const;
  [[nodiscard]] std::filesystem::path temporary(const MessageId& id) const;
  std::filesystem::path root_;
  FileLock lock_;
};

// ---- names ----------------------------------------------------------------------------------------------------------

// What the gateway writes beside a native file.
inline constexpr std::string_view kReceiptSuffix = ".receipt.json";
inline constexpr std::string_view kStatusSuffix = ".status.json";
inline constexpr std::string_view kReasonSuffix = ".reason.json";

// False for names that would collide with the gateway's own, are too long to get a suffix, or are no UTF-8.
[[nodiscard]] bool may_keep_name(std::string_view name);
// "melding.json" and "x" give "melding-x.json". The result passes may_keep_name.
[[nodiscard]] std::string distinct_name(std::string_view name, std::string_view suffix);
// A stem for a name in in/: letters, digits, '-' and '_' stay, the rest becomes '_'; never empty.
[[nodiscard]] std::string safe_stem(std::string_view stem);

}  // namespace corvid::gateway
