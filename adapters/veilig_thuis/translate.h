// Between the case system of a Veilig Thuis and messages. In: VT_MELDING, TERUGMELDING, OVERDRACHT_ANTWOORD,
// INFORMATIEANTWOORD. Out: TERUGKOPPELING, OVERDRACHT, INFORMATIEVERZOEK. The native form is
// adapters/veilig_thuis/zaaksysteem.proto as JSON.
//
// Ownership: the caller owns the translator; the catalogue must outlive it. Threads: one at a time. Pure: no clock, no
// disk. Errors: a Refusal with every fault; a received report that is not what was reviewed is refused.
#pragma once

#include <memory>

#include "adapters/gateway/translator.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::veilig_thuis {

// The four standard texts come from `catalogue` too.
[[nodiscard]] std::unique_ptr<gateway::Translator> make_translator(const text::ReasonCatalogue& catalogue);

}  // namespace corvid::veilig_thuis
