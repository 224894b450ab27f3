#include "router/core/refusals.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "proto/base/limits.h"

namespace corvid::core {
namespace {

constexpr std::size_t kPathsPerFaultMax = 32;

// Lower-case words, digits and the punctuation of a path: nothing that reads like a sentence.
bool is_field_path(const std::string& text) {
  constexpr std::size_t kPathBytesMax = 100;
  return !text.empty() && text.size() <= kPathBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '[' || c == ']' || c == '#';
  });
}

}  // namespace

std::vector<v1::Fault> worded(const text::ReasonCatalogue& catalogue,
                              const std::vector<envelope::FormFault>& faults) {
  std::vector<v1::Fault> result;
  result.reserve(std::min(faults.size(), limits::kFaultsMax));
  for (const envelope::FormFault& fault : faults) {
    if (result.size() == limits::kFaultsMax) {
      break;
    }
    text::Placeholders values(fault.values.begin(), fault.values.end());
    values.emplace("veld", fault.veld);
    result.push_back(catalogue.fault(fault.code, values, {fault.veld}));
  }
  return result;
}

v1::Refusal make_refusal(const text::ReasonCatalogue& catalogue, std::vector<v1::Fault> faults, WallTime now,
                         std::string_view bundle_sha256) {
  std::stable_sort(faults.begin(), faults.end(), [&catalogue](const v1::Fault& a, const v1::Fault& b) {
    return catalogue.rank(a.code()) < catalogue.rank(b.code());
  });
  v1::Refusal refusal;
  std::set<std::pair<std::string, std::string>> seen;
  for (v1::Fault& fault : faults) {
    const std::string first_path = fault.veld().empty() ? std::string() : fault.veld(0);
    if (static_cast<std::size_t>(refusal.fault_size()) < limits::kFaultsMax &&
        seen.emplace(fault.code(), first_path).second) {
      *refusal.add_fault() = std::move(fault);
    }
  }
  refusal.set_decided_unix_ms(now.unix_ms);
  refusal.set_bundle_sha256(std::string(bundle_sha256));
  return refusal;
}

v1::Refusal receivers_refusal(const text::ReasonCatalogue& catalogue, const v1::Refusal& given,
                              std::string_view receiver_naam, WallTime now) {
  v1::Refusal refusal;
  *refusal.add_fault() = catalogue.fault("ONTVANGER_WEIGERT", {{"ontvanger", std::string(receiver_naam)}});
  for (const v1::Fault& fault : given.fault()) {
    if (static_cast<std::size_t>(refusal.fault_size()) >= limits::kFaultsMax) {
      break;
    }
    if (!catalogue.knows(fault.code())) {
      continue;
    }
    std::vector<std::string> paths;
    for (const std::string& path : fault.veld()) {
      if (paths.size() < kPathsPerFaultMax && is_field_path(path)) {
        paths.push_back(path);
      }
    }
    text::Placeholders values;
    if (!paths.empty()) {
      values.emplace("veld", paths.front());
    }
    *refusal.add_fault() = catalogue.fault(fault.code(), values, paths);
  }
  refusal.set_decided_unix_ms(now.unix_ms);
  return refusal;
}

}  // namespace corvid::core
