// The steps that every translator takes in the same way: begin an answer, finish an outgoing message, check an incoming
// one.
//
// Ownership: values. Threads: any. Pure. Errors: findings, and in the end a Refusal with all of them.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/gateway/translator.h"
#include "adapters/translation/findings.h"
#include "adapters/translation/groups.pb.h"
#include "adapters/translation/paths.h"
#include "adapters/translation/sections.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::translation {

// An outgoing message in the making.
struct Draft {
  gateway::Outgoing outgoing;
  v1::MessageType answers = v1::MESSAGE_TYPE_ONBEPAALD;
  Sections sections;
  Paths paths;
  Findings findings;
};

// What the ledger knows of the message that the file names in `path`. None: missing, malformed (told already) or
// VERWIJZING_ONBEKEND.
[[nodiscard]] const gateway::Correlation* known(const std::string& id, const std::string& path,
                                                const gateway::Correlations& correlations, Findings& findings);

// `named` are receivers that the file names; they go before `otherwise`.
void address(gateway::Outgoing& outgoing, const google::protobuf::RepeatedPtrField<Partij>& named,
             const std::vector<v1::PartyRef>& otherwise);
// An answer to `parent`: to its other party, unless the file names a receiver.
void answer(Draft& draft, const gateway::Correlation& parent, const google::protobuf::RepeatedPtrField<Partij>& named);
void set_persons(Draft& draft, v1::Label label, const google::protobuf::RepeatedPtrField<Persoon>& persons,
                 const std::string& path);
// The party's own reference for this file is required: duplicates are known by it.
void set_reference(Draft& draft, const std::string& reference, const std::string& path);
// Bytes of the message id in a field of form MESSAGE_ID; empty when it is empty or malformed.
[[nodiscard]] std::string id_bytes(const std::string& id);

// Everything that is required is there: `volledig` is asserted. Otherwise all findings.
[[nodiscard]] gateway::Translation<gateway::Outgoing> finish(Draft draft, v1::Role sender,
                                                             const text::ReasonCatalogue& catalogue);

// ---- incoming -------------------------------------------------------------------------------------------------------

// What the ledger knows of the message that `received` answers; none when it answers nothing or nothing known.
[[nodiscard]] const gateway::Correlation* parent_of(const client::Received& received,
                                                    const gateway::Correlations& correlations);
// Sections that cannot be read, values that are unknown, required fields that are missing.
[[nodiscard]] Findings check(const client::Received& received, const gateway::Correlation* parent);
// No adapter of this party takes this type.
[[nodiscard]] v1::Refusal refuse_type(const client::Received& received, const text::ReasonCatalogue& catalogue);

[[nodiscard]] Herkomst origin_of(const client::Received& received);
[[nodiscard]] Partij party_of(const v1::PartyRef& party);
// The 36-character form of id bytes; empty for anything that is none.
[[nodiscard]] std::string id_text(std::string_view bytes);
// Letters, digits, '-' and '_' stay; the rest becomes '_'. At most 64 characters.
[[nodiscard]] std::string file_safe(std::string_view text);

}  // namespace corvid::translation
