#include "proto/envelope/build.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/base/limits.h"
#include "proto/envelope/commitment.h"
#include "proto/envelope/digest.h"

namespace corvid::envelope {
namespace {

constexpr std::size_t kSaltBytes = 32;

std::string tag(std::string_view secret, std::string_view domain, std::string_view native) {
  std::string message(domain);
  message.push_back('\0');
  message.append(native);
  return hmac_sha256(secret, message);
}

void add_sections(const Draft& draft, v1::Header& header, v1::Envelope& envelope) {
  std::vector<std::string> commitments;
  commitments.reserve(draft.sections.size());
  std::uint32_t index = 0;
  for (const SectionPlain& section : draft.sections) {
    commitments.push_back(section_commitment(index, section.label, false, section.plaintext, ""));
    v1::SectionRef* reference = header.add_section();
    reference->set_label(section.label);
    reference->set_commitment(commitments.back());
    envelope.add_section()->set_content(section.plaintext);
    ++index;
  }
  header.set_root(tree_root(commitments));
}

}  // namespace

Result<std::string> build(const Draft& draft, const Signer& signer, std::string_view salt) {
  CORVID_CHECK(salt.size() == kSaltBytes);
  if (draft.sections.size() > limits::kSectionsMax) {
    return Error{Errc::kInvalidInput, "more sections than an envelope holds"};
  }
  v1::Envelope envelope;
  v1::Header header = draft.header;
  header.set_format(1);
  header.set_suite(v1::ONVERZEGELD);
  header.set_signing_key_id(signer.id());
  header.clear_section();
  add_sections(draft, header, envelope);
  if (!draft.case_facts.SerializeToString(envelope.mutable_case_facts())) {
    return Error{Errc::kInvalidInput, "case facts cannot be serialised"};
  }
  envelope.set_case_facts_salt(std::string(salt));
  header.set_case_facts_commitment(case_facts_commitment(salt, envelope.case_facts()));
  if (!header.SerializeToString(envelope.mutable_signed_header())) {
    return Error{Errc::kInvalidInput, "header cannot be serialised"};
  }
  if (envelope.signed_header().size() > limits::kHeaderBytesMax) {
    return Error{Errc::kTooLarge, "header is larger than " + std::to_string(limits::kHeaderBytesMax) + " bytes"};
  }
  envelope.set_signature(signer.sign(kHeaderType, envelope.signed_header()));
  std::string bytes;
  if (!envelope.SerializeToString(&bytes)) {
    return Error{Errc::kInvalidInput, "envelope cannot be serialised"};
  }
  if (bytes.size() > limits::kEnvelopeBytesMax) {
    return Error{Errc::kTooLarge, "envelope is larger than " + std::to_string(limits::kEnvelopeBytesMax) + " bytes"};
  }
  return bytes;
}

std::string reference_tag(std::string_view secret, std::string_view native_reference) {
  return tag(secret, "reference", native_reference);
}

std::string content_tag(std::string_view secret, std::string_view native_bytes) {
  return tag(secret, "content", native_bytes);
}

}  // namespace corvid::envelope
