#include "proto/base/durable_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "proto/base/descriptor.h"

namespace corvid {
namespace {

constexpr std::size_t kSyncedOneByOneMax = 3;

// Some names are a native system's own and may say something about a case: only folders are named.
Error io_error(const char* operation, const std::filesystem::path& path, int number) {
  return {number == ENOENT ? Errc::kNotFound : Errc::kIo,
          std::string(operation) + " in " + path.parent_path().string() + " failed, errno " + std::to_string(number)};
}

}  // namespace

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes) {
  const Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR | S_IRGRP));
  if (file.get() < 0) {
    return io_error("open", path, errno);
  }
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return io_error("write", path, errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_files(const std::vector<std::filesystem::path>& paths) {
  if (paths.size() > kSyncedOneByOneMax) {
    const Descriptor folder(::open(paths.front().parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::syncfs(folder.get()) != 0) {
      return io_error("syncfs", paths.front(), errno);
    }
    return {};
  }
  for (const std::filesystem::path& path : paths) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.get() < 0 || ::fsync(file.get()) != 0) {
      return io_error("fsync", path, errno);
    }
  }
  return {};
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path hidden = path.parent_path() / ".corvid-new";
  CORVID_TRY(write_file(hidden, bytes));
  CORVID_TRY(sync_files({hidden}));
  return move_file(hidden, path);
}

Result<void> move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return io_error("rename", to, errno);
  }
  return {};
}

Result<void> move_to_free_name(const std::filesystem::path& from, const std::filesystem::path& to) {
  int failed = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
  if (failed == EINVAL || failed == ENOSYS) {  // a file system without it
    failed = ::link(from.c_str(), to.c_str()) == 0 && ::unlink(from.c_str()) == 0 ? 0 : errno;
  }
  if (failed == EEXIST) {
    return Error{Errc::kInvalidInput, "the name exists in " + to.parent_path().string()};
  }
  return failed == 0 ? Result<void>() : Result<void>(io_error("rename", to, failed));
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) {
    return io_error("open", folder / ".", errno);
  }
  if (::fsync(descriptor.get()) != 0) {
    return io_error("fsync", folder / ".", errno);
  }
  return {};
}

}  // namespace corvid
