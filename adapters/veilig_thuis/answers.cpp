// OVERDRACHT_ANTWOORD and INFORMATIEANTWOORD: answers to messages of ours.

#include <string>
#include <string_view>

#include "adapters/translation/codes.h"
#include "adapters/translation/exchange.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "adapters/veilig_thuis/incoming.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::veilig_thuis {
namespace {

bool answers(const gateway::Correlation* parent, v1::MessageType type) {
  return parent != nullptr && parent->sent_by_us && parent->type == type;
}

gateway::Native alarm(const text::ReasonCatalogue& catalogue, const std::string& path) {
  gateway::Native native;
  native.alarm = catalogue.fault(translation::kUnknownReference, {{"veld", path}}, {path});
  return native;
}

zaaksysteem::AntwoordInformatie answer_of(const client::Received& received, const v1::InformatieAntwoordKern& kern) {
  zaaksysteem::AntwoordInformatie answer;
  *answer.mutable_herkomst() = translation::origin_of(received);
  answer.set_verzoeknummer(kern.identificatie_verzoek());
  for (const v1::BekendheidPersoon& known : kern.indicatie_bekend()) {
    zaaksysteem::Bekendheid* added = answer.add_bekendheid();
    added->set_persoon(known.persoon());
    added->set_bekend(known.bekend());
  }
  for (const v1::Antwoord& reply : kern.antwoorden()) {
    zaaksysteem::Antwoord* added = answer.add_antwoorden();
    added->set_code(reply.code());
    added->set_tekst(reply.tekst());
  }
  answer.set_toelichting(kern.toelichting());
  for (const v1::BetrokkenProfessional& professional : kern.betrokken_professionals()) {
    zaaksysteem::BetrokkenProfessional* added = answer.add_betrokken_professionals();
    *added->mutable_organisatie() = translation::from_payload(professional.organisatie());
    *added->mutable_contact() = translation::from_payload(professional.contact());
  }
  *answer.mutable_bijlagen() =
      translation::from_payload(translation::content<v1::Bijlagen>(received.sections, v1::ANTWOORD_BIJLAGEN));
  return answer;
}

}  // namespace

gateway::Native overdracht_antwoord_of(const client::Received& received, const gateway::Correlation* overdracht,
                                       const text::ReasonCatalogue& catalogue) {
  if (!answers(overdracht, v1::OVERDRACHT)) {
    return alarm(catalogue, "in_reply_to");
  }
  const auto kern = translation::content<v1::OverdrachtAntwoordKern>(received.sections, v1::ANTWOORD_KERN);
  zaaksysteem::Inkomend file;
  zaaksysteem::AntwoordOverdracht& answer = *file.mutable_antwoord_overdracht();
  *answer.mutable_herkomst() = translation::origin_of(received);
  answer.set_zaaknummer(overdracht->native_id);
  answer.set_besluit(received.case_facts.besluit());
  answer.set_monitoring_gevraagd(received.case_facts.monitoring_gevraagd());
  answer.set_reden(kern.reden());
  *answer.mutable_contact() = translation::from_payload(kern.contact());

  gateway::Native native;
  native.native_id = overdracht->native_id;
  native.file_stem = "antwoord-overdracht-" + translation::file_safe(native.native_id);
  native.bytes = translation::write_native(file);
  return native;
}

gateway::Native informatieantwoord_of(const client::Received& received, const gateway::Correlation* request,
                                      const text::ReasonCatalogue& catalogue) {
  if (!answers(request, v1::INFORMATIEVERZOEK)) {
    return alarm(catalogue, "in_reply_to");
  }
  const v1::Label label = received.header.sender().role() == v1::POLITIE ? v1::ANTWOORD_POLITIE : v1::ANTWOORD_KERN;
  const auto kern = translation::content<v1::InformatieAntwoordKern>(received.sections, label);
  if (kern.identificatie_verzoek() != request->native_id) {
    return alarm(catalogue, v1::Label_Name(label) + ".identificatie_verzoek");
  }
  zaaksysteem::Inkomend file;
  *file.mutable_antwoord_informatie() = answer_of(received, kern);

  gateway::Native native;
  native.native_id = request->native_id;
  native.file_stem = "antwoord-informatie-" + translation::file_safe(native.native_id);
  native.bytes = translation::write_native(file);
  return native;
}

}  // namespace corvid::veilig_thuis
