#include "tests/unit/policy/asking.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "proto/base/check.h"

namespace corvid::policy::testing {

std::vector<text::TextSource> chain_sources() {
  auto sources = text::read_sources(CORVID_POLICY_FOLDER);
  if (!sources.ok()) {
    std::cerr << sources.error().text << "\n";
  }
  return std::move(sources).value();
}

Bundle loaded(const std::vector<text::TextSource>& sources) {
  auto bundle = Bundle::from_sources(sources);
  if (!bundle.ok()) {
    std::cerr << bundle.error().text << "\n";
  }
  return std::move(bundle).value();
}

const Bundle& chain() {
  static const Bundle bundle = loaded(chain_sources());
  return bundle;
}

std::vector<text::TextSource> chain_with(const std::string& file, const std::string& from, const std::string& to) {
  std::vector<text::TextSource> sources = chain_sources();
  for (text::TextSource& source : sources) {
    if (source.name == file) {
      const std::size_t at = source.bytes.find(from);
      CORVID_CHECK(at != std::string::npos && source.bytes.find(from, at + 1) == std::string::npos);
      source.bytes.replace(at, from.size(), to);
      return sources;
    }
  }
  CORVID_CHECK(false);
}

std::vector<text::TextSource> chain_plus(const std::string& text) {
  std::vector<text::TextSource> sources = chain_sources();
  sources.push_back({"99-extra.textproto", text});
  return sources;
}

Asking::Asking(test::MessageSample sample) : message(std::move(sample)) {
  verified.region_competent = message.header.facts().gemeentecode().empty() ? Tri::kUnknown : Tri::kYes;
  verified.reviewer = message.header.facts().has_beoordeling() ? Tri::kYes : Tri::kUnknown;
  verified.competent_naam = "Bevoegde Organisatie";
  verified.veilig_thuis_naam = "Veilig Thuis Voorbeeldstreek";
  verified.telefoon = "088 000 0000";
  verified.receiver_naam = "Ontvangende Organisatie";
}

Verified Asking::known() const {
  Verified known = verified;
  if (message.parent) {
    known.parent = Parent{message.parent->type, &message.parent->sender, &message.parent->receiver, true};
  }
  return known;
}

Decision Asking::decide(const Bundle& bundle) const {
  return policy::decide(bundle, {message.header, message.case_facts, known(), now});
}

ClockChanges Asking::clocks(const Bundle& bundle) const {
  return clocks_on_acceptance(bundle, {message.header, message.case_facts, known(), now});
}

std::vector<std::string> codes(const Decision& decision) {
  std::vector<std::string> list;
  for (const v1::Fault& fault : decision.faults) {
    list.push_back(fault.code());
  }
  return list;
}

std::vector<std::string> rules(const Decision& decision) {
  std::vector<std::string> list;
  for (const v1::Fault& fault : decision.faults) {
    if (!fault.regel().empty()) {
      list.push_back(fault.regel());
    }
  }
  return list;
}

std::vector<std::string> permitted_by(const Decision& decision) {
  std::vector<std::string> list;
  for (const v1::Rule* rule : decision.permitted_by) {
    list.push_back(rule->id());
  }
  return list;
}

v1::Fault fault(const Decision& decision, const std::string& code) {
  const auto found = std::find_if(decision.faults.begin(), decision.faults.end(),
                                  [&code](const v1::Fault& one) { return one.code() == code; });
  CORVID_CHECK(found != decision.faults.end());
  return *found;
}

}  // namespace corvid::policy::testing
