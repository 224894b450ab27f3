#include "router/io/health.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

namespace corvid::io {

Result<Health> Health::open() {
  const int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) {
    return Error{Errc::kIo, "no event descriptor"};
  }
  return Health(descriptor);
}

Health::Health(Health&& other) noexcept
    : ready(other.ready.load()),
      turn_began_ns(other.turn_began_ns.load()),
      stop_ordered_(other.stop_ordered_.load()),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

Health::~Health() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

void Health::order_stop() {
  stop_ordered_.store(true, std::memory_order_release);
  const std::uint64_t one = 1;
  // A full counter is readable too; there is nothing to do about any other failure but to leave the flag set.
  [[maybe_unused]] const ssize_t written = ::write(descriptor_, &one, sizeof one);
}

}  // namespace corvid::io
