// Conditions judged on one message: true, false, or undecided because something is missing.
//
// Internal to router/policy. Ownership: a Frame holds views for one decision. Threads: any. Errors: none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "router/policy/compiled.h"
#include "router/policy/facts.h"
#include "router/policy/question.h"

namespace corvid::policy {

enum class Truth { kFalse, kUndecided, kTrue };

// A question, looked up once.
struct Frame {
  Frame(const Compiled& compiled, const Question& asked);

  // Several receivers are refused by a rule; the first one stands for them in all others.
  [[nodiscard]] v1::Role receiver_role() const;

  const Compiled& bundle;
  const Question& question;
  FactSet facts;
  const CompiledType* type = nullptr;  // nullptr: the bundle does not describe it
  const v1::PartyRef* receiver = nullptr;
  std::int64_t purpose = -1;  // bit; -1: unknown
  std::int64_t basis = -1;
};

// Same OIN and role; false when one is missing.
[[nodiscard]] bool same_party(const v1::PartyRef* a, const v1::PartyRef* b);

[[nodiscard]] Truth judge(const CompiledCondition& condition, const Frame& frame);

// False when one is false, else undecided when one is, else true.
[[nodiscard]] Truth judge_all(const std::vector<CompiledCondition>& conditions, const Frame& frame);

// Does the rule speak about this purpose, basis and day?
[[nodiscard]] bool in_scope(const CompiledRule& rule, const Frame& frame);

// What a refusal says about conditions that made a FORBID fire.
struct Evidence {
  std::vector<std::string> paths;     // "facts.kader", "section[3].label"
  std::vector<std::string> facts;     // names
  std::vector<std::string> sections;  // labels, and checks that should have been made
  std::string date;                   // of an until_date
  bool regional = false;              // about who is competent
};
[[nodiscard]] Evidence evidence_of(const std::vector<CompiledCondition>& conditions, const Frame& frame);

}  // namespace corvid::policy
