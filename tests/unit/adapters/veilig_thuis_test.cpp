// The case system of Veilig Thuis and those it hands over to: what is shown, what is passed on, what is refused.

#include <catch2/catch.hpp>

#include "adapters/local_team/teamdossier.pb.h"
#include "adapters/local_team/translate.h"
#include "adapters/police/translate.h"
#include "adapters/raad/translate.h"
#include "adapters/translation/sections.h"
#include "adapters/veilig_thuis/translate.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "proto/corvid/v1/payload.pb.h"
#include "tests/unit/adapters/exchange_fixture.h"

using namespace corvid;
using namespace corvid::test;

namespace {

using Set = std::set<std::string>;
namespace zaak = veilig_thuis::zaaksysteem;

const std::string kBvh = "PL9999-2026000123";

client::Received report() {
  const auto police = police::make_translator(catalogue(), {});
  return deliver(sent(*police, reviewed(sample("police/melding.json")), {}), v1::POLITIE, 9);
}

zaak::Inkomend shown(const client::Received& received, const gateway::Correlations& known = {}) {
  zaak::Inkomend file;
  from_json(taken_in(*veilig_thuis::make_translator(catalogue()), received, known).bytes, file);
  return file;
}

gateway::Correlations vt_ledger() { return ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, kBvh)}); }

zaak::Uitgaand handover() {
  zaak::Uitgaand file;
  from_json(sample("veilig_thuis/overdracht.json"), file);
  return file;
}

gateway::Outgoing sent_by_vt(const zaak::Uitgaand& file, const gateway::Correlations& known) {
  return sent(*veilig_thuis::make_translator(catalogue()), to_json(file), known);
}

gateway::Correlations team_ledger(bool accepted) {
  gateway::Correlation overdracht = received_from(2, v1::OVERDRACHT, v1::VEILIG_THUIS, "");
  overdracht.accepted_overdracht = accepted;
  return ledger({overdracht});
}

}  // namespace

TEST_CASE("danger for the professional is the first thing Veilig Thuis reads", "[adapters]") {
  const auto native = taken_in(*veilig_thuis::make_translator(catalogue()), report(), {});
  const std::size_t danger = native.bytes.find("\"onveilig_verwacht\": \"JA\"");
  REQUIRE(danger != std::string::npos);
  CHECK(danger < 80);
  CHECK(native.native_id == kBvh);
  CHECK(native.file_stem == "melding-PL9999-2026000123");
}

TEST_CASE("people are shown by role, and a victim who pressed charges stands in both lists", "[adapters]") {
  const zaak::Melding melding = shown(report()).melding();
  REQUIRE(melding.betrokkenen_size() == 2);
  CHECK(melding.betrokkenen(0).rol() == "301");
  CHECK(melding.betrokkenen(1).rol() == "002");
  REQUIRE(melding.aangevers_size() == 1);
  CHECK(melding.aangevers(0).rol() == "005");
  CHECK(melding.aangevers(0).naam().geslachtsnaam() == melding.betrokkenen(1).naam().geslachtsnaam());
  REQUIRE(melding.getuigen_size() == 1);
  CHECK(melding.getuigen(0).rol() == "004");
  CHECK(melding.melders_size() == 1);
  CHECK(melding.informanten_size() == 1);
  // Relations by place in the list; incomplete birth dates with what is missing.
  CHECK(melding.betrokkenen(0).relaties(0).met() == melding.betrokkenen(1).kenmerk());
  CHECK(melding.betrokkenen(1).relaties(0).met() == melding.betrokkenen(0).kenmerk());
  CHECK(melding.betrokkenen(0).geboren().datum() == "2017-03");
  CHECK(melding.betrokkenen(0).geboren().onvolledig() == v1::Geboortedatum::DAG_ONBEKEND);
  CHECK(melding.melders(0).geboren().onvolledig() == v1::Geboortedatum::JAAR_ONBEKEND);
  CHECK(melding.informanten(0).geboren().datum() == "1975");
}

TEST_CASE("the four consultations, the review and the remarks of the router are shown", "[adapters]") {
  client::Received received = report();
  v1::Remark* remark = received.statement.add_opmerking();
  *remark = catalogue().remark("TE_LAAT");
  const zaak::Melding melding = shown(received).melding();
  REQUIRE(melding.raadplegingen_size() == 4);
  CHECK(melding.raadplegingen(0).onderwerp() == "zedes");
  CHECK(melding.raadplegingen(3).onderwerp() == "vuurwapens");
  CHECK(melding.beoordeling().functie() == v1::BeoordelaarFunctie::WIJKAGENT);
  CHECK(melding.beoordeling().zout() == std::string(32, 's'));
  REQUIRE(melding.herkomst().opmerkingen_size() == 1);
  CHECK(melding.herkomst().opmerkingen(0).code() == "TE_LAAT");
  CHECK(melding.herkomst().afzender().naam() == "Afzender van de proef");
  CHECK(melding.herkomst().geheimhouding() == v1::JA);
}

