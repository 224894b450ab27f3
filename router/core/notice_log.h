// The durable log of what a party must learn: final states and processing results of what it sent.
//
// Written with the record it tells of (store/derive.h), sent while the party is connected, kept until the party has
// acknowledged it.
// Ownership: no state of its own; everything is in the store. Threads: loop. Errors: see store::Turn.
#pragma once

#include "router/core/sessions.h"
#include "router/core/turn_work.h"

namespace corvid::core::notice_log {

// Sends what the party has not been sent in this session, within a window of unread ones.
void pump(Session& session, TurnWork& work);

// The party holds every notice up to `number`: they are erased. A number never sent is ignored.
void read_up_to(const PartyId& party, std::uint64_t number, TurnWork& work);

// How many notices the party has not read.
[[nodiscard]] std::uint64_t unread(const PartyId& party, const store::Views& views);

}  // namespace corvid::core::notice_log
