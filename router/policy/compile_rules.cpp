#include "router/policy/compile_rules.h"

#include <algorithm>
#include <set>

#include "proto/base/limits.h"
#include "router/policy/compile_clocks.h"
#include "router/policy/compile_conditions.h"
#include "router/policy/decide.h"

namespace corvid::policy {
namespace {

constexpr Mask kAll = ~Mask{0};

// Kinds of duty that someone carries out today. A duty that nobody can carry out denies, unless it is advice.
bool is_supported(const v1::RuleObligation& duty) {
  using Duty = v1::RuleObligation;
  switch (duty.kind_case()) {
    case Duty::kVernietigInhoud:
    case Duty::kLegVerstrekkingVast:
      return duty.executor() == v1::Obligation::BIJ_ROUTER;
    case Duty::kVerwachtAntwoord:
      return duty.executor() == v1::Obligation::BIJ_ONTVANGER;
    case Duty::kEigenWoorden:
      return duty.executor() == v1::Obligation::BIJ_AFZENDER;
    case Duty::kStuurKennisgeving:
    case Duty::kBelNa:
    case Duty::kHoudAchter:
    case Duty::KIND_NOT_SET:
      return false;
  }
  return false;
}

CompiledObligation compile_duty(const v1::RuleObligation& duty, Findings& findings) {
  if (duty.id().empty() || duty.executor() == v1::Obligation::EXECUTOR_ONBEPAALD ||
      duty.kind_case() == v1::RuleObligation::KIND_NOT_SET) {
    findings.add("a duty needs id, executor and kind");
    return {};
  }
  CompiledObligation compiled;
  compiled.obligation.set_id(duty.id());
  compiled.obligation.set_executor(duty.executor());
  compiled.obligation.set_kind(
      v1::RuleObligation::descriptor()->FindFieldByNumber(static_cast<int>(duty.kind_case()))->name());
  compiled.supported = is_supported(duty);
  compiled.advies = duty.advies();
  return compiled;
}

// What the house asks of every rule, and of a PERMIT and a FORBID in particular.
void check_form(const v1::Rule& rule, const Compiled& compiled, Findings& findings) {
  if (rule.titel().empty() || rule.eigenaar().empty()) {
    findings.add("titel and eigenaar are required");
  }
  if (rule.effect() == v1::Effect::ONBEPAALD || rule.mode() == v1::Mode::ONBEPAALD) {
    findings.add("effect and mode are required");
  }
  if (rule.verwijzing().empty()) {
    findings.add("a rule needs a reference");
  }
  if (!rule.reden().empty() && !compiled.reasons.knows(rule.reden())) {
    findings.add("unknown reason \"" + rule.reden() + "\"");
  }
  if (rule.effect() == v1::Effect::FORBID && rule.reden().empty()) {
    findings.add("a FORBID needs a reason");
  }
  if (rule.effect() == v1::Effect::FORBID && !rule.verplichting().empty()) {
    findings.add("a FORBID has no duties");
  }
  if (rule.effect() != v1::Effect::PERMIT) {
    return;
  }
  if (rule.type().empty() || rule.sender().empty() || rule.receiver().empty()) {
    findings.add("a PERMIT names every type, sender and receiver; a wildcard is for a FORBID");
  }
  if (rule.purpose().empty() || rule.legal_basis().empty()) {
    findings.add("a PERMIT needs a purpose and a legal basis");
  }
  for (const v1::Condition& condition : rule.when()) {
    if (condition.reden().empty()) {
      findings.add("a condition of a PERMIT needs a reason for when it does not hold");
    }
  }
}

Mask purposes_of(const v1::Rule& rule, const Compiled& compiled, const std::vector<Mask>& below, Findings& findings) {
  Mask purposes = rule.purpose().empty() ? kAll : 0;
  for (const std::string& id : rule.purpose()) {
    const auto found = compiled.purposes.find(id);
    if (found == compiled.purposes.end()) {
      findings.add("unknown purpose \"" + id + "\"");
    } else {
      purposes |= below[found->second];
    }
  }
  return purposes;
}

Mask bases_of(const v1::Rule& rule, const Compiled& compiled, Findings& findings) {
  Mask bases = rule.legal_basis().empty() ? kAll : 0;
  for (const std::string& id : rule.legal_basis()) {
    const auto found = compiled.bases.find(id);
    if (found == compiled.bases.end()) {
      findings.add("unknown legal basis \"" + id + "\"");
    } else {
      bases |= Mask{1} << found->second;
    }
  }
  return bases;
}

void check_types(const v1::Rule& rule, const Compiled& compiled, Findings& findings) {
  for (const int type : rule.type()) {
    if (rule.effect() == v1::Effect::PERMIT && !compiled.types.contains(type)) {
      findings.add("permits type " + v1::MessageType_Name(type) + ", which this bundle does not describe");
    }
  }
  (void)mask_of(rule.type(), "type", findings);
  (void)mask_of(rule.sender(), "sender", findings);
  (void)mask_of(rule.receiver(), "receiver", findings);
}

CompiledRule compile_rule(const v1::Rule& rule, const Compiled& compiled, const std::vector<Mask>& below,
                          Findings& findings) {
  check_form(rule, compiled, findings);
  check_types(rule, compiled, findings);
  check_references(rule.verwijzing(), compiled.source, findings);
  CompiledRule result;
  result.source = &rule;
  result.effect = rule.effect();
  result.mode = std::max(rule.mode(), compiled.source.mode());
  result.term = term_of(rule.geldig_van(), rule.geldig_tot(), findings);
  result.purposes = purposes_of(rule, compiled, below, findings);
  result.bases = bases_of(rule, compiled, findings);
  result.when = compile_conditions(rule.when(), compiled.reasons, findings);
  for (const v1::RuleObligation& duty : rule.verplichting()) {
    result.obligations.push_back(compile_duty(duty, findings));
    if (duty.has_verwacht_antwoord()) {
      check_expected(duty.verwacht_antwoord(), rule, compiled, findings);
    }
  }
  return result;
}

bool names(const google::protobuf::RepeatedField<int>& list, std::size_t number) {
  return list.empty() || std::find(list.begin(), list.end(), static_cast<int>(number)) != list.end();
}

// A decision holds what it found in fixed lists; no route may need more.
void check_bounds(const Compiled& compiled, RuleRange range, Findings& findings) {
  std::size_t permits = 0;
  std::size_t duties = 0;
  std::size_t observed = 0;
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const CompiledRule& rule = compiled.rules[compiled.index_rules[i]];
    permits += rule.effect == v1::Effect::PERMIT ? 1U : 0U;
    duties += rule.obligations.size();
    observed += rule.mode == v1::Mode::ENFORCE ? 0U : 1U;
  }
  if (permits > kPermitsPerRouteMax || duties > kObligationsPerRouteMax || observed > kObservedPerRouteMax) {
    findings.add("more permits, duties or observing rules on one route than a decision can hold");
  }
}

void build_index(Compiled& compiled, Findings& findings) {
  compiled.index.reserve(kTypeNumbers * kRoleNumbers * kRoleNumbers);
  for (std::size_t type = 0; type < kTypeNumbers; ++type) {
    for (std::size_t sender = 0; sender < kRoleNumbers; ++sender) {
      for (std::size_t receiver = 0; receiver < kRoleNumbers; ++receiver) {
        RuleRange range{static_cast<std::uint32_t>(compiled.index_rules.size()), 0};
        for (std::size_t i = 0; i < compiled.rules.size(); ++i) {
          const CompiledRule& rule = compiled.rules[i];
          if (rule.mode != v1::Mode::OFF && names(rule.source->type(), type) && names(rule.source->sender(), sender) &&
              names(rule.source->receiver(), receiver)) {
            compiled.index_rules.push_back(static_cast<std::uint16_t>(i));
          }
        }
        range.end = static_cast<std::uint32_t>(compiled.index_rules.size());
        check_bounds(compiled, range, findings);
        compiled.index.push_back(range);
      }
    }
  }
}

}  // namespace

