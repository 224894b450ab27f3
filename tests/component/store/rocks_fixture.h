// What the tests of the store on disk share: the store, its files, and a disk that is full.
#pragma once

#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <memory>

#include "proto/base/check.h"
#include "store/rocks_store.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/store/store_under_test.h"

namespace corvid::store::test {

class RocksUnderTest final : public StoreUnderTest {
 public:
  RocksUnderTest() { open(); }
  KeyValueStore& store() override { return *store_; }
  void reopen() override {
    close();
    open();
  }
  void close() { store_.reset(); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  void open() { store_ = open_rocks_store(folder_.path()).value(); }

  corvid::test::TempDir folder_;
  std::unique_ptr<KeyValueStore> store_;
};

// Writes beyond so many bytes of a file fail, as on a full disk, as long as this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    CORVID_CHECK(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const rlimit limited{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    CORVID_CHECK(::setrlimit(RLIMIT_FSIZE, &limited) == 0);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, signal_before_);
  }

 private:
  rlimit before_{};
  decltype(SIG_DFL) signal_before_ = ::signal(SIGXFSZ, SIG_IGN);
};

}  // namespace corvid::store::test
