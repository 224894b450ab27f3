// The messages of a local team, one function each way.
//
// Ownership: values. Threads: any. Pure. Errors: outgoing: findings in the draft, with paths of the native file;
// incoming: the message was checked before.
#pragma once

#include "adapters/local_team/teamdossier.pb.h"
#include "adapters/translation/exchange.h"

namespace corvid::local_team {

// Each fills a draft that already holds what all messages have in common.
void fill_reactie(translation::Draft& draft, const teamdossier::Verzending& file,
                  const gateway::Correlations& correlations);
// VERWIJZING_ONBEKEND when this team never accepted that overdracht.
void fill_terugmelding(translation::Draft& draft, const teamdossier::Verzending& file,
                       const gateway::Correlations& correlations);

[[nodiscard]] gateway::Native aanmelding_of(const client::Received& received);
// `terugmelding`: what the ledger knows of the message that the feedback is on.
[[nodiscard]] gateway::Native terugkoppeling_of(const client::Received& received,
                                                const gateway::Correlation& terugmelding);

}  // namespace corvid::local_team
