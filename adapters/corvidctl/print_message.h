// The life of one message as text for a terminal. Pure: a report in, lines out.
//
// Threads: any. Errors: none.
#pragma once

#include <string>

#include "adapters/corvidctl/report.pb.h"

namespace corvid::ctl {

[[nodiscard]] std::string print(const MessageReport& report);

}  // namespace corvid::ctl
