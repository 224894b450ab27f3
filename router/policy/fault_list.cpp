#include "router/policy/fault_list.h"

#include <algorithm>
#include <utility>

#include "proto/base/ids.h"
#include "proto/base/limits.h"

namespace corvid::policy {
namespace {

constexpr std::string_view kVeiligThuisNeutral = "Veilig Thuis van de woonplaats";

// As a sentence names a role, without article.
std::string role_name(v1::Role role) {
  switch (role) {
    case v1::POLITIE:
      return "politie";
    case v1::VEILIG_THUIS:
      return "Veilig Thuis";
    case v1::RAAD:
      return "Raad voor de Kinderbescherming";
    case v1::LOKAAL_TEAM:
      return "lokaal team";
    case v1::GEMEENTE:
      return "gemeente";
    case v1::GI:
      return "gecertificeerde instelling";
    case v1::OM:
      return "Openbaar Ministerie";
    case v1::RECLASSERING:
      return "reclassering";
    case v1::HALT:
      return "Halt";
    case v1::VERWIJSINDEX:
      return "verwijsindex";
    case v1::ZORGVERLENER:
      return "zorgverlener";
    case v1::JEUGDINTERVENTIE:
      return "jeugdinterventie";
    case v1::JB_PLEIN:
      return "Jeugdbeschermingsplein";
    case v1::ZVH:
      return "zorg- en veiligheidshuis";
    case v1::ROLE_ONBEPAALD:
    case v1::Role_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Role_INT_MAX_SENTINEL_DO_NOT_USE_:
      return {};
  }
  return {};
}

std::string type_name(const Frame& frame) {
  if (frame.type != nullptr) {
    return frame.type->rules.titel;
  }
  return v1::MessageType_IsValid(frame.question.header.type()) ? v1::MessageType_Name(frame.question.header.type())
                                                               : std::string();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

void append_new(std::vector<std::string>& list, const std::string& word) {
  if (!word.empty() && std::find(list.begin(), list.end(), word) == list.end()) {
    list.push_back(word);
  }
}

// Only known purposes and bases are named: the sender's own value is never repeated.
text::Placeholders values_of(const Found& found, const Frame& frame) {
  const Verified& verified = frame.question.verified;
  const v1::Header& header = frame.question.header;
  const Evidence& evidence = found.evidence;
  text::Placeholders values;
  values["berichtsoort"] = type_name(frame);
  values["afzenderrol"] = role_name(header.sender().role());
  values["ontvangerrol"] = role_name(frame.receiver_role());
  values["ontvanger"] = std::string(verified.receiver_naam);
  values["telefoon"] = std::string(verified.telefoon);
  values["aantal"] = std::to_string(header.receiver_size());
  values["datum"] = evidence.date;
  values["veld"] = joined(evidence.facts);
  values["onderdeel"] = joined(evidence.sections.empty() ? evidence.facts : evidence.sections);
  if (evidence.regional) {
    values["bevoegde_partij"] = std::string(verified.competent_naam);
  } else {
    values["bevoegde_partij"] =
        std::string(verified.veilig_thuis_naam.empty() ? kVeiligThuisNeutral : verified.veilig_thuis_naam);
  }
  if (is_gemeentecode(header.facts().gemeentecode())) {
    values["gemeentecode"] = header.facts().gemeentecode();
  }
  if (frame.purpose >= 0) {
    values["doel"] = header.purpose();
  }
  if (frame.basis >= 0) {
    values["grondslag"] = header.legal_basis();
  }
  return values;
}

bool includes(const std::vector<std::string>& all, const std::vector<std::string>& some) {
  return std::all_of(some.begin(), some.end(),
                     [&all](const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); });
}

}  // namespace

Evidence& FaultList::place(std::string_view code, const std::string& regel) {
  for (Found& found : found_) {
    if (found.code == code && found.regel == regel) {
      return found.evidence;
    }
  }
  found_.push_back({std::string(code), regel, {}});
  return found_.back().evidence;
}

void FaultList::add_form(std::string_view code, const std::string& path, const std::string& name) {
  Evidence& evidence = place(code, {});
  append_new(evidence.paths, path);
  append_new(evidence.facts, name);
}

void FaultList::add_dated(std::string_view code, const std::string& path, const std::string& date) {
  Evidence& evidence = place(code, {});
  append_new(evidence.paths, path);
  evidence.date = date;
}

void FaultList::add_rule(const CompiledRule& rule, Evidence evidence) {
  if (!rule.source->veld().empty()) {
    evidence.paths.assign(rule.source->veld().begin(), rule.source->veld().end());
    evidence.facts.clear();
    for (const std::string& path : evidence.paths) {
      evidence.facts.push_back(path.substr(path.rfind('.') + 1));
    }
  }
  place(rule.source->reden(), rule.source->id()) = std::move(evidence);
}

bool FaultList::names(std::string_view code) const {
  return std::any_of(found_.begin(), found_.end(), [code](const Found& found) { return found.code == code; });
}

std::vector<v1::Fault> FaultList::in_words(const Frame& frame) const {
  const text::ReasonCatalogue& reasons = frame.bundle.reasons;
  std::vector<const Found*> order;
  for (const Found& found : found_) {
    const auto says_it_too = [&found](const Found& other) {
      return !other.regel.empty() && other.code == found.code && includes(other.evidence.paths, found.evidence.paths);
    };
    if (!found.regel.empty() || std::none_of(found_.begin(), found_.end(), says_it_too)) {
      order.push_back(&found);
    }
  }
  std::sort(order.begin(), order.end(), [&reasons](const Found* a, const Found* b) {
    return std::pair(reasons.rank(a->code), a->regel) < std::pair(reasons.rank(b->code), b->regel);
  });
  std::vector<v1::Fault> faults;
  for (const Found* found : order) {
    if (faults.size() == limits::kFaultsMax) {
      break;
    }
    std::vector<std::string> paths;
    for (const std::string& path : found->evidence.paths) {
      append_new(paths, path);
    }
    faults.push_back(reasons.fault(found->code, values_of(*found, frame), paths, found->regel));
  }
  return faults;
}

text::Placeholders remark_values(const Frame& frame) {
  return {{"telefoon", std::string(frame.question.verified.telefoon)}};
}

}  // namespace corvid::policy
