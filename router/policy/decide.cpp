#include "router/policy/decide.h"

#include <algorithm>
#include <utility>

#include "proto/base/limits.h"
#include "router/policy/check_form.h"
#include "router/policy/codes.h"
#include "router/policy/compiled.h"
#include "router/policy/evaluate.h"
#include "router/policy/fault_list.h"

namespace corvid::policy {
namespace {

// Everything that rules had to say.
struct Verdict {
  Few<const CompiledRule*, kPermitsPerRouteMax> permits;
  bool route_closed = false;   // a FORBID without conditions: the whole route is shut, and says why
  bool route_known = false;    // some enforced PERMIT is about this route
  bool purpose_taken = false;  // and some of them takes this purpose
};

bool is_enforced(const CompiledRule& rule, v1::Effect::Value effect) {
  if (effect == v1::Effect::PERMIT) {
    return rule.mode == v1::Mode::ENFORCE || rule.mode == v1::Mode::WARN;
  }
  return rule.mode == v1::Mode::ENFORCE;
}

// A FORBID fires when it cannot be judged; a PERMIT holds only when it can.
bool holds(const CompiledRule& rule, const Frame& frame) {
  if (!in_scope(rule, frame)) {
    return false;
  }
  const Truth value = judge_all(rule.when, frame);
  return rule.effect == v1::Effect::FORBID ? value != Truth::kFalse : value == Truth::kTrue;
}

void apply(const CompiledRule& rule, bool rule_holds, const Frame& frame, Verdict& verdict, FaultList& faults) {
  if (rule.effect == v1::Effect::FORBID) {
    if (rule_holds) {
      verdict.route_closed = verdict.route_closed || rule.when.empty();
      faults.add_rule(rule, evidence_of(rule.when, frame));
    }
    return;
  }
  if (!rule.term.holds(frame.question.now)) {
    return;
  }
  verdict.route_known = true;
  verdict.purpose_taken = verdict.purpose_taken || has(rule.purposes, frame.purpose);
  if (rule_holds) {
    verdict.permits.push_back(&rule);
  }
}

RuleRange route_of(const Frame& frame) {
  const v1::Header& header = frame.question.header;
  return frame.bundle.route(header.type(), header.sender().role(), frame.receiver_role());
}

const CompiledRule& rule_at(const Frame& frame, std::uint32_t place) {
  return frame.bundle.rules[frame.bundle.index_rules[place]];
}

Verdict judge_rules(const Frame& frame, FaultList& faults, Few<Observed, kObservedPerRouteMax>& observed) {
  Verdict verdict;
  const RuleRange range = route_of(frame);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const CompiledRule& rule = rule_at(frame, i);
    const bool rule_holds = holds(rule, frame);
    if (is_enforced(rule, rule.effect)) {
      apply(rule, rule_holds, frame, verdict, faults);
    } else {
      observed.push_back({rule.source, rule_holds});
    }
  }
  return verdict;
}

// Codes of what keeps a PERMIT of this route from holding.
std::vector<std::string> misses_of(const CompiledRule& rule, const Frame& frame) {
  std::vector<std::string> misses;
  if (!has(rule.purposes, frame.purpose)) {
    misses.emplace_back(frame.purpose < 0 ? kDoelOnbekend : kDoelNietToegestaan);
  }
  if (!has(rule.bases, frame.basis)) {
    misses.emplace_back(frame.basis < 0 ? kGrondslagOnbekend : kGrondslagPastNiet);
  }
  for (const CompiledCondition& condition : rule.when) {
    if (judge(condition, frame) != Truth::kTrue) {
      misses.push_back(condition.reden);
    }
  }
  return misses;
}

// The PERMITs of this route that did not hold, the nearest first.
std::vector<v1::NearMiss> near_misses_of(const Frame& frame) {
  std::vector<v1::NearMiss> near;
  const RuleRange range = route_of(frame);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const CompiledRule& rule = rule_at(frame, i);
    if (rule.effect != v1::Effect::PERMIT || !is_enforced(rule, rule.effect) || !rule.term.holds(frame.question.now)) {
      continue;
    }
    v1::NearMiss miss;
    miss.set_regel(rule.source->id());
    miss.set_titel(rule.source->titel());
    for (std::string& code : misses_of(rule, frame)) {
      miss.add_ontbreekt(std::move(code));
    }
    near.push_back(std::move(miss));
  }
  std::sort(near.begin(), near.end(), [](const v1::NearMiss& a, const v1::NearMiss& b) {
    return std::pair(a.ontbreekt_size(), a.regel()) < std::pair(b.ontbreekt_size(), b.regel());
  });
  return near;
}

