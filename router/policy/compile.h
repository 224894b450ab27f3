// From text to index: everything a bundle names must exist, and every rule must say what the house asks of it.
//
// Refused: unknown fact, value, label, purpose, basis, reason, reference; a role, type or mode left out; ids given
// twice; a PERMIT that leaves out type, sender, receiver, purpose, basis or reference; a FORBID without a reason; a
// type without a label set; more permits or duties on one route than a decision can hold; a holiday that is no day; a
// clock without a begin, an end or a term that can be counted.
//
// Ownership: values. Threads: any. Errors: kConfiguration with every error, "file:line:column: id: what", one per line.
#pragma once

#include <memory>
#include <string>

#include "proto/base/result.h"
#include "proto/corvid/v1/policy.pb.h"
#include "proto/text/text_file.h"
#include "router/policy/compiled.h"

namespace corvid::policy {

Result<std::unique_ptr<Compiled>> compile(text::Parsed<v1::PolicyBundle> parsed);

}  // namespace corvid::policy
