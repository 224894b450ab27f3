// A TERUGKOPPELING as a feedback record for BVH.
//
// Ownership: values. Threads: any. Pure. Errors: a Refusal for a message that lacks required fields; an alarm, and
// nothing for BVH, when it does not belong to a report of ours or its BVH number is not the one we sent.
#pragma once

#include "adapters/gateway/translator.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::police {

[[nodiscard]] gateway::Translation<gateway::Native> feedback_of(const client::Received& received,
                                                                const gateway::Correlations& correlations,
                                                                const text::ReasonCatalogue& catalogue);

}  // namespace corvid::police
