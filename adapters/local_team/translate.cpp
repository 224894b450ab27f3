#include "adapters/local_team/translate.h"

#include <string_view>
#include <utility>

#include "adapters/local_team/messages.h"
#include "adapters/local_team/teamdossier.pb.h"
#include "adapters/translation/codes.h"
#include "adapters/translation/exchange.h"
#include "adapters/translation/native_file.h"

namespace corvid::local_team {
namespace {

// What all messages have in common.
translation::Draft begin(const translation::NativeFile<teamdossier::Verzending>& file,
                         const gateway::Correlations& correlations) {
  const teamdossier::Verzending& native = file.content;
  translation::Draft draft;
  draft.findings = file.findings;
  translation::set_reference(draft, native.kenmerk(), "kenmerk");
  draft.outgoing.native_id = native.teamdossier();
  draft.outgoing.case_facts.set_acuut(native.acuut());
  draft.outgoing.case_facts.set_crisisdienst_gebeld(native.crisisdienst_gebeld());
  if (!native.aanvulling_op().empty()) {
    (void)translation::known(native.aanvulling_op(), "aanvulling_op", correlations, draft.findings);
    draft.outgoing.facts.set_aanvulling_op(translation::id_bytes(native.aanvulling_op()));
  }
  return draft;
}

class Translator final : public gateway::Translator {
 public:
  explicit Translator(const text::ReasonCatalogue& catalogue) : catalogue_(catalogue) {}

  [[nodiscard]] std::vector<MessageId> references(std::string_view native) const override {
    return translation::references_in(translation::read_native<teamdossier::Verzending>(native).content);
  }

  [[nodiscard]] gateway::Translation<gateway::Outgoing> outgoing(
      std::string_view native, const gateway::Correlations& correlations) const override {
    const auto file = translation::read_native<teamdossier::Verzending>(native);
    if (!file.understood) {
      return file.findings.refusal(catalogue_);
    }
    translation::Draft draft = begin(file, correlations);
    if (file.content.has_reactie()) {
      fill_reactie(draft, file.content, correlations);
    } else if (file.content.has_terugmelding()) {
      fill_terugmelding(draft, file.content, correlations);
    } else {
      draft.findings.add(translation::kUnreadable, "reactie | terugmelding");
    }
    return translation::finish(std::move(draft), v1::LOKAAL_TEAM, catalogue_);
  }

  [[nodiscard]] gateway::Translation<gateway::Native> incoming(
      const client::Received& received, const gateway::Correlations& correlations) const override {
    const v1::MessageType type = received.header.type();
    if (type != v1::OVERDRACHT && type != v1::TERUGKOPPELING) {
      return translation::refuse_type(received, catalogue_);
    }
    const gateway::Correlation* parent = translation::parent_of(received, correlations);
    const translation::Findings findings = translation::check(received, parent);
    if (!findings.empty()) {
      return findings.refusal(catalogue_);
    }
    if (type == v1::OVERDRACHT) {
      return aanmelding_of(received);
    }
    return feedback(received, parent);
  }

 private:
  // Durable, but an operator looks when it is on nothing of ours or the text that belongs to its code is not there.
  [[nodiscard]] gateway::Native feedback(const client::Received& received, const gateway::Correlation* report) const {
    gateway::Native native;
    const bool has_code = received.case_facts.code() != v1::TerugkoppelingCode::ONBEPAALD;
    if (report == nullptr || !report->sent_by_us || report->type != v1::TERUGMELDING) {
      native.alarm = catalogue_.fault(translation::kUnknownReference, {{"veld", "in_reply_to"}}, {"in_reply_to"});
    } else if (has_code && received.statement.official_text().empty()) {
      native.alarm = catalogue_.fault(translation::kUnknownText, {}, {"statement.official_text"});
    } else {
      native = terugkoppeling_of(received, *report);
    }
    return native;
  }

  const text::ReasonCatalogue& catalogue_;
};

}  // namespace

std::unique_ptr<gateway::Translator> make_translator(const text::ReasonCatalogue& catalogue) {
  return std::make_unique<Translator>(catalogue);
}

}  // namespace corvid::local_team
