// OVERDRACHT_ANTWOORD and TERUGMELDING.

#include <string_view>

#include "adapters/local_team/messages.h"
#include "adapters/translation/codes.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::local_team {
namespace {

using translation::Draft;

constexpr std::string_view kAnswerPurpose = "HULP_NA_MELDING";
constexpr std::string_view kReportPurpose = "VT_MELDING";
// A professional may tell Veilig Thuis without consent.
constexpr std::string_view kLegalBasis = "WMO_5_2_6";

}  // namespace

void fill_reactie(Draft& draft, const teamdossier::Verzending& file, const gateway::Correlations& correlations) {
  const teamdossier::Reactie& reaction = file.reactie();
  draft.paths = {{"ANTWOORD_KERN", "reactie"}};
  draft.outgoing.type = v1::OVERDRACHT_ANTWOORD;
  draft.outgoing.purpose = kAnswerPurpose;
  draft.outgoing.legal_basis = kLegalBasis;
  draft.outgoing.case_facts.set_besluit(reaction.besluit());
  draft.outgoing.case_facts.set_monitoring_gevraagd(reaction.monitoring_gevraagd());
  const gateway::Correlation* overdracht =
      translation::known(reaction.overdracht(), "reactie.overdracht", correlations, draft.findings);
  if (overdracht != nullptr) {
    translation::answer(draft, *overdracht, file.ontvanger());
  }
  v1::OverdrachtAntwoordKern kern;
  kern.set_reden(reaction.reden());
  if (reaction.has_contact()) {
    *kern.mutable_contact() = translation::to_payload(reaction.contact());
  }
  draft.sections.set(v1::ANTWOORD_KERN, kern);
}

void fill_terugmelding(Draft& draft, const teamdossier::Verzending& file, const gateway::Correlations& correlations) {
  const teamdossier::Terugmelding& report = file.terugmelding();
  const teamdossier::Verloop& course = report.verloop();
  draft.paths = {{"TERUGMELDING_KERN", "terugmelding.verloop"}, {"TERUGMELDING_KERN.contact", "terugmelding.contact"}};
  draft.outgoing.type = v1::TERUGMELDING;
  draft.outgoing.purpose = kReportPurpose;
  draft.outgoing.legal_basis = kLegalBasis;
  draft.outgoing.new_conversation = true;
  draft.outgoing.facts.set_overdracht_id(translation::id_bytes(report.overdracht()));
  draft.outgoing.case_facts.set_reden_terugmelding(report.reden());
  const gateway::Correlation* overdracht =
      translation::known(report.overdracht(), "terugmelding.overdracht", correlations, draft.findings);
  if (overdracht != nullptr) {
    translation::answer(draft, *overdracht, file.ontvanger());
    if (!overdracht->accepted_overdracht) {
      draft.findings.add(translation::kUnknownReference, "terugmelding.overdracht");
    }
  }
  v1::TerugmeldingKern kern;
  kern.set_toelichting(course.toelichting());
  kern.set_actuele_zorgen(course.actuele_zorgen());
  kern.set_laatste_contact(course.laatste_contact());
  kern.set_ingezette_hulp(course.ingezette_hulp());
  kern.set_ingebracht_jb_plein(course.jb_plein());
  kern.set_ingebracht_jb_plein_datum(course.jb_plein_datum());
  if (report.has_contact()) {
    *kern.mutable_contact() = translation::to_payload(report.contact());
  }
  draft.sections.set(v1::TERUGMELDING_KERN, kern);
  translation::set_persons(draft, v1::TERUGMELDING_BETROKKENEN, report.gezinsleden(), "terugmelding.gezinsleden");
}

}  // namespace corvid::local_team
