#include "router/policy/compile_conditions.h"

#include "router/policy/dates.h"

namespace corvid::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

void set_fact(CompiledCondition& compiled, const std::string& name, Findings& findings) {
  compiled.fact = fact_number(name, findings);
  compiled.has_fact = true;
}

// The fact must be a message of this type.
void expect_message(const CompiledCondition& compiled, const Descriptor* type, Findings& findings) {
  if (FactTable::get().at(compiled.fact).field->message_type() != type) {
    findings.add("fact \"" + FactTable::get().name(compiled.fact) + "\" is no " + type->name());
  }
}

void compile_fact_in(const v1::FactIn& source, CompiledCondition& compiled, Findings& findings) {
  set_fact(compiled, source.fact(), findings);
  compiled.values = values_of(compiled.fact, source.value(), findings);
  if (source.value().empty()) {
    findings.add("fact_in without a value");
  }
}

void compile_exactly_one(const v1::FactNames& source, CompiledCondition& compiled, Findings& findings) {
  for (const std::string& name : source.fact()) {
    compiled.facts |= Mask{1} << fact_number(name, findings);
  }
  if (source.fact_size() < 2) {
    findings.add("facts_exactly_one_of needs at least two facts");
  }
}

void compile_labels(const v1::Labels& source, CompiledCondition& compiled, Findings& findings) {
  for (const int label : source.label()) {
    if (label == v1::LABEL_ONBEPAALD) {
      findings.add("unspecified label");
    }
    compiled.labels.push_back(static_cast<v1::Label>(label));
  }
  if (compiled.labels.empty()) {
    findings.add("labels_absent without a label");
  }
}

void compile_correlates(const v1::Correlates& source, CompiledCondition& compiled, Findings& findings) {
  compiled.types = mask_of(source.parent_type(), "parent_type", findings);
  compiled.sent_by = source.sent_by();
  if (source.parent_type().empty() || source.sent_by() == v1::Correlates::DIRECTION_ONBEPAALD) {
    findings.add("correlates needs parent_type and sent_by");
  }
  if (!source.fact().empty()) {
    set_fact(compiled, source.fact(), findings);
    if (FactTable::get().at(compiled.fact).field->type() != FieldDescriptor::TYPE_BYTES) {
      findings.add("fact \"" + source.fact() + "\" is no message id");
    }
  }
}

void compile_term_passed(const v1::TermPassed& source, CompiledCondition& compiled, Findings& findings) {
  set_fact(compiled, source.fact(), findings);
  compiled.number = source.days();
  if (FactTable::get().at(compiled.fact).field->type() != FieldDescriptor::TYPE_STRING) {
    findings.add("fact \"" + source.fact() + "\" is no date");
  }
}

void compile_until(const v1::UntilDate& source, CompiledCondition& compiled, Findings& findings) {
  compiled.date = source.date();
  if (!day_of(source.date())) {
    findings.add("\"" + source.date() + "\" is no date JJJJ-MM-DD");
    return;
  }
  compiled.until = first_moment(source.date());
}

void compile_attested(const v1::Attested& source, CompiledCondition& compiled, Findings& findings) {
  set_fact(compiled, source.fact(), findings);
  expect_message(compiled, v1::Controle::descriptor(), findings);
  compiled.number = source.drempel_max();
}

void compile_party_role(const v1::PartyRole& source, CompiledCondition& compiled, Findings& findings) {
  set_fact(compiled, source.fact(), findings);
  expect_message(compiled, v1::PartyRef::descriptor(), findings);
  compiled.roles = mask_of(source.role(), "role", findings);
}

void compile_reviewed(const v1::Reviewed& source, CompiledCondition& compiled, Findings& findings) {
  compiled.values = mask_of(source.functie(), "functie", findings);
  if (source.functie().empty()) {
    findings.add("reviewed without a functie");
  }
}

