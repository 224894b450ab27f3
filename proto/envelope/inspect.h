// Reading foreign bytes as an envelope: structure, form and authenticity, every fault named. Sections stay closed.
//
// An envelope comes whole, or its head comes first: the same Envelope without the contents of its sections. The head is
// judged by the same checks; what the contents must come to stands in its table (section_digests.h).
//
// Ownership: values. Threads: any. Errors: FormFault, with a code of the reason catalogue and the path of the field;
// never the field's value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/limits.h"
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
  std::vector<std::string> key_commitments;  // of the sections, in table order
};

struct Inspection {
  std::optional<ReadEnvelope> envelope;  // absent when the bytes cannot be read as one
  std::vector<FormFault> faults;
};

// Parses and checks form: sizes, UTF-8, ids, dates, lengths, commitments, root. Not the signature, not who sent it, not
// when: those need a register and a clock. More than `bytes_max` bytes are refused unread, with BERICHT_TE_GROOT.
[[nodiscard]] Inspection inspect(std::string_view envelope_bytes,
                                 std::size_t bytes_max = limits::kJoinedEnvelopeBytesMax);

// The same for a head and the announced lengths of the contents, in table order: all but whether the contents fit their
// commitments. Also that the head holds no content, that lengths and table have the same count, and that the whole is
// within kEnvelopeBytesMax.
[[nodiscard]] Inspection inspect_head(std::string_view head_bytes, std::span<const std::uint64_t> section_bytes);

// The content of section[index] is not what the header commits to.
[[nodiscard]] FormFault unfit_content(int index);

[[nodiscard]] bool signature_fits(const ReadEnvelope& envelope, std::string_view public_key);

// The receiver's side: contents of the sections in table order. REQUIRES: `inspect` found no fault in these bytes.
[[nodiscard]] std::vector<std::string> section_contents(std::string_view envelope_bytes);

}  // namespace corvid::envelope
