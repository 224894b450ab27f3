// Calendars and clocks: which days nobody works, what begins and ends a term, and how long it is.
//
// Internal to router/policy. Ownership: fills a Compiled; calendars and clocks point into its `source`. Threads: any.
// Errors: added to `findings`.
#pragma once

#include <optional>

#include "proto/base/calendar.h"
#include "router/policy/compiled.h"
#include "router/policy/findings.h"

namespace corvid::policy {

void compile_calendars(Compiled& compiled, Findings& findings);
// REQUIRES: compiled.source, reasons, types and calendars are complete.
void compile_clocks(Compiled& compiled, Findings& findings);
// Does the clock of a duty begin with the messages of `rule`, and end with the answer? REQUIRES: clocks are complete.
void check_expected(const v1::ExpectAnswer& expected, const v1::Rule& rule, const Compiled& compiled,
                    Findings& findings);

// A term in days as the calendar counts it; nothing: it is in hours. REQUIRES: exactly one number.
[[nodiscard]] std::optional<DayTerm> day_term_of(const v1::Termijn& term);

}  // namespace corvid::policy
