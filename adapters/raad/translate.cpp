#include "adapters/raad/translate.h"

#include <string>
#include <string_view>
#include <utility>

#include "adapters/raad/raadsregister.pb.h"
#include "adapters/translation/exchange.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::raad {
namespace {

using translation::Draft;

constexpr std::string_view kPurpose = "VT_VERRIJKING";
constexpr std::string_view kLegalBasis = "WMO_5_2_6";

raadsregister::Jeugdige sought_of(const v1::Persoon& person, int place) {
  raadsregister::Jeugdige sought;
  sought.set_plaats(static_cast<std::uint32_t>(place));
  sought.set_bsn(person.bsn());
  sought.mutable_naam()->set_geslachtsnaam(person.geslachtsnaam());
  sought.mutable_naam()->set_voorvoegsel(person.voorvoegsel());
  sought.mutable_naam()->set_voornamen(person.voornamen());
  if (person.has_geboortedatum()) {
    *sought.mutable_geboren() = translation::from_payload(person.geboortedatum());
  }
  if (person.has_adres_feitelijk()) {
    *sought.mutable_adres() = translation::from_payload(person.adres_feitelijk());
  }
  return sought;
}

gateway::Native request_of(const client::Received& received) {
  const auto kern = translation::content<v1::VerzoekKern>(received.sections, v1::VERZOEK_KERN);
  const auto persons = translation::content<v1::Personen>(received.sections, v1::VERZOEK_BETROKKENEN);
  const v1::Facts& facts = received.header.facts();
  raadsregister::Raadpleging file;
  *file.mutable_herkomst() = translation::origin_of(received);
  raadsregister::Verzoek& request = *file.mutable_verzoek();
  request.set_nummer(kern.identificatie_verzoek());
  request.set_soort(facts.soort_verzoek());
  request.set_reden(facts.reden_verzoek());
  request.set_soort_verzoeker(facts.soort_verzoeker());
  request.set_over_bericht_id(translation::id_text(facts.over_bericht_id()));
  for (const v1::Vraag& question : kern.vragen()) {
    raadsregister::Vraag* added = request.add_vragen();
    added->set_vraagcode(question.code());
    added->set_vraag(question.tekst());
  }
  for (int i = 0; i < persons.personen_size(); ++i) {
    *file.add_betrokkenen() = sought_of(persons.personen(i), i + 1);
  }
  gateway::Native native;
  native.native_id = kern.identificatie_verzoek();
  native.file_stem = "informatieverzoek-" + translation::file_safe(native.native_id);
  native.bytes = translation::write_native(file);
  return native;
}

v1::InformatieAntwoordKern kern_of(const raadsregister::Beantwoording& native) {
  v1::InformatieAntwoordKern kern;
  for (const raadsregister::Registratie& registered : native.registraties()) {
    v1::BekendheidPersoon* added = kern.add_indicatie_bekend();
    added->set_persoon(registered.plaats());
    added->set_bekend(registered.bekend());
  }
  for (const raadsregister::Antwoord& answer : native.antwoorden()) {
    v1::Antwoord* added = kern.add_antwoorden();
    added->set_code(answer.vraagcode());
    added->set_tekst(answer.antwoord());
  }
  kern.set_toelichting(native.toelichting());
  return kern;
}

Draft draft_of(const translation::NativeFile<raadsregister::Beantwoording>& file,
               const gateway::Correlations& correlations) {
  const raadsregister::Beantwoording& native = file.content;
  Draft draft;
  draft.findings = file.findings;
  draft.paths = {{"ANTWOORD_KERN.identificatie_verzoek", "op_verzoek"},
                 {"ANTWOORD_KERN.indicatie_bekend", "registraties"}};
  for (int i = 0; i < native.registraties_size(); ++i) {
    const std::string index = "[" + std::to_string(i) + "]";
    draft.paths.add("ANTWOORD_KERN.indicatie_bekend" + index + ".persoon", "registraties" + index + ".plaats");
  }
  draft.outgoing.type = v1::INFORMATIEANTWOORD;
  draft.outgoing.purpose = kPurpose;
  draft.outgoing.legal_basis = kLegalBasis;
  draft.outgoing.native_id = native.raadsdossier();
  draft.outgoing.case_facts.set_acuut(native.acuut());
  draft.outgoing.case_facts.set_crisisdienst_gebeld(native.crisisdienst_gebeld());
  translation::set_reference(draft, native.kenmerk(), "kenmerk");
  if (!native.aanvulling_op().empty()) {
    (void)translation::known(native.aanvulling_op(), "aanvulling_op", correlations, draft.findings);
    draft.outgoing.facts.set_aanvulling_op(translation::id_bytes(native.aanvulling_op()));
  }
  v1::InformatieAntwoordKern kern = kern_of(native);
  const gateway::Correlation* request =
      translation::known(native.op_verzoek(), "op_verzoek", correlations, draft.findings);
  if (request != nullptr) {
    translation::answer(draft, *request, native.ontvanger());
    kern.set_identificatie_verzoek(request->native_id);  // as asked
  }
  draft.sections.set(v1::ANTWOORD_KERN, kern);
  draft.sections.set(v1::ANTWOORD_BIJLAGEN, translation::to_payload(native.stukken()));
  return draft;
}

class Translator final : public gateway::Translator {
 public:
  explicit Translator(const text::ReasonCatalogue& catalogue) : catalogue_(catalogue) {}

  [[nodiscard]] std::vector<MessageId> references(std::string_view native) const override {
    return translation::references_in(translation::read_native<raadsregister::Beantwoording>(native).content);
  }

  [[nodiscard]] gateway::Translation<gateway::Outgoing> outgoing(
      std::string_view native, const gateway::Correlations& correlations) const override {
    const auto file = translation::read_native<raadsregister::Beantwoording>(native);
    if (!file.understood) {
      return file.findings.refusal(catalogue_);
    }
    return translation::finish(draft_of(file, correlations), v1::RAAD, catalogue_);
  }

  [[nodiscard]] gateway::Translation<gateway::Native> incoming(
      const client::Received& received, const gateway::Correlations& correlations) const override {
    if (received.header.type() != v1::INFORMATIEVERZOEK) {
      return translation::refuse_type(received, catalogue_);
    }
    const translation::Findings findings = translation::check(received, translation::parent_of(received, correlations));
    if (!findings.empty()) {
      return findings.refusal(catalogue_);
    }
    return request_of(received);
  }

 private:
  const text::ReasonCatalogue& catalogue_;
};

}  // namespace

std::unique_ptr<gateway::Translator> make_translator(const text::ReasonCatalogue& catalogue) {
  return std::make_unique<Translator>(catalogue);
}

}  // namespace corvid::raad
