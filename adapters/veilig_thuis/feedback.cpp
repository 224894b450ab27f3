// TERUGKOPPELING: which of the four texts, to the reporter.

#include <string_view>

#include "adapters/translation/codes.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "adapters/veilig_thuis/outgoing.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::veilig_thuis {
namespace {

constexpr std::string_view kPurpose = "TERUGKOPPELING_MELDER";
constexpr std::string_view kLegalBasis = "WMO_4_1_1_LID_2_G";

translation::Paths feedback_paths() {
  return {{"TERUGKOPPELING_KERN.datum_uitkomst", "terugkoppeling.datum_uitkomst"},
          {"TERUGKOPPELING_KERN.zicht_op_veiligheid_bij", "terugkoppeling.zicht_op_veiligheid_bij"},
          {"TERUGKOPPELING_KERN.identificatie_vt_melding", "terugkoppeling.op_bericht"}};
}

void set_facts(translation::Draft& draft, const zaaksysteem::Terugkoppeling& feedback) {
  v1::Facts& facts = draft.outgoing.facts;
  facts.set_volgnummer(feedback.volgnummer());
  facts.set_moment(feedback.moment());
  if (feedback.has_juiste_ontvanger()) {
    facts.mutable_voorgestelde_ontvanger()->set_oin(feedback.juiste_ontvanger().oin());
    facts.mutable_voorgestelde_ontvanger()->set_role(feedback.juiste_ontvanger().rol());
  }
  // A number that is no standard text is the router's to refuse: passed on as it is.
  draft.outgoing.case_facts.set_code(static_cast<v1::TerugkoppelingCode::Value>(feedback.standaardtekst()));
  draft.outgoing.case_facts.set_status(feedback.status());
}

}  // namespace

void fill_terugkoppeling(translation::Draft& draft, const zaaksysteem::Uitgaand& file,
                         const gateway::Correlations& correlations, const text::ReasonCatalogue& catalogue) {
  const zaaksysteem::Terugkoppeling& feedback = file.terugkoppeling();
  draft.paths = feedback_paths();
  draft.outgoing.type = v1::TERUGKOPPELING;
  draft.outgoing.purpose = kPurpose;
  draft.outgoing.legal_basis = kLegalBasis;
  set_facts(draft, feedback);

  v1::TerugkoppelingKern kern;
  const gateway::Correlation* report =
      translation::known(feedback.op_bericht(), "terugkoppeling.op_bericht", correlations, draft.findings);
  if (report != nullptr) {
    translation::answer(draft, *report, file.ontvanger());
    // The reporter's own number, as received; a terugmelding has none.
    kern.set_identificatie_vt_melding(report->type == v1::VT_MELDING ? report->native_id : "");
  } else {
    draft.answers = v1::TERUGMELDING;  // nothing is known: do not ask for a number that only the ledger has
  }
  kern.set_datum_uitkomst(feedback.datum_uitkomst());
  if (feedback.has_zicht_op_veiligheid_bij()) {
    *kern.mutable_zicht_op_veiligheid_bij() = translation::to_payload(feedback.zicht_op_veiligheid_bij());
  }
  if (feedback.has_verantwoordelijke()) {
    *kern.mutable_contact_verantwoordelijke() = translation::to_payload(feedback.verantwoordelijke());
  }
  draft.sections.set(v1::TERUGKOPPELING_KERN, kern);

  // No text of one's own travels, so one that is not the official text must not seem to.
  const std::string& official = catalogue.official_text(draft.outgoing.case_facts.code());
  if (!feedback.tekst().empty() && feedback.tekst() != official) {
    draft.findings.add(translation::kUnknownText, "terugkoppeling.tekst");
  }
}

}  // namespace corvid::veilig_thuis
