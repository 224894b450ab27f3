// Reading foreign bytes as an envelope: structure, form and authenticity, every fault named. Sections stay closed.
//
// Ownership: values. Threads: any. Errors: FormFault, with a code of the reason catalogue and the path of the field;
// never the field's value.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/corvid/v1/envelope.pb.h"

namespace corvid::envelope {

struct FormFault {
  std::string code;
  std::string veld;
  std::map<std::string, std::string> values;  // placeholders of the reason text, such as maximum

  friend bool operator==(const FormFault&, const FormFault&) = default;
};

struct ReadEnvelope {
  v1::Header header;
  v1::CaseFacts case_facts;
  std::string signed_header;  // exact bytes
  std::string signature;
  std::string header_sha256;
};

struct Inspection {
  std::optional<ReadEnvelope> envelope;  // absent when the bytes cannot be read as one
  std::vector<FormFault> faults;
};

// Parses and checks form: sizes, UTF-8, ids, dates, lengths, commitments, root. Not the signature, not who sent it, not
// when: those need a register and a clock.
[[nodiscard]] Inspection inspect(std::string_view envelope_bytes);

[[nodiscard]] bool signature_fits(const ReadEnvelope& envelope, std::string_view public_key);

// The receiver's side: contents of the sections in table order. REQUIRES: `inspect` found no fault in these bytes.
[[nodiscard]] std::vector<std::string> section_contents(std::string_view envelope_bytes);

}  // namespace corvid::envelope