TEST_CASE("sections that cannot be read are refused by label", "[adapters]") {
  client::Received received = report();
  received.header.mutable_facts()->clear_beoordeling();
  received.sections[1].plaintext = "\xff\xff";
  const auto found = faults(veilig_thuis::make_translator(catalogue())->incoming(received, {}));
  CHECK(found.contains("BERICHT_ONLEESBAAR MELDING_BETROKKENEN"));
}

TEST_CASE("a choice in a section that nobody knows is refused", "[adapters]") {
  client::Received received = report();
  received.header.mutable_facts()->clear_beoordeling();
  v1::MeldingKern kern;
  REQUIRE(kern.ParseFromString(received.sections[0].plaintext));
  kern.set_sash_niveau(static_cast<v1::SashNiveau::Value>(44));
  received.sections[0].plaintext = translation::serialise(kern);
  CHECK(faults(veilig_thuis::make_translator(catalogue())->incoming(received, {})) ==
        Set{"BERICHT_ONLEESBAAR MELDING_KERN.sash_niveau"});
}

TEST_CASE("a type that a party does not take is refused by every adapter", "[adapters]") {
  client::Received received = report();
  received.header.set_type(v1::VTO);
  const Set expected = {"BERICHTSOORT_ONBEKEND type"};
  CHECK(faults(veilig_thuis::make_translator(catalogue())->incoming(received, {})) == expected);
  CHECK(faults(police::make_translator(catalogue(), {})->incoming(received, {})) == expected);
  CHECK(faults(raad::make_translator(catalogue())->incoming(received, {})) == expected);
  CHECK(faults(local_team::make_translator(catalogue())->incoming(received, {})) == expected);
}

TEST_CASE("a police report names no receiver unless its export does", "[adapters]") {
  const auto police = police::make_translator(catalogue(), {});
  const auto outgoing = sent(*police, sample("police/melding.json"), {});
  CHECK(outgoing.receivers.empty());
  CHECK(outgoing.receiver_role == v1::VEILIG_THUIS);
  CHECK(outgoing.facts.gemeentecode() == "0518");
  CHECK(outgoing.native_id == kBvh);
  CHECK(outgoing.native_reference == kBvh + "-1");
  const auto direct = sent(*police, sample("police/melding-naar-lokaal-team.json"), {});
  REQUIRE(direct.receivers.size() == 1);
  CHECK(direct.receivers[0].oin() == "99000000000000000401");
  CHECK(direct.receivers[0].role() == v1::LOKAAL_TEAM);
}

TEST_CASE("an overdracht names what it stems from, and that it is police data", "[adapters]") {
  const auto outgoing = sent_by_vt(handover(), vt_ledger());
  REQUIRE(outgoing.facts.afgeleid_van_size() == 1);
  CHECK(outgoing.facts.afgeleid_van(0) == message_id(1).bytes());
  CHECK(outgoing.facts.geheimhouding() == v1::JA);
  CHECK(outgoing.facts.namen_gecontroleerd().drempel() == 11);
  CHECK_FALSE(outgoing.in_reply_to);
  CHECK(outgoing.receivers.empty());

  const auto from_a_team = ledger({received_from(1, v1::TERUGMELDING, v1::LOKAAL_TEAM, "")});
  zaak::Uitgaand file = handover();
  CHECK(sent_by_vt(file, from_a_team).facts.geheimhouding() == v1::JA);
  clear(file, "overdracht.inhoud.aanleiding_politie");
  CHECK(sent_by_vt(file, from_a_team).facts.geheimhouding() == v1::JA_NEE_ONBEPAALD);
}

TEST_CASE("an overdracht without a municipality takes that of the report", "[adapters]") {
  zaak::Uitgaand file = handover();
  file.mutable_overdracht()->mutable_gemeente()->clear_code();
  CHECK(sent_by_vt(file, vt_ledger()).facts.gemeentecode() == "0518");
  file.mutable_overdracht()->clear_gebaseerd_op();
  CHECK(faults(veilig_thuis::make_translator(catalogue())->outgoing(to_json(file), {})) ==
        Set{"VERPLICHT_VELD_ONTBREEKT overdracht.gemeente.code"});
}

TEST_CASE("an overdracht that stems from an unknown message is refused", "[adapters]") {
  CHECK(faults(veilig_thuis::make_translator(catalogue())->outgoing(to_json(handover()), {})) ==
        Set{"VERWIJZING_ONBEKEND overdracht.gebaseerd_op[0]"});
}

TEST_CASE("a source among the family members of an overdracht is refused", "[adapters]") {
  const auto translator = veilig_thuis::make_translator(catalogue());
  for (const char* role : {"391", "392", "004", "005"}) {
    zaak::Uitgaand file = handover();
    put(file, "overdracht.betrokkenen[1].rol", role);
    CHECK(faults(translator->outgoing(to_json(file), vt_ledger())) ==
          Set{"MELDER_OF_GETUIGE overdracht.betrokkenen[1].rol"});
  }
}

TEST_CASE("witnesses in an overdracht are passed on as their own section, for the router to refuse", "[adapters]") {
  const auto outgoing = sent(*veilig_thuis::make_translator(catalogue()),
                             sample("veilig_thuis/overdracht-met-getuigen.json"), vt_ledger());
  REQUIRE(outgoing.sections.size() == 6);
  CHECK(outgoing.sections.back().label == v1::MELDING_GETUIGE);
  CHECK_FALSE(outgoing.sections.back().plaintext.empty());
}

