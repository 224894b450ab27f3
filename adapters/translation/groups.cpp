#include "adapters/translation/groups.h"
#include "adapters/translation/codes.h"

#include <algorithm>
#include <optional>

namespace corvid::translation {
namespace {

v1::InformeringPersoon informed_to_payload(const Geinformeerd& informed) {
  v1::InformeringPersoon payload;
  payload.set_wijze(informed.wijze());
  payload.set_gereageerd(informed.gereageerd());
  payload.set_strekking(informed.strekking());
  payload.set_datum(informed.datum());
  return payload;
}

Geinformeerd informed_from_payload(const v1::InformeringPersoon& payload) {
  Geinformeerd informed;
  informed.set_wijze(payload.wijze());
  informed.set_gereageerd(payload.gereageerd());
  informed.set_strekking(payload.strekking());
  informed.set_datum(payload.datum());
  return informed;
}

// Everything but the relations, which need the list.
v1::Persoon person_to_payload(const Persoon& person, const std::string& rol) {
  v1::Persoon payload;
  payload.set_rol(rol);
  payload.set_bsn(person.bsn());
  payload.set_geslachtsnaam(person.naam().geslachtsnaam());
  payload.set_voorvoegsel(person.naam().voorvoegsel());
  payload.set_voornamen(person.naam().voornamen());
  payload.set_geslacht(person.geslacht());
  if (person.has_geboren()) {
    *payload.mutable_geboortedatum() = to_payload(person.geboren());
  }
  if (person.adressen().has_formeel()) {
    *payload.mutable_adres_formeel() = to_payload(person.adressen().formeel());
  }
  if (person.adressen().has_feitelijk()) {
    *payload.mutable_adres_feitelijk() = to_payload(person.adressen().feitelijk());
  }
  payload.set_adres_geheim(person.adressen().geheim());
  *payload.mutable_telefoonnummers() = person.telefoonnummers();
  payload.set_taal(person.taal());
  payload.set_nationaliteit(person.nationaliteit());
  if (person.has_zwangerschap()) {
    payload.mutable_ongeboren_kind()->set_moeder(person.zwangerschap().moeder());
    payload.mutable_ongeboren_kind()->set_uitgerekende_datum(person.zwangerschap().uitgerekende_datum());
  }
  payload.set_overige_zorg_minderjarige(person.overige_zorg_minderjarige());
  if (person.has_geinformeerd()) {
    *payload.mutable_informering() = informed_to_payload(person.geinformeerd());
  }
  return payload;
}

Persoon person_from_payload(const v1::Persoon& payload) {
  Persoon person;
  person.set_rol(payload.rol());
  person.set_bsn(payload.bsn());
  person.mutable_naam()->set_geslachtsnaam(payload.geslachtsnaam());
  person.mutable_naam()->set_voorvoegsel(payload.voorvoegsel());
  person.mutable_naam()->set_voornamen(payload.voornamen());
  person.set_geslacht(payload.geslacht());
  if (payload.has_geboortedatum()) {
    *person.mutable_geboren() = from_payload(payload.geboortedatum());
  }
  if (payload.has_adres_formeel()) {
    *person.mutable_adressen()->mutable_formeel() = from_payload(payload.adres_formeel());
  }
  if (payload.has_adres_feitelijk()) {
    *person.mutable_adressen()->mutable_feitelijk() = from_payload(payload.adres_feitelijk());
  }
  person.mutable_adressen()->set_geheim(payload.adres_geheim());
  *person.mutable_telefoonnummers() = payload.telefoonnummers();
  for (const v1::Relatie& relation : payload.relaties()) {
    Relatie* added = person.add_relaties();
    added->set_soort(relation.soort());
    added->set_met("P" + std::to_string(relation.met()));
  }
  person.set_taal(payload.taal());
  person.set_nationaliteit(payload.nationaliteit());
  if (payload.has_ongeboren_kind()) {
    person.mutable_zwangerschap()->set_moeder(payload.ongeboren_kind().moeder());
    person.mutable_zwangerschap()->set_uitgerekende_datum(payload.ongeboren_kind().uitgerekende_datum());
  }
  person.set_overige_zorg_minderjarige(payload.overige_zorg_minderjarige());
  if (payload.has_informering()) {
    *person.mutable_geinformeerd() = informed_from_payload(payload.informering());
  }
  return person;
}

// Place of the one person with this mark, from 1.
std::optional<std::uint32_t> place_of(const std::string& mark, const std::vector<Entry>& entries) {
  std::optional<std::uint32_t> place;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (mark.empty() || entries[i].person->kenmerk() != mark) {
      continue;
    }
    if (place) {
      return std::nullopt;
    }
    place = static_cast<std::uint32_t>(i + 1);
  }
  return place;
}

}  // namespace

