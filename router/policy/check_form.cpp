#include "router/policy/check_form.h"

#include <algorithm>

#include "router/policy/codes.h"

namespace corvid::policy {
namespace {

std::string section_path(int index) { return "section[" + std::to_string(index) + "].label"; }

std::string_view code_or(const CompiledFactUse& use, std::string_view general) {
  return use.reden.empty() ? general : std::string_view(use.reden);
}

void check_use(const CompiledFactUse& use, const Frame& frame, FaultList& faults) {
  const FactState& state = frame.facts[use.fact];
  const FactTable& table = FactTable::get();
  if (!state.present) {
    const bool required =
        use.required || (!use.required_when.empty() && judge_all(use.required_when, frame) == Truth::kTrue);
    if (required) {
      faults.add_form(code_or(use, kGegevenOntbreekt), table.path(use.fact), table.name(use.fact));
    }
    return;
  }
  const bool allowed = use.values == 0 || has(use.values, state.value);
  if (!state.known || !allowed) {
    faults.add_form(code_or(use, kBerichtOnleesbaar), table.path(use.fact), table.name(use.fact));
  }
}

// Facts that the type does not have.
void check_excess(Mask excess, const Frame& frame, FaultList& faults) {
  const FactTable& table = FactTable::get();
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto fact = static_cast<FactNumber>(i);
    if (!has(excess, fact)) {
      continue;
    }
    faults.add_form(kOnderdeelTeVeel, table.path(fact), table.name(fact));
    if (!frame.facts[fact].known) {
      faults.add_form(kBerichtOnleesbaar, table.path(fact), table.name(fact));
    }
  }
}

// Did the sender send or receive the message it refers to? What is not its own counts as unknown.
bool is_own(const Parent& parent, const v1::PartyRef& sender) {
  return same_party(parent.sender, &sender) || same_party(parent.receiver, &sender);
}

bool holds_label(const Frame& frame, v1::Label label) {
  const auto& sections = frame.question.header.section();
  return std::any_of(sections.begin(), sections.end(),
                     [label](const v1::SectionRef& section) { return section.label() == label; });
}

}  // namespace

void check_type(const Frame& frame, FaultList& faults) {
  const v1::MessageType type = frame.question.header.type();
  if (type == v1::MESSAGE_TYPE_ONBEPAALD || !v1::MessageType_IsValid(type)) {
    faults.add_form(kBerichtsoortOnbekend, "type", {});
  }
}

void check_labels(const Frame& frame, FaultList& faults) {
  if (frame.type == nullptr) {
    return;
  }
  const auto& expected = frame.type->rules.labels(frame.question.header.sender().role());
  const auto& sections = frame.question.header.section();
  for (int i = 0; i < sections.size(); ++i) {
    const v1::Label label = sections[i].label();
    if (label == v1::LABEL_ONBEPAALD || !v1::Label_IsValid(label)) {
      faults.add_form(kBerichtOnleesbaar, section_path(i), section_path(i));
      continue;
    }
    const bool repeated = std::any_of(sections.begin(), sections.begin() + i,
                                      [label](const v1::SectionRef& earlier) { return earlier.label() == label; });
    if (repeated || std::find(expected.begin(), expected.end(), label) == expected.end()) {
      faults.add_form(kOnderdeelTeVeel, section_path(i), v1::Label_Name(label));
    }
  }
  for (const v1::Label label : expected) {
    if (!holds_label(frame, label)) {
      faults.add_form(kOnderdeelOntbreekt, "section", v1::Label_Name(label));
    }
  }
}

void check_facts(const Frame& frame, FaultList& faults) {
  if (!frame.facts.all_known()) {
    for (const std::string& path : frame.facts.unknown_inside()) {
      faults.add_form(kBerichtOnleesbaar, path, path);
    }
  }
  if (frame.type == nullptr) {
    return;
  }
  for (const CompiledFactUse& use : frame.type->uses) {
    check_use(use, frame, faults);
  }
  if (const Mask excess = frame.facts.present() & ~frame.type->facts; excess != 0) {
    check_excess(excess, frame, faults);
  }
}

void check_reply(const Frame& frame, FaultList& faults) {
  if (frame.type == nullptr || frame.question.header.in_reply_to().empty()) {
    return;
  }
  const auto& answers = frame.type->rules.answers;
  const auto& parent = frame.question.verified.parent;
  if (!parent || !is_own(*parent, frame.question.header.sender()) ||
      std::find(answers.begin(), answers.end(), parent->type) == answers.end()) {
    faults.add_form(kVerwijzingOnbekend, "in_reply_to", {});
  }
}

void check_scope(const Frame& frame, FaultList& faults) {
  if (frame.purpose < 0) {
    faults.add_form(kDoelOnbekend, "purpose", {});
  }
  if (frame.basis < 0) {
    faults.add_form(kGrondslagOnbekend, "legal_basis", {});
    return;
  }
  const CompiledBasis& basis = frame.bundle.basis[static_cast<std::size_t>(frame.basis)];
  if (!basis.term.holds(frame.question.now)) {
    const bool over = basis.term.until <= frame.question.now;
    faults.add_dated(kGrondslagVervallen, "legal_basis", over ? basis.source->geldig_tot() : std::string());
  }
  if (frame.purpose >= 0 && !has(basis.purposes, frame.purpose)) {
    faults.add_form(kGrondslagPastNiet, "legal_basis", {});
  }
}

}  // namespace corvid::policy
