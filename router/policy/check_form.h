// Is the message what its type says: label set, facts, purpose and legal basis?
//
// Internal to router/policy. Ownership: adds to `faults`. Threads: any. Errors: none; what is wrong is a fault.
#pragma once

#include "router/policy/evaluate.h"
#include "router/policy/fault_list.h"

namespace corvid::policy {

void check_type(const Frame& frame, FaultList& faults);
void check_labels(const Frame& frame, FaultList& faults);
void check_facts(const Frame& frame, FaultList& faults);
void check_reply(const Frame& frame, FaultList& faults);
// Do purpose and basis exist, and do they fit each other? Whether a rule takes them is another matter.
void check_scope(const Frame& frame, FaultList& faults);

}  // namespace corvid::policy
