#include "adapters/police/translate.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "adapters/police/bvh.pb.h"
#include "adapters/police/feedback.h"
#include "adapters/police/melding.h"
#include "adapters/translation/codes.h"
#include "adapters/translation/exchange.h"
#include "adapters/translation/native_file.h"
#include "proto/envelope/review.h"

namespace corvid::police {
namespace {

constexpr std::size_t kSaltBytes = 32;

class Translator final : public gateway::Translator {
 public:
  Translator(const text::ReasonCatalogue& catalogue, std::vector<std::string> reviewer_public_keys)
      : catalogue_(catalogue), reviewer_public_keys_(std::move(reviewer_public_keys)) {}

  [[nodiscard]] std::vector<MessageId> references(std::string_view native) const override {
    return translation::references_in(translation::read_native<bvh::Export>(native).content);
  }

  [[nodiscard]] gateway::Translation<gateway::Outgoing> outgoing(
      std::string_view native, const gateway::Correlations& correlations) const override {
    const auto file = translation::read_native<bvh::Export>(native);
    if (!file.understood) {
      return file.findings.refusal(catalogue_);
    }
    translation::Draft draft = draft_of(file);
    const std::string& supplements = file.content.registratie().aanvulling_op();
    if (!supplements.empty()) {
      (void)translation::known(supplements, "registratie.aanvulling_op", correlations, draft.findings);
    }
    check_review(draft, file.content);
    return translation::finish(std::move(draft), v1::POLITIE, catalogue_);
  }

  [[nodiscard]] gateway::Translation<gateway::Native> incoming(
      const client::Received& received, const gateway::Correlations& correlations) const override {
    if (received.header.type() != v1::TERUGKOPPELING) {
      return translation::refuse_type(received, catalogue_);
    }
    return feedback_of(received, correlations, catalogue_);
  }

 private:
  // The attestation is about exactly the sections that are about to be sent. Without one the router refuses.
  void check_review(translation::Draft& draft, const bvh::Export& report) const {
    const std::string& salt = report.beoordeling().zout();
    if (!draft.outgoing.facts.has_beoordeling() || salt.size() != kSaltBytes) {
      return;
    }
    const v1::Beoordeling& review = draft.outgoing.facts.beoordeling();
    if (review.digest() != digest_of(draft, salt)) {
      draft.findings.add(translation::kNotReviewed, "beoordeling.digest");
    }
    const bool by_a_known_reviewer =
        std::any_of(reviewer_public_keys_.begin(), reviewer_public_keys_.end(),
                    [&review](const std::string& key) { return envelope::review_signature_fits(review, key); });
    if (!reviewer_public_keys_.empty() && !by_a_known_reviewer) {
      draft.findings.add(translation::kNotReviewed, "beoordeling.handtekening");
    }
  }

  const text::ReasonCatalogue& catalogue_;
  std::vector<std::string> reviewer_public_keys_;
};

}  // namespace

std::unique_ptr<gateway::Translator> make_translator(const text::ReasonCatalogue& catalogue,
                                                     std::vector<std::string> reviewer_public_keys) {
  return std::make_unique<Translator>(catalogue, std::move(reviewer_public_keys));
}

}  // namespace corvid::police
