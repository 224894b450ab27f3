// What the translators make is what the shipped policy bundle expects: labels, facts, purpose and legal basis.

#include <catch2/catch.hpp>
#include <algorithm>

#include "adapters/local_team/translate.h"
#include "adapters/police/translate.h"
#include "adapters/raad/translate.h"
#include "adapters/translation/codes.h"
#include "adapters/veilig_thuis/translate.h"
#include "tests/unit/adapters/exchange_fixture.h"

using namespace corvid;
using namespace corvid::test;

namespace {

struct Case {
  std::string name;
  v1::Role sender;
  gateway::Outgoing outgoing;
};

std::vector<Case> cases() {
  const auto police = police::make_translator(catalogue(), {});
  const auto veilig_thuis = veilig_thuis::make_translator(catalogue());
  const auto raad = raad::make_translator(catalogue());
  const auto local_team = local_team::make_translator(catalogue());
  gateway::Correlation overdracht = received_from(2, v1::OVERDRACHT, v1::VEILIG_THUIS, "");
  overdracht.accepted_overdracht = true;
  const auto vt_knows = ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, "PL9999-2026000123")});
  const auto team_knows = ledger({overdracht});
  const auto raad_knows = ledger({received_from(3, v1::INFORMATIEVERZOEK, v1::VEILIG_THUIS, "VT-2026-77-V1")});
  std::vector<Case> all;
  all.push_back({"melding", v1::POLITIE, sent(*police, reviewed(sample("police/melding.json")), {})});
  for (const char* name :
       {"terugkoppeling", "terugkoppeling-onjuist-geadresseerd", "overdracht", "informatieverzoek"}) {
    const std::string file = sample("veilig_thuis/" + std::string(name) + ".json");
    all.push_back({name, v1::VEILIG_THUIS, sent(*veilig_thuis, file, vt_knows)});
  }
  for (const char* name : {"aanvaarding", "weigering", "terugmelding"}) {
    const std::string file = sample("local_team/" + std::string(name) + ".json");
    all.push_back({name, v1::LOKAAL_TEAM, sent(*local_team, file, team_knows)});
  }
  all.push_back({"antwoord", v1::RAAD, sent(*raad, sample("raad/antwoord.json"), raad_knows)});
  return all;
}

const v1::TypeDefinition& definition(v1::MessageType type) {
  const auto found = std::find_if(bundle().type().begin(), bundle().type().end(),
                                  [type](const v1::TypeDefinition& known) { return known.type() == type; });
  REQUIRE(found != bundle().type().end());
  return *found;
}

template <typename List, typename Value>
bool holds(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::set<std::string> facts_of(const gateway::Outgoing& outgoing) {
  std::set<std::string> names;
  const auto add = [&names](const google::protobuf::Message& facts) {
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    facts.GetReflection()->ListFields(facts, &fields);
    for (const auto* field : fields) {
      names.insert(field->name());
    }
  };
  add(outgoing.facts);
  add(outgoing.case_facts);
  return names;
}

}  // namespace

TEST_CASE("every message carries exactly the label set of its type, in its order", "[adapters]") {
  for (const Case& one : cases()) {
    INFO(one.name);
    const auto& expected = definition(one.outgoing.type).label();
    std::vector<v1::Label> wanted;
    for (const int label : expected) {
      wanted.push_back(static_cast<v1::Label>(label));
    }
    CHECK(labels(one.outgoing) == wanted);
  }
}

TEST_CASE("every message carries the facts its type requires and no others", "[adapters]") {
  for (const Case& one : cases()) {
    const std::set<std::string> present = facts_of(one.outgoing);
    std::set<std::string> allowed;
    for (const v1::FactUse& use : definition(one.outgoing.type).fact()) {
      INFO(one.name << " " << use.name());
      CHECK((!use.required() || present.contains(use.name())));
      allowed.insert(use.name());
    }
    for (const std::string& name : present) {
      INFO(one.name << " " << name);
      CHECK(allowed.contains(name));
    }
    CHECK(one.outgoing.facts.volledig() == v1::JA);
  }
}

TEST_CASE("a rule of the bundle permits the purpose and legal basis of every message", "[adapters]") {
  for (const Case& one : cases()) {
    INFO(one.name);
    const auto permits = [&one](const v1::Rule& rule) {
      return rule.effect() == v1::Effect::PERMIT && holds(rule.type(), one.outgoing.type) &&
             holds(rule.sender(), one.sender) && holds(rule.receiver(), one.outgoing.receiver_role) &&
             holds(rule.purpose(), one.outgoing.purpose) && holds(rule.legal_basis(), one.outgoing.legal_basis);
    };
    CHECK(std::any_of(bundle().regel().begin(), bundle().regel().end(), permits));
  }
}

TEST_CASE("the same file gives the same message, byte for byte", "[adapters]") {
  const std::vector<Case> first = cases();
  const std::vector<Case> second = cases();
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    INFO(first[i].name);
    CHECK(first[i].outgoing.facts.SerializeAsString() == second[i].outgoing.facts.SerializeAsString());
    CHECK(first[i].outgoing.case_facts.SerializeAsString() == second[i].outgoing.case_facts.SerializeAsString());
    REQUIRE(first[i].outgoing.sections.size() == second[i].outgoing.sections.size());
    for (std::size_t s = 0; s < first[i].outgoing.sections.size(); ++s) {
      CHECK(first[i].outgoing.sections[s].plaintext == second[i].outgoing.sections[s].plaintext);
    }
  }
}

TEST_CASE("the header of a message holds no text of the native file", "[adapters]") {
  for (const Case& one : cases()) {
    INFO(one.name);
    const std::string facts = one.outgoing.facts.SerializeAsString() + one.outgoing.case_facts.SerializeAsString();
    for (const char* secret : {"PL9999", "Verzinsel", "Nepnaam", "999999999", "0999-", "VT-2026", "WT-2026", "RVDK"}) {
      CHECK(facts.find(secret) == std::string::npos);
    }
  }
}

TEST_CASE("the shipped catalogue knows every code that a translator uses", "[adapters]") {
  for (const std::string_view code : translation::kCodes) {
    INFO(code);
    CHECK(catalogue().knows(code));
  }
}
