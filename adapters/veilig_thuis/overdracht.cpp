// OVERDRACHT: to the local team of the municipality.

#include <array>
#include <string>
#include <string_view>

#include "adapters/translation/codes.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "adapters/veilig_thuis/outgoing.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::veilig_thuis {
namespace {

using translation::Draft;

constexpr std::string_view kPurpose = "HULP_NA_MELDING";
constexpr std::string_view kLegalBasis = "WMO_4_1_1_LID_2_D";
// Roles of sources: melder, informant, getuige, aangever (S002-56).
constexpr std::array<std::string_view, 4> kSourceRoles = {"391", "392", "004", "005"};

translation::Paths overdracht_paths() {
  return {{"OVERDRACHT_KERN", "overdracht.inhoud"},
          {"OVERDRACHT_KERN.aanleiding_politiebemoeienis", "overdracht.inhoud.aanleiding_politie"},
          {"OVERDRACHT_KERN.zorgen_veiligheid", "overdracht.inhoud.zorgen"},
          {"OVERDRACHT_KERN.verwachting_professional", "overdracht.inhoud.verwachting"},
          {"OVERDRACHT_KERN.toestemming_of_noodzaak", "overdracht.inhoud.toestemming"},
          {"OVERDRACHT_AFSPRAKEN", "overdracht.afspraken"},
          {"OVERDRACHT_CONTACT.contact_veilig_thuis", "overdracht.contact"}};
}

v1::OverdrachtKern kern_of(const zaaksysteem::Inhoud& content) {
  v1::OverdrachtKern kern;
  kern.set_aanleiding_politiebemoeienis(content.aanleiding_politie());
  kern.set_zorgen_veiligheid(content.zorgen());
  kern.set_verwachting_professional(content.verwachting());
  kern.set_bevindingen(content.bevindingen());
  kern.mutable_toestemming_of_noodzaak()->set_grond(content.toestemming().grond());
  kern.mutable_toestemming_of_noodzaak()->set_reden(content.toestemming().reden());
  if (content.has_zicht_op_veiligheid_bij()) {
    *kern.mutable_zicht_op_veiligheid_bij() = translation::to_payload(content.zicht_op_veiligheid_bij());
  }
  if (content.has_casusregie_bij()) {
    *kern.mutable_casusregie_bij() = translation::to_payload(content.casusregie_bij());
  }
  if (content.has_procesregie_bij()) {
    *kern.mutable_procesregie_bij() = translation::to_payload(content.procesregie_bij());
  }
  return kern;
}

v1::OverdrachtAfspraken agreed_of(const zaaksysteem::Afspraken& native) {
  v1::OverdrachtAfspraken agreed;
  agreed.set_doelen(native.doelen());
  agreed.set_plan_verwijzing(native.plan_verwijzing());
  agreed.set_afspraken(native.afspraken());
  agreed.set_overdrachtsgesprek_gewenst(native.overdrachtsgesprek_gewenst());
  return agreed;
}

// Whoever is a source must not be recognisable in the list of family members; only we can look inside.
void check_roles(Draft& draft, const zaaksysteem::Overdracht& handover) {
  for (int i = 0; i < handover.betrokkenen_size(); ++i) {
    for (const std::string_view source : kSourceRoles) {
      if (handover.betrokkenen(i).rol() == source) {
        draft.findings.add({std::string(translation::kSourceNamed),
                            {{"onderdeel", v1::Label_Name(v1::OVERDRACHT_BETROKKENEN)}},
                            {"overdracht.betrokkenen[" + std::to_string(i) + "].rol"}});
      }
    }
  }
}

// Sections that have no place here are passed on, so that the router refuses them by name.
void set_foreign(Draft& draft, v1::Label label, const google::protobuf::RepeatedPtrField<translation::Persoon>& persons,
                 const std::string& path) {
  if (!persons.empty()) {
    translation::set_persons(draft, label, persons, path);
  }
}

void set_case_facts(Draft& draft, const zaaksysteem::Weging& weighed) {
  draft.outgoing.facts.set_route(weighed.route());
  v1::CaseFacts& facts = draft.outgoing.case_facts;
  facts.set_kader(weighed.kader());
  facts.set_ernst(weighed.ernst());
  facts.set_ernstige_onveiligheid(weighed.ernstige_onveiligheid());
  facts.set_interventie_afgerond(weighed.interventie_afgerond());
  facts.set_afspraken_vastgelegd(weighed.afspraken_vastgelegd());
  facts.set_gezinsnotificatie(weighed.gezinsnotificatie());
  facts.set_monitoring(weighed.monitoring());
  facts.set_monitoring_reden(weighed.monitoring_reden());
}

// What it stems from, whether that is police data, and whose municipality it is.
void set_origin(Draft& draft, const zaaksysteem::Overdracht& handover, const gateway::Correlations& correlations) {
  v1::Facts& facts = draft.outgoing.facts;
  std::string municipality = handover.gemeente().code();
  for (int i = 0; i < handover.gebaseerd_op_size(); ++i) {
    const std::string path = "overdracht.gebaseerd_op[" + std::to_string(i) + "]";
    const gateway::Correlation* source =
        translation::known(handover.gebaseerd_op(i), path, correlations, draft.findings);
    if (source == nullptr) {
      continue;
    }
    facts.add_afgeleid_van(std::string(source->id.bytes()));
    if (source->other.role() == v1::POLITIE) {
      facts.set_geheimhouding(v1::JA);
    }
    if (municipality.empty()) {
      municipality = source->gemeentecode;
    }
  }
  // Words on why the police were involved come from the police, whatever the file says it is based on.
  if (!translation::is_blank(handover.inhoud().aanleiding_politie())) {
    facts.set_geheimhouding(v1::JA);
  }
  facts.set_gemeentecode(municipality);
  facts.set_gemeentecode_grond(handover.gemeente().grond());
}

}  // namespace

