// Required sealed fields: the sender is told every one that is missing, the receiver checks again.

#include <catch2/catch.hpp>
#include <algorithm>

#include "adapters/local_team/teamdossier.pb.h"
#include "adapters/local_team/translate.h"
#include "adapters/police/bvh.pb.h"
#include "adapters/police/translate.h"
#include "adapters/raad/raadsregister.pb.h"
#include "adapters/raad/translate.h"
#include "adapters/veilig_thuis/translate.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "tests/unit/adapters/exchange_fixture.h"

using namespace corvid;
using namespace corvid::test;

namespace {

using Set = std::set<std::string>;
using Paths = std::vector<std::string>;

const std::string kMissing = "VERPLICHT_VELD_ONTBREEKT ";

// What is removed from the file, and what the refusal calls it where that differs.
struct Removed {
  std::string path;
  std::string named = path;
  bool conditional = false;  // not asked for once the others are gone
};

template <typename NativeOut>
void each_is_named(const gateway::Translator& from, const NativeOut& complete, const gateway::Correlations& known,
                   const std::vector<Removed>& required) {
  REQUIRE(std::holds_alternative<gateway::Outgoing>(from.outgoing(to_json(complete), known)));
  for (const Removed& removed : required) {
    NativeOut file = complete;
    clear(file, removed.path);
    INFO(removed.path);
    CHECK(faults(from.outgoing(to_json(file), known)) == Set{kMissing + removed.named});
  }
  // All of them at once, except what is in a list, which goes with the list, or depends on another one.
  NativeOut file = complete;
  Set expected;
  for (const Removed& removed : required) {
    if (!removed.conditional && removed.path.find('[') == std::string::npos) {
      clear(file, removed.path);
      expected.insert(kMissing + removed.named);
    }
  }
  const Set found = faults(from.outgoing(to_json(file), known));
  for (const std::string& fault : expected) {
    INFO(fault);
    CHECK(found.contains(fault));
  }
}

template <typename NativeOut>
NativeOut parsed(std::string_view name) {
  NativeOut file;
  from_json(sample(name), file);
  return file;
}

gateway::Correlations vt_ledger() {
  return ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, "PL9999-2026000123")});
}
gateway::Correlations team_ledger() {
  gateway::Correlation overdracht = received_from(2, v1::OVERDRACHT, v1::VEILIG_THUIS, "");
  overdracht.accepted_overdracht = true;
  return ledger({overdracht});
}

// Every section that is emptied at the receiver is missed; those that may be empty are not.
void receiver_misses(const client::Received& received, const gateway::Translator& to,
                     const gateway::Correlations& known, const std::set<v1::Label>& may_be_empty) {
  REQUIRE(std::holds_alternative<gateway::Native>(to.incoming(received, known)));
  for (std::size_t i = 0; i < received.sections.size(); ++i) {
    client::Received emptied = received;
    emptied.sections[i].plaintext.clear();
    const std::string label = v1::Label_Name(received.sections[i].label);
    INFO(label);
    const auto translation = to.incoming(emptied, known);
    if (may_be_empty.contains(received.sections[i].label)) {
      CHECK(std::holds_alternative<gateway::Native>(translation));
      continue;
    }
    const Set found = faults(translation);
    CHECK(std::any_of(found.begin(), found.end(),
                      [&label](const std::string& fault) { return fault.starts_with(kMissing + label); }));
    emptied.sections.erase(emptied.sections.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(faults(to.incoming(emptied, known)) == found);
  }
}

}  // namespace

