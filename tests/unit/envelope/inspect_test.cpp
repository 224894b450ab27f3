#include "proto/envelope/inspect.h"

#include <catch2/catch.hpp>
#include <functional>

#include "proto/base/limits.h"
#include "tests/unit/envelope/samples.h"

using namespace corvid;
using namespace corvid::envelope;

namespace {

using Change = std::function<void(v1::Envelope&, v1::Header&)>;

bool names(const Inspection& inspection, const std::string& code, const std::string& path) {
  for (const FormFault& fault : inspection.faults) {
    if (fault.code == code && fault.veld == path) {
      return true;
    }
  }
  return false;
}

Inspection inspect_changed(const Change& change) {
  return inspect(samples::tampered(samples::built(samples::draft(), samples::signer()), change));
}

}  // namespace

TEST_CASE("a well-formed envelope has no fault and fits its signer's key only", "[inspect]") {
  const Signer signer = samples::signer();
  const Inspection inspection = inspect(samples::built(samples::draft(), signer));
  REQUIRE(inspection.faults.empty());
  REQUIRE(inspection.envelope);
  CHECK(signature_fits(*inspection.envelope, signer.public_key()));
  CHECK_FALSE(signature_fits(*inspection.envelope, samples::signer().public_key()));
  CHECK(inspection.envelope->case_facts.code() == v1::TerugkoppelingCode::CODE_1);
}

TEST_CASE("a header changed after signing no longer fits", "[inspect]") {
  const Signer signer = samples::signer();
  const std::string bytes = samples::tampered(samples::built(samples::draft(), signer),
                                              [](v1::Envelope&, v1::Header& header) { header.set_purpose("OTHER"); });
  const Inspection inspection = inspect(bytes);
  REQUIRE(inspection.envelope);
  CHECK_FALSE(signature_fits(*inspection.envelope, signer.public_key()));
}

TEST_CASE("each fault of form is named by its code and path", "[inspect]") {
  struct Case {
    const char* code;
    const char* path;
    Change change;
  };
  const std::vector<Case> cases{
      {"VERSIE_NIET_ONDERSTEUND", "format", [](auto&, auto& h) { h.set_format(2); }},
      {"VERSIE_NIET_ONDERSTEUND", "suite", [](auto&, auto& h) { h.set_suite(v1::HPKE_X25519_SECRETSTREAM); }},
      {"BERICHT_ONLEESBAAR", "message_id", [](auto&, auto& h) { h.set_message_id("x"); }},
      {"BERICHTSOORT_ONBEKEND", "type", [](auto&, auto& h) { h.set_type(static_cast<v1::MessageType>(999)); }},
      {"BERICHTSOORT_ONBEKEND", "type", [](auto&, auto& h) { h.clear_type(); }},
      {"BERICHT_ONLEESBAAR", "sender.oin", [](auto&, auto& h) { h.mutable_sender()->set_oin("1"); }},
      {"BERICHT_ONLEESBAAR", "sender.role", [](auto&, auto& h) { h.mutable_sender()->clear_role(); }},
      {"BERICHT_ONLEESBAAR", "receiver", [](auto&, auto& h) { h.clear_receiver(); }},
      {"BERICHT_ONLEESBAAR", "receiver[0].oin", [](auto&, auto& h) { h.mutable_receiver(0)->set_oin("1"); }},
      {"BERICHT_ONLEESBAAR", "signing_key_id", [](auto&, auto& h) { h.clear_signing_key_id(); }},
      {"BERICHT_ONLEESBAAR", "conversation_id", [](auto&, auto& h) { h.clear_conversation_id(); }},
      {"BERICHT_ONLEESBAAR", "in_reply_to", [](auto&, auto& h) { h.set_in_reply_to("x"); }},
      {"VELD_TE_LANG", "ticket", [](auto&, auto& h) { h.set_ticket(std::string(1025, 'x')); }},
      {"VELD_TE_LANG", "purpose", [](auto&, auto& h) { h.set_purpose(std::string(65, 'x')); }},
      {"VELD_TE_LANG", "legal_basis", [](auto&, auto& h) { h.set_legal_basis(std::string(65, 'x')); }},
      {"BERICHT_ONLEESBAAR", "reference_tag", [](auto&, auto& h) { h.set_reference_tag("x"); }},
      {"BERICHT_ONLEESBAAR", "content_tag", [](auto&, auto& h) { h.clear_content_tag(); }},
      {"BERICHT_ONLEESBAAR", "created_unix_ms", [](auto&, auto& h) { h.clear_created_unix_ms(); }},
      {"BERICHT_ONLEESBAAR", "expires_unix_ms",
       [](auto&, auto& h) { h.set_expires_unix_ms(h.created_unix_ms() + 604'800'001); }},
      {"BERICHT_ONLEESBAAR", "facts.gemeentecode",
       [](auto&, auto& h) { h.mutable_facts()->set_gemeentecode("59"); }},
      {"BERICHT_ONLEESBAAR", "facts.datum_signaal",
       [](auto&, auto& h) { h.mutable_facts()->set_datum_signaal("31-12-2026"); }},
      {"BERICHT_ONLEESBAAR", "facts.afgeleid_van[0]",
       [](auto&, auto& h) { h.mutable_facts()->add_afgeleid_van("x"); }},
      {"BERICHT_ONLEESBAAR", "facts.beoordeling.digest",
       [](auto&, auto& h) { h.mutable_facts()->mutable_beoordeling()->set_digest("x"); }},
      {"VELD_TE_LANG", "facts.namen_gecontroleerd.regelversie",
       [](auto&, auto& h) {
         h.mutable_facts()->mutable_namen_gecontroleerd()->set_regelversie(std::string(65, 'x'));
       }},
      {"BERICHT_ONLEESBAAR", "section[1].label",
       [](auto&, auto& h) { h.mutable_section(1)->set_label(h.section(0).label()); }},
      {"BERICHT_ONLEESBAAR", "section", [](auto& e, auto&) { e.mutable_section()->RemoveLast(); }},
      {"HANDTEKENING_ONGELDIG", "section[0].commitment",
       [](auto& e, auto&) { e.mutable_section(0)->set_content("other"); }},
      {"HANDTEKENING_ONGELDIG", "root", [](auto&, auto& h) { h.set_root(std::string(32, 'x')); }},
      {"HANDTEKENING_ONGELDIG", "case_facts_commitment",
       [](auto& e, auto&) { e.set_case_facts_salt(std::string(32, 'x')); }},
      {"VELD_TE_LANG", "case_facts",
       [](auto& e, auto&) { e.set_case_facts(std::string(1026, '\x08')); }},
      {"BERICHT_ONLEESBAAR", "case_facts_salt", [](auto& e, auto&) { e.clear_case_facts_salt(); }},
  };
  for (const Case& one : cases) {
    INFO(one.code << " " << one.path);
    CHECK(names(inspect_changed(one.change), one.code, one.path));
  }
}

