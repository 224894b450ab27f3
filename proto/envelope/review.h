// The review of an enriched police report (S002-22): a trained colleague vouches for exactly these section texts.
//
// digest = SHA-256("corvid-review-v1" || salt32 || for each section: u32(label) || u32(length) || plaintext), in the
//          order of the type's label set, big-endian integers, over the plaintexts exactly as they are sent.
// The attestation is Ed25519 over DSSE-PAE(kReviewType, digest || u64(tijdstip) || u32(functie)).
// The salt is sealed with the report: an unsalted digest over guessable text could be guessed.
// Threads: any.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "proto/corvid/v1/facts.pb.h"
#include "proto/envelope/build.h"

namespace corvid::envelope {

// 32 bytes. REQUIRES: salt.size() == 32.
[[nodiscard]] std::string review_digest(std::string_view salt, std::span<const SectionPlain> sections);

// Fills digest, reviewer key id and signature of an attestation whose other fields are set.
[[nodiscard]] v1::Beoordeling attest(v1::Beoordeling unsigned_review, std::string_view digest, const Signer& reviewer);

[[nodiscard]] bool review_signature_fits(const v1::Beoordeling& review, std::string_view reviewer_public_key);

}  // namespace corvid::envelope
