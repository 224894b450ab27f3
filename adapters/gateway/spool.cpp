#include "adapters/gateway/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "proto/base/descriptor.h"
#include "proto/base/durable_files.h"

namespace corvid::gateway {
namespace {

constexpr const char* kTemporary = ".tmp";
constexpr const char* kMoving = ".moving";

const char* folder_name(Folder folder) {
  switch (folder) {
    case Folder::kOut:
      return "out";
    case Folder::kSent:
      return "sent";
    case Folder::kRefused:
      return "refused";
    case Folder::kIn:
      return "in";
    case Folder::kAlarms:
      return "alarms";
  }
  return "";
}

Error io_error(const std::string& what, int number) {
  return {number == ENOENT || number == ELOOP ? Errc::kNotFound : Errc::kIo,
          "spool: " + what + ", errno " + std::to_string(number)};
}

FileStamp stamp_of(const struct stat& status) {
  constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
  return {std::to_string(status.st_ino) + ":" + std::to_string(status.st_size) + ":" +
              std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec),
          static_cast<std::uint64_t>(status.st_size),
          WallTime{status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / kNanosecondsPerMillisecond}};
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

// Visible names in a folder, unsorted; the kinds of files are not looked at.
Result<std::vector<std::string>> names_in(const std::filesystem::path& folder) {
  const std::unique_ptr<DIR, CloseFolder> open(::opendir(folder.c_str()));
  if (!open) {
    return io_error("opendir " + folder.string(), errno);
  }
  std::vector<std::string> names;
  while (true) {
    errno = 0;
    const dirent* const entry = ::readdir(open.get());
    if (entry == nullptr) {
      if (errno != 0) {
        return io_error("readdir " + folder.string(), errno);
      }
      return names;
    }
    if (entry->d_name[0] != '.') {
      names.emplace_back(entry->d_name);
    }
  }
}

}  // namespace

Result<Spool> Spool::open(const std::filesystem::path& root) {
  std::error_code failure;
  std::filesystem::create_directories(root, failure);
  CORVID_TRY_ASSIGN(FileLock lock, FileLock::take(root / ".lock"));
  Spool spool(root, std::move(lock));
  for (const Folder folder : {Folder::kOut, Folder::kSent, Folder::kRefused, Folder::kIn, Folder::kAlarms}) {
    std::filesystem::create_directories(spool.path(folder), failure);
    if (failure) {
      return io_error("cannot create " + spool.path(folder).string(), failure.value());
    }
  }
  for (const auto& hidden : {spool.path(Folder::kIn) / kTemporary, spool.path(Folder::kSent) / kMoving,
                             spool.path(Folder::kRefused) / kMoving}) {
    std::filesystem::create_directory(hidden, failure);
    if (failure) {
      return io_error("cannot create " + hidden.string(), failure.value());
    }
  }
  for (const Folder folder : {Folder::kSent, Folder::kRefused}) {
    CORVID_TRY_ASSIGN(const std::vector<std::string> interrupted, names_in(spool.path(folder) / kMoving));
    for (const std::string& name : interrupted) {
      CORVID_TRY(spool.put_back(folder, name));
    }
  }
  return spool;
}

Result<void> Spool::put_back(Folder folder, std::string_view name) const {
  const std::filesystem::path moving = path(folder) / kMoving / name;
  auto back = move_to_free_name(moving, path(Folder::kOut, name));
  if (back.ok() || back.error().code == Errc::kNotFound) {
    return {};
  }
  if (back.error().code != Errc::kInvalidInput) {
    return back;
  }
  struct stat status {};
  if (::lstat(moving.c_str(), &status) != 0) {
    return io_error("stat", errno);
  }
  return move_to_free_name(moving, path(Folder::kOut, distinct_name(name, std::to_string(status.st_ino))));
}

std::filesystem::path Spool::path(Folder folder) const { return root_ / folder_name(folder); }

std::filesystem::path Spool::path(Folder folder, std::string_view name) const { return path(folder) / name; }

bool Spool::exists(Folder folder, std::string_view name) const {
  struct stat status {};
  return ::lstat(path(folder, name).c_str(), &status) == 0;
}

Result<std::vector<std::string>> Spool::waiting() const {
  CORVID_TRY_ASSIGN(std::vector<std::string> names, names_in(path(Folder::kOut)));
  std::sort(names.begin(), names.end());
  return names;
}

Result<FileStamp> Spool::stamp(Folder folder, std::string_view name) const {
  struct stat status {};
  if (::lstat(path(folder, name).c_str(), &status) != 0) {
    return io_error("stat", errno);
  }
  if (!S_ISREG(status.st_mode) || name.starts_with('.')) {
    return Error{Errc::kNotFound, "spool: not a regular file"};
  }
  return stamp_of(status);
}

Result<SpoolFile> Spool::read(Folder folder, std::string_view name, std::size_t bytes_max) const {
  if (name.starts_with('.')) {
    return Error{Errc::kNotFound, "spool: a hidden file"};
  }
  // Not blocking: a pipe that took the name must not hold us up.
  const Descriptor file(::open(path(folder, name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    return io_error("open", errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return Error{Errc::kNotFound, "spool: not a regular file"};
  }
  FileStamp before = stamp_of(status);
  if (before.bytes > bytes_max) {
    return Error{Errc::kTooLarge, "spool: file over the limit"};
  }
  std::string bytes(static_cast<std::size_t>(before.bytes) + 1, '\0');  // one more, to notice growth
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno != EINTR) {
      return io_error("read", errno);
    }
    if (got == 0) {
      break;
    }
    filled += got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  bytes.resize(filled);
  if (::fstat(file.get(), &status) != 0 || stamp_of(status).identity != before.identity || filled != before.bytes) {
    return Error{Errc::kUnavailable, "spool: the file changed while it was read"};
  }
  return SpoolFile{std::move(before), std::move(bytes)};
}

Result<void> Spool::write(Folder folder, std::string_view name, std::string_view bytes) const {
  return replace_file(path(folder, name), bytes);
}

std::filesystem::path Spool::hidden(Folder folder, std::size_t number) const {
  return path(folder, ".corvid-new-" + std::to_string(number));
}

Result<void> Spool::write_hidden(Folder folder, std::size_t number, std::string_view bytes) const {
  return write_file(hidden(folder, number), bytes);
}

Result<void> Spool::sync_hidden(const std::vector<std::pair<Folder, std::size_t>>& files) const {
  std::vector<std::filesystem::path> paths;
  paths.reserve(files.size());
  for (const auto& [folder, number] : files) {
    paths.push_back(hidden(folder, number));
  }
  return sync_files(paths);
}

Result<void> Spool::show_hidden(Folder folder, std::size_t number, std::string_view name) const {
  return move_file(hidden(folder, number), path(folder, name));
}

Result<void> Spool::keep(std::string_view name, std::string_view identity, Folder folder, std::string_view to) const {
  CORVID_TRY(put_back(folder, name));  // what an earlier attempt that failed halfway had taken
  const auto there = stamp(Folder::kOut, name);
  if (!there.ok() && there.error().code != Errc::kNotFound) {
    return there.error();
  }
  if (!there.ok() || there.value().identity != identity) {
    return {};
  }
  // Between the look and the move the native system may put another file there: take it first, then look again.
  const std::filesystem::path moving = path(folder) / kMoving / name;
  const auto moved = move_file(path(Folder::kOut, name), moving);
  if (!moved.ok()) {
    return moved.error().code == Errc::kNotFound ? Result<void>() : moved;
  }
  struct stat status {};
  if (::lstat(moving.c_str(), &status) != 0) {
    return io_error("stat", errno);
  }
  if (stamp_of(status).identity == identity) {
    return move_file(moving, path(folder, to));
  }
  return put_back(folder, name);
}

Result<void> Spool::sync(Folder folder) const { return sync_folder(path(folder)); }

std::filesystem::path Spool::temporary(const MessageId& id) const {
  return path(Folder::kIn) / kTemporary / id.to_string();
}

Result<void> Spool::write_temporary(const MessageId& id, std::string_view bytes) const {
  return write_file(temporary(id), bytes);
}

Result<void> Spool::sync_temporaries(const std::vector<MessageId>& ids) const {
  std::vector<std::filesystem::path> paths;
  paths.reserve(ids.size());
  for (const MessageId& id : ids) {
    paths.push_back(temporary(id));
  }
  CORVID_TRY(sync_files(paths));
  return sync_folder(path(Folder::kIn) / kTemporary);
}

Result<void> Spool::publish(const MessageId& id, std::string_view file_name) const {
  auto moved = move_file(temporary(id), path(Folder::kIn, file_name));
  if (!moved.ok() && moved.error().code == Errc::kNotFound) {
    return {};
  }
  return moved;
}

Result<std::vector<MessageId>> Spool::temporaries() const {
  CORVID_TRY_ASSIGN(const std::vector<std::string> names, names_in(path(Folder::kIn) / kTemporary));
  std::vector<MessageId> ids;
  for (const std::string& name : names) {
    const auto id = MessageId::parse(name);
    if (id.ok()) {
      ids.push_back(id.value());
    }
  }
  return ids;
}

Result<void> Spool::drop_temporary(const MessageId& id) const {
  if (::unlink(temporary(id).c_str()) != 0 && errno != ENOENT) {
    return io_error("unlink", errno);
  }
  return {};
}

}  // namespace corvid::gateway
