// OVERDRACHT and TERUGKOPPELING.

#include <string>

#include "adapters/local_team/messages.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::local_team {
namespace {

template <typename Content>
Content in(const client::Received& received, v1::Label label) {
  return translation::content<Content>(received.sections, label);
}

teamdossier::Gezinsvraag question_of(const v1::OverdrachtKern& kern) {
  teamdossier::Gezinsvraag question;
  question.set_aanleiding_politie(kern.aanleiding_politiebemoeienis());
  question.set_zorgen_om_veiligheid(kern.zorgen_veiligheid());
  question.set_wat_wordt_verwacht(kern.verwachting_professional());
  question.set_bevindingen(kern.bevindingen());
  question.set_toestemming(kern.toestemming_of_noodzaak().grond());
  question.set_reden_noodzaak(kern.toestemming_of_noodzaak().reden());
  return question;
}

teamdossier::Inschatting weighed_of(const client::Received& received) {
  const v1::CaseFacts& facts = received.case_facts;
  teamdossier::Inschatting weighed;
  weighed.set_route(received.header.facts().route());
  weighed.set_kader(facts.kader());
  weighed.set_ernst(facts.ernst());
  weighed.set_ernstige_onveiligheid(facts.ernstige_onveiligheid());
  weighed.set_interventie_afgerond(facts.interventie_afgerond());
  weighed.set_afspraken_vastgelegd(facts.afspraken_vastgelegd());
  weighed.set_gezinsnotificatie(facts.gezinsnotificatie());
  weighed.set_monitoring(facts.monitoring());
  weighed.set_monitoring_reden(facts.monitoring_reden());
  return weighed;
}

teamdossier::Regie direction_of(const v1::OverdrachtKern& kern) {
  teamdossier::Regie direction;
  *direction.mutable_zicht_op_veiligheid() = translation::from_payload(kern.zicht_op_veiligheid_bij());
  if (kern.has_casusregie_bij()) {
    *direction.mutable_casusregie() = translation::from_payload(kern.casusregie_bij());
  }
  if (kern.has_procesregie_bij()) {
    *direction.mutable_procesregie() = translation::from_payload(kern.procesregie_bij());
  }
  return direction;
}

teamdossier::Werkafspraken agreed_of(const v1::OverdrachtAfspraken& agreed) {
  teamdossier::Werkafspraken native;
  native.set_doelen(agreed.doelen());
  native.set_plan(agreed.plan_verwijzing());
  native.set_afspraken(agreed.afspraken());
  native.set_overdrachtsgesprek(agreed.overdrachtsgesprek_gewenst());
  return native;
}

teamdossier::Controle check_of(const v1::Controle& check) {
  teamdossier::Controle native;
  native.set_uitslag(check.uitslag());
  native.set_score(check.score());
  native.set_drempel(check.drempel());
  native.set_regelversie(check.regelversie());
  return native;
}

}  // namespace

gateway::Native aanmelding_of(const client::Received& received) {
  const auto kern = in<v1::OverdrachtKern>(received, v1::OVERDRACHT_KERN);
  const v1::Facts& facts = received.header.facts();
  teamdossier::Postvak file;
  teamdossier::Aanmelding& handover = *file.mutable_aanmelding();
  *handover.mutable_herkomst() = translation::origin_of(received);
  *handover.mutable_vraag() = question_of(kern);
  *handover.mutable_inschatting() = weighed_of(received);
  *handover.mutable_regie() = direction_of(kern);
  *handover.mutable_werkafspraken() = agreed_of(in<v1::OverdrachtAfspraken>(received, v1::OVERDRACHT_AFSPRAKEN));
  *handover.mutable_gezinsleden() = translation::from_section(in<v1::Personen>(received, v1::OVERDRACHT_BETROKKENEN));
  *handover.mutable_veilig_thuis() =
      translation::from_payload(in<v1::OverdrachtContact>(received, v1::OVERDRACHT_CONTACT).contact_veilig_thuis());
  *handover.mutable_bijlagen() = translation::from_payload(in<v1::Bijlagen>(received, v1::OVERDRACHT_BIJLAGEN));
  if (facts.has_namen_gecontroleerd()) {
    *handover.mutable_controles()->mutable_namen() = check_of(facts.namen_gecontroleerd());
  }
  if (facts.has_overname_gecontroleerd()) {
    *handover.mutable_controles()->mutable_overname() = check_of(facts.overname_gecontroleerd());
  }
  gateway::Native native;
  native.native_id = received.id.to_string();
  native.file_stem = "overdracht";
  native.bytes = translation::write_native(file);
  return native;
}

gateway::Native terugkoppeling_of(const client::Received& received, const gateway::Correlation& terugmelding) {
  const auto kern = in<v1::TerugkoppelingKern>(received, v1::TERUGKOPPELING_KERN);
  const v1::Facts& facts = received.header.facts();
  teamdossier::Postvak file;
  teamdossier::Terugkoppeling& feedback = *file.mutable_terugkoppeling();
  *feedback.mutable_herkomst() = translation::origin_of(received);
  feedback.set_teamdossier(terugmelding.native_id);
  feedback.set_volgnummer(facts.volgnummer());
  feedback.set_moment(facts.moment());
  if (received.case_facts.code() != v1::TerugkoppelingCode::ONBEPAALD) {
    feedback.set_code(static_cast<int>(received.case_facts.code()));
    feedback.set_tekst(received.statement.official_text());
  }
  feedback.set_status(received.case_facts.status());
  if (facts.has_voorgestelde_ontvanger()) {
    *feedback.mutable_juiste_ontvanger() = translation::party_of(facts.voorgestelde_ontvanger());
  }
  feedback.set_datum_uitkomst(kern.datum_uitkomst());
  if (kern.has_zicht_op_veiligheid_bij()) {
    *feedback.mutable_zicht_op_veiligheid() = translation::from_payload(kern.zicht_op_veiligheid_bij());
  }
  if (kern.has_contact_verantwoordelijke()) {
    *feedback.mutable_verantwoordelijke() = translation::from_payload(kern.contact_verantwoordelijke());
  }
  gateway::Native native;
  native.native_id = terugmelding.native_id;
  native.file_stem =
      "terugkoppeling-" + translation::file_safe(native.native_id) + "-" + std::to_string(facts.volgnummer());
  native.bytes = translation::write_native(file);
  return native;
}

}  // namespace corvid::local_team
