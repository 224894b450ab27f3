// How rules decide, whatever they say: bundles of the chain with one thing changed.
#include <catch2/catch.hpp>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <random>

#include "tests/unit/policy/refusal_cases.h"

namespace corvid::policy::testing {
namespace {

using Names = std::vector<std::string>;

// A rule on police reports with `body` added.
std::string rule(const std::string& effect, const std::string& mode, const std::string& body) {
  const std::string reason = effect == "FORBID" ? R"(reden: "VERBODEN")" : "";
  const std::string scope = effect == "PERMIT" ? R"(purpose: "VT_MELDING" legal_basis: "BPG_4_2_LID_1_I")" : "";
  const std::string head = R"(regel { id: "EXTRA" titel: "Extra" type: VT_MELDING sender: POLITIE receiver: VEILIG_THUIS
      verwijzing: "WPG_3_LID_3" eigenaar: "proef" )";
  return head + "effect: " + effect + " mode: " + mode + " " + reason + " " + scope + " " + body + " }";
}

Bundle with_rule(const std::string& effect, const std::string& mode, const std::string& body) {
  return loaded(chain_plus(rule(effect, mode, body)));
}

Bundle of(const v1::PolicyBundle& bundle) {
  std::string text;
  REQUIRE(google::protobuf::TextFormat::PrintToString(bundle, &text));
  return loaded({{"bundel.textproto", text}});
}

Asking spoiled(const RefusalCase& one) {
  Asking asking(one.sample);
  one.spoil(asking);
  return asking;
}

TEST_CASE("a prohibition overrides every permission") {
  const Bundle bundle = with_rule("FORBID", "ENFORCE", "");
  const Decision decision = Asking(test::vt_melding()).decide(bundle);
  CHECK_FALSE(decision.permitted);
  CHECK(codes(decision) == Names{"VERBODEN"});
  CHECK(rules(decision) == Names{"EXTRA"});
}

TEST_CASE("the order of the rules never matters") {
  v1::PolicyBundle shuffled = chain().source();
  std::mt19937 random(20261123);
  for (int round = 0; round < 8; ++round) {
    std::shuffle(shuffled.mutable_regel()->pointer_begin(), shuffled.mutable_regel()->pointer_end(), random);
    const Bundle bundle = of(shuffled);
    for (const test::MessageSample& sample : test::all_samples()) {
      CHECK(permitted_by(Asking(sample).decide(bundle)) == permitted_by(Asking(sample).decide()));
    }
    for (const RefusalCase& one : all_cases()) {
      CAPTURE(one.name);
      const Decision decision = spoiled(one).decide(bundle);
      CHECK(codes(decision) == one.codes);
      CHECK(rules(decision) == one.rules);
    }
  }
}

TEST_CASE("without a permission nothing passes, and without a prohibition nothing is lost that passed") {
  const v1::PolicyBundle all = chain().source();
  for (int i = 0; i < all.regel_size(); ++i) {
    v1::PolicyBundle fewer = all;
    fewer.mutable_regel()->DeleteSubrange(i, 1);
    const Bundle bundle = of(fewer);
    CAPTURE(all.regel(i).id());
    if (all.regel(i).effect() == v1::Effect::PERMIT) {
      for (const RefusalCase& one : all_cases()) {
        CHECK_FALSE(spoiled(one).decide(bundle).permitted);
      }
    } else {
      for (const test::MessageSample& sample : test::all_samples()) {
        CHECK(Asking(sample).decide(bundle).permitted);
      }
    }
  }
}

TEST_CASE("a prohibition that lacks a fact fires, a permission that lacks one does not hold") {
  const std::string lacking = R"(when { fact_in { fact: "kader" value: "DWANG" } reden: "GEGEVEN_ONTBREEKT" })";
  CHECK(codes(Asking(test::vt_melding()).decide(with_rule("FORBID", "ENFORCE", lacking))) == Names{"VERBODEN"});
  const Bundle permitting = with_rule("PERMIT", "ENFORCE", lacking);
  CHECK(permitted_by(Asking(test::vt_melding()).decide(permitting)) == Names{"POLITIE_MELDT_BIJ_VEILIG_THUIS"});
}

TEST_CASE("turning a condition round does not decide what is undecided") {
  const std::string turned = R"(when { fact_in { fact: "kader" value: "DWANG" } negate: true reden: "VERBODEN" })";
  CHECK(codes(Asking(test::vt_melding()).decide(with_rule("FORBID", "ENFORCE", turned))) == Names{"VERBODEN"});
  CHECK(permitted_by(Asking(test::vt_melding()).decide(with_rule("PERMIT", "ENFORCE", turned))).size() == 1);
}

TEST_CASE("one false condition settles a rule, whatever else is undecided") {
  const std::string settled = R"(when { fact_in { fact: "kader" value: "DWANG" } }
                                 when { fact_absent { fact: "bron_soort" } })";
  CHECK(Asking(test::vt_melding()).decide(with_rule("FORBID", "ENFORCE", settled)).permitted);
}

