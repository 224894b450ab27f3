// A short list with a fixed bound that needs no heap.
//
// Ownership: holds its elements. Threads: as its owner. Errors: going over the bound is our bug and stops the process;
// the bundle loader refuses a bundle that could do so.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "proto/base/check.h"

namespace corvid::policy {

template <typename T, std::size_t Max>
class Few {
 public:
  void push_back(T value) {
    CORVID_CHECK(size_ < Max);
    elements_[size_++] = value;
  }
  [[nodiscard]] bool contains(const T& value) const { return std::find(begin(), end(), value) != end(); }
  [[nodiscard]] const T* begin() const { return elements_.data(); }
  [[nodiscard]] const T* end() const { return elements_.data() + size_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const T& operator[](std::size_t index) const {
    CORVID_CHECK(index < size_);
    return elements_[index];
  }

 private:
  std::array<T, Max> elements_{};
  std::size_t size_ = 0;
};

}  // namespace corvid::policy
