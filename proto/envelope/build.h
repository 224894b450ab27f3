// From a draft to the exact bytes that travel: computes the commitments and the root, signs the header.
//
// Ownership: values. Threads: any. Errors: kInvalidInput or kTooLarge when the draft cannot become an envelope within
// limits.h; whether it may be routed is the router's decision.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proto/base/ids.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/envelope.pb.h"
#include "proto/envelope/signing.h"

namespace corvid::envelope {

struct SectionPlain {
  v1::Label label = v1::LABEL_ONBEPAALD;
  std::string plaintext;  // a serialised payload message; may be empty
};

struct Draft {
  // Everything but format, suite, signing key id, section table, root and the case facts' commitment.
  v1::Header header;
  v1::CaseFacts case_facts;
  std::vector<SectionPlain> sections;  // in the order of the type's label set
};

// `salt` is 32 random bytes for the commitment to the case facts. Returns a serialised Envelope.
Result<std::string> build(const Draft& draft, const Signer& signer, std::string_view salt);

// HMAC-SHA256(secret, "reference" || 0x00 || native reference), and the same over "content" and the native bytes.
[[nodiscard]] std::string reference_tag(std::string_view secret, std::string_view native_reference);
[[nodiscard]] std::string content_tag(std::string_view secret, std::string_view native_bytes);

}  // namespace corvid::envelope