// Would a PERMIT hold once every fault named so far is repaired? Then "no rule" would only confuse.
bool is_explained(const std::vector<v1::NearMiss>& near, const FaultList& faults) {
  return std::any_of(near.begin(), near.end(), [&faults](const v1::NearMiss& miss) {
    return std::all_of(miss.ontbreekt().begin(), miss.ontbreekt().end(),
                       [&faults](const std::string& code) { return faults.names(code); });
  });
}

void explain_no_permit(const Frame& frame, const Verdict& verdict, FaultList& faults, Decision& decision) {
  if (verdict.route_known && !verdict.purpose_taken && frame.purpose >= 0) {
    faults.add_form(kDoelNietToegestaan, "purpose", {});
  }
  decision.near_misses = near_misses_of(frame);
  if (!verdict.route_closed && !is_explained(decision.near_misses, faults)) {
    faults.add_form(kGeenRegel, {}, {});
  }
  if (decision.near_misses.size() > limits::kNearMissesMax) {
    decision.near_misses.resize(limits::kNearMissesMax);
  }
}

// The duties of all rules that permit, each once. One that nobody can carry out denies.
void collect_duties(const Verdict& verdict, FaultList& faults, Decision& decision) {
  for (const CompiledRule* rule : verdict.permits) {
    for (const CompiledObligation& duty : rule->obligations) {
      if (!duty.supported && !duty.advies) {
        faults.add_form(kVerplichtingNietOndersteund, {}, duty.obligation.id());
      }
      const bool listed =
          std::any_of(decision.obligations.begin(), decision.obligations.end(),
                      [&duty](const v1::Obligation* other) { return other->id() == duty.obligation.id(); });
      if (!listed) {
        decision.obligations.push_back(&duty.obligation);
      }
    }
  }
}

void add_remarks(const Frame& frame, Decision& decision) {
  for (const CompiledRemark& remark : frame.bundle.remarks) {
    const v1::Header& header = frame.question.header;
    if (has(remark.types, header.type()) && has(remark.senders, header.sender().role()) &&
        judge_all(remark.when, frame) == Truth::kTrue) {
      decision.remarks.push_back(frame.bundle.reasons.remark(remark.source->code(), remark_values(frame)));
    }
  }
}

void grant(const Frame& frame, const Verdict& verdict, Decision& decision) {
  decision.permitted = true;
  for (const CompiledRule* rule : verdict.permits) {
    decision.permitted_by.push_back(rule->source);
  }
  if (frame.question.header.type() == v1::TERUGKOPPELING) {
    decision.official_text = frame.bundle.reasons.official_text(frame.question.case_facts.code());
  }
  add_remarks(frame, decision);
}

}  // namespace

Decision decide(const Bundle& bundle, const Question& question) {
  const Frame frame(bundle.compiled(), question);
  Decision decision;
  FaultList faults;
  check_type(frame, faults);
  check_labels(frame, faults);
  check_facts(frame, faults);
  check_reply(frame, faults);
  check_scope(frame, faults);
  const Verdict verdict = judge_rules(frame, faults, decision.observed);
  if (verdict.permits.empty()) {
    explain_no_permit(frame, verdict, faults, decision);
  }
  collect_duties(verdict, faults, decision);
  if (faults.empty()) {
    grant(frame, verdict, decision);
    return decision;
  }
  decision.obligations = {};
  decision.faults = faults.in_words(frame);
  return decision;
}

}  // namespace corvid::policy
