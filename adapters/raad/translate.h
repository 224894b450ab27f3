// Between the registration system of the Raad voor de Kinderbescherming and messages. In: INFORMATIEVERZOEK. Out:
// INFORMATIEANTWOORD. The native form is adapters/raad/raadsregister.proto as JSON.
//
// Ownership: the caller owns the translator; the catalogue must outlive it. Threads: one at a time. Pure: no clock, no
// disk. Errors: a Refusal with every fault.
#pragma once

#include <memory>

#include "adapters/gateway/translator.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::raad {

[[nodiscard]] std::unique_ptr<gateway::Translator> make_translator(const text::ReasonCatalogue& catalogue);

}  // namespace corvid::raad