TEST_CASE("every required field that a police report lacks is named", "[adapters]") {
  const auto police = police::make_translator(catalogue(), {});
  auto file = parsed<police::bvh::Export>("police/melding.json");
  file.mutable_incident()->set_beide_ouders_aangehouden(v1::NEE);
  file.mutable_betrokkenen(0)->mutable_persoon()->clear_bsn();
  file.mutable_betrokkenen(0)->mutable_persoon()->clear_geinformeerd();
  each_is_named<police::bvh::Export>(*police, file, {},
                                     {{"incident.aandachtsgebieden"},
                                      {"registratie.opgemaakt_op"},
                                      {"incident.pleegdatum"},
                                      {"incident.pleegplaats"},
                                      {"incident.toedracht"},
                                      {"zorg.zorgen"},
                                      {"zorg.woongemeente.code"},
                                      {"incident.minderjarige_betrokken"},
                                      {"incident.beide_ouders_aangehouden"},
                                      {"zorg.sash.niveau"},
                                      {"zorg.afstemmingsoverleg_gewenst"},
                                      {"zorg.pjk_jpt"},
                                      {"zorg.informering"},
                                      {"verrijking.zedes.geraadpleegd_op"},
                                      {"verrijking.zedes.leeg"},
                                      {"verrijking.geweld.geraadpleegd_op"},
                                      {"verrijking.geweld.leeg"},
                                      {"verrijking.geweld.mutaties", "verrijking.geweld.mutaties", true},
                                      {"verrijking.huiselijk_geweld.geraadpleegd_op"},
                                      {"verrijking.huiselijk_geweld.leeg"},
                                      {"verrijking.vuurwapens.geraadpleegd_op"},
                                      {"verrijking.vuurwapens.leeg"},
                                      {"eigen_veiligheid.onveilig_verwacht"},
                                      {"eigen_veiligheid.toelichting", "eigen_veiligheid.toelichting", true},
                                      {"vraagbaak", "vraagbaak.telefoonnummers"},
                                      {"betrokkenen[0].persoon.rol"},
                                      {"betrokkenen[0].persoon.naam.geslachtsnaam"},
                                      {"betrokkenen[0].persoon.geslacht"},
                                      {"betrokkenen[0].persoon.geboren"},
                                      {"betrokkenen[0].persoon.adressen.feitelijk.postcode"},
                                      {"betrokkenen[0].persoon.adressen.feitelijk.huisnummer"},
                                      {"betrokkenen[0].persoon.adressen.geheim"},
                                      {"betrokkenen[2].persoon.naam.geslachtsnaam"},
                                      {"betrokkenen[3].persoon.geslacht"}});
}

TEST_CASE("a report without a number, people or sash is told so", "[adapters]") {
  const auto police = police::make_translator(catalogue(), {});
  auto file = parsed<police::bvh::Export>("police/melding.json");
  clear(file, "registratie.bvh_nummer");
  CHECK(faults(police->outgoing(to_json(file), {})) == Set{kMissing + "registratie.bvh_nummer"});
  file = parsed<police::bvh::Export>("police/melding.json");
  clear(file, "zorg.sash.ingevuld");
  CHECK(faults(police->outgoing(to_json(file), {})) == Set{kMissing + "zorg.sash.ingevuld"});
  file = parsed<police::bvh::Export>("police/melding.json");
  file.clear_betrokkenen();
  CHECK(faults(police->outgoing(to_json(file), {})) == Set{kMissing + "betrokkenen"});
}

TEST_CASE("an empty export is told everything that it lacks", "[adapters]") {
  const auto police = police::make_translator(catalogue(), {});
  CHECK(faults(police->outgoing("{}", {})).size() >= 22);
}

TEST_CASE("a text of nothing but blanks counts as missing", "[adapters]") {
  const auto police = police::make_translator(catalogue(), {});
  auto file = parsed<police::bvh::Export>("police/melding.json");
  put(file, "zorg.zorgen", " \n ");
  CHECK(faults(police->outgoing(to_json(file), {})) == Set{kMissing + "zorg.zorgen"});
}

TEST_CASE("conditional fields are not asked for when their condition does not hold", "[adapters]") {
  const auto police = police::make_translator(catalogue(), {});
  auto file = parsed<police::bvh::Export>("police/melding.json");
  file.mutable_registratie()->set_bron(v1::BronSoort::INCIDENT);
  file.mutable_incident()->clear_beide_ouders_aangehouden();
  file.mutable_zorg()->mutable_sash()->set_ingevuld(v1::NEE);
  file.mutable_zorg()->mutable_sash()->clear_niveau();
  file.mutable_eigen_veiligheid()->set_onveilig_verwacht(v1::NEE);
  file.mutable_eigen_veiligheid()->clear_toelichting();
  file.mutable_zorg()->clear_informering();           // told per person
  file.mutable_vraagbaak()->clear_telefoonnummers();  // the e-mail address is enough
  CHECK(std::holds_alternative<gateway::Outgoing>(police->outgoing(to_json(file), {})));
}

