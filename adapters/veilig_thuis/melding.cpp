// VT_MELDING and TERUGMELDING: what comes in as a new report.

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/translation/exchange.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "adapters/veilig_thuis/incoming.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "proto/corvid/v1/payload.pb.h"
#include "proto/envelope/review.h"

namespace corvid::veilig_thuis {
namespace {

constexpr std::size_t kSaltBytes = 32;

constexpr std::array<std::pair<v1::Label, std::string_view>, 4> kConsulted = {
    {{v1::MELDING_VERRIJKING_ZEDES, "zedes"},
     {v1::MELDING_VERRIJKING_GEWELD, "geweld"},
     {v1::MELDING_VERRIJKING_HUISELIJK_GEWELD, "huiselijk geweld"},
     {v1::MELDING_VERRIJKING_VUURWAPENS, "vuurwapens"}}};

template <typename Content>
Content in(const client::Received& received, v1::Label label) {
  return translation::content<Content>(received.sections, label);
}

zaaksysteem::Bron source_of(const v1::Facts& facts, const v1::MeldingKern& kern) {
  zaaksysteem::Bron source;
  source.set_soort(facts.bron_soort());
  source.set_datum_signaal(facts.datum_signaal());
  source.set_datum_melding(kern.datum_melding());
  source.set_wpg_artikel(facts.wpg_artikel());
  if (facts.has_verrijkt_op_unix_ms()) {
    *source.mutable_verrijkt_op() = translation::to_timestamp(facts.verrijkt_op_unix_ms());
  }
  return source;
}

zaaksysteem::Gebeurtenis event_of(const v1::MeldingKern& kern) {
  zaaksysteem::Gebeurtenis event;
  event.set_datum(kern.datum_incident());
  event.set_locatie(kern.locatie_incident());
  event.set_omschrijving(kern.omschrijving_incident());
  event.set_aanhouding(kern.aanhouding());
  event.set_aangifte(kern.aangifte());
  event.set_tijdelijk_huisverbod(kern.tijdelijk_huisverbod());
  event.set_eergerelateerd_geweld(kern.eergerelateerd_geweld());
  event.set_minderjarige_betrokken(kern.minderjarige_betrokken());
  event.set_beide_ouders_aangehouden(kern.beide_ouders_aangehouden());
  return event;
}

zaaksysteem::Zorgen concerns_of(const v1::MeldingKern& kern) {
  zaaksysteem::Zorgen concerns;
  *concerns.mutable_soorten() = kern.soort_zorg();
  concerns.set_omschrijving(kern.omschrijving_zorgelijke_situatie());
  concerns.set_bestaande_hulpverlening(kern.bestaande_hulpverlening());
  concerns.set_aanvullende_informatie(kern.aanvullende_informatie());
  concerns.set_informering(kern.informering());
  concerns.set_sash_ingevuld(kern.sash_ingevuld());
  concerns.set_sash_niveau(kern.sash_niveau());
  concerns.set_afstemmingsoverleg_gewenst(kern.agendering_afstemmingsoverleg_gewenst());
  concerns.set_pjk_jpt_in_aanmerking(kern.pjk_jpt_in_aanmerking());
  return concerns;
}

zaaksysteem::Raadpleging consulted_of(std::string_view subject, const v1::Verrijking& block) {
  zaaksysteem::Raadpleging consulted;
  consulted.set_onderwerp(std::string(subject));
  *consulted.mutable_geraadpleegd_op() = translation::to_timestamp(block.geraadpleegd_op_unix_ms());
  consulted.set_leeg(block.leeg());
  for (const v1::Registratie& entry : block.registraties()) {
    zaaksysteem::Registratie* added = consulted.add_registraties();
    added->set_datum(entry.datum());
    added->set_soort(entry.soort());
    added->set_omschrijving(entry.omschrijving());
  }
  return consulted;
}

zaaksysteem::Beoordeling review_of(const v1::Beoordeling& review, const std::string& salt) {
  zaaksysteem::Beoordeling native;
  native.set_functie(review.functie());
  native.set_opgeleid(review.opgeleid());
  *native.mutable_tijdstip() = translation::to_timestamp(review.tijdstip_unix_ms());
  native.set_beoordelaar_sleutel(review.beoordelaar_sleutel());
  native.set_digest(review.digest());
  native.set_zout(salt);
  native.set_handtekening(review.handtekening());
  return native;
}

void set_persons(zaaksysteem::Melding& report, const client::Received& received) {
  const auto persons = [&received](v1::Label label) {
    return translation::from_section(in<v1::Personen>(received, label));
  };
  *report.mutable_betrokkenen() = persons(v1::MELDING_BETROKKENEN);
  *report.mutable_melders() = persons(v1::MELDING_MELDER);
  *report.mutable_informanten() = persons(v1::MELDING_INFORMANT);
  *report.mutable_getuigen() = persons(v1::MELDING_GETUIGE);
  *report.mutable_aangevers() = persons(v1::MELDING_AANGEVER);
}

}  // namespace

gateway::Native melding_of(const client::Received& received) {
  const auto kern = in<v1::MeldingKern>(received, v1::MELDING_KERN);
  const auto safety = in<v1::VeiligheidProfessional>(received, v1::MELDING_VEILIGHEID_PROFESSIONAL);
  const v1::Facts& facts = received.header.facts();
  zaaksysteem::Inkomend file;
  zaaksysteem::Melding& report = *file.mutable_melding();
  report.mutable_let_op()->set_onveilig_verwacht(safety.onveilig_verwacht());
  report.mutable_let_op()->set_toelichting(safety.toelichting());
  *report.mutable_herkomst() = translation::origin_of(received);
  report.set_meldingsnummer(kern.identificatie_vt_melding());
  *report.mutable_bron() = source_of(facts, kern);
  *report.mutable_gebeurtenis() = event_of(kern);
  *report.mutable_zorgen() = concerns_of(kern);
  set_persons(report, received);
  for (const auto& [label, subject] : kConsulted) {
    const auto block = in<v1::Verrijking>(received, label);
    if (block.leeg() != v1::JA_NEE_ONBEPAALD) {
      *report.add_raadplegingen() = consulted_of(subject, block);
    }
  }
  if (facts.has_beoordeling()) {
    *report.mutable_beoordeling() = review_of(facts.beoordeling(), kern.digest_zout());
  }
  *report.mutable_contact_verdieping() =
      translation::from_payload(in<v1::MeldingContact>(received, v1::MELDING_CONTACT).contactgegevens_verdieping());
  *report.mutable_bijlagen() = translation::from_payload(in<v1::Bijlagen>(received, v1::MELDING_BIJLAGEN));

  gateway::Native native;
  native.native_id = kern.identificatie_vt_melding();
  native.file_stem = "melding-" + translation::file_safe(native.native_id);
  native.bytes = translation::write_native(file);
  return native;
}

bool is_what_was_reviewed(const client::Received& received) {
  if (!received.header.facts().has_beoordeling()) {
    return true;  // nothing is claimed; whether that may be is the router's decision
  }
  const auto kern = in<v1::MeldingKern>(received, v1::MELDING_KERN);
  if (kern.digest_zout().size() != kSaltBytes) {
    return false;
  }
  const auto sections = translation::in_order(v1::VT_MELDING, received.header.sender().role(), received.sections);
  return envelope::review_digest(kern.digest_zout(), sections) == received.header.facts().beoordeling().digest();
}

gateway::Native terugmelding_of(const client::Received& received, const gateway::Correlation* overdracht) {
  const auto kern = in<v1::TerugmeldingKern>(received, v1::TERUGMELDING_KERN);
  zaaksysteem::Inkomend file;
  zaaksysteem::Terugmelding& report = *file.mutable_terugmelding();
  *report.mutable_herkomst() = translation::origin_of(received);
  report.set_overdracht_id(translation::id_text(received.header.facts().overdracht_id()));
  report.set_zaaknummer(overdracht == nullptr ? "" : overdracht->native_id);
  report.set_reden(received.case_facts.reden_terugmelding());
  report.set_toelichting(kern.toelichting());
  report.set_actuele_zorgen(kern.actuele_zorgen());
  report.set_laatste_contact(kern.laatste_contact());
  report.set_ingezette_hulp(kern.ingezette_hulp());
  report.set_ingebracht_jb_plein(kern.ingebracht_jb_plein());
  report.set_ingebracht_jb_plein_datum(kern.ingebracht_jb_plein_datum());
  *report.mutable_betrokkenen() = translation::from_section(in<v1::Personen>(received, v1::TERUGMELDING_BETROKKENEN));
  *report.mutable_contact() = translation::from_payload(kern.contact());

  gateway::Native native;
  native.native_id = report.zaaknummer();
  native.file_stem = "terugmelding-" + translation::file_safe(native.native_id);
  native.bytes = translation::write_native(file);
  return native;
}

}  // namespace corvid::veilig_thuis