TEST_CASE("all faults of form are told at once", "[inspect]") {
  const Inspection inspection = inspect_changed([](v1::Envelope&, v1::Header& header) {
    header.set_format(9);
    header.mutable_facts()->set_gemeentecode("1");
    header.set_purpose(std::string(100, 'x'));
  });
  CHECK(inspection.faults.size() == 3);
}

TEST_CASE("text that is no UTF-8 is refused with the path of the field", "[inspect]") {
  const Signer signer = samples::signer();
  v1::Envelope envelope;
  REQUIRE(envelope.ParseFromString(samples::built(samples::draft(), signer)));
  std::string header = envelope.signed_header();
  const auto at = header.find("TERUGKOPPELING_MELDER");
  REQUIRE(at != std::string::npos);
  header[at] = '\xff';
  envelope.set_signed_header(header);
  const Inspection inspection = inspect(envelope.SerializeAsString());
  CHECK(names(inspection, "TEKENS_ONGELDIG", "purpose"));
  CHECK_FALSE(inspection.envelope);
}

TEST_CASE("a field that the contract does not know is refused wherever it stands", "[inspect]") {
  const Signer signer = samples::signer();
  v1::Envelope envelope;
  REQUIRE(envelope.ParseFromString(samples::built(samples::draft(), signer)));
  SECTION("in the header") {
    envelope.set_signed_header(envelope.signed_header() + "\xfa\x3e\x01x");
    CHECK(names(inspect(envelope.SerializeAsString()), "BERICHT_ONLEESBAAR", "#1007"));
  }
  SECTION("in the envelope") {
    CHECK(names(inspect(envelope.SerializeAsString() + "\xfa\x3e\x01x"), "BERICHT_ONLEESBAAR", "envelope.#1007"));
  }
}

TEST_CASE("bytes that are no envelope are refused, whatever they are", "[inspect]") {
  const auto bytes = GENERATE(as<std::string>{}, "", "x", "not an envelope at all", std::string(1000, '\xff'));
  const Inspection inspection = inspect(bytes);
  CHECK_FALSE(inspection.envelope);
  CHECK_FALSE(inspection.faults.empty());
}

TEST_CASE("an envelope over the limit is refused before it is read, with the limit in the words", "[inspect]") {
  const std::size_t limit = GENERATE(limits::kInlineEnvelopeBytesMax, limits::kEnvelopeBytesMax);
  const Inspection inspection = inspect(std::string(limit + 1, '\0'), limit);
  REQUIRE(inspection.faults.size() == 1);
  CHECK(inspection.faults[0].code == "BERICHT_TE_GROOT");
  CHECK(inspection.faults[0].values.at("grootte") == std::to_string(limit + 1) + " bytes");
  CHECK(inspection.faults[0].values.at("maximum") == std::to_string(limit) + " bytes");
}

TEST_CASE("an envelope of exactly the limit is read", "[inspect]") {
  const std::string bytes = samples::built(samples::draft(), samples::signer());
  CHECK(inspect(bytes, bytes.size()).faults.empty());
  CHECK(names(inspect(bytes, bytes.size() - 1), "BERICHT_TE_GROOT", "envelope"));
}

TEST_CASE("a truncated envelope never inspects clean", "[inspect]") {
  const std::string bytes = samples::built(samples::draft(), samples::signer());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const Inspection inspection = inspect(std::string_view(bytes).substr(0, length));
    REQUIRE_FALSE(inspection.faults.empty());
  }
}

TEST_CASE("every flipped byte is either a fault of form or an unfit signature", "[inspect]") {
  const Signer signer = samples::signer();
  const std::string bytes = samples::built(samples::draft(), signer);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x01);
    const Inspection inspection = inspect(flipped);
    const bool caught = !inspection.faults.empty() || !inspection.envelope ||
                        !signature_fits(*inspection.envelope, signer.public_key());
    INFO("byte " << at);
    REQUIRE(caught);
  }
}

TEST_CASE("the receiver gets the sections back in the order of the table", "[inspect]") {
  const auto contents = section_contents(samples::built(samples::draft(), samples::signer()));
  CHECK(contents == std::vector<std::string>{"plain", ""});
}
