// From what the router answers to what corvidctl shows (report.proto). Pure: values in, values out.
//
// Whatever the router may add to its answers, only what is copied here by name is ever shown: no facts, no content.
//
// Threads: any. Errors: none; what is missing stays empty.
#pragma once

#include "adapters/corvidctl/report.pb.h"
#include "proto/base/clock.h"
#include "proto/corvid/v1/admin.pb.h"

namespace corvid::ctl {

// Which queues to show. kInUse: something waits, is under way or is not yet read, connected or not: a party that is
// away is of interest exactly when something waits for it.
enum class Shown { kInUse, kAll };

// Which clocks were asked for.
enum class Clocks { kAll, kAlarms };

[[nodiscard]] StatusReport status_report(const v1::Status& status);
[[nodiscard]] QueuesReport queues_report(const v1::Queues& queues, WallTime now, Shown shown);
[[nodiscard]] PartiesReport parties_report(const v1::Parties& parties, WallTime now);
// In the router's order: the most urgent first.
[[nodiscard]] TermsReport terms_report(const v1::Terms& terms, WallTime now, Clocks which);
[[nodiscard]] MessageReport message_report(const v1::MessageLife& life);

}  // namespace corvid::ctl