std::vector<Entry> entries_of(const google::protobuf::RepeatedPtrField<Persoon>& persons, const std::string& path) {
  std::vector<Entry> entries;
  entries.reserve(static_cast<std::size_t>(persons.size()));
  for (int i = 0; i < persons.size(); ++i) {
    entries.push_back({&persons[i], path + "[" + std::to_string(i) + "]", persons[i].rol()});
  }
  return entries;
}

PersonsTranslated to_section(const std::vector<Entry>& entries) {
  PersonsTranslated result;
  for (const Entry& entry : entries) {
    v1::Persoon* payload = result.persons.add_personen();
    *payload = person_to_payload(*entry.person, entry.rol);
    if (entry.person->has_geboren() && !consistent(entry.person->geboren())) {
      result.findings.add(kUnreadable, entry.path + ".geboren");
    }
    for (int i = 0; i < entry.person->relaties_size(); ++i) {
      const Relatie& relation = entry.person->relaties(i);
      const auto place = place_of(relation.met(), entries);
      if (place) {
        v1::Relatie* added = payload->add_relaties();
        added->set_soort(relation.soort());
        added->set_met(*place);
      } else if (entry.foreign_relations == Entry::ForeignRelations::kFault) {
        result.findings.add(kUnreadable, entry.path + ".relaties[" + std::to_string(i) + "].met");
      }
    }
  }
  return result;
}

void add_person_paths(Paths& paths, v1::Label label, const std::vector<Entry>& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string section = v1::Label_Name(label) + ".personen[" + std::to_string(i) + "]";
    const std::string& native = entries[i].path;
    paths.add(section, native);
    paths.add(section + ".geslachtsnaam", native + ".naam.geslachtsnaam");
    paths.add(section + ".geboortedatum", native + ".geboren");
    paths.add(section + ".adres_feitelijk", native + ".adressen.feitelijk");
    paths.add(section + ".adres_geheim", native + ".adressen.geheim");
  }
}

google::protobuf::RepeatedPtrField<Persoon> from_section(const v1::Personen& persons) {
  google::protobuf::RepeatedPtrField<Persoon> natives;
  for (const v1::Persoon& payload : persons.personen()) {
    Persoon* person = natives.Add();
    *person = person_from_payload(payload);
    person->set_kenmerk("P" + std::to_string(natives.size()));
  }
  return natives;
}

v1::Adres to_payload(const Adres& address) {
  v1::Adres payload;
  payload.set_straat(address.straat());
  payload.set_huisnummer(address.huisnummer());
  payload.set_huisnummer_toevoeging(address.toevoeging());
  payload.set_postcode(address.postcode());
  payload.set_woonplaats(address.woonplaats());
  payload.set_gemeentecode(address.gemeentecode());
  payload.set_land(address.land());
  return payload;
}

Adres from_payload(const v1::Adres& payload) {
  Adres address;
  address.set_straat(payload.straat());
  address.set_huisnummer(payload.huisnummer());
  address.set_toevoeging(payload.huisnummer_toevoeging());
  address.set_postcode(payload.postcode());
  address.set_woonplaats(payload.woonplaats());
  address.set_gemeentecode(payload.gemeentecode());
  address.set_land(payload.land());
  return address;
}

v1::Contact to_payload(const Contact& contact) {
  v1::Contact payload;
  payload.set_naam(contact.naam());
  payload.set_afdeling(contact.afdeling());
  payload.set_functie(contact.functie());
  *payload.mutable_telefoonnummers() = contact.telefoonnummers();
  payload.set_email(contact.email());
  return payload;
}