TEST_CASE("any_of is true with one, false with none, and undecided in between") {
  const auto forbids = [](const std::string& members) {
    const Bundle bundle = with_rule("FORBID", "ENFORCE", "when { any_of { " + members + " } }");
    return !Asking(test::vt_melding()).decide(bundle).permitted;
  };
  const std::string yes = R"(condition { fact_present { fact: "bron_soort" } } )";
  const std::string no = R"(condition { fact_absent { fact: "bron_soort" } } )";
  const std::string undecided = R"(condition { fact_in { fact: "kader" value: "DWANG" } } )";
  CHECK(forbids(yes + no));
  CHECK(forbids(undecided + yes));
  CHECK(forbids(undecided + no));
  CHECK_FALSE(forbids(no + no));
}

TEST_CASE("a rule that observes decides nothing and is listed, and one that is off is not even listed") {
  for (const std::string mode : {"OBSERVE", "WARN"}) {
    const Bundle bundle = with_rule("FORBID", mode, "");
    const Decision decision = Asking(test::vt_melding()).decide(bundle);
    CHECK(decision.permitted);
    const bool listed = std::any_of(decision.observed.begin(), decision.observed.end(),
                                    [](const Observed& one) { return one.rule->id() == "EXTRA" && one.holds; });
    CHECK(listed);
  }
  const Bundle without = with_rule("FORBID", "OFF", "");
  const Decision off = Asking(test::vt_melding()).decide(without);
  CHECK(off.permitted);
  CHECK(off.observed.size() == 1);
}

TEST_CASE("a permission that observes permits nothing") {
  for (const std::string mode : {"OBSERVE", "OFF"}) {
    const Bundle bundle =
        loaded(chain_with("40-toelaten.textproto", "effect: PERMIT\n  mode: ENFORCE\n  type: TERUGMELDING",
                          "effect: PERMIT\n  mode: " + mode + "\n  type: TERUGMELDING"));
    CHECK(codes(Asking(test::terugmelding()).decide(bundle)) == Names{"GEEN_REGEL"});
  }
}

TEST_CASE("a bundle that observes permits nothing") {
  const Bundle bundle = loaded(chain_with("00-bundel.textproto", "mode: ENFORCE", "mode: OBSERVE"));
  const Decision decision = Asking(test::halt_melding()).decide(bundle);
  CHECK(codes(decision) == Names{"GEEN_REGEL"});
  CHECK_FALSE(decision.observed.empty());
}

TEST_CASE("a rule counts from the first moment of its first day until the last day begins, in Amsterdam") {
  const Bundle bundle = with_rule("FORBID", "ENFORCE", R"(geldig_van: "2026-11-23" geldig_tot: "2026-11-24")");
  const auto refused = [&bundle](std::int64_t unix_ms) {
    Asking asking(test::vt_melding());
    asking.now = WallTime{unix_ms};
    return !asking.decide(bundle).permitted;
  };
  CHECK_FALSE(refused(1'795'388'399'999));
  CHECK(refused(1'795'388'400'000));
  CHECK(refused(1'795'474'799'999));
  CHECK_FALSE(refused(1'795'474'800'000));
}

TEST_CASE("a legal basis that has ended is refused with the day it ended, and one that has not begun is too") {
  const std::string head = R"(id: "WMO_5_2_6"
  titel: "Een beroepskracht)";
  const Bundle ended = loaded(chain_with("20-doelen.textproto", head, "geldig_tot: \"2026-11-01\" " + head));
  const Decision decision = Asking(test::halt_melding()).decide(ended);
  CHECK(codes(decision) == Names{"GRONDSLAG_VERVALLEN"});
  CHECK(decision.faults[0].reden() == "De grondslag WMO_5_2_6 geldt niet meer sinds 1-11-2026.");
  const Bundle early = loaded(chain_with("20-doelen.textproto", head, "geldig_van: \"2027-01-01\" " + head));
  CHECK(codes(Asking(test::halt_melding()).decide(early)) == Names{"GRONDSLAG_VERVALLEN"});
}