void compile_rules(Compiled& compiled, const std::vector<Mask>& below, Findings& findings) {
  const v1::PolicyBundle& bundle = compiled.source;
  std::set<std::string> ids;
  for (int i = 0; i < bundle.regel_size(); ++i) {
    const v1::Rule& rule = bundle.regel(i);
    findings.about("regel", i, rule.id());
    if (rule.id().empty() || !ids.insert(rule.id()).second) {
      findings.add("an id is required and stands once");
    }
    compiled.rules.push_back(compile_rule(rule, compiled, below, findings));
  }
  findings.about("regel", bundle.regel_size(), "");
  if (compiled.rules.size() > limits::kRulesMax) {
    findings.add("more than " + std::to_string(limits::kRulesMax) + " rules");
    return;
  }
  build_index(compiled, findings);
}

void compile_remarks(Compiled& compiled, Findings& findings) {
  const v1::PolicyBundle& bundle = compiled.source;
  for (int i = 0; i < bundle.opmerking_size(); ++i) {
    const v1::RemarkText& remark = bundle.opmerking(i);
    findings.about("opmerking", i, remark.code());
    CompiledRemark result;
    result.source = &remark;
    result.types = remark.type().empty() ? kAll : mask_of(remark.type(), "type", findings);
    result.senders = remark.sender().empty() ? kAll : mask_of(remark.sender(), "sender", findings);
    result.when = compile_conditions(remark.when(), compiled.reasons, findings);
    if (!result.when.empty()) {
      compiled.remarks.push_back(std::move(result));
    }
  }
}

RuleRange Compiled::route(int type, int sender, int receiver) const {
  const auto place = [](int number, std::size_t numbers) {
    return number > 0 && static_cast<std::size_t>(number) < numbers ? static_cast<std::size_t>(number) : 0;
  };
  return index[(place(type, kTypeNumbers) * kRoleNumbers + place(sender, kRoleNumbers)) * kRoleNumbers +
               place(receiver, kRoleNumbers)];
}

}  // namespace corvid::policy
