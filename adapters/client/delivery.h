// A delivered message, verified: the router's statement with the pinned router key, the envelope with the sender key
// that the statement names.
//
// Ownership: values. Threads: any. Errors: kUnauthentic or kInvalidInput; such a delivery must raise an alarm and must
// not be settled as delivered.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/ids.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/envelope.pb.h"
#include "proto/corvid/v1/statement.pb.h"
#include "proto/envelope/build.h"

namespace corvid::client {

struct Received {
  MessageId id;
  v1::Header header;
  v1::CaseFacts case_facts;
  std::vector<envelope::SectionPlain> sections;
  v1::RouterStatement statement;

  // The plaintext of `label`, or nullptr when the message has no such section.
  [[nodiscard]] const std::string* section(v1::Label label) const;
};

Result<Received> open_delivery(std::string_view envelope_bytes, const v1::SignedBody& statement,
                               std::string_view router_signing_key);

}  // namespace corvid::client
