// A property checked on many random cases, as one assertion of a Catch2 test.
//
//   check_property("encoding and decoding give the value back", [](std::uint32_t value) {
//     RC_ASSERT(decode(encode(value)) == value);
//   });
//
// The seed is fixed: every run checks the same cases. RC_PARAMS of the environment overrides it, as in
// RC_PARAMS="seed=7 max_success=100000". A failure prints the seed, and the case made as small as it still fails. A
// property that discards too many cases fails too.
//
// Ownership: none. Threads: one. Errors: a failed assertion of the test.
#pragma once

#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>

namespace corvid::test {

inline constexpr std::uint64_t kPropertySeed = 20'261'127;
inline constexpr int kPropertyCases = 500;

inline rc::detail::Configuration property_configuration() {
  rc::detail::Configuration configuration;
  configuration.testParams.seed = kPropertySeed;
  configuration.testParams.maxSuccess = kPropertyCases;
  const char* const override_by = std::getenv("RC_PARAMS");
  return rc::detail::configFromString(override_by == nullptr ? "" : override_by, configuration);
}

// `property` takes any arguments that RapidCheck can make and judges them with RC_ASSERT, or returns bool.
template <typename Property>
void check_property(const std::string& what, Property&& property) {
  rc::detail::TestMetadata metadata;
  metadata.id = what;
  metadata.description = what;
  const rc::detail::Configuration configuration = property_configuration();
  rc::detail::TestListenerAdapter listener;  // says nothing; the default one announces a seed that is not ours
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata, configuration.testParams,
                                                listener, configuration.reproduce);
  std::ostringstream story;
  rc::detail::printResultMessage(result, story);
  INFO(what << "\nRC_PARAMS=\"seed=" << configuration.testParams.seed << "\"\n" << story.str());
  CHECK(result.template is<rc::detail::SuccessResult>());
}

}  // namespace corvid::test
