// The header of a message, from what a translator understood and what the ledger knows. Pure.
//
// Ownership: values. Threads: any. Errors: none; whether the message may be routed is the router's decision.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/gateway/translator.h"
#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/envelope.pb.h"

namespace corvid::gateway {

struct Tags {
  std::string reference;  // envelope::reference_tag
  std::string content;    // envelope::content_tag
};

// Everything that envelope::build does not fill. The conversation is the parent's, or the message's own when it answers
// nothing that the ledger knows or begins anew. `receivers` is passed on as it is.
[[nodiscard]] v1::Header make_header(const Outgoing& outgoing, const std::vector<v1::PartyRef>& receivers,
                                     const Correlations& correlations, const v1::PartyRef& sender, const MessageId& id,
                                     const Tags& tags, WallTime now);

// What the ledger keeps of a message that is about to be sent.
[[nodiscard]] Correlation correlation_of(const Outgoing& outgoing, const v1::Header& header, const MessageId& id);

// Ids of earlier messages that a header refers to: in_reply_to and those in its facts. Malformed ones are left out.
[[nodiscard]] std::vector<MessageId> references_of(const v1::Header& header);

// The OVERDRACHT that this message accepts, if it is an OVERDRACHT_ANTWOORD with besluit AANVAARD.
[[nodiscard]] std::optional<MessageId> accepted_overdracht_of(const Outgoing& outgoing);

}  // namespace corvid::gateway
