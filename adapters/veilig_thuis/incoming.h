// What the case system takes in, by kind. The message was checked: it can be read and has its required fields.
//
// Ownership: values. Threads: any. Pure. Errors: none but an alarm in the Native, where the header says so.
#pragma once

#include "adapters/gateway/translator.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::veilig_thuis {

[[nodiscard]] gateway::Native melding_of(const client::Received& received);
// False when the report holds a review of other sections than were received (S002-22).
[[nodiscard]] bool is_what_was_reviewed(const client::Received& received);

// `overdracht`: what the ledger knows of the overdracht it is about; may be none.
[[nodiscard]] gateway::Native terugmelding_of(const client::Received& received, const gateway::Correlation* overdracht);

// Answers to a message of ours. Alarm VERWIJZING_ONBEKEND when the ledger does not know that message, or when the
// answer names another request than it answers.
[[nodiscard]] gateway::Native overdracht_antwoord_of(const client::Received& received,
                                                     const gateway::Correlation* overdracht,
                                                     const text::ReasonCatalogue& catalogue);
[[nodiscard]] gateway::Native informatieantwoord_of(const client::Received& received,
                                                    const gateway::Correlation* request,
                                                    const text::ReasonCatalogue& catalogue);

}  // namespace corvid::veilig_thuis
