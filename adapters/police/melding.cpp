#include "adapters/police/melding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "adapters/translation/codes.h"
#include "adapters/translation/groups.h"
#include "proto/corvid/v1/payload.pb.h"
#include "proto/envelope/review.h"

namespace corvid::police {
namespace {

using translation::Draft;
using translation::Entry;

// Purpose and basis of a police report to Veilig Thuis, as the policy bundle names them.
constexpr std::string_view kPurpose = "VT_MELDING";
constexpr std::string_view kLegalBasis = "BPG_4_2_LID_1_I";

translation::Paths export_paths() {
  return {
      {"MELDING_KERN.identificatie_vt_melding", "registratie.bvh_nummer"},
      {"MELDING_KERN.digest_zout", "beoordeling.zout"},
      {"MELDING_KERN.soort_zorg", "incident.aandachtsgebieden"},
      {"MELDING_KERN.datum_melding", "registratie.opgemaakt_op"},
      {"MELDING_KERN.datum_incident", "incident.pleegdatum"},
      {"MELDING_KERN.locatie_incident", "incident.pleegplaats"},
      {"MELDING_KERN.omschrijving_incident", "incident.toedracht"},
      {"MELDING_KERN.omschrijving_zorgelijke_situatie", "zorg.zorgen"},
      {"MELDING_KERN.minderjarige_betrokken", "incident.minderjarige_betrokken"},
      {"MELDING_KERN.beide_ouders_aangehouden", "incident.beide_ouders_aangehouden"},
      {"MELDING_KERN.sash_ingevuld", "zorg.sash.ingevuld"},
      {"MELDING_KERN.sash_niveau", "zorg.sash.niveau"},
      {"MELDING_KERN.agendering_afstemmingsoverleg_gewenst", "zorg.afstemmingsoverleg_gewenst"},
      {"MELDING_KERN.pjk_jpt_in_aanmerking", "zorg.pjk_jpt"},
      {"MELDING_KERN.informering", "zorg.informering"},
      {"MELDING_BETROKKENEN.personen", "betrokkenen"},
      {"MELDING_VERRIJKING_ZEDES", "verrijking.zedes"},
      {"MELDING_VERRIJKING_GEWELD", "verrijking.geweld"},
      {"MELDING_VERRIJKING_HUISELIJK_GEWELD", "verrijking.huiselijk_geweld"},
      {"MELDING_VERRIJKING_VUURWAPENS", "verrijking.vuurwapens"},
      {"MELDING_VERRIJKING_ZEDES.geraadpleegd_op_unix_ms", "verrijking.zedes.geraadpleegd_op"},
      {"MELDING_VERRIJKING_GEWELD.geraadpleegd_op_unix_ms", "verrijking.geweld.geraadpleegd_op"},
      {"MELDING_VERRIJKING_HUISELIJK_GEWELD.geraadpleegd_op_unix_ms", "verrijking.huiselijk_geweld.geraadpleegd_op"},
      {"MELDING_VERRIJKING_VUURWAPENS.geraadpleegd_op_unix_ms", "verrijking.vuurwapens.geraadpleegd_op"},
      {"MELDING_VERRIJKING_ZEDES.registraties", "verrijking.zedes.mutaties"},
      {"MELDING_VERRIJKING_GEWELD.registraties", "verrijking.geweld.mutaties"},
      {"MELDING_VERRIJKING_HUISELIJK_GEWELD.registraties", "verrijking.huiselijk_geweld.mutaties"},
      {"MELDING_VERRIJKING_VUURWAPENS.registraties", "verrijking.vuurwapens.mutaties"},
      {"MELDING_VEILIGHEID_PROFESSIONAL", "eigen_veiligheid"},
      {"MELDING_CONTACT.contactgegevens_verdieping", "vraagbaak"},
  };
}

v1::MeldingKern kern_of(const bvh::Export& report) {
  const bvh::Incident& incident = report.incident();
  const bvh::Zorg& concern = report.zorg();
  v1::MeldingKern kern;
  kern.set_identificatie_vt_melding(report.registratie().bvh_nummer());
  kern.set_digest_zout(report.beoordeling().zout());
  *kern.mutable_soort_zorg() = incident.aandachtsgebieden();
  kern.set_datum_melding(report.registratie().opgemaakt_op());
  kern.set_datum_incident(incident.pleegdatum());
  kern.set_locatie_incident(incident.pleegplaats());
  kern.set_omschrijving_incident(incident.toedracht());
  kern.set_omschrijving_zorgelijke_situatie(concern.zorgen());
  kern.set_minderjarige_betrokken(incident.minderjarige_betrokken());
  kern.set_beide_ouders_aangehouden(incident.beide_ouders_aangehouden());
  kern.set_bestaande_hulpverlening(concern.lopende_hulpverlening());
  kern.set_tijdelijk_huisverbod(incident.tijdelijk_huisverbod());
  kern.set_aanhouding(incident.aanhouding());
  kern.set_aangifte(incident.aangifte());
  kern.set_eergerelateerd_geweld(incident.eergerelateerd());
  kern.set_aanvullende_informatie(concern.aanvullend());
  kern.set_sash_ingevuld(concern.sash().ingevuld());
  kern.set_sash_niveau(concern.sash().niveau());
  kern.set_agendering_afstemmingsoverleg_gewenst(concern.afstemmingsoverleg_gewenst());
  kern.set_pjk_jpt_in_aanmerking(concern.pjk_jpt());
  kern.set_informering(concern.informering());
  return kern;
}

v1::Verrijking block_of(const bvh::Raadpleging& consulted) {
  v1::Verrijking block;
  block.set_geraadpleegd_op_unix_ms(translation::to_unix_ms(consulted.geraadpleegd_op()));
  block.set_leeg(consulted.leeg());
  for (const bvh::Mutatie& entry : consulted.mutaties()) {
    v1::Registratie* added = block.add_registraties();
    added->set_datum(entry.datum());
    added->set_soort(entry.soort());
    added->set_omschrijving(entry.omschrijving());
  }
  return block;
}

struct SourceRole {
  std::string_view code;
  bvh::Bron::Rol also;
  v1::Label label;
};
constexpr std::array<SourceRole, 4> kSourceRoles = {{{"391", bvh::Bron::MELDER, v1::MELDING_MELDER},
                                                     {"392", bvh::Bron::INFORMANT, v1::MELDING_INFORMANT},
                                                     {"004", bvh::Bron::GETUIGE, v1::MELDING_GETUIGE},
                                                     {"005", bvh::Bron::AANGEVER, v1::MELDING_AANGEVER}}};

bool is_source(const std::string& rol) {
  return std::any_of(kSourceRoles.begin(), kSourceRoles.end(),
                     [&rol](const SourceRole& source) { return source.code == rol; });
}

bool is_also(const bvh::Betrokkene& involved, bvh::Bron::Rol role) {
  return std::find(involved.tevens().begin(), involved.tevens().end(), role) != involved.tevens().end();
}

void set_entries(Draft& draft, v1::Label label, const std::vector<Entry>& entries) {
  const translation::PersonsTranslated translated = translation::to_section(entries);
  draft.sections.set(label, translated.persons);
  draft.findings.add_all(translated.findings);
  translation::add_person_paths(draft.paths, label, entries);
}

// One list in BVH; in the message each role that is a source has a section of its own, and family stays in
// BETROKKENEN: a victim who pressed charges stands in both.
void set_persons(Draft& draft, const bvh::Export& report) {
  std::vector<Entry> family;
  std::array<std::vector<Entry>, kSourceRoles.size()> sources;
  for (int i = 0; i < report.betrokkenen_size(); ++i) {
    const bvh::Betrokkene& involved = report.betrokkenen(i);
    const std::string path = "betrokkenen[" + std::to_string(i) + "].persoon";
    const bool is_family = !is_source(involved.persoon().rol());
    if (is_family) {
      family.push_back({&involved.persoon(), path, involved.persoon().rol()});
    }
    bool placed = is_family;
    for (std::size_t s = 0; s < kSourceRoles.size(); ++s) {
      if (involved.persoon().rol() == kSourceRoles[s].code || is_also(involved, kSourceRoles[s].also)) {
        sources[s].push_back({&involved.persoon(), path, std::string(kSourceRoles[s].code),
                              placed ? Entry::ForeignRelations::kLeftOut : Entry::ForeignRelations::kFault});
        placed = true;
      }
    }
  }
  set_entries(draft, v1::MELDING_BETROKKENEN, family);
  for (std::size_t s = 0; s < kSourceRoles.size(); ++s) {
    set_entries(draft, kSourceRoles[s].label, sources[s]);
  }
}

void set_sections(Draft& draft, const bvh::Export& report) {
  draft.sections.set(v1::MELDING_KERN, kern_of(report));
  set_persons(draft, report);
  const bvh::Verrijking& enrichment = report.verrijking();
  draft.sections.set(v1::MELDING_VERRIJKING_ZEDES, block_of(enrichment.zedes()));
  draft.sections.set(v1::MELDING_VERRIJKING_GEWELD, block_of(enrichment.geweld()));
  draft.sections.set(v1::MELDING_VERRIJKING_HUISELIJK_GEWELD, block_of(enrichment.huiselijk_geweld()));
  draft.sections.set(v1::MELDING_VERRIJKING_VUURWAPENS, block_of(enrichment.vuurwapens()));
  v1::VeiligheidProfessional safety;
  safety.set_onveilig_verwacht(report.eigen_veiligheid().onveilig_verwacht());
  safety.set_toelichting(report.eigen_veiligheid().toelichting());
  draft.sections.set(v1::MELDING_VEILIGHEID_PROFESSIONAL, safety);
  v1::MeldingContact contact;
  if (report.has_vraagbaak()) {
    *contact.mutable_contactgegevens_verdieping() = translation::to_payload(report.vraagbaak());
  }
  draft.sections.set(v1::MELDING_CONTACT, contact);
  draft.sections.set(v1::MELDING_BIJLAGEN, translation::to_payload(report.bijlagen()));
}

// The last of the four consultations: it stands in the sections that are reviewed, so it cannot be changed apart.
std::int64_t enriched_at(const bvh::Verrijking& enrichment) {
  return std::max({translation::to_unix_ms(enrichment.zedes().geraadpleegd_op()),
                   translation::to_unix_ms(enrichment.geweld().geraadpleegd_op()),
                   translation::to_unix_ms(enrichment.huiselijk_geweld().geraadpleegd_op()),
                   translation::to_unix_ms(enrichment.vuurwapens().geraadpleegd_op())});
}

v1::Beoordeling review_of(const bvh::Beoordeling& native) {
  v1::Beoordeling review;
  review.set_functie(native.functie());
  review.set_opgeleid(native.opgeleid());
  review.set_tijdstip_unix_ms(translation::to_unix_ms(native.tijdstip()));
  review.set_beoordelaar_sleutel(native.beoordelaar_sleutel());
  review.set_digest(native.digest());
  review.set_handtekening(native.handtekening());
  return review;
}

void set_facts(Draft& draft, const bvh::Export& report) {
  const bvh::Registratie& registration = report.registratie();
  v1::Facts& facts = draft.outgoing.facts;
  facts.set_gemeentecode(report.zorg().woongemeente().code());
  facts.set_gemeentecode_grond(report.zorg().woongemeente().grond());
  facts.set_aanvulling_op(translation::id_bytes(registration.aanvulling_op()));
  facts.set_bron_soort(registration.bron());
  facts.set_datum_signaal(registration.signaal_op());
  if (const std::int64_t at = enriched_at(report.verrijking()); at != 0) {
    facts.set_verrijkt_op_unix_ms(at);
  }
  facts.set_wpg_artikel(registration.wpg_artikel());
  if (report.has_beoordeling()) {
    *facts.mutable_beoordeling() = review_of(report.beoordeling());
  }
  facts.set_geheimhouding(v1::JA);  // police data (Wpg 7 lid 2)
  draft.outgoing.case_facts.set_acuut(registration.acuut());
  draft.outgoing.case_facts.set_crisisdienst_gebeld(registration.crisisdienst_gebeld());
}

}  // namespace

Draft draft_of(const translation::NativeFile<bvh::Export>& file) {
  const bvh::Export& report = file.content;
  Draft draft;
  draft.findings = file.findings;
  draft.paths = export_paths();
  draft.outgoing.type = v1::VT_MELDING;
  draft.outgoing.purpose = kPurpose;
  draft.outgoing.legal_basis = kLegalBasis;
  draft.outgoing.receiver_role = v1::VEILIG_THUIS;
  translation::address(draft.outgoing, report.ontvanger(), {});
  const std::string& number = report.registratie().bvh_nummer();
  const std::string& reference = report.registratie().kenmerk();
  draft.outgoing.native_id = number;
  draft.outgoing.native_reference = translation::is_blank(reference) ? number : reference;
  set_facts(draft, report);
  set_sections(draft, report);
  if (draft.outgoing.receivers.empty() && report.zorg().woongemeente().code().empty()) {
    draft.findings.add(translation::kFieldMissing, "zorg.woongemeente.code");
  }
  return draft;
}

std::string digest_of(const Draft& draft, std::string_view salt) {
  return envelope::review_digest(salt, draft.sections.complete(v1::VT_MELDING, v1::POLITIE));
}

}  // namespace corvid::police
