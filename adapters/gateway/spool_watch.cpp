#include "adapters/gateway/spool_watch.h"

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "proto/base/log.h"

namespace corvid::gateway {

Result<std::unique_ptr<SpoolWatch>> SpoolWatch::start(boost::asio::io_context& context,
                                                      const std::filesystem::path& folder, Listener listener) {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) {
    return Error{Errc::kIo, "inotify is not available, errno " + std::to_string(errno)};
  }
  if (::inotify_add_watch(descriptor, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR) < 0) {
    const int number = errno;
    ::close(descriptor);
    return Error{Errc::kIo, folder.string() + " cannot be watched, errno " + std::to_string(number)};
  }
  std::unique_ptr<SpoolWatch> watch(new SpoolWatch(context, descriptor, std::move(listener)));
  watch->wait();
  return watch;
}

SpoolWatch::SpoolWatch(boost::asio::io_context& context, int descriptor, Listener listener)
    : descriptor_(context, descriptor), listener_(std::move(listener)) {}

SpoolWatch::~SpoolWatch() { *alive_ = false; }

void SpoolWatch::wait() {
  descriptor_.async_read_some(boost::asio::buffer(buffer_),
                              [this, alive = alive_](boost::system::error_code error, std::size_t bytes) {
                                if (!*alive) {
                                  return;
                                }
                                SpoolNews news;
                                if (error) {
                                  log::error("spool: watch failed, error {}", error.value());
                                  news.look_at_everything = true;
                                } else {
                                  news = news_of(bytes);
                                  wait();
                                }
                                listener_(std::move(news));
                              });
}

SpoolNews SpoolWatch::news_of(std::size_t bytes) const {
  SpoolNews news;
  std::size_t place = 0;
  while (place + sizeof(inotify_event) <= bytes) {
    inotify_event event{};
    std::memcpy(&event, buffer_.data() + place, sizeof event);
    const char* const name = buffer_.data() + place + sizeof event;
    place += sizeof event + event.len;
    if ((event.mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0) {
      news.look_at_everything = true;
    } else if (event.len > 0 && name[0] != '.' && (event.mask & IN_ISDIR) == 0) {
      news.names.emplace_back(name);
    }
  }
  return news;
}

}  // namespace corvid::gateway
