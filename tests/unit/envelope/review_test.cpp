#include "proto/envelope/review.h"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/unit/envelope/samples.h"

using namespace corvid;
using namespace corvid::envelope;

namespace {

const std::string kSalt(32, 'z');

std::vector<SectionPlain> reviewed() { return {{v1::MELDING_KERN, "kern"}, {v1::MELDING_CONTACT, "contact"}}; }

v1::Beoordeling attested(const Signer& reviewer) {
  v1::Beoordeling review;
  review.set_functie(v1::BeoordelaarFunctie::WIJKAGENT);
  review.set_opgeleid(v1::JA);
  review.set_tijdstip_unix_ms(samples::kCreated);
  return attest(review, review_digest(kSalt, reviewed()), reviewer);
}

}  // namespace

TEST_CASE("an attestation fits the key of the reviewer who made it", "[review]") {
  const Signer reviewer = samples::signer();
  CHECK(review_signature_fits(attested(reviewer), reviewer.public_key()));
  CHECK_FALSE(review_signature_fits(attested(reviewer), samples::signer().public_key()));
}

TEST_CASE("an attestation cannot be given another time, function, report or reviewer", "[review]") {
  const Signer reviewer = samples::signer();
  const auto fits_after = [&reviewer](const std::function<void(v1::Beoordeling&)>& change) {
    v1::Beoordeling review = attested(reviewer);
    change(review);
    return review_signature_fits(review, reviewer.public_key());
  };
  CHECK_FALSE(fits_after([](auto& review) { review.set_tijdstip_unix_ms(review.tijdstip_unix_ms() + 1); }));
  CHECK_FALSE(fits_after([](auto& review) { review.set_functie(v1::BeoordelaarFunctie::OPERATIONEEL_COORDINATOR); }));
  CHECK_FALSE(fits_after([](auto& review) { review.set_digest(std::string(32, 'x')); }));
  CHECK_FALSE(fits_after([](auto& review) { review.set_beoordelaar_sleutel(std::string(16, 'x')); }));
}

TEST_CASE("the digest of a review covers every section, its label and the salt", "[review]") {
  const std::string digest = review_digest(kSalt, reviewed());
  auto changed = reviewed();
  changed[1].plaintext = "contacT";
  CHECK(digest != review_digest(kSalt, changed));
  changed = reviewed();
  changed[1].label = v1::MELDING_MELDER;
  CHECK(digest != review_digest(kSalt, changed));
  CHECK(digest != review_digest(std::string(32, 'y'), reviewed()));
  // Text that moves from one section to the next is a change too.
  CHECK(review_digest(kSalt, std::vector<SectionPlain>{{v1::MELDING_KERN, "ab"}, {v1::MELDING_CONTACT, "c"}}) !=
        review_digest(kSalt, std::vector<SectionPlain>{{v1::MELDING_KERN, "a"}, {v1::MELDING_CONTACT, "bc"}}));
}
