// A file descriptor that is closed when it goes.
//
// Ownership: owns the descriptor. Threads: any, one at a time. Errors: none; a negative one stands for a failed open.
#pragma once

#include <unistd.h>

namespace corvid {

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace corvid
