// Rules and remarks, and the index over routes.
//
// Internal to router/policy. Ownership: fills a Compiled whose reasons, purposes, bases, types and clocks are there
// already. Threads: any. Errors: added to `findings`.
#pragma once

#include "proto/text/text_file.h"
#include "router/policy/compiled.h"
#include "router/policy/findings.h"

namespace corvid::policy {

// REQUIRES: compiled.source, reasons, purposes, bases and clocks are complete. `below[n]`: purpose n and all under it.
void compile_rules(Compiled& compiled, const std::vector<Mask>& below, Findings& findings);
void compile_remarks(Compiled& compiled, Findings& findings);

// References that do not exist.
template <typename Ids>
void check_references(const Ids& ids, const v1::PolicyBundle& bundle, Findings& findings) {
  for (const std::string& id : ids) {
    bool found = false;
    for (const v1::LegalReference& reference : bundle.verwijzing()) {
      found = found || reference.id() == id;
    }
    if (!found) {
      findings.add("unknown reference \"" + id + "\"");
    }
  }
}

}  // namespace corvid::policy
