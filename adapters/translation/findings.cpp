#include "adapters/translation/findings.h"

#include <algorithm>
#include <set>
#include <utility>

#include "proto/base/limits.h"

namespace corvid::translation {

void Findings::add(std::string_view code, const std::string& path) {
  findings_.push_back({std::string(code), {{"veld", path}}, {path}});
}

void Findings::add_all(const Findings& others) {
  findings_.insert(findings_.end(), others.findings_.begin(), others.findings_.end());
}

std::string Findings::summary() const {
  std::string text;
  for (const Finding& finding : findings_) {
    text.append(text.empty() ? "" : ", ").append(finding.code);
    for (const std::string& path : finding.paths) {
      text.append(" ").append(path);
    }
  }
  return text;
}

v1::Refusal Findings::refusal(const text::ReasonCatalogue& catalogue) const {
  std::vector<const Finding*> ordered;
  std::set<std::pair<std::string, std::vector<std::string>>> seen;
  for (const Finding& finding : findings_) {
    if (seen.emplace(finding.code, finding.paths).second) {
      ordered.push_back(&finding);
    }
  }
  std::stable_sort(ordered.begin(), ordered.end(), [&catalogue](const Finding* a, const Finding* b) {
    return catalogue.rank(a->code) < catalogue.rank(b->code);
  });
  ordered.resize(std::min(ordered.size(), limits::kFaultsMax));
  v1::Refusal refusal;
  for (const Finding* finding : ordered) {
    *refusal.add_fault() = catalogue.fault(finding->code, finding->values, finding->paths);
  }
  return refusal;
}

}  // namespace corvid::translation
