#include "proto/envelope/review.h"

#include "proto/base/check.h"
#include "proto/envelope/big_endian.h"
#include "proto/envelope/digest.h"

namespace corvid::envelope {
namespace {

std::string attestation(std::string_view digest, const v1::Beoordeling& review) {
  std::string message(digest);
  message.append(u64_bytes(static_cast<std::uint64_t>(review.tijdstip_unix_ms())));
  message.append(u32_bytes(static_cast<std::uint32_t>(review.functie())));
  return message;
}

}  // namespace

std::string review_digest(std::string_view salt, std::span<const SectionPlain> sections) {
  CORVID_CHECK(salt.size() == 32);
  std::string message = "corvid-review-v1";
  message.append(salt);
  for (const SectionPlain& section : sections) {
    message.append(u32_bytes(static_cast<std::uint32_t>(section.label)));
    message.append(u32_bytes(static_cast<std::uint32_t>(section.plaintext.size())));
    message.append(section.plaintext);
  }
  return sha256(message);
}

v1::Beoordeling attest(v1::Beoordeling unsigned_review, std::string_view digest, const Signer& reviewer) {
  unsigned_review.set_digest(std::string(digest));
  unsigned_review.set_beoordelaar_sleutel(reviewer.id());
  unsigned_review.set_handtekening(reviewer.sign(kReviewType, attestation(digest, unsigned_review)));
  return unsigned_review;
}

bool review_signature_fits(const v1::Beoordeling& review, std::string_view reviewer_public_key) {
  return review.digest().size() == kDigestBytes && review.beoordelaar_sleutel() == key_id(reviewer_public_key) &&
         verify(kReviewType, attestation(review.digest(), review), review.handtekening(), reviewer_public_key);
}

}  // namespace corvid::envelope
