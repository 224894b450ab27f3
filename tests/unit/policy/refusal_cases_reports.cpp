#include "tests/unit/policy/refusal_cases.h"

#include <string>
#include <utility>

namespace corvid::policy::testing {
namespace {

using test::party;

v1::Beoordeling& review(Asking& a) { return *a.facts().mutable_beoordeling(); }

}  // namespace

std::vector<RefusalCase> cases_about_reviews() {
  const std::vector<std::string> unreviewed = {"NIET_BEOORDEELD"};
  const std::vector<std::string> reviewed = {"MELDING_BEOORDEELD"};
  return {
      {"no review", test::vt_melding(), [](Asking& a) { a.facts().clear_beoordeling(); }, unreviewed, reviewed},
      {"no enrichment", test::vt_melding(), [](Asking& a) { a.facts().clear_verrijkt_op_unix_ms(); }, unreviewed,
       reviewed},
      {"review before the enrichment", test::vt_melding(),
       [](Asking& a) { review(a).set_tijdstip_unix_ms(a.facts().verrijkt_op_unix_ms() - 1); }, unreviewed, reviewed},
      {"reviewer not trained", test::vt_melding(), [](Asking& a) { review(a).set_opgeleid(v1::NEE); }, unreviewed,
       reviewed},
      {"reviewer without a function", test::vt_melding(), [](Asking& a) { review(a).clear_functie(); }, unreviewed,
       reviewed},
      {"no digest of what was reviewed", test::vt_melding(), [](Asking& a) { review(a).clear_digest(); }, unreviewed,
       reviewed},
      {"reviewer key not registered", test::vt_melding(), [](Asking& a) { a.verified.reviewer = Tri::kNo; }, unreviewed,
       reviewed},
      {"reviewer not judged", test::vt_melding(), [](Asking& a) { a.verified.reviewer = Tri::kUnknown; }, unreviewed,
       reviewed},
  };
}

std::vector<RefusalCase> cases_about_reports() {
  const std::vector<std::string> incompetent = {"ONTVANGER_NIET_BEVOEGD"};
  const std::vector<std::string> missing = {"GEGEVEN_ONTBREEKT"};
  return {
      {"the automatic stream, after its end",
       test::vt_melding(),
       [](Asking& a) { a.facts().set_bron_soort(v1::BronSoort::HG_AUTOMATISCH); },
       {"HG_STROOM_BEEINDIGD"},
       {"HG_STROOM_BEEINDIGD"}},
      {"another party's region",
       test::vt_melding(),
       [](Asking& a) { a.verified.region_competent = Tri::kNo; },
       incompetent,
       {"BEVOEGD_VOOR_DE_WOONPLAATS"}},
      {"a region nobody knows",
       test::halt_melding(),
       [](Asking& a) { a.verified.region_competent = Tri::kUnknown; },
       incompetent,
       {"BEVOEGD_VOOR_DE_WOONPLAATS"}},
      {"a source that is not of the police",
       test::vt_melding(),
       [](Asking& a) { a.facts().set_bron_soort(v1::BronSoort::HALT); },
       missing,
       {"BRON_VAN_DE_POLITIE"}},
      {"a source that is not of the OM",
       test::om_melding(),
       [](Asking& a) { a.facts().set_bron_soort(v1::BronSoort::PZF); },
       missing,
       {"BRON_VAN_HET_OM"}},
      {"a source that is not of Halt",
       test::halt_melding(),
       [](Asking& a) { a.facts().set_bron_soort(v1::BronSoort::PZF); },
       missing,
       {"BRON_VAN_HALT"}},
      {"a reporter that judges the frame itself",
       test::halt_melding(),
       [](Asking& a) { a.case_facts().set_kader(v1::Kader::DWANG); },
       {"ALLEEN_VT_BEPAALT", "ONDERDEEL_TE_VEEL"},
       {"ALLEEN_VEILIG_THUIS_SCHAT_IN"}},
      {"a reporter that judges the seriousness itself",
       test::vt_melding(),
       [](Asking& a) { a.case_facts().set_ernst(v1::Ernst::LICHT); },
       {"ALLEEN_VT_BEPAALT", "ONDERDEEL_TE_VEEL"},
       {"ALLEEN_VEILIG_THUIS_SCHAT_IN"}},
      {"a local team that judges the safety itself",
       test::terugmelding(),
       [](Asking& a) { a.case_facts().set_ernstige_onveiligheid(v1::JA); },
       {"ALLEEN_VT_BEPAALT", "ONDERDEEL_TE_VEEL"},
       {"ALLEEN_VEILIG_THUIS_SCHAT_IN"}},
      {"no municipality",
       test::vt_melding(),
       [](Asking& a) {
         a.facts().clear_gemeentecode();
         a.verified.region_competent = Tri::kUnknown;
       },
       {"ONTVANGER_NIET_BEVOEGD", "GEGEVEN_ONTBREEKT"},
       {"BEVOEGD_VOOR_DE_WOONPLAATS"}},
      {"acute, and nothing about the call",
       test::vt_melding(),
       [](Asking& a) { a.case_facts().set_acuut(v1::JA); },
       missing,
       {}},
  };
}

std::vector<RefusalCase> cases_about_feedback() {
  return {
      {"feedback to another police unit",
       test::terugkoppeling(),
       [](Asking& a) { a.to(party(v1::POLITIE, 2)); },
       {"NIET_DE_MELDER"},
       {"TERUGKOPPELING_AAN_DE_MELDER"}},
      {"feedback on a report to another Veilig Thuis",
       test::terugkoppeling(),
       [](Asking& a) { a.message.parent->receiver = party(v1::VEILIG_THUIS, 2); },
       {"NIET_DE_MELDER", "VERWIJZING_ONBEKEND"},
       {"TERUGKOPPELING_AAN_DE_MELDER", "TERUGKOPPELING_OP_EIGEN_MELDING"}},
      {"feedback on an unknown report",
       test::terugkoppeling(),
       [](Asking& a) { a.message.parent.reset(); },
       {"NIET_DE_MELDER", "VERWIJZING_ONBEKEND"},
       {"TERUGKOPPELING_AAN_DE_MELDER", "TERUGKOPPELING_OP_EIGEN_MELDING"}},
      {"feedback on something that is no report",
       test::terugkoppeling(),
       [](Asking& a) { a.message.parent->type = v1::INFORMATIEANTWOORD; },
       {"VERWIJZING_ONBEKEND"},
       {"TERUGKOPPELING_OP_EIGEN_MELDING"}},
      {"neither code nor status",
       test::terugkoppeling(),
       [](Asking& a) { a.case_facts().clear_code(); },
       {"TEKST_ONBEKEND"},
       {"TERUGKOPPELING_STANDAARDTEKST"}},
      {"both code and status",
       test::terugkoppeling(),
       [](Asking& a) { a.case_facts().set_status(v1::TerugkoppelingStatus::REGIONAAL_MAATWERK); },
       {"TEKST_ONBEKEND"},
       {"TERUGKOPPELING_STANDAARDTEKST"}},
      {"a fifth text",
       test::terugkoppeling(),
       [](Asking& a) { a.case_facts().set_code(static_cast<v1::TerugkoppelingCode::Value>(5)); },
       {"TEKST_ONBEKEND"},
       {}},
      {"text 2 after an intervention",
       test::terugkoppeling(),
       [](Asking& a) {
         a.case_facts().set_code(v1::TerugkoppelingCode::CODE_2);
         a.facts().set_moment(v1::Moment::NA_INTERVENTIE_OF_ONDERZOEK);
       },
       {"VERBODEN"},
       {"TEKST_2_ALLEEN_NA_TRIAGE"}},
      {"wrongly addressed, without saying where to",
       test::terugkoppeling(),
       [](Asking& a) {
         a.case_facts().clear_code();
         a.case_facts().set_status(v1::TerugkoppelingStatus::ONJUIST_GEADRESSEERD);
       },
       {"GEGEVEN_ONTBREEKT"},
       {}},
      {"wrongly addressed, to be sent to the Raad",
       test::terugkoppeling(),
       [](Asking& a) {
         a.case_facts().clear_code();
         a.case_facts().set_status(v1::TerugkoppelingStatus::ONJUIST_GEADRESSEERD);
         *a.facts().mutable_voorgestelde_ontvanger() = party(v1::RAAD);
       },
       {"ONTVANGER_ONBEKEND"},
       {"VOORGESTELDE_ONTVANGER_IS_VEILIG_THUIS"}},
  };
}

std::vector<RefusalCase> cases_about_answers() {
  return {
      {"an answer to someone else's hand-over",
       test::overdracht_antwoord(),
       [](Asking& a) { a.message.parent->receiver = party(v1::LOKAAL_TEAM, 2); },
       {"VERWIJZING_ONBEKEND"},
       {"ANTWOORD_OP_EIGEN_OVERDRACHT"}},
      {"an accepted hand-over that is silent about monitoring",
       test::overdracht_antwoord(),
       [](Asking& a) { a.case_facts().clear_monitoring_gevraagd(); },
       {"GEGEVEN_ONTBREEKT"},
       {}},
      {"a report back that refers to another message than it answers",
       test::terugmelding(),
       [](Asking& a) { a.facts().set_overdracht_id(std::string(test::message_id(77).bytes())); },
       {"VERWIJZING_ONBEKEND"},
       {"TERUGMELDING_OP_EIGEN_OVERDRACHT"}},
      {"a report back on one's own message",
       test::terugmelding(),
       [](Asking& a) { std::swap(a.message.parent->sender, a.message.parent->receiver); },
       {"VERWIJZING_ONBEKEND"},
       {"TERUGMELDING_OP_EIGEN_OVERDRACHT"}},
      {"an answer of the Raad that nobody asked for",
       test::informatieantwoord(),
       [](Asking& a) {
         a.message.parent.reset();
         a.message.header.clear_in_reply_to();
       },
       {"VERWIJZING_ONBEKEND"},
       {"INFORMATIEANTWOORD_OP_VERZOEK"}},
      {"a report that pretends to be an answer",
       test::halt_melding(),
       [](Asking& a) { a.message.header.set_in_reply_to(std::string(test::message_id(77).bytes())); },
       {"VERWIJZING_ONBEKEND"},
       {}},
      {"a request to the Raad without the reason",
       test::informatieverzoek(),
       [](Asking& a) { a.facts().clear_reden_verzoek(); },
       {"GEGEVEN_ONTBREEKT"},
       {}},
      {"a request to the Raad without who asks",
       test::informatieverzoek(),
       [](Asking& a) { a.facts().clear_soort_verzoeker(); },
       {"GEGEVEN_ONTBREEKT"},
       {}},
      {"a request of a kind that is not for the Raad",
       test::informatieverzoek(),
       [](Asking& a) { a.facts().set_soort_verzoek(v1::SoortVerzoek::VRAAG_LOKAAL_TEAM); },
       {"GEEN_REGEL"},
       {}},
  };
}

}  // namespace corvid::policy::testing
