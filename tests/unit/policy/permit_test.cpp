// What the chain allows: every permitted message, and what comes with a permit.
#include <catch2/catch.hpp>
#include <map>

#include "tests/unit/policy/asking.h"

namespace corvid::policy::testing {
namespace {

using test::MessageSample;
using Names = std::vector<std::string>;

TEST_CASE("a valid message of each type is permitted by exactly the rule that is meant for it") {
  const std::vector<std::pair<MessageSample, std::string>> table = {
      {test::vt_melding(), "POLITIE_MELDT_BIJ_VEILIG_THUIS"},
      {test::om_melding(), "OM_MELDT_BIJ_VEILIG_THUIS"},
      {test::halt_melding(), "HALT_MELDT_BIJ_VEILIG_THUIS"},
      {test::terugkoppeling(), "VEILIG_THUIS_KOPPELT_TERUG"},
      {test::overdracht(), "VEILIG_THUIS_DRAAGT_OVER"},
      {test::overdracht_na_interventie(), "VEILIG_THUIS_DRAAGT_OVER"},
      {test::overdracht_antwoord(), "LOKAAL_TEAM_ANTWOORDT_OP_OVERDRACHT"},
      {test::terugmelding(), "LOKAAL_TEAM_MELDT_TERUG"},
      {test::informatieverzoek(), "VEILIG_THUIS_VRAAGT_RAAD"},
      {test::informatieantwoord(), "RAAD_ANTWOORDT_VEILIG_THUIS"},
  };
  REQUIRE(table.size() == test::all_samples().size());
  for (const auto& [sample, rule] : table) {
    const Decision decision = Asking(sample).decide();
    CAPTURE(rule, codes(decision), rules(decision));
    CHECK(decision.permitted);
    CHECK(permitted_by(decision) == Names{rule});
    CHECK(decision.faults.empty());
    CHECK(decision.near_misses.empty());
  }
}

TEST_CASE("every permitting rule permits some sample") {
  std::map<std::string, int> uses;
  for (const MessageSample& sample : test::all_samples()) {
    for (const std::string& rule : permitted_by(Asking(sample).decide())) {
      ++uses[rule];
    }
  }
  for (const v1::Rule& rule : chain().source().regel()) {
    if (rule.effect() == v1::Effect::PERMIT) {
      CAPTURE(rule.id());
      CHECK(uses[rule.id()] > 0);
    }
  }
}

TEST_CASE("feedback goes to each kind of reporter, on the report that it made") {
  for (const v1::Role role : {v1::POLITIE, v1::HALT, v1::OM, v1::LOKAAL_TEAM}) {
    Asking asking(test::terugkoppeling());
    asking.to(test::party(role));
    asking.message.parent->sender = test::party(role);
    asking.message.parent->type = role == v1::LOKAAL_TEAM ? v1::TERUGMELDING : v1::VT_MELDING;
    CAPTURE(role);
    CHECK(asking.decide().permitted);
  }
}

TEST_CASE("the official text of a feedback code comes from the deciding bundle, byte for byte") {
  const std::map<v1::TerugkoppelingCode::Value, std::string> texts = {
      {v1::TerugkoppelingCode::CODE_1, "Veilig Thuis neemt de melding in onderzoek"},
      {v1::TerugkoppelingCode::CODE_2, "De situatie is in de triage bij Veilig Thuis niet als zorgelijk beoordeeld"},
      {v1::TerugkoppelingCode::CODE_3, "De zorgmelding is doorgestuurd naar een bestaande hulpverlener"},
      {v1::TerugkoppelingCode::CODE_4,
       "De zorgmelding is doorgestuurd naar een nieuwe hulpverlener (meestal het lokale veld)"},
  };
  for (const auto& [code, text] : texts) {
    Asking asking(test::terugkoppeling());
    asking.case_facts().set_code(code);
    CHECK(asking.decide().official_text == text);
  }
}

TEST_CASE("a status without a text and every other message have no official text") {
  Asking asking(test::terugkoppeling());
  asking.case_facts().clear_code();
  asking.case_facts().set_status(v1::TerugkoppelingStatus::REGIONAAL_MAATWERK);
  const Decision decision = asking.decide();
  CHECK(decision.permitted);
  CHECK(decision.official_text.empty());
  CHECK(Asking(test::vt_melding()).decide().official_text.empty());
}

TEST_CASE("a permit brings its duties, each with who carries it out") {
  const Decision decision = Asking(test::vt_melding()).decide();
  Names duties;
  for (const v1::Obligation* duty : decision.obligations) {
    duties.push_back(duty->id() + "/" + v1::Obligation::Executor_Name(duty->executor()) + "/" + duty->kind());
  }
  CHECK(duties == Names{"inhoud_24_uur/BIJ_ROUTER/vernietig_inhoud",
                        "verstrekking_vastleggen/BIJ_ROUTER/leg_verstrekking_vast",
                        "terugkoppeling_5_werkdagen/BIJ_ONTVANGER/verwacht_antwoord"});
}

TEST_CASE("a police report is late from the sixth day, in Amsterdam, and is delivered with that remark") {
  const auto remarks = [](const std::string& signal, WallTime now) {
    Asking asking(test::vt_melding());
    asking.facts().set_datum_signaal(signal);
    asking.now = now;
    const Decision decision = asking.decide();
    CHECK(decision.permitted);
    return decision.remarks.size();
  };
  CHECK(remarks("2026-11-18", test::kNow) == 0);
  CHECK(remarks("2026-11-17", test::kNow) == 1);
  // 23:59:59 and midnight in Amsterdam, an hour ahead of UTC in November.
  CHECK(remarks("2026-11-18", WallTime{1'795'474'799'000}) == 0);
  CHECK(remarks("2026-11-18", WallTime{1'795'474'800'000}) == 1);
}

TEST_CASE("the police clock is not for other reporters") {
  Asking asking(test::halt_melding());
  asking.facts().set_datum_signaal("2026-01-02");
  CHECK(asking.decide().remarks.empty());
}

TEST_CASE("an acute message is delivered with the number to call, whether or not someone has called") {
  for (const v1::JaNee called : {v1::JA, v1::NEE}) {
    Asking asking(test::vt_melding());
    asking.case_facts().set_acuut(v1::JA);
    asking.case_facts().set_crisisdienst_gebeld(called);
    const Decision decision = asking.decide();
    REQUIRE(decision.remarks.size() == 1);
    CHECK(decision.remarks[0].code() == "ACUUT_BEL_OOK");
    CHECK(decision.remarks[0].tekst().find("088 000 0000") != std::string::npos);
  }
}

TEST_CASE("what stems from no message and not from the police needs no attestation to the local field") {
  Asking asking(test::overdracht());
  asking.facts().clear_afgeleid_van();
  asking.facts().clear_geheimhouding();
  asking.facts().clear_namen_gecontroleerd();
  asking.facts().clear_overname_gecontroleerd();
  CHECK(asking.decide().permitted);
}

TEST_CASE("the police article of the data is watched, not enforced") {
  Asking asking(test::vt_melding());
  asking.facts().clear_wpg_artikel();
  const Decision decision = asking.decide();
  CHECK(decision.permitted);
  REQUIRE(decision.observed.size() == 1);
  CHECK(decision.observed[0].rule->id() == "POLITIEGEGEVENS_ARTIKEL_8_OF_13");
  CHECK(decision.observed[0].holds);
  CHECK_FALSE(Asking(test::vt_melding()).decide().observed[0].holds);
}

}  // namespace
}  // namespace corvid::policy::testing