// Everything but any_of, whose members are compiled apart.
CompiledCondition compile_one(const v1::Condition& source, const text::ReasonCatalogue& reasons, Findings& findings) {
  CompiledCondition compiled;
  compiled.kind = source.kind_case();
  compiled.negate = source.negate();
  compiled.reden = source.reden();
  if (!source.reden().empty() && !reasons.knows(source.reden())) {
    findings.add("unknown reason \"" + source.reden() + "\"");
  }
  switch (source.kind_case()) {
    case v1::Condition::kFactIn:
      compile_fact_in(source.fact_in(), compiled, findings);
      break;
    case v1::Condition::kFactPresent:
      set_fact(compiled, source.fact_present().fact(), findings);
      break;
    case v1::Condition::kFactAbsent:
      set_fact(compiled, source.fact_absent().fact(), findings);
      break;
    case v1::Condition::kFactsExactlyOneOf:
      compile_exactly_one(source.facts_exactly_one_of(), compiled, findings);
      break;
    case v1::Condition::kLabelsAbsent:
      compile_labels(source.labels_absent(), compiled, findings);
      break;
    case v1::Condition::kReviewed:
      compile_reviewed(source.reviewed(), compiled, findings);
      break;
    case v1::Condition::kCorrelates:
      compile_correlates(source.correlates(), compiled, findings);
      break;
    case v1::Condition::kAttested:
      compile_attested(source.attested(), compiled, findings);
      break;
    case v1::Condition::kUntilDate:
      compile_until(source.until_date(), compiled, findings);
      break;
    case v1::Condition::kSenderIn:
      compiled.roles = mask_of(source.sender_in().role(), "role", findings);
      break;
    case v1::Condition::kReceiverIn:
      compiled.roles = mask_of(source.receiver_in().role(), "role", findings);
      break;
    case v1::Condition::kTermPassed:
      compile_term_passed(source.term_passed(), compiled, findings);
      break;
    case v1::Condition::kPartyRole:
      compile_party_role(source.party_role(), compiled, findings);
      break;
    case v1::Condition::kRegionCompetent:
    case v1::Condition::kReceiverIsReporter:
    case v1::Condition::kOneReceiver:
    case v1::Condition::kAnyOf:
      break;
    case v1::Condition::KIND_NOT_SET:
      findings.add("a condition without a kind");
      break;
  }
  return compiled;
}

}  // namespace

FactNumber fact_number(const std::string& name, Findings& findings) {
  const auto number = FactTable::get().find(name);
  if (!number) {
    findings.add("unknown fact \"" + name + "\"");
  }
  return number.value_or(0);
}

Mask values_of(FactNumber fact, const google::protobuf::RepeatedPtrField<std::string>& names, Findings& findings) {
  const FieldDescriptor* field = FactTable::get().at(fact).field;
  if (names.empty()) {
    return 0;
  }
  if (field->enum_type() == nullptr) {
    findings.add("fact \"" + field->name() + "\" has no list of values");
    return 0;
  }
  Mask values = 0;
  for (const std::string& name : names) {
    const auto* value = field->enum_type()->FindValueByName(name);
    if (value == nullptr || value->number() == 0) {
      findings.add("fact \"" + field->name() + "\" has no value \"" + name + "\"");
    } else {
      values |= Mask{1} << value->number();
    }
  }
  return values;
}

Mask mask_of(const google::protobuf::RepeatedField<int>& numbers, std::string_view what, Findings& findings) {
  Mask mask = 0;
  for (const int number : numbers) {
    if (number <= 0 || number >= static_cast<int>(kMaskBits)) {
      findings.add("unspecified " + std::string(what));
    } else {
      mask |= Mask{1} << number;
    }
  }
  return mask;
}

Term term_of(const std::string& from, const std::string& until, Findings& findings) {
  Term term;
  for (const std::string* date : {&from, &until}) {
    if (!date->empty() && !day_of(*date)) {
      findings.add("\"" + *date + "\" is no date JJJJ-MM-DD");
      return term;
    }
  }
  if (!from.empty()) {
    term.from = first_moment(from);
  }
  if (!until.empty()) {
    term.until = first_moment(until);
  }
  if (term.until <= term.from) {
    findings.add("ends before it begins");
  }
  return term;
}

std::vector<CompiledCondition> compile_conditions(const Conditions& conditions, const text::ReasonCatalogue& reasons,
                                                  Findings& findings) {
  std::vector<CompiledCondition> compiled;
  for (const v1::Condition& condition : conditions) {
    compiled.push_back(compile_one(condition, reasons, findings));
    for (const v1::Condition& member : condition.any_of().condition()) {
      if (member.kind_case() == v1::Condition::kAnyOf) {
        findings.add("any_of inside any_of");
      }
      compiled.back().any_of.push_back(compile_one(member, reasons, findings));
    }
    if (condition.kind_case() == v1::Condition::kAnyOf && condition.any_of().condition_size() < 2) {
      findings.add("any_of needs at least two conditions");
    }
  }
  return compiled;
}

}  // namespace corvid::policy
