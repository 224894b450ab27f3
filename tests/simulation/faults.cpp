#include "tests/simulation/faults.h"

#include <array>

namespace corvid::sim {
namespace {

constexpr std::array<std::string_view, kFaultCount> kNames{
    "link-loss",       "slow-links",     "gateway-crash", "hello-storm",  "resends",       "stale-commands",
    "malformed",       "bad-mail",       "new-ids",       "stolen-ids",   "flood",         "large",
    "bad-parts",       "refusing",       "not-now",       "settles-late", "settles-twice", "settles-foreign",
    "processed-first", "deaf",           "overclaims",    "late-answers", "poison",        "no-credit",
    "small-credit",    "wall-steps",     "months",        "hours",        "scrub-fails",   "full",
    "quotas",          "commit-refused", "commit-lost",   "commit-kept",  "router-kill",   "suspensions",
    "rule-reload"};

}  // namespace

Faults Faults::random(Dice& dice) {
  Faults faults;
  if (dice.chance(62)) {
    return faults;
  }
  for (std::size_t fault = 0; fault < kFaultCount; ++fault) {
    if (dice.chance(500)) {
      faults.set_.set(fault);
    }
  }
  return faults;
}

std::string Faults::describe() const {
  std::string names;
  for (std::size_t fault = 0; fault < kFaultCount; ++fault) {
    if (set_.test(fault)) {
      names += (names.empty() ? "" : " ") + std::string(kNames.at(fault));
    }
  }
  return names.empty() ? "none" : names;
}

std::string_view name_of(Fault fault) { return kNames.at(static_cast<std::size_t>(fault)); }

}  // namespace corvid::sim
