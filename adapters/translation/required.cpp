#include "adapters/translation/required.h"

#include <string_view>

#include "adapters/translation/native_file.h"
#include "adapters/translation/sections.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::translation {
namespace {

constexpr std::size_t kSaltBytes = 32;

class Missing {
 public:
  void need(const std::string& path, bool present) {
    if (!present) {
      paths_.push_back(path);
    }
  }
  void need_text(const std::string& path, const std::string& text) { need(path, !is_blank(text)); }
  // `number` of an enumerator; 0 is ONBEPAALD.
  void need_choice(const std::string& path, int number) { need(path, number != 0); }

  [[nodiscard]] std::vector<std::string> paths() && { return std::move(paths_); }

 private:
  std::vector<std::string> paths_;
};

bool any_text(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  for (const std::string& text : texts) {
    if (!is_blank(text)) {
      return true;
    }
  }
  return false;
}

void need_contact(Missing& missing, const std::string& path, const v1::Contact& contact) {
  missing.need(path + ".telefoonnummers", any_text(contact.telefoonnummers()) || !is_blank(contact.email()));
}

void need_identity(Missing& missing, const std::string& path, const v1::Persoon& person) {
  if (!is_blank(person.bsn())) {
    return;
  }
  const bool year_unknown = person.geboortedatum().onvolledig() == v1::Geboortedatum::JAAR_ONBEKEND;
  missing.need(path + ".geboortedatum", year_unknown || !is_blank(person.geboortedatum().datum()));
  missing.need_text(path + ".adres_feitelijk.postcode", person.adres_feitelijk().postcode());
  missing.need_text(path + ".adres_feitelijk.huisnummer", person.adres_feitelijk().huisnummer());
}

void need_persons(Missing& missing, v1::Label label, const v1::Personen& persons) {
  for (int i = 0; i < persons.personen_size(); ++i) {
    const std::string path = v1::Label_Name(label) + ".personen[" + std::to_string(i) + "]";
    const v1::Persoon& person = persons.personen(i);
    missing.need_text(path + ".rol", person.rol());
    missing.need_text(path + ".geslachtsnaam", person.geslachtsnaam());
    missing.need_choice(path + ".geslacht", person.geslacht());
    missing.need_choice(path + ".adres_geheim", person.adres_geheim());
    need_identity(missing, path, person);
  }
}

void need_a_person(Missing& missing, v1::Label label, const v1::Personen& persons) {
  missing.need(v1::Label_Name(label) + ".personen", persons.personen_size() > 0);
  need_persons(missing, label, persons);
}

template <typename Content>
Content in(const OpenMessage& message, v1::Label label) {
  return content<Content>(message.sections, label);
}

void need_melding_kern(Missing& missing, const OpenMessage& message, const v1::MeldingKern& kern) {
  missing.need_text("MELDING_KERN.identificatie_vt_melding", kern.identificatie_vt_melding());
  // The salt comes with the review; a report without a review goes to the router, which refuses it by name.
  if (message.facts.has_beoordeling()) {
    missing.need("MELDING_KERN.digest_zout", kern.digest_zout().size() == kSaltBytes);
  }
  missing.need("MELDING_KERN.soort_zorg", kern.soort_zorg_size() > 0);
  for (int i = 0; i < kern.soort_zorg_size(); ++i) {
    missing.need_choice("MELDING_KERN.soort_zorg[" + std::to_string(i) + "]", kern.soort_zorg(i));
  }
  missing.need_text("MELDING_KERN.datum_melding", kern.datum_melding());
  missing.need_text("MELDING_KERN.datum_incident", kern.datum_incident());
  missing.need_text("MELDING_KERN.locatie_incident", kern.locatie_incident());
  missing.need_text("MELDING_KERN.omschrijving_incident", kern.omschrijving_incident());
  missing.need_text("MELDING_KERN.omschrijving_zorgelijke_situatie", kern.omschrijving_zorgelijke_situatie());
  missing.need_choice("MELDING_KERN.minderjarige_betrokken", kern.minderjarige_betrokken());
  if (message.facts.bron_soort() == v1::BronSoort::AANHOUDING) {
    missing.need_choice("MELDING_KERN.beide_ouders_aangehouden", kern.beide_ouders_aangehouden());
  }
  missing.need_choice("MELDING_KERN.sash_ingevuld", kern.sash_ingevuld());
  if (kern.sash_ingevuld() == v1::JA) {
    missing.need_choice("MELDING_KERN.sash_niveau", kern.sash_niveau());
  }
  missing.need_choice("MELDING_KERN.agendering_afstemmingsoverleg_gewenst",
                      kern.agendering_afstemmingsoverleg_gewenst());
  missing.need_choice("MELDING_KERN.pjk_jpt_in_aanmerking", kern.pjk_jpt_in_aanmerking());
}

void need_enrichment(Missing& missing, const OpenMessage& message) {
  for (const v1::Label label : {v1::MELDING_VERRIJKING_ZEDES, v1::MELDING_VERRIJKING_GEWELD,
                                v1::MELDING_VERRIJKING_HUISELIJK_GEWELD, v1::MELDING_VERRIJKING_VUURWAPENS}) {
    const auto block = in<v1::Verrijking>(message, label);
    const std::string& name = v1::Label_Name(label);
    missing.need(name + ".geraadpleegd_op_unix_ms", block.geraadpleegd_op_unix_ms() != 0);
    missing.need_choice(name + ".leeg", block.leeg());
    missing.need(name + ".registraties", block.leeg() != v1::NEE || block.registraties_size() > 0);
  }
}

void need_vt_melding(Missing& missing, const OpenMessage& message) {
  const auto kern = in<v1::MeldingKern>(message, v1::MELDING_KERN);
  need_melding_kern(missing, message, kern);
  const auto persons = in<v1::Personen>(message, v1::MELDING_BETROKKENEN);
  bool informed_per_person = false;
  for (const v1::Persoon& person : persons.personen()) {
    informed_per_person = informed_per_person || person.has_informering();
  }
  missing.need("MELDING_KERN.informering", informed_per_person || !is_blank(kern.informering()));
  need_a_person(missing, v1::MELDING_BETROKKENEN, persons);
  if (message.sender == v1::POLITIE) {
    need_enrichment(missing, message);
  }
  const auto safety = in<v1::VeiligheidProfessional>(message, v1::MELDING_VEILIGHEID_PROFESSIONAL);
  missing.need_choice("MELDING_VEILIGHEID_PROFESSIONAL.onveilig_verwacht", safety.onveilig_verwacht());
  if (safety.onveilig_verwacht() == v1::JA) {
    missing.need_text("MELDING_VEILIGHEID_PROFESSIONAL.toelichting", safety.toelichting());
  }
  need_contact(missing, "MELDING_CONTACT.contactgegevens_verdieping",
               in<v1::MeldingContact>(message, v1::MELDING_CONTACT).contactgegevens_verdieping());
  for (const v1::Label label : {v1::MELDING_MELDER, v1::MELDING_INFORMANT, v1::MELDING_GETUIGE, v1::MELDING_AANGEVER}) {
    need_persons(missing, label, in<v1::Personen>(message, label));
  }
}

void need_terugkoppeling(Missing& missing, const OpenMessage& message) {
  const auto kern = in<v1::TerugkoppelingKern>(message, v1::TERUGKOPPELING_KERN);
  if (message.answers != v1::TERUGMELDING) {
    missing.need_text("TERUGKOPPELING_KERN.identificatie_vt_melding", kern.identificatie_vt_melding());
  }
  missing.need_text("TERUGKOPPELING_KERN.datum_uitkomst", kern.datum_uitkomst());
  if (message.case_facts.code() != v1::TerugkoppelingCode::ONBEPAALD) {
    missing.need_text("TERUGKOPPELING_KERN.zicht_op_veiligheid_bij.naam", kern.zicht_op_veiligheid_bij().naam());
  }
}

void need_overdracht(Missing& missing, const OpenMessage& message) {
  const auto kern = in<v1::OverdrachtKern>(message, v1::OVERDRACHT_KERN);
  // `geheimhouding` says that the content stems from police data.
  if (message.facts.geheimhouding() == v1::JA) {
    missing.need_text("OVERDRACHT_KERN.aanleiding_politiebemoeienis", kern.aanleiding_politiebemoeienis());
  }
  missing.need_text("OVERDRACHT_KERN.zorgen_veiligheid", kern.zorgen_veiligheid());
  missing.need_text("OVERDRACHT_KERN.verwachting_professional", kern.verwachting_professional());
  missing.need_choice("OVERDRACHT_KERN.toestemming_of_noodzaak.grond", kern.toestemming_of_noodzaak().grond());
  if (kern.toestemming_of_noodzaak().grond() == v1::ToestemmingOfNoodzaak::NOODZAAK) {
    missing.need_text("OVERDRACHT_KERN.toestemming_of_noodzaak.reden", kern.toestemming_of_noodzaak().reden());
  }
  missing.need_text("OVERDRACHT_KERN.zicht_op_veiligheid_bij.naam", kern.zicht_op_veiligheid_bij().naam());
  need_a_person(missing, v1::OVERDRACHT_BETROKKENEN, in<v1::Personen>(message, v1::OVERDRACHT_BETROKKENEN));
  const auto agreed = in<v1::OverdrachtAfspraken>(message, v1::OVERDRACHT_AFSPRAKEN);
  if (message.case_facts.monitoring() == v1::JA) {
    missing.need_text("OVERDRACHT_AFSPRAKEN.doelen", agreed.doelen());
    missing.need_text("OVERDRACHT_AFSPRAKEN.plan_verwijzing", agreed.plan_verwijzing());
  }
  if (message.facts.route() == v1::Route::NA_INTERVENTIE) {
    missing.need_text("OVERDRACHT_AFSPRAKEN.afspraken", agreed.afspraken());
  }
  need_contact(missing, "OVERDRACHT_CONTACT.contact_veilig_thuis",
               in<v1::OverdrachtContact>(message, v1::OVERDRACHT_CONTACT).contact_veilig_thuis());
}

void need_overdracht_antwoord(Missing& missing, const OpenMessage& message) {
  const auto kern = in<v1::OverdrachtAntwoordKern>(message, v1::ANTWOORD_KERN);
  if (message.case_facts.besluit() == v1::OverdrachtBesluit::GEWEIGERD) {
    missing.need_text("ANTWOORD_KERN.reden", kern.reden());
  }
  need_contact(missing, "ANTWOORD_KERN.contact", kern.contact());
}

void need_terugmelding(Missing& missing, const OpenMessage& message) {
  const auto kern = in<v1::TerugmeldingKern>(message, v1::TERUGMELDING_KERN);
  missing.need_text("TERUGMELDING_KERN.toelichting", kern.toelichting());
  missing.need_text("TERUGMELDING_KERN.actuele_zorgen", kern.actuele_zorgen());
  need_a_person(missing, v1::TERUGMELDING_BETROKKENEN, in<v1::Personen>(message, v1::TERUGMELDING_BETROKKENEN));
  need_contact(missing, "TERUGMELDING_KERN.contact", kern.contact());
}

// A request carries only what identifies: a BSN, or name, birth date and address.
void need_informatieverzoek(Missing& missing, const OpenMessage& message) {
  const auto kern = in<v1::VerzoekKern>(message, v1::VERZOEK_KERN);
  missing.need_text("VERZOEK_KERN.identificatie_verzoek", kern.identificatie_verzoek());
  if (message.facts.soort_verzoek() != v1::SoortVerzoek::BEKENDHEID) {
    missing.need("VERZOEK_KERN.vragen", kern.vragen_size() > 0);
  }
  for (int i = 0; i < kern.vragen_size(); ++i) {
    missing.need("VERZOEK_KERN.vragen[" + std::to_string(i) + "]",
                 !is_blank(kern.vragen(i).code()) || !is_blank(kern.vragen(i).tekst()));
  }
  const auto persons = in<v1::Personen>(message, v1::VERZOEK_BETROKKENEN);
  missing.need("VERZOEK_BETROKKENEN.personen", persons.personen_size() > 0);
  for (int i = 0; i < persons.personen_size(); ++i) {
    const std::string path = "VERZOEK_BETROKKENEN.personen[" + std::to_string(i) + "]";
    need_identity(missing, path, persons.personen(i));
    missing.need(path + ".geslachtsnaam",
                 !is_blank(persons.personen(i).bsn()) || !is_blank(persons.personen(i).geslachtsnaam()));
  }
}

void need_informatieantwoord(Missing& missing, const OpenMessage& message) {
  const v1::Label label = message.sender == v1::POLITIE ? v1::ANTWOORD_POLITIE : v1::ANTWOORD_KERN;
  const std::string& name = v1::Label_Name(label);
  const auto kern = in<v1::InformatieAntwoordKern>(message, label);
  missing.need_text(name + ".identificatie_verzoek", kern.identificatie_verzoek());
  // Veilig Thuis answers questions of a local team, which are not about who is known.
  missing.need(name + ".indicatie_bekend", message.sender == v1::VEILIG_THUIS || kern.indicatie_bekend_size() > 0);
  for (int i = 0; i < kern.indicatie_bekend_size(); ++i) {
    const std::string path = name + ".indicatie_bekend[" + std::to_string(i) + "]";
    missing.need(path + ".persoon", kern.indicatie_bekend(i).persoon() != 0);
    missing.need_choice(path + ".bekend", kern.indicatie_bekend(i).bekend());
  }
}

}  // namespace

std::vector<std::string> missing_fields(const OpenMessage& message) {
  Missing missing;
  if (message.type == v1::VT_MELDING) {
    need_vt_melding(missing, message);
  } else if (message.type == v1::TERUGKOPPELING) {
    need_terugkoppeling(missing, message);
  } else if (message.type == v1::OVERDRACHT) {
    need_overdracht(missing, message);
  } else if (message.type == v1::OVERDRACHT_ANTWOORD) {
    need_overdracht_antwoord(missing, message);
  } else if (message.type == v1::TERUGMELDING) {
    need_terugmelding(missing, message);
  } else if (message.type == v1::INFORMATIEVERZOEK) {
    need_informatieverzoek(missing, message);
  } else if (message.type == v1::INFORMATIEANTWOORD) {
    need_informatieantwoord(missing, message);
  }
  return std::move(missing).paths();
}

}  // namespace corvid::translation
