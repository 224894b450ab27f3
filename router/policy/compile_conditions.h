// One condition of a rule: names to numbers, with every name checked.
//
// Internal to router/policy. Ownership: values. Threads: any. Errors: added to `findings`; the result is then unused.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string>
#include <string_view>
#include <vector>

#include "proto/corvid/v1/policy.pb.h"
#include "proto/text/reason_catalogue.h"
#include "router/policy/compiled.h"
#include "router/policy/findings.h"

namespace corvid::policy {

using Conditions = google::protobuf::RepeatedPtrField<v1::Condition>;

[[nodiscard]] std::vector<CompiledCondition> compile_conditions(const Conditions& conditions,
                                                                const text::ReasonCatalogue& reasons,
                                                                Findings& findings);

// Masks of enumerations as the schema spells them; `what` names the list in a finding.
[[nodiscard]] Mask mask_of(const google::protobuf::RepeatedField<int>& numbers, std::string_view what,
                           Findings& findings);

// The mask of enumerators of an enum fact. Fact numbers are looked up by `fact_number`.
[[nodiscard]] FactNumber fact_number(const std::string& name, Findings& findings);
[[nodiscard]] Mask values_of(FactNumber fact, const google::protobuf::RepeatedPtrField<std::string>& names,
                             Findings& findings);

// Empty counts as absent: an open term. A finding when it is neither empty nor a date.
[[nodiscard]] Term term_of(const std::string& from, const std::string& until, Findings& findings);

}  // namespace corvid::policy
