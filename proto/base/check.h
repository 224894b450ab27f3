// CORVID_CHECK: stops the process when our own code is wrong, in every build.
//
// Never used on input or on the environment: those are answered. The message names the expression and the place, never
// content.
//
// Threads: any.
#pragma once

namespace corvid::base {

[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace corvid::base

#define CORVID_CHECK(expression)                                           \
  do {                                                                     \
    if (!(expression)) {                                                   \
      ::corvid::base::check_failed(#expression, __FILE__, __LINE__);       \
    }                                                                      \
  } while (false)
