// What the case system hands over, by kind: each fills type, purpose, facts, sections and receiver of a draft that
// already holds what all kinds have in common.
//
// Ownership: values. Threads: any. Pure. Errors: findings in the draft, with paths of the native file.
#pragma once

#include "adapters/translation/exchange.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::veilig_thuis {

// `catalogue` holds the four standard texts.
void fill_terugkoppeling(translation::Draft& draft, const zaaksysteem::Uitgaand& file,
                         const gateway::Correlations& correlations, const text::ReasonCatalogue& catalogue);
void fill_overdracht(translation::Draft& draft, const zaaksysteem::Uitgaand& file,
                     const gateway::Correlations& correlations);
void fill_informatieverzoek(translation::Draft& draft, const zaaksysteem::Uitgaand& file,
                            const gateway::Correlations& correlations);

}  // namespace corvid::veilig_thuis