TEST_CASE("a duty that nobody can carry out denies, unless it is advice") {
  const std::string duty = R"(verplichting { id: "achter" executor: BIJ_ROUTER houd_achter { label: MELDING_KERN })";
  const Bundle bundle = with_rule("PERMIT", "ENFORCE", duty + " }");
  const Decision decision = Asking(test::vt_melding()).decide(bundle);
  CHECK(codes(decision) == Names{"VERPLICHTING_NIET_ONDERSTEUND"});
  CHECK(decision.faults[0].reden().find("Ontvangende Organisatie") != std::string::npos);
  CHECK(Asking(test::vt_melding()).decide(with_rule("PERMIT", "ENFORCE", duty + " advies: true }")).permitted);
}

TEST_CASE("a duty with the wrong executor is one that nobody can carry out") {
  const std::string duty = R"(verplichting { id: "weg" executor: BIJ_AFZENDER vernietig_inhoud { uren: 24 } })";
  CHECK_FALSE(Asking(test::vt_melding()).decide(with_rule("PERMIT", "ENFORCE", duty)).permitted);
}

TEST_CASE("a permission for a purpose holds for the purposes below it, not for those beside or above it") {
  const auto changed = [](const std::string& purpose) {
    return loaded(chain_with("40-toelaten.textproto", "purpose: \"VT_MELDING\"\n  legal_basis: \"WJSG_39F_LID_1\"",
                             "purpose: \"" + purpose + "\"\n  legal_basis: \"WJSG_39F_LID_1\""));
  };
  CHECK(Asking(test::om_melding()).decide(changed("VEILIGHEID_GEZIN")).permitted);
  CHECK(codes(Asking(test::om_melding()).decide(changed("HULP_NA_MELDING"))) == Names{"DOEL_NIET_TOEGESTAAN"});
  CHECK(codes(Asking(test::om_melding()).decide(changed("ZVH_CASUS"))) == Names{"DOEL_NIET_TOEGESTAAN"});
}

TEST_CASE("a near miss lists at most three rules, the nearest first") {
  std::string extra;
  for (const std::string id : {"A", "B", "C", "D"}) {
    const std::string second = id == "D" ? "" : R"(when { fact_present { fact: "kader" } reden: "VERBODEN" })";
    extra += R"(regel { id: ")" + id + R"(" titel: "Extra" type: VT_MELDING sender: POLITIE receiver: VEILIG_THUIS
      verwijzing: "WPG_3_LID_3" eigenaar: "proef" effect: PERMIT mode: ENFORCE purpose: "VT_MELDING"
      legal_basis: "WMO_5_2_6" when { fact_present { fact: "ernst" } reden: "VERBODEN" } )" +
             second + "}\n";
  }
  Asking asking(test::vt_melding());
  asking.message.header.set_legal_basis("WMO_5_2_6");
  const Decision decision = asking.decide(loaded(chain_plus(extra)));
  CHECK(codes(decision) == Names{"GEEN_REGEL"});
  REQUIRE(decision.near_misses.size() == 3);
  CHECK(decision.near_misses[0].regel() == "D");
  CHECK(decision.near_misses[1].regel() == "POLITIE_MELDT_BIJ_VEILIG_THUIS");
  CHECK(decision.near_misses[2].regel() == "A");
}

TEST_CASE("an attestation may be held to a threshold of our own") {
  const auto decide = [](int bound) {
    const Bundle bundle =
        loaded(chain_with("45-verbieden.textproto", R"(attested { fact: "overname_gecontroleerd" })",
                          R"(attested { fact: "overname_gecontroleerd" drempel_max: )" + std::to_string(bound) + " }"));
    return Asking(test::overdracht()).decide(bundle).permitted;
  };
  CHECK(decide(150));
  CHECK_FALSE(decide(149));
}

TEST_CASE("the same question gets the same answer") {
  for (const RefusalCase& one : all_cases()) {
    const Decision first = spoiled(one).decide();
    const Decision again = spoiled(one).decide();
    REQUIRE(first.faults.size() == again.faults.size());
    for (std::size_t i = 0; i < first.faults.size(); ++i) {
      CHECK(first.faults[i].SerializeAsString() == again.faults[i].SerializeAsString());
    }
  }
}

}  // namespace
}  // namespace corvid::policy::testing
