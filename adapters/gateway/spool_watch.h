// Tells which files became complete in a folder: moved in, or closed after writing (inotify through Asio).
//
// A watch that lost events says so; the listener then looks at the whole folder.
//
// Ownership: holds the inotify descriptor. The listener must outlive it. Threads: the io_context's one.
// Errors: kIo when the folder cannot be watched.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "proto/base/result.h"

namespace corvid::gateway {

struct SpoolNews {
  std::vector<std::string> names;
  bool look_at_everything = false;  // events were lost
};

class SpoolWatch {
 public:
  using Listener = std::function<void(SpoolNews)>;
  static Result<std::unique_ptr<SpoolWatch>> start(boost::asio::io_context& context,
                                                   const std::filesystem::path& folder, Listener listener);
  SpoolWatch(const SpoolWatch&) = delete;
  SpoolWatch& operator=(const SpoolWatch&) = delete;
  ~SpoolWatch();

 private:
  SpoolWatch(boost::asio::io_context& context, int descriptor, Listener listener);
  void wait();
  [[nodiscard]] SpoolNews news_of(std::size_t bytes) const;

  boost::asio::posix::stream_descriptor descriptor_;
  Listener listener_;
  alignas(8) std::array<char, std::size_t{64} * 1024> buffer_{};
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // shared with a handler that may still be queued
};

}  // namespace corvid::gateway
