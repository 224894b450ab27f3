// The required fields of each message type (fields.md 1.3): the sending adapter checks them and then asserts
// `volledig`, the receiving adapter checks them again.
//
// Only sealed fields: the facts in the header are the router's to demand.
// Ownership: values. Threads: any. Errors: none; a section that cannot be read counts as empty.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/facts.pb.h"
#include "proto/envelope/build.h"

namespace corvid::translation {

struct OpenMessage {
  v1::MessageType type = v1::MESSAGE_TYPE_ONBEPAALD;
  v1::Role sender = v1::ROLE_ONBEPAALD;
  v1::MessageType answers = v1::MESSAGE_TYPE_ONBEPAALD;  // type of the message it replies to
  v1::Facts facts;
  v1::CaseFacts case_facts;
  std::vector<envelope::SectionPlain> sections;
};

// Paths of what is missing or blank, such as "MELDING_BETROKKENEN.personen[0].geslachtsnaam".
[[nodiscard]] std::vector<std::string> missing_fields(const OpenMessage& message);

}  // namespace corvid::translation
