// The review of a police report (S002-22): it is about exactly what is sent, and what arrives.

#include <catch2/catch.hpp>

#include "adapters/police/bvh.pb.h"
#include "adapters/police/review.h"
#include "adapters/police/translate.h"
#include "adapters/translation/sections.h"
#include "adapters/veilig_thuis/translate.h"
#include "proto/corvid/v1/payload.pb.h"
#include "proto/envelope/review.h"
#include "tests/unit/adapters/exchange_fixture.h"

using namespace corvid;
using namespace corvid::test;

namespace {

const std::string kSample = "police/melding.json";

std::unique_ptr<gateway::Translator> police_side() { return police::make_translator(catalogue(), {}); }

client::Received arrived() { return deliver(sent(*police_side(), reviewed(sample(kSample)), {}), v1::POLITIE, 9); }

std::string& plaintext(client::Received& received, v1::Label label) {
  for (envelope::SectionPlain& section : received.sections) {
    if (section.label == label) {
      return section.plaintext;
    }
  }
  FAIL("no such section");
  return received.sections.front().plaintext;
}

}  // namespace

TEST_CASE("a reviewed export is sent with the reviewer's signature over what is sent", "[adapters]") {
  const auto outgoing = sent(*police_side(), reviewed(sample(kSample)), {});
  const v1::Beoordeling& review = outgoing.facts.beoordeling();
  CHECK(review.functie() == v1::BeoordelaarFunctie::WIJKAGENT);
  CHECK(review.opgeleid() == v1::JA);
  CHECK(review.tijdstip_unix_ms() == kReviewedAt.unix_ms);
  CHECK(review.digest() == envelope::review_digest(std::string(32, 's'), outgoing.sections));
  CHECK(envelope::review_signature_fits(review, reviewer().public_key()));
}

TEST_CASE("the enrichment time is that of the last of the four consultations", "[adapters]") {
  const auto outgoing = sent(*police_side(), reviewed(sample(kSample)), {});
  CHECK(outgoing.facts.verrijkt_op_unix_ms() == 1'795'251'603'000);  // 2026-11-21T09:00:03Z
}

TEST_CASE("any change to a section after the review is refused where it is sent", "[adapters]") {
  police::bvh::Export original;
  from_json(reviewed(sample(kSample)), original);
  for (const char* path : {"incident.toedracht", "registratie.bvh_nummer", "betrokkenen[1].persoon.naam.geslachtsnaam",
                           "betrokkenen[2].persoon.rol", "verrijking.geweld.mutaties[0].omschrijving",
                           "eigen_veiligheid.toelichting", "vraagbaak.email", "bijlagen[0].inhoud"}) {
    police::bvh::Export changed = original;
    REQUIRE(change(changed, path));
    INFO(path);
    CHECK(faults(police_side()->outgoing(to_json(changed), {})).contains("NIET_BEOORDEELD beoordeling.digest"));
  }
}

TEST_CASE("a review of another salt or digest is refused", "[adapters]") {
  police::bvh::Export changed;
  from_json(reviewed(sample(kSample)), changed);
  changed.mutable_beoordeling()->set_zout(std::string(32, 't'));
  CHECK(faults(police_side()->outgoing(to_json(changed), {})) ==
        std::set<std::string>{"NIET_BEOORDEELD beoordeling.digest"});
  changed.mutable_beoordeling()->set_zout("kort");
  CHECK(faults(police_side()->outgoing(to_json(changed), {})) ==
        std::set<std::string>{"VERPLICHT_VELD_ONTBREEKT beoordeling.zout"});
}

TEST_CASE("an export without a review is passed on, for the router to refuse", "[adapters]") {
  const auto outgoing = sent(*police_side(), sample(kSample), {});
  CHECK_FALSE(outgoing.facts.has_beoordeling());
  CHECK(outgoing.facts.volledig() == v1::JA);
}

TEST_CASE("with reviewers configured, a review by anyone else stays here", "[adapters]") {
  const std::string native = reviewed(sample(kSample));
  const auto theirs = police::make_translator(catalogue(), {reviewer().public_key()});
  CHECK(std::holds_alternative<gateway::Outgoing>(theirs->outgoing(native, {})));
  const envelope::Signer other(make_key_pair(KeyAlgorithm::kEd25519));
  const auto others = police::make_translator(catalogue(), {other.public_key()});
  CHECK(faults(others->outgoing(native, {})) == std::set<std::string>{"NIET_BEOORDEELD beoordeling.handtekening"});
}

TEST_CASE("reviewing again replaces the review", "[adapters]") {
  const std::string twice = reviewed(reviewed(sample(kSample)));
  CHECK(std::holds_alternative<gateway::Outgoing>(police_side()->outgoing(twice, {})));
}

TEST_CASE("what is no export cannot be reviewed, and the error holds no content", "[adapters]") {
  const auto result = police::add_review(R"({"incident": {"pleegdatum": "geheim"}})", reviewer(),
                                         v1::BeoordelaarFunctie::WIJKAGENT, kReviewedAt, std::string(32, 's'));
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == Errc::kInvalidInput);
  CHECK(result.error().text.find("incident.pleegdatum") != std::string::npos);
  CHECK(result.error().text.find("geheim") == std::string::npos);
}

TEST_CASE("a received report that is not what was reviewed is refused", "[adapters]") {
  const auto receiver = veilig_thuis::make_translator(catalogue());
  for (const v1::Label label : {v1::MELDING_BETROKKENEN, v1::MELDING_VERRIJKING_VUURWAPENS, v1::MELDING_BIJLAGEN}) {
    client::Received received = arrived();
    plaintext(received, label).append("\x7a\x01x");  // an unknown field: readable, but not what was reviewed
    INFO(v1::Label_Name(label));
    CHECK(faults(receiver->incoming(received, {})) ==
          std::set<std::string>{"NIET_BEOORDEELD facts.beoordeling.digest"});
  }
}

TEST_CASE("the order in which sections arrive does not matter to the review", "[adapters]") {
  const auto receiver = veilig_thuis::make_translator(catalogue());
  client::Received received = arrived();
  std::swap(received.sections.front(), received.sections.back());
  CHECK(std::holds_alternative<gateway::Native>(receiver->incoming(received, {})));
}

TEST_CASE("a received review without its salt is refused", "[adapters]") {
  const auto receiver = veilig_thuis::make_translator(catalogue());
  client::Received received = arrived();
  v1::MeldingKern kern;
  REQUIRE(kern.ParseFromString(plaintext(received, v1::MELDING_KERN)));
  kern.clear_digest_zout();
  plaintext(received, v1::MELDING_KERN) = translation::serialise(kern);
  CHECK(faults(receiver->incoming(received, {})) ==
        std::set<std::string>{"NIET_BEOORDEELD facts.beoordeling.digest",
                              "VERPLICHT_VELD_ONTBREEKT MELDING_KERN.digest_zout"});
}
