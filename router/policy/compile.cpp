#include "router/policy/compile.h"

#include <set>
#include <utility>

#include "proto/base/limits.h"
#include "router/policy/codes.h"
#include "router/policy/compile_clocks.h"
#include "router/policy/compile_conditions.h"
#include "router/policy/compile_rules.h"
#include "router/policy/findings.h"

namespace corvid::policy {
namespace {

void check_head(const v1::PolicyBundle& bundle, Findings& findings) {
  findings.about("id", 0, bundle.id());
  if (bundle.id().empty() || bundle.version() == 0 || bundle.mode() == v1::Mode::ONBEPAALD) {
    findings.add("a bundle needs id, version and mode");
  }
  (void)term_of(bundle.geldig_van(), bundle.geldig_tot(), findings);
}

void check_references_form(const v1::PolicyBundle& bundle, Findings& findings) {
  Ids ids("verwijzing", findings);
  for (const v1::LegalReference& reference : bundle.verwijzing()) {
    ids.next(reference.id());
    (void)term_of(reference.geldig_van(), reference.geldig_tot(), findings);
    if (reference.citaat().empty() || reference.tekst_van().empty() ||
        reference.kind() == v1::LegalReference::KIND_ONBEPAALD) {
      findings.add("a reference needs kind, citaat and tekst_van");
    }
  }
}

// Purposes get a bit each; below[n] is n and everything under it.
std::vector<Mask> compile_purposes(Compiled& compiled, Findings& findings) {
  const auto& purposes = compiled.source.purpose();
  Ids ids("purpose", findings);
  for (const v1::Purpose& purpose : purposes) {
    ids.next(purpose.id());
    if (purpose.titel().empty()) {
      findings.add("titel is required");
    }
    compiled.purposes.emplace(purpose.id(), compiled.purposes.size());
  }
  if (compiled.purposes.size() > kMaskBits) {
    findings.add("more than 64 purposes");
    return {};
  }
  std::map<std::string, std::string> parent_of;
  for (const v1::Purpose& purpose : purposes) {
    parent_of[purpose.id()] = purpose.parent();
  }
  std::vector<Mask> below(compiled.purposes.size(), 0);
  for (int i = 0; i < purposes.size(); ++i) {
    findings.about("purpose", i, purposes[i].id());
    const std::size_t own = compiled.purposes.at(purposes[i].id());
    std::string above = purposes[i].id();
    for (std::size_t steps = 0; !above.empty(); ++steps) {
      if (!parent_of.contains(above) || steps > parent_of.size()) {
        findings.add(steps > parent_of.size() ? "stands below itself" : "unknown parent \"" + above + "\"");
        break;
      }
      below[compiled.purposes.at(above)] |= Mask{1} << own;
      above = parent_of[above];
    }
    for (const auto* list : {&purposes[i].allowed_onward(), &purposes[i].prohibited_onward()}) {
      for (const std::string& id : *list) {
        if (!parent_of.contains(id)) {
          findings.add("unknown purpose \"" + id + "\"");
        }
      }
    }
  }
  return below;
}

void compile_bases(Compiled& compiled, const std::vector<Mask>& below, Findings& findings) {
  Ids ids("legal_basis", findings);
  for (const v1::LegalBasis& source : compiled.source.legal_basis()) {
    ids.next(source.id());
    check_references(source.verwijzing(), compiled.source, findings);
    if (source.titel().empty() || source.purpose().empty() || source.verwijzing().empty()) {
      findings.add("a legal basis needs titel, purpose and verwijzing");
    }
    CompiledBasis basis{&source, 0, term_of(source.geldig_van(), source.geldig_tot(), findings)};
    for (const std::string& id : source.purpose()) {
      const auto found = compiled.purposes.find(id);
      if (found == compiled.purposes.end()) {
        findings.add("unknown purpose \"" + id + "\"");
      } else {
        basis.purposes |= below[found->second];
      }
    }
    if (compiled.basis.size() == kMaskBits) {
      findings.add("more than 64 legal bases");
      return;
    }
    if (compiled.bases.emplace(source.id(), compiled.basis.size()).second) {
      compiled.basis.push_back(basis);
    }
  }
}

// Every fact of the schema is described once, with who vouches for it.
void check_facts(const v1::PolicyBundle& bundle, Findings& findings) {
  Ids ids("fact", findings);
  Mask described = 0;
  for (const v1::FactDefinition& fact : bundle.fact()) {
    ids.next(fact.name());
    described |= Mask{1} << fact_number(fact.name(), findings);
    if (fact.herkomst() == v1::Provenance::ONBEPAALD || fact.omschrijving().empty()) {
      findings.add("a fact needs herkomst and omschrijving");
    }
  }
  findings.about("fact", bundle.fact_size(), "");
  for (std::size_t i = 0; i < FactTable::get().size(); ++i) {
    if (!has(described, static_cast<std::int64_t>(i))) {
      findings.add("fact \"" + FactTable::get().name(static_cast<FactNumber>(i)) + "\" is not described");
    }
  }
}

std::vector<v1::Label> label_set(const google::protobuf::RepeatedField<int>& labels, Findings& findings) {
  std::vector<v1::Label> set;
  std::set<int> seen;
  for (const int label : labels) {
    if (label == v1::LABEL_ONBEPAALD || !seen.insert(label).second) {
      findings.add("a label is unspecified or stands twice");
    }
    set.push_back(static_cast<v1::Label>(label));
  }
  if (set.empty()) {
    findings.add("a type needs a label set");
  }
  return set;
}

// Its class in the receiver's queue, and how long it may be under way.
void set_delivery(const v1::TypeDefinition& source, TypeRules& rules, Findings& findings) {
  if (source.voorrang() == v1::Voorrang::ACUUT || !v1::Voorrang::Value_IsValid(source.voorrang())) {
    findings.add("voorrang is EERST or GEWOON; a message is acute because its fact acuut says so");
  }
  rules.voorrang = source.voorrang() == v1::Voorrang::ONBEPAALD ? v1::Voorrang::GEWOON : source.voorrang();
  rules.bezorgtermijn = std::chrono::hours{source.bezorgtermijn_uren()};
  if (rules.bezorgtermijn > limits::kValidityMax) {
    findings.add("bezorgtermijn_uren is longer than seven days");
  }
}

TypeRules type_rules(const v1::TypeDefinition& source, Findings& findings) {
  TypeRules rules;
  rules.type = source.type();
  rules.titel = source.titel();
  rules.stuf_naam = source.stuf_naam();
  (void)mask_of(source.reply().answers(), "type", findings);
  for (const int answered : source.reply().answers()) {
    rules.answers.push_back(static_cast<v1::MessageType>(answered));
  }
  rules.reply_required = source.reply().required();
  rules.new_conversation = source.reply().new_conversation();
  if (source.has_reply() && source.reply().answers().empty()) {
    findings.add("a reply without the types it answers");
  }
  set_delivery(source, rules, findings);
  rules.label_set = label_set(source.label(), findings);
  for (const v1::LabelVariant& variant : source.label_variant()) {
    (void)mask_of(variant.sender(), "sender", findings);
    for (const int sender : variant.sender()) {
      rules.label_variants.emplace_back(static_cast<v1::Role>(sender), label_set(variant.label(), findings));
    }
  }
  return rules;
}

CompiledFactUse fact_use(const v1::FactUse& source, const text::ReasonCatalogue& reasons, Findings& findings) {
  CompiledFactUse use;
  use.fact = fact_number(source.name(), findings);
  use.required = source.required();
  use.required_when = compile_conditions(source.required_when(), reasons, findings);
  use.values = values_of(use.fact, source.value(), findings);
  use.reden = source.reden();
  if (!source.reden().empty() && !reasons.knows(source.reden())) {
    findings.add("unknown reason \"" + source.reden() + "\"");
  }
  return use;
}

void compile_types(Compiled& compiled, Findings& findings) {
  Ids ids("type", findings);
  for (const v1::TypeDefinition& source : compiled.source.type()) {
    ids.next(v1::MessageType_Name(source.type()));
    check_references(source.verwijzing(), compiled.source, findings);
    if (source.type() == v1::MESSAGE_TYPE_ONBEPAALD || source.titel().empty()) {
      findings.add("a type needs type and titel");
    }
    CompiledType type;
    type.rules = type_rules(source, findings);
    for (const v1::FactUse& fact : source.fact()) {
      CompiledFactUse use = fact_use(fact, compiled.reasons, findings);
      const Mask bit = Mask{1} << use.fact;
      if ((type.facts & bit) != 0) {
        findings.add("fact \"" + fact.name() + "\" stands twice");
      }
      type.facts |= bit;
      type.always_required |= use.required ? bit : 0;
      type.restricted |= use.values != 0 ? bit : 0;
      type.uses.push_back(std::move(use));
    }
    compiled.types.emplace(source.type(), std::move(type));
  }
}

// Codes that decisions give by themselves, without a rule that names them.
void check_own_codes(const Compiled& compiled, Findings& findings) {
  findings.about("reden", compiled.source.reden_size(), "");
  for (const std::string_view code : kOwnCodes) {
    if (!compiled.reasons.knows(code)) {
      findings.add("the catalogue lacks " + std::string(code));
    }
  }
}

void check_tests(const Compiled& compiled, Findings& findings) {
  Ids ids("proef", findings);
  for (const v1::PolicyTest& test : compiled.source.proef()) {
    ids.next(test.id());
    for (const std::string& code : test.reden()) {
      if (!compiled.reasons.knows(code)) {
        findings.add("unknown reason \"" + code + "\"");
      }
    }
  }
}

}  // namespace

Result<std::unique_ptr<Compiled>> compile(text::Parsed<v1::PolicyBundle> parsed) {
  auto compiled = std::make_unique<Compiled>();
  compiled->source = std::move(parsed.message);
  compiled->digest = std::move(parsed.digest);
  Findings findings(parsed.locations);
  auto reasons = text::ReasonCatalogue::from(compiled->source, &parsed.locations);
  if (reasons.ok()) {
    compiled->reasons = std::move(reasons).value();
    check_own_codes(*compiled, findings);
  } else {
    findings.add_line(reasons.error().text);
  }
  check_head(compiled->source, findings);
  check_references_form(compiled->source, findings);
  check_facts(compiled->source, findings);
  const std::vector<Mask> below = compile_purposes(*compiled, findings);
  if (below.size() == compiled->purposes.size()) {
    compile_bases(*compiled, below, findings);
    compile_types(*compiled, findings);
    compile_calendars(*compiled, findings);
    compile_clocks(*compiled, findings);
    compile_rules(*compiled, below, findings);
    compile_remarks(*compiled, findings);
    check_tests(*compiled, findings);
  }
  if (!findings.none()) {
    return Error{Errc::kConfiguration, findings.text()};
  }
  return compiled;
}

}  // namespace corvid::policy