void fill_overdracht(Draft& draft, const zaaksysteem::Uitgaand& file, const gateway::Correlations& correlations) {
  const zaaksysteem::Overdracht& handover = file.overdracht();
  draft.paths = overdracht_paths();
  draft.outgoing.type = v1::OVERDRACHT;
  draft.outgoing.purpose = kPurpose;
  draft.outgoing.legal_basis = kLegalBasis;
  draft.outgoing.receiver_role = v1::LOKAAL_TEAM;
  translation::address(draft.outgoing, file.ontvanger(), {});
  set_origin(draft, handover, correlations);
  set_case_facts(draft, handover.weging());
  if (draft.outgoing.receivers.empty() && draft.outgoing.facts.gemeentecode().empty()) {
    draft.findings.add(translation::kFieldMissing, "overdracht.gemeente.code");
  }
  check_roles(draft, handover);

  draft.sections.set(v1::OVERDRACHT_KERN, kern_of(handover.inhoud()));
  draft.sections.set(v1::OVERDRACHT_AFSPRAKEN, agreed_of(handover.afspraken()));
  v1::OverdrachtContact contact;
  if (handover.has_contact()) {
    *contact.mutable_contact_veilig_thuis() = translation::to_payload(handover.contact());
  }
  draft.sections.set(v1::OVERDRACHT_CONTACT, contact);
  draft.sections.set(v1::OVERDRACHT_BIJLAGEN, translation::to_payload(handover.bijlagen()));
  translation::set_persons(draft, v1::OVERDRACHT_BETROKKENEN, handover.betrokkenen(), "overdracht.betrokkenen");
  set_foreign(draft, v1::MELDING_MELDER, handover.melders(), "overdracht.melders");
  set_foreign(draft, v1::MELDING_INFORMANT, handover.informanten(), "overdracht.informanten");
  set_foreign(draft, v1::MELDING_GETUIGE, handover.getuigen(), "overdracht.getuigen");
  set_foreign(draft, v1::MELDING_AANGEVER, handover.aangevers(), "overdracht.aangevers");
}

}  // namespace corvid::veilig_thuis
