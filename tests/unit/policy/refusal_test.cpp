// What the chain refuses: every rule, every code, in words a sender can use.
#include <catch2/catch.hpp>
#include <set>

#include "router/policy/codes.h"
#include "tests/unit/policy/refusal_cases.h"

namespace corvid::policy::testing {
namespace {

using Names = std::vector<std::string>;

Decision decide_case(const RefusalCase& one) {
  Asking asking(one.sample);
  one.spoil(asking);
  return asking.decide();
}

void check_cases(const std::vector<RefusalCase>& cases) {
  for (const RefusalCase& one : cases) {
    const Decision decision = decide_case(one);
    CAPTURE(one.name);
    CHECK_FALSE(decision.permitted);
    CHECK(codes(decision) == one.codes);
    CHECK(rules(decision) == one.rules);
    CHECK(decision.permitted_by.empty());
    CHECK(decision.official_text.empty());
    CHECK(decision.obligations.empty());
  }
}

TEST_CASE("a report is refused without a good review") { check_cases(cases_about_reviews()); }
TEST_CASE("a report is refused for what makes it a bad report, and says so") { check_cases(cases_about_reports()); }
TEST_CASE("feedback is refused when it is not one of the texts to the reporter") {
  check_cases(cases_about_feedback());
}
TEST_CASE("an answer is refused when it is not the answer to that message") { check_cases(cases_about_answers()); }
TEST_CASE("a case that is too serious stays with Veilig Thuis") { check_cases(cases_about_seriousness()); }
TEST_CASE("a hand-over is refused when its choices contradict each other") { check_cases(cases_about_handover()); }
TEST_CASE("sections that may not reach the local field are refused by name") {
  check_cases(cases_about_sections_to_the_local_field());
}
TEST_CASE("what reaches the local field was checked, and came by way of Veilig Thuis") {
  check_cases(cases_about_checks_and_the_direct_way());
}
TEST_CASE("a message of any type is refused for receivers, purpose and basis") { check_cases(cases_about_scope()); }
TEST_CASE("a message of any type is refused for its form") { check_cases(cases_about_form()); }

TEST_CASE("every prohibition of the chain refuses some message by itself") {
  std::set<std::string> alone;
  for (const RefusalCase& one : all_cases()) {
    const Decision decision = decide_case(one);
    const std::vector<std::string> fired = rules(decision);
    if (fired.size() == 1) {
      alone.insert(fired.front());
    }
  }
  for (const v1::Rule& rule : chain().source().regel()) {
    if (rule.effect() == v1::Effect::FORBID && rule.mode() == v1::Mode::ENFORCE) {
      CAPTURE(rule.id());
      CHECK(alone.contains(rule.id()));
    }
  }
}

TEST_CASE("every code that a rule or the decision itself can give is given by some message") {
  std::set<std::string> given;
  for (const RefusalCase& one : all_cases()) {
    for (const std::string& code : codes(decide_case(one))) {
      given.insert(code);
    }
  }
  for (const v1::Rule& rule : chain().source().regel()) {
    if (rule.effect() == v1::Effect::FORBID && rule.mode() == v1::Mode::ENFORCE) {
      CAPTURE(rule.id(), rule.reden());
      CHECK(given.contains(rule.reden()));
    }
  }
  // These two need a bundle with an expired basis or a duty nobody can carry out: see semantics_test.
  given.insert(std::string(kGrondslagVervallen));
  given.insert(std::string(kVerplichtingNietOndersteund));
  for (const std::string_view code : kOwnCodes) {
    CAPTURE(code);
    CHECK(given.contains(std::string(code)));
  }
}

TEST_CASE("no refusal leaves a brace, an empty sentence or a fault without class and reference") {
  for (const RefusalCase& one : all_cases()) {
    for (const v1::Fault& fault : decide_case(one).faults) {
      CAPTURE(one.name, fault.code(), fault.reden(), fault.herstel());
      CHECK(fault.reden().find_first_of("{}") == std::string::npos);
      CHECK(fault.herstel().find_first_of("{}") == std::string::npos);
      CHECK_FALSE(fault.reden().empty());
      CHECK_FALSE(fault.herstel().empty());
      CHECK(fault.klasse() != v1::FAULT_CLASS_ONBEPAALD);
      CHECK_FALSE(fault.verwijzing().empty());
    }
  }
}

TEST_CASE("a refusal never repeats what the sender wrote") {
  Asking asking(test::vt_melding());
  asking.message.header.set_purpose("GEHEIM_DOEL");
  asking.message.header.set_legal_basis("GEHEIME_GRONDSLAG");
  for (const v1::Fault& fault : asking.decide().faults) {
    CHECK((fault.reden() + fault.herstel()).find("GEHEIM") == std::string::npos);
  }
}

TEST_CASE("the refusal of a wrong region names the competent party and the municipality") {
  Asking asking(test::vt_melding());
  asking.verified.region_competent = Tri::kNo;
  const v1::Fault refused = fault(asking.decide(), "ONTVANGER_NIET_BEVOEGD");
  CHECK(refused.reden() == "Ontvangende Organisatie werkt niet voor gemeente 0599.");
  CHECK(refused.herstel().find("Stuur het bericht naar Bevoegde Organisatie.") == 0);
  CHECK(refused.veld(0) == "facts.gemeentecode");
}

TEST_CASE("the refusal of the direct way names the Veilig Thuis to send to") {
  Asking asking(test::vt_melding());
  asking.to(test::party(v1::LOKAAL_TEAM));
  CHECK(fault(asking.decide(), "VIA_VEILIG_THUIS").herstel() ==
        "Stuur uw melding of vraag naar Veilig Thuis Voorbeeldstreek. Veilig Thuis beslist wat gedeeld mag worden.");
  asking.verified.veilig_thuis_naam = {};
  CHECK(fault(asking.decide(), "VIA_VEILIG_THUIS").herstel().find("naar Veilig Thuis van de woonplaats.") !=
        std::string::npos);
}

TEST_CASE("a refusal names sections, fields, counts and dates from the rules") {
  Asking witness(test::overdracht());
  witness.message.header.add_section()->set_label(v1::MELDING_GETUIGE);
  const v1::Fault by_name = fault(witness.decide(), "MELDER_OF_GETUIGE");
  CHECK(by_name.reden().find("(MELDING_GETUIGE)") != std::string::npos);
  CHECK(by_name.veld(0) == "section[5].label");

  Asking many(test::halt_melding());
  *many.message.header.add_receiver() = test::party(v1::GI);
  *many.message.header.add_receiver() = test::party(v1::RAAD);
  CHECK(fault(many.decide(), "GEEN_RONDZENDING").reden().find("noemt 3 ontvangers") != std::string::npos);

  Asking stream(test::vt_melding());
  stream.facts().set_bron_soort(v1::BronSoort::HG_AUTOMATISCH);
  CHECK(fault(stream.decide(), "HG_STROOM_BEEINDIGD").reden() ==
        "Automatische HG-meldingen worden sinds 3-10-2017 niet meer aangenomen.");

  Asking frame(test::halt_melding());
  frame.case_facts().set_kader(v1::Kader::DRANG);
  frame.case_facts().set_ernst(v1::Ernst::LICHT);
  CHECK(fault(frame.decide(), "ALLEEN_VT_BEPAALT").reden() ==
        "Alleen Veilig Thuis bepaalt het kader en de ernst (kader, ernst).");

  Asking unreviewed(test::vt_melding());
  unreviewed.facts().clear_beoordeling();
  CHECK(fault(unreviewed.decide(), "NIET_BEOORDEELD").herstel().find("Bel dan ook 088 000 0000.") != std::string::npos);
  unreviewed.verified.telefoon = {};
  CHECK(fault(unreviewed.decide(), "NIET_BEOORDEELD").herstel().find("Bel dan ook 0800 2000.") != std::string::npos);
}

TEST_CASE("the automatic stream was refused unreviewed before its end, and only for that") {
  Asking asking(test::vt_melding());
  asking.facts().set_bron_soort(v1::BronSoort::HG_AUTOMATISCH);
  asking.now = WallTime{1'506'981'599'000};  // 2017-10-02T23:59:59 in Amsterdam
  CHECK(asking.decide().permitted);
  asking.facts().clear_beoordeling();
  CHECK(codes(asking.decide()) == Names{"NIET_BEOORDEELD"});
  asking.now = WallTime{1'506'981'600'000};  // midnight
  CHECK(codes(asking.decide()) == Names{"NIET_BEOORDEELD", "HG_STROOM_BEEINDIGD"});
}

TEST_CASE("all faults come at once, the most precise first, and repairing them all makes the message pass") {
  Asking asking(test::overdracht());
  asking.case_facts().set_kader(v1::Kader::DWANG);
  asking.case_facts().set_ernstige_onveiligheid(v1::JA);
  asking.case_facts().clear_monitoring();
  asking.facts().clear_volledig();
  asking.facts().clear_route();
  asking.verified.region_competent = Tri::kNo;
  asking.message.header.set_purpose("BELEID");
  asking.message.header.add_section()->set_label(v1::MELDING_MELDER);
  const Decision decision = asking.decide();
  CHECK(codes(decision) == Names{"ONTVANGER_NIET_BEVOEGD", "MELDER_OF_GETUIGE", "NIET_EEN_OP_EEN",
                                 "ERNSTIG_BLIJFT_BIJ_VT", "KADER_NIET_VRIJWILLIG", "MONITORING_KLOPT_NIET",
                                 "DOEL_NIET_TOEGESTAAN", "GRONDSLAG_PAST_NIET_BIJ_DOEL", "GEGEVEN_ONTBREEKT",
                                 "VERPLICHT_VELD_ONTBREEKT", "ONDERDEEL_TE_VEEL"});
  REQUIRE(decision.near_misses.size() == 1);
  CHECK(decision.near_misses[0].regel() == "VEILIG_THUIS_DRAAGT_OVER");
}

TEST_CASE("a refusal tells nobody anything about a message that is not theirs") {
  for (const auto& make : {test::terugkoppeling, test::overdracht_antwoord, test::terugmelding}) {
    Asking unknown(make());
    unknown.message.parent.reset();
    for (const v1::MessageType type : {v1::VT_MELDING, v1::OVERDRACHT, v1::OVERLEG_ANTWOORD}) {
      Asking foreign(make());
      foreign.message.parent->type = type;
      foreign.message.parent->receiver = test::party(v1::VEILIG_THUIS, 9);
      const Decision told = foreign.decide();
      const Decision untold = unknown.decide();
      CHECK(codes(told) == codes(untold));
      CHECK(rules(told) == rules(untold));
    }
  }
  Asking unknown(test::overdracht());
  unknown.message.header.set_in_reply_to(std::string(test::message_id(79).bytes()));
  Asking foreign = unknown;
  foreign.message.parent = test::ParentSample{test::message_id(79), v1::OVERLEG_ANTWOORD,
                                              test::party(v1::LOKAAL_TEAM, 9), test::party(v1::VEILIG_THUIS, 9)};
  CHECK(codes(foreign.decide()) == Names{"VERWIJZING_ONBEKEND"});
  CHECK(codes(foreign.decide()) == codes(unknown.decide()));
}

TEST_CASE("a near miss says what a rule that almost fits still lacks") {
  Asking asking(test::vt_melding());
  asking.message.header.set_legal_basis("WMO_5_2_6");
  const Decision decision = asking.decide();
  REQUIRE(decision.near_misses.size() == 1);
  CHECK(decision.near_misses[0].regel() == "POLITIE_MELDT_BIJ_VEILIG_THUIS");
  CHECK(decision.near_misses[0].titel() == "De politie meldt een zorg bij het Veilig Thuis van de woonplaats");
  REQUIRE(decision.near_misses[0].ontbreekt_size() == 1);
  CHECK(decision.near_misses[0].ontbreekt(0) == "GRONDSLAG_PAST_NIET_BIJ_DOEL");
}

}  // namespace
}  // namespace corvid::policy::testing
