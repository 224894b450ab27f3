// The broken variants by name, for the command line and the tests.
//
// Threads: a choice belongs to its thread. Errors: an unknown name stops the process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proto/base/broken.h"
#include "tests/simulation/rules.h"

namespace corvid::sim {

[[nodiscard]] std::vector<std::string> variant_names();
// The rule that must notice it by itself.
[[nodiscard]] Rule noticed_by(std::string_view name);
// For this thread; empty: none.
void choose_variant(std::string_view name);

}  // namespace corvid::sim
