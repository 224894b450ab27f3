// A small envelope that is right in every respect, for tests that spoil one thing.
#pragma once

#include <string>

#include "proto/base/check.h"
#include "proto/base/entropy.h"
#include "proto/envelope/build.h"

namespace corvid::envelope::samples {

inline constexpr std::int64_t kCreated = 1'764'000'000'000;

inline std::string id_bytes(std::uint8_t last) {
  return std::string(MessageId::make(kCreated, std::array<std::uint8_t, 10>{0, 0, 0, 0, 0, 0, 0, 0, 0, last}).bytes());
}

inline Signer signer() { return Signer(make_key_pair(KeyAlgorithm::kEd25519)); }

inline Draft draft() {
  Draft draft;
  v1::Header& header = draft.header;
  header.set_message_id(id_bytes(1));
  header.set_conversation_id(id_bytes(1));
  header.set_type(v1::TERUGKOPPELING);
  header.set_purpose("TERUGKOPPELING_MELDER");
  header.set_legal_basis("WMO_4_1_1_LID_2_G");
  header.mutable_sender()->set_oin("99000000000000000001");
  header.mutable_sender()->set_role(v1::VEILIG_THUIS);
  header.add_receiver()->set_oin("99000000000000000002");
  header.mutable_receiver(0)->set_role(v1::POLITIE);
  header.set_created_unix_ms(kCreated);
  header.set_expires_unix_ms(kCreated + 86'400'000);
  header.set_reference_tag(reference_tag("secret", "Z-1"));
  header.set_content_tag(content_tag("secret", "bytes"));
  header.mutable_facts()->set_volledig(v1::JA);
  draft.case_facts.set_code(v1::TerugkoppelingCode::CODE_1);
  draft.sections = {{v1::TERUGKOPPELING_KERN, "plain"}, {v1::ANTWOORD_BIJLAGEN, ""}};
  return draft;
}

inline std::string built(const Draft& draft, const Signer& signer) {
  auto bytes = build(draft, signer, std::string(32, 's'));
  CORVID_CHECK(bytes.ok());
  return std::move(bytes).value();
}

// Changes the envelope around the signed header, or the header itself without signing it again.
template <typename Change>
std::string tampered(const std::string& bytes, Change change) {
  v1::Envelope envelope;
  CORVID_CHECK(envelope.ParseFromString(bytes));
  v1::Header header;
  CORVID_CHECK(header.ParseFromString(envelope.signed_header()));
  change(envelope, header);
  envelope.set_signed_header(header.SerializeAsString());
  return envelope.SerializeAsString();
}

}  // namespace corvid::envelope::samples
