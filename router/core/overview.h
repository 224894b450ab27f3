// What operators may see: counts, ids, times, codes. No case facts, no content.
//
// Ownership: values out of core and store. Threads: loop. Errors: a failed read marks the store turn.
#pragma once

#include <string_view>

#include "proto/base/clock.h"
#include "proto/corvid/v1/admin.pb.h"
#include "router/core/core.h"
#include "store/views.h"

namespace corvid::core::overview {

[[nodiscard]] v1::Status status(const Core& core, const Moment& started, const Moment& now, std::string_view version);

// Every party that can receive, in order of OIN and role.
[[nodiscard]] v1::Queues queues(const Core& core, const store::Views& views);

[[nodiscard]] v1::Parties parties(const Core& core, WallTime now);

// Clocks that run, the one that is overdue longest or due first in front. A bounded part of a very long list is read;
// `more` says so.
[[nodiscard]] v1::Terms terms(const Core& core, const store::Turn& turn, bool alarms_only);

// By full id or by a prefix of at least 8 characters that fits exactly one message. A message that was only ever
// refused is found too.
[[nodiscard]] v1::AdminReply message(std::string_view id_text, const store::Turn& turn, const store::Views& views);

}  // namespace corvid::core::overview
