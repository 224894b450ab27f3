// Between BVH, the police's own registration system, and messages: an export becomes a VT_MELDING, a TERUGKOPPELING
// becomes a feedback record for BVH. The native form is adapters/police/bvh.proto as JSON.
//
// Ownership: the caller owns the translator; the catalogue must outlive it. Threads: one at a time. Pure: no clock, no
// disk. Errors: a Refusal with every fault; a TERUGKOPPELING that must not reach BVH is handed back with an alarm.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/gateway/translator.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::police {

// `reviewer_public_keys` (32 bytes each): only attestations by one of these keys are sent on. Empty: the router alone
// judges who may review.
[[nodiscard]] std::unique_ptr<gateway::Translator> make_translator(const text::ReasonCatalogue& catalogue,
                                                                   std::vector<std::string> reviewer_public_keys);

}  // namespace corvid::police
