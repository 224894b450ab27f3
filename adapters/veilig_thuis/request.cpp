// INFORMATIEVERZOEK: what does the Raad know? Only what identifies goes along.

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

constexpr std::string_view kPurpose = "VT_VERRIJKING";
constexpr std::string_view kLegalBasis = "WMO_4_1_1_LID_2_B";

v1::Persoon identity_of(const zaaksysteem::Gezochte& sought) {
  v1::Persoon person;
  person.set_bsn(sought.bsn());
  person.set_geslachtsnaam(sought.naam().geslachtsnaam());
  person.set_voorvoegsel(sought.naam().voorvoegsel());
  person.set_voornamen(sought.naam().voornamen());
  if (sought.has_geboren()) {
    *person.mutable_geboortedatum() = translation::to_payload(sought.geboren());
  }
  if (!sought.postcode().empty() || !sought.huisnummer().empty() || !sought.toevoeging().empty()) {
    person.mutable_adres_feitelijk()->set_postcode(sought.postcode());
    person.mutable_adres_feitelijk()->set_huisnummer(sought.huisnummer());
    person.mutable_adres_feitelijk()->set_huisnummer_toevoeging(sought.toevoeging());
  }
  return person;
}

void set_sought(Draft& draft, const zaaksysteem::Informatieverzoek& request) {
  v1::Personen persons;
  draft.paths.add("VERZOEK_BETROKKENEN.personen", "informatieverzoek.personen");
  for (int i = 0; i < request.personen_size(); ++i) {
    const std::string native = "informatieverzoek.personen[" + std::to_string(i) + "]";
    const std::string section = "VERZOEK_BETROKKENEN.personen[" + std::to_string(i) + "]";
    *persons.add_personen() = identity_of(request.personen(i));
    draft.paths.add(section, native);
    draft.paths.add(section + ".geslachtsnaam", native + ".naam.geslachtsnaam");
    draft.paths.add(section + ".geboortedatum", native + ".geboren");
    draft.paths.add(section + ".adres_feitelijk.postcode", native + ".postcode");
    draft.paths.add(section + ".adres_feitelijk.huisnummer", native + ".huisnummer");
    if (request.personen(i).has_geboren() && !translation::consistent(request.personen(i).geboren())) {
      draft.findings.add(translation::kUnreadable, native + ".geboren");
    }
  }
  draft.sections.set(v1::VERZOEK_BETROKKENEN, persons);
}

}  // namespace

void fill_informatieverzoek(Draft& draft, const zaaksysteem::Uitgaand& file,
                            const gateway::Correlations& correlations) {
  const zaaksysteem::Informatieverzoek& request = file.informatieverzoek();
  draft.paths = {{"VERZOEK_KERN.identificatie_verzoek", "informatieverzoek.verzoeknummer"},
                 {"VERZOEK_KERN.vragen", "informatieverzoek.vragen"}};
  draft.outgoing.type = v1::INFORMATIEVERZOEK;
  draft.outgoing.purpose = kPurpose;
  draft.outgoing.legal_basis = kLegalBasis;
  draft.outgoing.receiver_role = v1::RAAD;
  draft.outgoing.native_id = request.verzoeknummer();  // the answer names it
  translation::address(draft.outgoing, file.ontvanger(), {});
  if (draft.outgoing.receivers.empty()) {
    draft.findings.add(translation::kFieldMissing, "ontvanger");  // a request has no municipality to find it by
  }

  v1::Facts& facts = draft.outgoing.facts;
  facts.set_soort_verzoek(request.soort());
  facts.set_reden_verzoek(v1::RedenVerzoek::VERRIJKING_VT_MELDING);
  facts.set_soort_verzoeker(v1::SoortVerzoeker::MEDEWERKER_VT);
  const gateway::Correlation* about =
      translation::known(request.over_bericht(), "informatieverzoek.over_bericht", correlations, draft.findings);
  if (about != nullptr) {
    facts.set_over_bericht_id(std::string(about->id.bytes()));
    facts.add_afgeleid_van(std::string(about->id.bytes()));
    if (about->other.role() == v1::POLITIE) {
      facts.set_geheimhouding(v1::JA);
    }
  }

  v1::VerzoekKern kern;
  kern.set_identificatie_verzoek(request.verzoeknummer());
  for (const zaaksysteem::Vraag& question : request.vragen()) {
    v1::Vraag* added = kern.add_vragen();
    added->set_code(question.code());
    added->set_tekst(question.tekst());
  }
  draft.sections.set(v1::VERZOEK_KERN, kern);
  set_sought(draft, request);
}

}  // namespace corvid::veilig_thuis
