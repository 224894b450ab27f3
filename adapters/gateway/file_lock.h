// One process per ledger: an advisory lock on a file beside it (flock), released by the kernel when the process ends.
//
// Ownership: holds the descriptor; the file stays, the lock goes. Threads: any, one at a time.
// Errors: kUnavailable when another process holds it; kIo when the file cannot be opened.
#pragma once

#include <string>

#include "proto/base/result.h"

namespace corvid::gateway {

class FileLock {
 public:
  static Result<FileLock> take(const std::string& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace corvid::gateway
