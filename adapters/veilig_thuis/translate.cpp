#include "adapters/veilig_thuis/translate.h"

#include <string_view>
#include <utility>

#include "adapters/translation/codes.h"
#include "adapters/translation/exchange.h"
#include "adapters/translation/native_file.h"
#include "adapters/veilig_thuis/incoming.h"
#include "adapters/veilig_thuis/outgoing.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"

namespace corvid::veilig_thuis {
namespace {

v1::Controle check_of(const zaaksysteem::Controle& native) {
  v1::Controle check;
  check.set_uitslag(native.uitslag());
  check.set_score(native.score());
  check.set_drempel(native.drempel());
  check.set_regelversie(native.regelversie());
  return check;
}

// What all kinds have in common.
translation::Draft begin(const translation::NativeFile<zaaksysteem::Uitgaand>& file,
                         const gateway::Correlations& correlations) {
  const zaaksysteem::Uitgaand& native = file.content;
  translation::Draft draft;
  draft.findings = file.findings;
  translation::set_reference(draft, native.kenmerk(), "kenmerk");
  draft.outgoing.native_id = native.zaaknummer();
  draft.outgoing.case_facts.set_acuut(native.acuut());
  draft.outgoing.case_facts.set_crisisdienst_gebeld(native.crisisdienst_gebeld());
  v1::Facts& facts = draft.outgoing.facts;
  if (!native.aanvulling_op().empty()) {
    (void)translation::known(native.aanvulling_op(), "aanvulling_op", correlations, draft.findings);
    facts.set_aanvulling_op(translation::id_bytes(native.aanvulling_op()));
  }
  if (native.controles().has_namen()) {
    *facts.mutable_namen_gecontroleerd() = check_of(native.controles().namen());
  }
  if (native.controles().has_overname()) {
    *facts.mutable_overname_gecontroleerd() = check_of(native.controles().overname());
  }
  return draft;
}

class Translator final : public gateway::Translator {
 public:
  explicit Translator(const text::ReasonCatalogue& catalogue) : catalogue_(catalogue) {}

  [[nodiscard]] std::vector<MessageId> references(std::string_view native) const override {
    return translation::references_in(translation::read_native<zaaksysteem::Uitgaand>(native).content);
  }

  [[nodiscard]] gateway::Translation<gateway::Outgoing> outgoing(
      std::string_view native, const gateway::Correlations& correlations) const override {
    const auto file = translation::read_native<zaaksysteem::Uitgaand>(native);
    if (!file.understood) {
      return file.findings.refusal(catalogue_);
    }
    translation::Draft draft = begin(file, correlations);
    if (file.content.has_terugkoppeling()) {
      fill_terugkoppeling(draft, file.content, correlations, catalogue_);
    } else if (file.content.has_overdracht()) {
      fill_overdracht(draft, file.content, correlations);
    } else if (file.content.has_informatieverzoek()) {
      fill_informatieverzoek(draft, file.content, correlations);
    } else {
      draft.findings.add(translation::kUnreadable, "terugkoppeling | overdracht | informatieverzoek");
    }
    return translation::finish(std::move(draft), v1::VEILIG_THUIS, catalogue_);
  }

  [[nodiscard]] gateway::Translation<gateway::Native> incoming(
      const client::Received& received, const gateway::Correlations& correlations) const override {
    const v1::MessageType type = received.header.type();
    const gateway::Correlation* parent = translation::parent_of(received, correlations);
    if (type != v1::VT_MELDING && type != v1::TERUGMELDING && type != v1::OVERDRACHT_ANTWOORD &&
        type != v1::INFORMATIEANTWOORD) {
      return translation::refuse_type(received, catalogue_);
    }
    translation::Findings findings = translation::check(received, parent);
    if (type == v1::VT_MELDING && !is_what_was_reviewed(received)) {
      findings.add(translation::kNotReviewed, "facts.beoordeling.digest");
    }
    if (!findings.empty()) {
      return findings.refusal(catalogue_);
    }
    if (type == v1::VT_MELDING) {
      return melding_of(received);
    }
    if (type == v1::TERUGMELDING) {
      return terugmelding_of(received, parent);
    }
    return type == v1::OVERDRACHT_ANTWOORD ? overdracht_antwoord_of(received, parent, catalogue_)
                                           : informatieantwoord_of(received, parent, catalogue_);
  }

 private:
  const text::ReasonCatalogue& catalogue_;
};

}  // namespace

std::unique_ptr<gateway::Translator> make_translator(const text::ReasonCatalogue& catalogue) {
  return std::make_unique<Translator>(catalogue);
}

}  // namespace corvid::veilig_thuis