TEST_CASE("every required field that a terugkoppeling lacks is named", "[adapters]") {
  const auto translator = veilig_thuis::make_translator(catalogue());
  each_is_named(*translator, parsed<veilig_thuis::zaaksysteem::Uitgaand>("veilig_thuis/terugkoppeling.json"),
                vt_ledger(),
                {{"kenmerk"},
                 {"terugkoppeling.op_bericht"},
                 {"terugkoppeling.datum_uitkomst"},
                 {"terugkoppeling.zicht_op_veiligheid_bij.naam"}});
}

TEST_CASE("every required field that an overdracht lacks is named", "[adapters]") {
  const auto translator = veilig_thuis::make_translator(catalogue());
  each_is_named(*translator, parsed<veilig_thuis::zaaksysteem::Uitgaand>("veilig_thuis/overdracht.json"), vt_ledger(),
                {{"kenmerk"},
                 {"overdracht.inhoud.aanleiding_politie"},
                 {"overdracht.inhoud.zorgen"},
                 {"overdracht.inhoud.verwachting"},
                 {"overdracht.inhoud.toestemming.grond"},
                 {"overdracht.inhoud.zicht_op_veiligheid_bij.naam"},
                 {"overdracht.afspraken.doelen"},
                 {"overdracht.afspraken.plan_verwijzing"},
                 {"overdracht.afspraken.afspraken"},
                 {"overdracht.betrokkenen"},
                 {"overdracht.contact", "overdracht.contact.telefoonnummers"},
                 {"overdracht.betrokkenen[1].naam.geslachtsnaam"},
                 {"overdracht.betrokkenen[1].adressen.feitelijk.postcode"}});
  auto file = parsed<veilig_thuis::zaaksysteem::Uitgaand>("veilig_thuis/overdracht.json");
  clear(file, "overdracht.inhoud.toestemming.reden");
  CHECK(faults(translator->outgoing(to_json(file), vt_ledger())) ==
        Set{kMissing + "overdracht.inhoud.toestemming.reden"});
}

TEST_CASE("every required field that an informatieverzoek lacks is named", "[adapters]") {
  const auto translator = veilig_thuis::make_translator(catalogue());
  auto file = parsed<veilig_thuis::zaaksysteem::Uitgaand>("veilig_thuis/informatieverzoek.json");
  file.mutable_informatieverzoek()->mutable_personen(0)->clear_bsn();
  file.mutable_informatieverzoek()->mutable_vragen(1)->clear_code();
  each_is_named(*translator, file, vt_ledger(),
                {{"kenmerk"},
                 {"ontvanger"},
                 {"informatieverzoek.over_bericht"},
                 {"informatieverzoek.verzoeknummer"},
                 {"informatieverzoek.vragen"},
                 {"informatieverzoek.personen"},
                 {"informatieverzoek.vragen[1].tekst", "informatieverzoek.vragen[1]"},
                 {"informatieverzoek.personen[0].naam.geslachtsnaam"},
                 {"informatieverzoek.personen[0].geboren"},
                 {"informatieverzoek.personen[0].postcode"},
                 {"informatieverzoek.personen[0].huisnummer"}});
  file.mutable_informatieverzoek()->set_soort(v1::SoortVerzoek::BEKENDHEID);
  file.mutable_informatieverzoek()->clear_vragen();
  CHECK(std::holds_alternative<gateway::Outgoing>(translator->outgoing(to_json(file), vt_ledger())));
}

TEST_CASE("every required field that an answer to an overdracht lacks is named", "[adapters]") {
  const auto translator = local_team::make_translator(catalogue());
  each_is_named(
      *translator, parsed<local_team::teamdossier::Verzending>("local_team/weigering.json"), team_ledger(),
      {{"kenmerk"}, {"reactie.overdracht"}, {"reactie.reden"}, {"reactie.contact", "reactie.contact.telefoonnummers"}});
}

