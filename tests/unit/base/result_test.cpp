#include "proto/base/result.h"

#include <catch2/catch.hpp>

#include <memory>

using namespace corvid;

namespace {

Result<int> half(int number) {
  if (number % 2 != 0) {
    return Error{Errc::kInvalidInput, "odd"};
  }
  return number / 2;
}

Result<int> quarter(int number) {
  CORVID_TRY_ASSIGN(const int halved, half(number));
  return half(halved);
}

Result<void> must_be_even(int number) {
  CORVID_TRY(half(number));
  return {};
}

}  // namespace

TEST_CASE("an error passes up through the one who tried", "[result]") {
  CHECK(quarter(8).value() == 2);
  CHECK(quarter(6).error().text == "odd");
  CHECK_FALSE(must_be_even(3).ok());
  CHECK(must_be_even(4).ok());
}

TEST_CASE("a result hands over what can only be moved", "[result]") {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = std::move(result).value();
  CHECK(*taken == 7);
}