TEST_CASE("the file names the earlier messages that the ledger is asked for", "[adapters]") {
  const auto veilig_thuis = veilig_thuis::make_translator(catalogue());
  CHECK(veilig_thuis->references(sample("veilig_thuis/overdracht.json")) == std::vector{message_id(1)});
  CHECK(veilig_thuis->references(sample("veilig_thuis/terugkoppeling.json")) == std::vector{message_id(1)});
  CHECK(local_team::make_translator(catalogue())->references(sample("local_team/terugmelding.json")) ==
        std::vector{message_id(2)});
  CHECK(raad::make_translator(catalogue())->references(sample("raad/antwoord.json")) == std::vector{message_id(3)});
  CHECK(police::make_translator(catalogue(), {})->references(sample("police/melding.json")).empty());
}

TEST_CASE("a terugmelding starts a new conversation about an overdracht that this team accepted", "[adapters]") {
  const auto team = local_team::make_translator(catalogue());
  const auto outgoing = sent(*team, sample("local_team/terugmelding.json"), team_ledger(true));
  CHECK(outgoing.new_conversation);
  CHECK(outgoing.in_reply_to == message_id(2));
  CHECK(outgoing.facts.overdracht_id() == message_id(2).bytes());
  REQUIRE(outgoing.receivers.size() == 1);
  CHECK(outgoing.receivers[0].role() == v1::VEILIG_THUIS);
  CHECK(faults(team->outgoing(sample("local_team/terugmelding.json"), team_ledger(false))) ==
        Set{"VERWIJZING_ONBEKEND terugmelding.overdracht"});
}

TEST_CASE("the answer to an overdracht stays in its conversation", "[adapters]") {
  const auto team = local_team::make_translator(catalogue());
  const auto outgoing = sent(*team, sample("local_team/weigering.json"), team_ledger(false));
  CHECK_FALSE(outgoing.new_conversation);
  CHECK(outgoing.in_reply_to == message_id(2));
  CHECK(outgoing.case_facts.besluit() == v1::OverdrachtBesluit::GEWEIGERD);
}

TEST_CASE("an overdracht reaches the team with the id that its answer must name", "[adapters]") {
  const auto team = local_team::make_translator(catalogue());
  const auto native = taken_in(*team, deliver(sent_by_vt(handover(), vt_ledger()), v1::VEILIG_THUIS, 9), {});
  local_team::teamdossier::Postvak file;
  from_json(native.bytes, file);
  CHECK(file.aanmelding().herkomst().bericht_id() == message_id(9).to_string());
  CHECK(file.aanmelding().gezinsleden_size() == 2);
}

TEST_CASE("answers on nothing of ours raise an alarm and are not handed over", "[adapters]") {
  const auto veilig_thuis = veilig_thuis::make_translator(catalogue());
  const auto team = local_team::make_translator(catalogue());
  const auto answer =
      deliver(sent(*team, sample("local_team/aanvaarding.json"), team_ledger(false)), v1::LOKAAL_TEAM, 9);
  const auto native = taken_in(*veilig_thuis, answer, {});
  REQUIRE(native.alarm);
  CHECK(native.bytes.empty());
}

TEST_CASE("an answer that names another request raises an alarm and is not handed over", "[adapters]") {
  const auto veilig_thuis = veilig_thuis::make_translator(catalogue());
  const auto raad = raad::make_translator(catalogue());
  const auto asked = ledger({received_from(3, v1::INFORMATIEVERZOEK, v1::VEILIG_THUIS, "VT-2026-77-V1")});
  const auto answer = deliver(sent(*raad, sample("raad/antwoord.json"), asked), v1::RAAD, 9);
  const auto ours = ledger({sent_to(3, v1::INFORMATIEVERZOEK, v1::RAAD, "VT-2026-99-V9")});
  const auto native = taken_in(*veilig_thuis, answer, ours);
  REQUIRE(native.alarm);
  CHECK(native.bytes.empty());
}

TEST_CASE("a request about persons carries only what identifies them", "[adapters]") {
  const auto outgoing =
      sent(*veilig_thuis::make_translator(catalogue()), sample("veilig_thuis/informatieverzoek.json"), vt_ledger());
  const auto persons = translation::content<v1::Personen>(outgoing.sections, v1::VERZOEK_BETROKKENEN);
  REQUIRE(persons.personen_size() == 1);
  CHECK(persons.personen(0).telefoonnummers_size() == 0);
  CHECK(persons.personen(0).rol().empty());
  CHECK(outgoing.facts.reden_verzoek() == v1::RedenVerzoek::VERRIJKING_VT_MELDING);
  CHECK(outgoing.facts.soort_verzoeker() == v1::SoortVerzoeker::MEDEWERKER_VT);
  CHECK(outgoing.facts.over_bericht_id() == message_id(1).bytes());
  CHECK(outgoing.native_id == "VT-2026-77-V1");
}
