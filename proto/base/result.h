// Result<T>: a value or an Error; dropping one is a compile warning, reading the wrong side stops the process.
//
// Ownership: holds its value. Threads: as its value.
// Errors: Error says what kind of thing went wrong, so that the caller knows who acts, and a short text with codes and
// ids, never content, names or keys.
//
// A thin class round tl::expected, because tl::expected neither warns when dropped nor checks access. Moving to
// std::expected later touches this file only.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "proto/base/check.h"

namespace corvid {

enum class Errc {
  kInvalidInput,   // the caller's data is wrong: refuse it
  kNotFound,       // nothing under that name
  kUnauthentic,    // a signature, digest or key does not fit
  kTooLarge,       // over a bound of limits.h
  kUnavailable,    // the other side is not there now: try later
  kConfiguration,  // an operator must change a file
  kIo,             // the environment failed: disk, socket, descriptor
  kCorrupt,        // stored bytes are not what was written
};

struct Error {
  Errc code;
  std::string text;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : inner_(std::move(value)) {}                       // NOLINT(google-explicit-constructor)
  Result(Error error) : inner_(tl::unexpect, std::move(error)) {}     // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return inner_.has_value(); }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T& value() & {
    CORVID_CHECK(ok());
    return *inner_;
  }
  [[nodiscard]] const T& value() const& {
    CORVID_CHECK(ok());
    return *inner_;
  }
  [[nodiscard]] T&& value() && {
    CORVID_CHECK(ok());
    return std::move(*inner_);
  }
  [[nodiscard]] const Error& error() const {
    CORVID_CHECK(!ok());
    return inner_.error();
  }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  tl::expected<T, Error> inner_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : inner_(tl::unexpect, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return inner_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const {
    CORVID_CHECK(!ok());
    return inner_.error();
  }

 private:
  tl::expected<void, Error> inner_;
};

}  // namespace corvid

// Evaluates `expression`; on error returns that error from the enclosing function.
#define CORVID_TRY(expression)                              \
  do {                                                      \
    if (auto corvid_try_result = (expression); !corvid_try_result.ok()) { \
      return corvid_try_result.error();                     \
    }                                                       \
  } while (false)

#define CORVID_TRY_CONCAT_INNER(a, b) a##b
#define CORVID_TRY_CONCAT(a, b) CORVID_TRY_CONCAT_INNER(a, b)

// `CORVID_TRY_ASSIGN(auto x, f());` declares x with the value of f(), or returns its error.
#define CORVID_TRY_ASSIGN(declaration, expression)                                    \
  auto CORVID_TRY_CONCAT(corvid_try_, __LINE__) = (expression);                       \
  if (!CORVID_TRY_CONCAT(corvid_try_, __LINE__).ok()) {                               \
    return CORVID_TRY_CONCAT(corvid_try_, __LINE__).error();                          \
  }                                                                                   \
  declaration = std::move(CORVID_TRY_CONCAT(corvid_try_, __LINE__)).value()
