#include "router/policy/evaluate.h"

#include <algorithm>
#include <bit>

#include "proto/base/check.h"
#include "router/policy/dates.h"

namespace corvid::policy {
namespace {

constexpr std::size_t kReviewDigestBytes = 32;

Truth truth(bool holds) { return holds ? Truth::kTrue : Truth::kFalse; }

Truth truth(Tri verified) {
  switch (verified) {
    case Tri::kUnknown:
      return Truth::kUndecided;
    case Tri::kNo:
      return Truth::kFalse;
    case Tri::kYes:
      return Truth::kTrue;
  }
  return Truth::kUndecided;
}

Truth both(Truth a, Truth b) { return std::min(a, b); }
Truth either(Truth a, Truth b) { return std::max(a, b); }

Truth opposite(Truth value) {
  switch (value) {
    case Truth::kFalse:
      return Truth::kTrue;
    case Truth::kUndecided:
      return Truth::kUndecided;
    case Truth::kTrue:
      return Truth::kFalse;
  }
  return Truth::kUndecided;
}

Truth judge_fact_in(const CompiledCondition& condition, const Frame& frame) {
  const FactState& state = frame.facts[condition.fact];
  if (!state.present || !state.known) {
    return Truth::kUndecided;
  }
  return truth(has(condition.values, state.value));
}

Truth judge_labels_absent(const CompiledCondition& condition, const Frame& frame) {
  for (const v1::SectionRef& section : frame.question.header.section()) {
    if (std::find(condition.labels.begin(), condition.labels.end(), section.label()) != condition.labels.end()) {
      return Truth::kFalse;
    }
  }
  return Truth::kTrue;
}

Truth judge_reviewed(const CompiledCondition& condition, const Frame& frame) {
  const v1::Facts& facts = frame.question.header.facts();
  if (!facts.has_beoordeling() || !facts.has_verrijkt_op_unix_ms()) {
    return Truth::kUndecided;
  }
  const v1::Beoordeling& review = facts.beoordeling();
  const bool by_whom = has(condition.values, review.functie()) && review.opgeleid() == v1::JA;
  const bool complete = review.digest().size() == kReviewDigestBytes && review.tijdstip_unix_ms() > 0;
  const bool after_enrichment = review.tijdstip_unix_ms() >= facts.verrijkt_op_unix_ms();
  return both(truth(by_whom && complete && after_enrichment), truth(frame.question.verified.reviewer));
}

Truth judge_correlates(const CompiledCondition& condition, const Frame& frame) {
  const auto& parent = frame.question.verified.parent;
  if (!parent) {
    return Truth::kUndecided;
  }
  const v1::PartyRef* sender = &frame.question.header.sender();
  const bool by_receiver = same_party(parent->sender, frame.receiver) && same_party(parent->receiver, sender);
  const bool by_sender = same_party(parent->sender, sender) && same_party(parent->receiver, frame.receiver);
  const auto sent_as_said = [&] {
    switch (condition.sent_by) {
      case v1::Correlates::BY_RECEIVER:
        return by_receiver;
      case v1::Correlates::BY_SENDER:
        return by_sender;
      case v1::Correlates::BY_EITHER:
        return by_receiver || by_sender;
      case v1::Correlates::TO_SENDER:
        return same_party(parent->receiver, sender);
      case v1::Correlates::DIRECTION_ONBEPAALD:
      case v1::Correlates_Direction_Correlates_Direction_INT_MIN_SENTINEL_DO_NOT_USE_:
      case v1::Correlates_Direction_Correlates_Direction_INT_MAX_SENTINEL_DO_NOT_USE_:
        return false;
    }
    return false;
  };
  Truth result = truth(has(condition.types, parent->type) && sent_as_said());
  if (condition.has_fact) {
    const Truth same = frame.facts[condition.fact].present
                           ? truth(frame.facts.text(condition.fact) == frame.question.header.in_reply_to())
                           : Truth::kUndecided;
    result = both(result, same);
  }
  return result;
}

// About a message that was not the sender's to answer, nothing is said.
Truth judge_receiver_is_reporter(const Frame& frame) {
  const auto& parent = frame.question.verified.parent;
  if (!parent || !same_party(parent->receiver, &frame.question.header.sender())) {
    return Truth::kUndecided;
  }
  return truth(same_party(parent->sender, frame.receiver));
}

Truth judge_attested(const CompiledCondition& condition, const Frame& frame) {
  const v1::Controle* check = frame.facts.controle(condition.fact);
  if (check == nullptr) {
    return Truth::kUndecided;
  }
  const bool strict = condition.number == 0 || check->drempel() <= condition.number;
  return truth(check->uitslag() == v1::ControleUitslag::AKKOORD && check->score() <= check->drempel() && strict &&
               !check->regelversie().empty());
}

Truth judge_term_passed(const CompiledCondition& condition, const Frame& frame) {
  if (!frame.facts[condition.fact].present) {
    return Truth::kUndecided;
  }
  const auto day = day_of(frame.facts.text(condition.fact));
  return day ? truth(is_after_day(frame.question.now, *day + condition.number)) : Truth::kUndecided;
}

Truth judge_party_role(const CompiledCondition& condition, const Frame& frame) {
  const v1::PartyRef* party = frame.facts.party(condition.fact);
  return party == nullptr ? Truth::kUndecided : truth(has(condition.roles, party->role()));
}

// Before `negate`; members of an any_of are judged by the caller.
Truth judge_kind(const CompiledCondition& condition, const Frame& frame) {
  const Verified& verified = frame.question.verified;
  switch (condition.kind) {
    case v1::Condition::kFactIn:
      return judge_fact_in(condition, frame);
    case v1::Condition::kFactPresent:
      return truth(frame.facts[condition.fact].present);
    case v1::Condition::kFactAbsent:
      return truth(!frame.facts[condition.fact].present);
    case v1::Condition::kFactsExactlyOneOf:
      return truth(std::popcount(frame.facts.present() & condition.facts) == 1);
    case v1::Condition::kRegionCompetent:
      return truth(verified.region_competent);
    case v1::Condition::kLabelsAbsent:
      return judge_labels_absent(condition, frame);
    case v1::Condition::kReviewed:
      return judge_reviewed(condition, frame);
    case v1::Condition::kCorrelates:
      return judge_correlates(condition, frame);
    case v1::Condition::kReceiverIsReporter:
      return judge_receiver_is_reporter(frame);
    case v1::Condition::kOneReceiver:
      return truth(frame.question.header.receiver_size() == 1);
    case v1::Condition::kAttested:
      return judge_attested(condition, frame);
    case v1::Condition::kUntilDate:
      return truth(frame.question.now < condition.until);
    case v1::Condition::kSenderIn:
      return truth(has(condition.roles, frame.question.header.sender().role()));
    case v1::Condition::kReceiverIn:
      return truth(has(condition.roles, frame.receiver_role()));
    case v1::Condition::kTermPassed:
      return judge_term_passed(condition, frame);
    case v1::Condition::kPartyRole:
      return judge_party_role(condition, frame);
    case v1::Condition::kAnyOf:
    case v1::Condition::KIND_NOT_SET:
      return Truth::kUndecided;
  }
  return Truth::kUndecided;
}

Truth judge_leaf(const CompiledCondition& condition, const Frame& frame) {
  const Truth value = judge_kind(condition, frame);
  return condition.negate ? opposite(value) : value;
}

void append_labels(const CompiledCondition& condition, const Frame& frame, Evidence& evidence) {
  const auto& sections = frame.question.header.section();
  for (int i = 0; i < sections.size(); ++i) {
    const v1::Label label = sections[i].label();
    if (std::find(condition.labels.begin(), condition.labels.end(), label) != condition.labels.end()) {
      evidence.paths.push_back("section[" + std::to_string(i) + "].label");
      evidence.sections.push_back(v1::Label_Name(label));
    }
  }
}

void append_fact(FactNumber fact, Evidence& evidence) {
  evidence.paths.push_back(FactTable::get().path(fact));
  evidence.facts.push_back(FactTable::get().name(fact));
}

// What is missing for a review, or the review itself when it is there but not good enough.
void append_review(const Frame& frame, Evidence& evidence) {
  const v1::Facts& facts = frame.question.header.facts();
  if (!facts.has_verrijkt_op_unix_ms()) {
    evidence.paths.emplace_back("facts.verrijkt_op_unix_ms");
  }
  if (!facts.has_beoordeling() || facts.has_verrijkt_op_unix_ms()) {
    evidence.paths.emplace_back("facts.beoordeling");
  }
}

void append_evidence(const CompiledCondition& condition, const Frame& frame, Evidence& evidence) {
  if (condition.has_fact) {
    append_fact(condition.fact, evidence);
  }
  for (std::size_t i = 0; i < FactTable::get().size(); ++i) {
    if (has(condition.facts, static_cast<std::int64_t>(i))) {
      append_fact(static_cast<FactNumber>(i), evidence);
    }
  }
  switch (condition.kind) {
    case v1::Condition::kRegionCompetent:
      evidence.paths.emplace_back("facts.gemeentecode");
      evidence.regional = true;
      break;
    case v1::Condition::kLabelsAbsent:
      append_labels(condition, frame, evidence);
      break;
    case v1::Condition::kReviewed:
      append_review(frame, evidence);
      break;
    case v1::Condition::kCorrelates:
      evidence.paths.emplace_back("in_reply_to");
      break;
    case v1::Condition::kReceiverIsReporter:
    case v1::Condition::kOneReceiver:
      evidence.paths.emplace_back("receiver");
      break;
    case v1::Condition::kAttested:
      evidence.sections.push_back(FactTable::get().name(condition.fact));
      break;
    case v1::Condition::kUntilDate:
      evidence.date = condition.date;
      break;
    case v1::Condition::kFactIn:
    case v1::Condition::kFactPresent:
    case v1::Condition::kFactAbsent:
    case v1::Condition::kFactsExactlyOneOf:
    case v1::Condition::kAnyOf:
    case v1::Condition::kSenderIn:
    case v1::Condition::kReceiverIn:
    case v1::Condition::kTermPassed:
    case v1::Condition::kPartyRole:
    case v1::Condition::KIND_NOT_SET:
      break;
  }
}

std::int64_t number_in(const std::map<std::string, std::size_t, std::less<>>& ids, const std::string& id) {
  const auto found = ids.find(id);
  return found == ids.end() ? -1 : static_cast<std::int64_t>(found->second);
}

}  // namespace

Frame::Frame(const Compiled& compiled, const Question& asked)
    : bundle(compiled),
      question(asked),
      facts(asked.header.facts(), asked.case_facts),
      receiver(asked.header.receiver_size() == 0 ? nullptr : &asked.header.receiver(0)),
      purpose(number_in(compiled.purposes, asked.header.purpose())),
      basis(number_in(compiled.bases, asked.header.legal_basis())) {
  const auto found = compiled.types.find(asked.header.type());
  type = found == compiled.types.end() ? nullptr : &found->second;
}

v1::Role Frame::receiver_role() const { return receiver == nullptr ? v1::ROLE_ONBEPAALD : receiver->role(); }

bool same_party(const v1::PartyRef* a, const v1::PartyRef* b) {
  return a != nullptr && b != nullptr && a->role() == b->role() && a->oin() == b->oin();
}

Truth judge(const CompiledCondition& condition, const Frame& frame) {
  if (condition.kind != v1::Condition::kAnyOf) {
    return judge_leaf(condition, frame);
  }
  Truth any = Truth::kFalse;
  for (const CompiledCondition& member : condition.any_of) {
    any = either(any, judge_leaf(member, frame));
  }
  return condition.negate ? opposite(any) : any;
}

Truth judge_all(const std::vector<CompiledCondition>& conditions, const Frame& frame) {
  Truth all = Truth::kTrue;
  for (const CompiledCondition& condition : conditions) {
    all = both(all, judge(condition, frame));
    if (all == Truth::kFalse) {
      return all;
    }
  }
  return all;
}

bool in_scope(const CompiledRule& rule, const Frame& frame) {
  const bool purpose = rule.source->purpose().empty() || has(rule.purposes, frame.purpose);
  const bool basis = rule.source->legal_basis().empty() || has(rule.bases, frame.basis);
  return purpose && basis && rule.term.holds(frame.question.now);
}

Evidence evidence_of(const std::vector<CompiledCondition>& conditions, const Frame& frame) {
  Evidence evidence;
  for (const CompiledCondition& condition : conditions) {
    append_evidence(condition, frame, evidence);
    for (const CompiledCondition& member : condition.any_of) {
      const bool counts = judge_leaf(member, frame) != Truth::kFalse;
      if (counts != condition.negate) {
        append_evidence(member, frame, evidence);
      }
    }
  }
  return evidence;
}

}  // namespace corvid::policy
