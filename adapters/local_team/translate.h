// Between the file system of a local team and messages. In: OVERDRACHT, and TERUGKOPPELING on its own TERUGMELDING.
// Out: OVERDRACHT_ANTWOORD, TERUGMELDING. The native form is adapters/local_team/teamdossier.proto as JSON.
//
// Ownership: the caller owns the translator; the catalogue must outlive it. Threads: one at a time. Pure: no clock, no
// disk. Errors: a Refusal with every fault.
#pragma once

#include <memory>

#include "adapters/gateway/translator.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::local_team {

[[nodiscard]] std::unique_ptr<gateway::Translator> make_translator(const text::ReasonCatalogue& catalogue);

}  // namespace corvid::local_team
