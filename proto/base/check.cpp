#include "proto/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace corvid::base {

void check_failed(const char* expression, const char* file, int line) noexcept {
  std::fprintf(stderr, "corvid: internal error: check failed: %s (%s:%d)\n", expression, file, line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace corvid::base
