// corvidctl as a function: arguments in, text and exit status out.
//
// Standard output gets data and nothing else; what went wrong goes to standard error.
//
// Ownership: borrows everything for the call. Threads: one; blocks for the time the operator allows.
// Errors: in the exit status (exit_status.h).
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "adapters/corvidctl/access.h"
#include "adapters/corvidctl/exit_status.h"
#include "proto/base/clock.h"

namespace corvid::ctl {

struct Surroundings {
  const Environment& environment;
  const Clock& clock;
  std::ostream& out;
  std::ostream& err;
};

// `arguments` without the program's name.
[[nodiscard]] ExitStatus run(const std::vector<std::string>& arguments, const Surroundings& with);

}  // namespace corvid::ctl
