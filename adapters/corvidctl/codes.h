// The words behind a reason code, from a policy folder. Works without a router.
//
// Ownership: values. Threads: one.
// Errors: kNotFound: no such code. kConfiguration: the folder's text is wrong, with file, line and column. kIo: it
// cannot be read.
#pragma once

#include <string>

#include "adapters/corvidctl/report.pb.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/policy.pb.h"

namespace corvid::ctl {

// Reasons in the order in which refusals list them, then remarks. `code` empty: all of them; else exactly that one, in
// upper or lower case.
Result<CodesReport> codes_report(const v1::PolicyBundle& bundle, const std::string& code);
Result<CodesReport> load_codes(const std::string& policy_folder, const std::string& code);

[[nodiscard]] std::string print(const CodesReport& report);

}  // namespace corvid::ctl
