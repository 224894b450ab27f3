#include "tests/unit/policy/refusal_cases.h"

#include <string>

namespace corvid::policy::testing {
namespace {

using test::party;

void add_label(Asking& a, v1::Label label) { a.message.header.add_section()->set_label(label); }

}  // namespace

std::vector<RefusalCase> cases_about_seriousness() {
  const std::vector<std::string> serious = {"ERNSTIG_BLIJFT_BIJ_VT"};
  return {
      {"a frame that is not voluntary",
       test::overdracht(),
       [](Asking& a) { a.case_facts().set_kader(v1::Kader::DRANG); },
       {"KADER_NIET_VRIJWILLIG"},
       {"OVERDRACHT_VRIJWILLIG_KADER"}},
      {"no frame",
       test::overdracht(),
       [](Asking& a) { a.case_facts().clear_kader(); },
       {"KADER_NIET_VRIJWILLIG", "GEGEVEN_ONTBREEKT"},
       {"OVERDRACHT_VRIJWILLIG_KADER"}},
      {"serious unsafety, even after an intervention",
       test::overdracht_na_interventie(),
       [](Asking& a) { a.case_facts().set_ernstige_onveiligheid(v1::JA); },
       serious,
       {"ERNSTIGE_ONVEILIGHEID_BLIJFT"}},
      {"serious, without an intervention",
       test::overdracht(),
       [](Asking& a) { a.case_facts().set_ernst(v1::Ernst::ERNSTIG); },
       serious,
       {"ERNSTIG_ALLEEN_WARM"}},
      {"serious, and the intervention still runs",
       test::overdracht_na_interventie(),
       [](Asking& a) { a.case_facts().set_interventie_afgerond(v1::NEE); },
       {"ERNSTIG_BLIJFT_BIJ_VT", "GEGEVEN_ONTBREEKT"},
       {"ERNSTIG_ALLEEN_WARM", "NA_INTERVENTIE_AFGEROND"}},
      {"after an intervention, without agreements",
       test::overdracht_na_interventie(),
       [](Asking& a) {
         a.case_facts().set_ernst(v1::Ernst::MIDDEL);
         a.case_facts().set_afspraken_vastgelegd(v1::NEE);
       },
       {"GEGEVEN_ONTBREEKT"},
       {"NA_INTERVENTIE_AFGEROND"}},
      {"after a consultation that never was",
       test::overdracht(),
       [](Asking& a) { a.facts().set_route(v1::Route::NA_OVERLEG); },
       {"VERWIJZING_ONBEKEND"},
       {"NA_OVERLEG_HOORT_BIJ_OVERLEG"}},
      {"a light case after a consultation",
       test::overdracht(),
       [](Asking& a) {
         a.facts().set_route(v1::Route::NA_OVERLEG);
         a.case_facts().set_ernst(v1::Ernst::LICHT);
         a.message.header.set_in_reply_to(std::string(test::message_id(78).bytes()));
         a.message.parent = test::ParentSample{test::message_id(78), v1::OVERLEG_ANTWOORD, a.message.header.receiver(0),
                                               a.message.header.sender()};
       },
       {"VERBODEN"},
       {"NA_OVERLEG_IS_MIDDEL"}},
  };
}

std::vector<RefusalCase> cases_about_handover() {
  const std::vector<std::string> monitoring = {"MONITORING_KLOPT_NIET"};
  return {
      {"no monitoring after an own intervention",
       test::overdracht_na_interventie(),
       [](Asking& a) {
         a.case_facts().set_monitoring(v1::NEE);
         a.case_facts().set_monitoring_reden(v1::MonitoringReden::SAMEN_NIET_NODIG);
       },
       monitoring,
       {"MONITORING_NA_INTERVENTIE"}},
      {"monitoring for an intervention that was not",
       test::overdracht(),
       [](Asking& a) {
         a.case_facts().set_monitoring(v1::JA);
         a.case_facts().set_monitoring_reden(v1::MonitoringReden::EIGEN_INTERVENTIE);
       },
       monitoring,
       {"MONITORING_ALLEEN_OP_VERZOEK"}},
      {"monitoring that nobody asked for",
       test::overdracht(),
       [](Asking& a) { a.case_facts().set_monitoring(v1::JA); },
       monitoring,
       {"MONITORING_JA_HEEFT_REDEN"}},
      {"no monitoring although asked for",
       test::overdracht(),
       [](Asking& a) { a.case_facts().set_monitoring_reden(v1::MonitoringReden::GEVRAAGD_DOOR_LOKAAL_TEAM); },
       monitoring,
       {"MONITORING_NEE_HEEFT_REDEN"}},
      {"family notice not applicable, without an intervention",
       test::overdracht(),
       [](Asking& a) { a.case_facts().set_gezinsnotificatie(v1::Gezinsnotificatie::NVT); },
       {"GEZINSNOTIFICATIE_KLOPT_NIET"},
       {"GEZIN_HEEFT_BERICHT"}},
      {"silent about the family notice",
       test::overdracht_na_interventie(),
       [](Asking& a) { a.case_facts().clear_gezinsnotificatie(); },
       {"GEZINSNOTIFICATIE_KLOPT_NIET"},
       {"GEZIN_HEEFT_BERICHT"}},
      {"a local team of another municipality",
       test::overdracht(),
       [](Asking& a) { a.verified.region_competent = Tri::kNo; },
       {"ONTVANGER_NIET_BEVOEGD"},
       {"BEVOEGD_VOOR_DE_WOONPLAATS"}},
  };
}

std::vector<RefusalCase> cases_about_sections_to_the_local_field() {
  return {
      {"a witness to the local field",
       test::overdracht(),
       [](Asking& a) { add_label(a, v1::MELDING_GETUIGE); },
       {"MELDER_OF_GETUIGE", "NIET_EEN_OP_EEN", "ONDERDEEL_TE_VEEL"},
       {"GEEN_MELDER_OF_GETUIGE_NAAR_LOKAAL", "MELDING_ALLEEN_VAN_DE_MELDER"}},
      {"the police's own words to the local field",
       test::overdracht(),
       [](Asking& a) { add_label(a, v1::MELDING_KERN); },
       {"NIET_EEN_OP_EEN", "ONDERDEEL_TE_VEEL"},
       {"MELDING_ALLEEN_VAN_DE_MELDER"}},
      {"an answer of the police, passed on",
       test::overdracht(),
       [](Asking& a) { add_label(a, v1::ANTWOORD_POLITIE); },
       {"NIET_EEN_OP_EEN", "ONDERDEEL_TE_VEEL"},
       {"POLITIEANTWOORD_ALLEEN_VAN_POLITIE"}},
      {"a reporter in the feedback to a local team",
       test::terugkoppeling(),
       [](Asking& a) {
         a.to(party(v1::LOKAAL_TEAM));
         a.message.parent->sender = party(v1::LOKAAL_TEAM);
         a.message.parent->type = v1::TERUGMELDING;
         add_label(a, v1::MELDING_MELDER);
       },
       {"MELDER_OF_GETUIGE", "NIET_EEN_OP_EEN", "ONDERDEEL_TE_VEEL"},
       {"GEEN_MELDER_OF_GETUIGE_NAAR_LOKAAL", "MELDING_ALLEEN_VAN_DE_MELDER"}},
  };
}

std::vector<RefusalCase> cases_about_checks_and_the_direct_way() {
  const std::vector<std::string> verbatim = {"NIET_EEN_OP_EEN"};
  const std::vector<std::string> overname = {"OVERNAME_GECONTROLEERD"};
  return {
      {"names not checked",
       test::overdracht(),
       [](Asking& a) { a.facts().clear_namen_gecontroleerd(); },
       verbatim,
       {"NAMEN_GECONTROLEERD"}},
      {"verbatim runs not checked", test::overdracht(), [](Asking& a) { a.facts().clear_overname_gecontroleerd(); },
       verbatim, overname},
      {"verbatim runs found", test::overdracht(),
       [](Asking& a) { a.facts().mutable_overname_gecontroleerd()->set_score(151); }, verbatim, overname},
      {"a check without an outcome", test::overdracht(),
       [](Asking& a) { a.facts().mutable_overname_gecontroleerd()->clear_uitslag(); }, verbatim, overname},
      {"a check by unnamed rules", test::overdracht(),
       [](Asking& a) { a.facts().mutable_overname_gecontroleerd()->clear_regelversie(); }, verbatim, overname},
      {"derived from a report, secrecy not mentioned, not checked", test::overdracht(),
       [](Asking& a) {
         a.facts().clear_geheimhouding();
         a.facts().clear_overname_gecontroleerd();
       },
       verbatim, overname},
      {"under secrecy, origin not mentioned, not checked", test::overdracht(),
       [](Asking& a) {
         a.facts().clear_afgeleid_van();
         a.facts().clear_overname_gecontroleerd();
       },
       verbatim, overname},
      {"Halt straight to a local team",
       test::halt_melding(),
       [](Asking& a) { a.to(party(v1::LOKAAL_TEAM)); },
       {"MELDER_OF_GETUIGE", "GEEN_REGEL"},
       {"GEEN_MELDER_OF_GETUIGE_NAAR_LOKAAL"}},
      {"a local team asks the police",
       test::informatieverzoek(),
       [](Asking& a) {
         a.from(party(v1::LOKAAL_TEAM));
         a.to(party(v1::POLITIE));
         a.facts().set_functie_ontvanger(v1::FunctieOntvanger::DOELGROEPCOORDINATOR);
       },
       {"VIA_VEILIG_THUIS"},
       {"LOKAAL_NIET_RECHTSTREEKS_NAAR_POLITIE"}},
      {"the police straight to a local team",
       test::vt_melding(),
       [](Asking& a) { a.to(party(v1::LOKAAL_TEAM)); },
       {"VIA_VEILIG_THUIS", "MELDER_OF_GETUIGE"},
       {"POLITIE_NIET_RECHTSTREEKS_NAAR_LOKAAL", "GEEN_MELDER_OF_GETUIGE_NAAR_LOKAAL"}},
      {"the police straight to a JB-plein",
       test::vt_melding(),
       [](Asking& a) { a.to(party(v1::JB_PLEIN)); },
       {"VIA_VEILIG_THUIS"},
       {"POLITIE_NIET_RECHTSTREEKS_NAAR_LOKAAL"}},
      {"a local team straight to the police",
       test::terugmelding(),
       [](Asking& a) { a.to(party(v1::POLITIE)); },
       {"VIA_VEILIG_THUIS", "VERWIJZING_ONBEKEND"},
       {"LOKAAL_NIET_RECHTSTREEKS_NAAR_POLITIE", "TERUGMELDING_OP_EIGEN_OVERDRACHT"}},
  };
}

std::vector<RefusalCase> cases_about_scope() {
  return {
      {"two receivers",
       test::halt_melding(),
       [](Asking& a) { *a.message.header.add_receiver() = party(v1::VEILIG_THUIS, 2); },
       {"GEEN_RONDZENDING"},
       {"EEN_ONTVANGER"}},
      {"required fields not vouched for",
       test::halt_melding(),
       [](Asking& a) { a.facts().clear_volledig(); },
       {"VERPLICHT_VELD_ONTBREEKT"},
       {"VERPLICHTE_VELDEN_INGEVULD"}},
      {"required fields said to be missing",
       test::terugkoppeling(),
       [](Asking& a) { a.facts().set_volledig(v1::NEE); },
       {"VERPLICHT_VELD_ONTBREEKT"},
       {"VERPLICHTE_VELDEN_INGEVULD"}},
      {"a purpose that does not exist",
       test::halt_melding(),
       [](Asking& a) { a.message.header.set_purpose("NIEUWSGIERIGHEID"); },
       {"DOEL_ONBEKEND"},
       {}},
      {"a legal basis that does not exist",
       test::halt_melding(),
       [](Asking& a) { a.message.header.set_legal_basis("OMDAT_HET_KAN"); },
       {"GRONDSLAG_ONBEKEND"},
       {}},
      {"a purpose that the basis does not serve",
       test::vt_melding(),
       [](Asking& a) { a.message.header.set_purpose("TERUGKOPPELING_MELDER"); },
       {"DOEL_NIET_TOEGESTAAN", "GRONDSLAG_PAST_NIET_BIJ_DOEL"},
       {}},
      {"a basis for another purpose",
       test::vt_melding(),
       [](Asking& a) { a.message.header.set_legal_basis("WMO_4_1_1_LID_2_G"); },
       {"GRONDSLAG_PAST_NIET_BIJ_DOEL"},
       {}},
      {"a purpose that this message may not have",
       test::halt_melding(),
       [](Asking& a) { a.message.header.set_purpose("HULP_NA_MELDING"); },
       {"DOEL_NIET_TOEGESTAAN"},
       {}},
      {"a basis that is for other reporters",
       test::vt_melding(),
       [](Asking& a) { a.message.header.set_legal_basis("WMO_5_2_6"); },
       {"GEEN_REGEL"},
       {}},
      {"a receiver that gets no reports",
       test::halt_melding(),
       [](Asking& a) { a.to(party(v1::GI)); },
       {"GEEN_REGEL"},
       {}},
      {"a type that the bundle does not describe",
       test::halt_melding(),
       [](Asking& a) { a.message.header.set_type(v1::VTO); },
       {"GEEN_REGEL"},
       {}},
      {"a type that does not exist",
       test::halt_melding(),
       [](Asking& a) { a.message.header.set_type(static_cast<v1::MessageType>(999)); },
       {"BERICHTSOORT_ONBEKEND", "GEEN_REGEL"},
       {}},
  };
}

std::vector<RefusalCase> cases_about_form() {
  const std::vector<std::string> form = {"BERICHT_ONLEESBAAR"};
  return {
      {"a section too few",
       test::halt_melding(),
       [](Asking& a) { a.message.header.mutable_section()->RemoveLast(); },
       {"ONDERDEEL_ONTBREEKT"},
       {}},
      {"another type's section",
       test::halt_melding(),
       [](Asking& a) { add_label(a, v1::OVERDRACHT_KERN); },
       {"ONDERDEEL_TE_VEEL"},
       {}},
      {"a section twice",
       test::halt_melding(),
       [](Asking& a) { add_label(a, v1::MELDING_KERN); },
       {"ONDERDEEL_TE_VEEL"},
       {}},
      {"a section that does not exist",
       test::halt_melding(),
       [](Asking& a) { add_label(a, static_cast<v1::Label>(998)); },
       form,
       {}},
      {"another type's fact",
       test::halt_melding(),
       [](Asking& a) { a.facts().set_volgnummer(1); },
       {"ONDERDEEL_TE_VEEL"},
       {}},
      {"an unknown value of a fact",
       test::halt_melding(),
       [](Asking& a) { a.facts().set_gemeentecode_grond(static_cast<v1::GemeentecodeGrond::Value>(9)); },
       form,
       {}},
      {"an unknown value beyond any mask",
       test::halt_melding(),
       [](Asking& a) { a.case_facts().set_acuut(static_cast<v1::JaNee>(1000)); },
       form,
       {}},
      {"a value that the type does not allow",
       test::halt_melding(),
       [](Asking& a) { a.facts().set_geheimhouding(v1::NEE); },
       form,
       {}},
      {"an unknown value inside a fact",
       test::overdracht(),
       [](Asking& a) {
         a.facts().mutable_namen_gecontroleerd()->set_uitslag(static_cast<v1::ControleUitslag::Value>(7));
       },
       {"NIET_EEN_OP_EEN", "BERICHT_ONLEESBAAR"},
       {"NAMEN_GECONTROLEERD"}},
      {"a field that this version does not know",
       test::halt_melding(),
       [](Asking& a) { a.facts().GetReflection()->MutableUnknownFields(&a.facts())->AddVarint(900, 1); },
       form,
       {}},
  };
}

std::vector<RefusalCase> all_cases() {
  std::vector<RefusalCase> all;
  for (const auto& part : {cases_about_reviews(), cases_about_reports(), cases_about_feedback(), cases_about_answers(),
                           cases_about_seriousness(), cases_about_handover(), cases_about_sections_to_the_local_field(),
                           cases_about_checks_and_the_direct_way(), cases_about_scope(), cases_about_form()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace corvid::policy::testing
