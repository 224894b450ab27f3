// Status, queues, parties and terms as text for a terminal. Pure: a report in, lines out.
//
// Threads: any. Errors: none.
#pragma once

#include <string>

#include "adapters/corvidctl/report.pb.h"

namespace corvid::ctl {

[[nodiscard]] std::string print(const StatusReport& report);
[[nodiscard]] std::string print(const QueuesReport& report);
[[nodiscard]] std::string print(const PartiesReport& report);
[[nodiscard]] std::string print(const TermsReport& report);

// A role as people write it, such as VEILIG_THUIS.
[[nodiscard]] std::string role_text(const v1::PartyRef& party);

}  // namespace corvid::ctl