Contact from_payload(const v1::Contact& payload) {
  Contact contact;
  contact.set_naam(payload.naam());
  contact.set_afdeling(payload.afdeling());
  contact.set_functie(payload.functie());
  *contact.mutable_telefoonnummers() = payload.telefoonnummers();
  contact.set_email(payload.email());
  return contact;
}

v1::Organisatie to_payload(const Organisatie& organisation) {
  v1::Organisatie payload;
  payload.set_naam(organisation.naam());
  payload.set_oin(organisation.oin());
  return payload;
}

Organisatie from_payload(const v1::Organisatie& payload) {
  Organisatie organisation;
  organisation.set_naam(payload.naam());
  organisation.set_oin(payload.oin());
  return organisation;
}

v1::Bijlagen to_payload(const google::protobuf::RepeatedPtrField<Bijlage>& attachments) {
  v1::Bijlagen payload;
  for (const Bijlage& attachment : attachments) {
    v1::Bijlage* added = payload.add_bijlagen();
    added->set_naam(attachment.bestandsnaam());
    added->set_mediatype(attachment.mediatype());
    added->set_inhoud(attachment.inhoud());
  }
  return payload;
}

google::protobuf::RepeatedPtrField<Bijlage> from_payload(const v1::Bijlagen& payload) {
  google::protobuf::RepeatedPtrField<Bijlage> attachments;
  for (const v1::Bijlage& attachment : payload.bijlagen()) {
    Bijlage* added = attachments.Add();
    added->set_bestandsnaam(attachment.naam());
    added->set_mediatype(attachment.mediatype());
    added->set_inhoud(attachment.inhoud());
  }
  return attachments;
}

v1::Geboortedatum to_payload(const Geboren& born) {
  v1::Geboortedatum payload;
  payload.set_datum(born.datum());
  payload.set_onvolledig(born.onvolledig());
  return payload;
}

Geboren from_payload(const v1::Geboortedatum& payload) {
  Geboren born;
  born.set_datum(payload.datum());
  born.set_onvolledig(payload.onvolledig());
  return born;
}

bool consistent(const Geboren& born) {
  const std::string& date = born.datum();
  if (born.onvolledig() == v1::Geboortedatum::VOLLEDIG) {
    return date.empty() || is_iso_date(date);  // an empty one is missing, not malformed
  }
  if (born.onvolledig() == v1::Geboortedatum::DAG_ONBEKEND) {
    return date.size() == 7 && is_iso_date(date + "-01");
  }
  if (born.onvolledig() == v1::Geboortedatum::MAAND_ONBEKEND) {
    return date.size() == 4 && is_iso_date(date + "-01-01");
  }
  return date.empty();
}

std::int64_t to_unix_ms(const google::protobuf::Timestamp& time) {
  constexpr std::int64_t kMsPerSecond = 1000;
  constexpr std::int32_t kNanosPerMs = 1'000'000;
  return time.seconds() * kMsPerSecond + time.nanos() / kNanosPerMs;
}

google::protobuf::Timestamp to_timestamp(std::int64_t unix_ms) {
  constexpr std::int64_t kMsPerSecond = 1000;
  constexpr std::int64_t kNanosPerMs = 1'000'000;
  // RFC 3339 knows the years 1 to 9999 only; a time outside is written as the nearest end.
  constexpr std::int64_t kFirst = -62'135'596'800'000;
  constexpr std::int64_t kLast = 253'402'300'799'999;
  const std::int64_t bounded = std::clamp(unix_ms, kFirst, kLast);
  std::int64_t seconds = bounded / kMsPerSecond;
  std::int64_t rest = bounded % kMsPerSecond;
  if (rest < 0) {
    rest += kMsPerSecond;
    --seconds;
  }
  google::protobuf::Timestamp time;
  time.set_seconds(seconds);
  time.set_nanos(static_cast<std::int32_t>(rest * kNanosPerMs));
  return time;
}

}  // namespace corvid::translation