TEST_CASE("every required field that a terugmelding lacks is named", "[adapters]") {
  const auto translator = local_team::make_translator(catalogue());
  each_is_named(*translator, parsed<local_team::teamdossier::Verzending>("local_team/terugmelding.json"), team_ledger(),
                {{"kenmerk"},
                 {"terugmelding.overdracht"},
                 {"terugmelding.verloop.toelichting"},
                 {"terugmelding.verloop.actuele_zorgen"},
                 {"terugmelding.gezinsleden"},
                 {"terugmelding.contact", "terugmelding.contact.telefoonnummers"},
                 {"terugmelding.gezinsleden[0].rol"},
                 {"terugmelding.gezinsleden[0].adressen.geheim"}});
}

TEST_CASE("every required field that an informatieantwoord lacks is named", "[adapters]") {
  const auto translator = raad::make_translator(catalogue());
  const auto known = ledger({received_from(3, v1::INFORMATIEVERZOEK, v1::VEILIG_THUIS, "VT-2026-77-V1")});
  auto file = parsed<raad::raadsregister::Beantwoording>("raad/antwoord.json");
  each_is_named(*translator, file, known,
                {{"kenmerk"}, {"registraties"}, {"registraties[0].plaats"}, {"registraties[0].bekend"}});
  clear(file, "op_verzoek");
  CHECK(faults(translator->outgoing(to_json(file), known)) == Set{kMissing + "op_verzoek"});
}

TEST_CASE("the receiver misses every required section of a police report", "[adapters]") {
  const auto police = police::make_translator(catalogue(), {});
  const auto veilig_thuis = veilig_thuis::make_translator(catalogue());
  auto received = deliver(sent(*police, sample("police/melding.json"), {}), v1::POLITIE, 9);
  receiver_misses(
      received, *veilig_thuis, {},
      {v1::MELDING_MELDER, v1::MELDING_INFORMANT, v1::MELDING_GETUIGE, v1::MELDING_AANGEVER, v1::MELDING_BIJLAGEN});
}

TEST_CASE("the receiver misses every required section of the other messages", "[adapters]") {
  const auto police = police::make_translator(catalogue(), {});
  const auto veilig_thuis = veilig_thuis::make_translator(catalogue());
  const auto raad = raad::make_translator(catalogue());
  const auto team = local_team::make_translator(catalogue());
  const auto from_vt = [&veilig_thuis](const std::string& name) {
    return deliver(sent(*veilig_thuis, sample("veilig_thuis/" + name), vt_ledger()), v1::VEILIG_THUIS, 9);
  };
  const auto from_team = [&team](const std::string& name) {
    return deliver(sent(*team, sample("local_team/" + name), team_ledger()), v1::LOKAAL_TEAM, 9);
  };
  const auto overdracht = ledger({sent_to(2, v1::OVERDRACHT, v1::LOKAAL_TEAM, "VT-2026-77")});
  receiver_misses(from_vt("terugkoppeling.json"), *police,
                  ledger({sent_to(1, v1::VT_MELDING, v1::VEILIG_THUIS, "PL9999-2026000123")}), {});
  receiver_misses(from_vt("overdracht.json"), *team, {}, {v1::OVERDRACHT_BIJLAGEN});
  receiver_misses(from_vt("informatieverzoek.json"), *raad, {}, {});
  receiver_misses(from_team("weigering.json"), *veilig_thuis, overdracht, {});
  receiver_misses(from_team("terugmelding.json"), *veilig_thuis, overdracht, {});
  const auto asked = ledger({received_from(3, v1::INFORMATIEVERZOEK, v1::VEILIG_THUIS, "VT-2026-77-V1")});
  receiver_misses(deliver(sent(*raad, sample("raad/antwoord.json"), asked), v1::RAAD, 9), *veilig_thuis,
                  ledger({sent_to(3, v1::INFORMATIEVERZOEK, v1::RAAD, "VT-2026-77-V1")}), {v1::ANTWOORD_BIJLAGEN});
}
