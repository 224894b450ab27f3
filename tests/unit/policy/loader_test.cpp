// A bundle with one mistake is not loaded, and the mistake is named with its place.
#include <catch2/catch.hpp>

#include "proto/base/hex.h"
#include "tests/unit/policy/asking.h"

namespace corvid::policy::testing {
namespace {

using Sources = std::vector<text::TextSource>;

std::string error_of(const Sources& sources) {
  const auto bundle = Bundle::from_sources(sources);
  REQUIRE_FALSE(bundle.ok());
  CHECK(bundle.error().code == Errc::kConfiguration);
  return bundle.error().text;
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string forbid(const std::string& body) {
  return R"(regel { id: "EXTRA" titel: "t" effect: FORBID mode: ENFORCE reden: "VERBODEN" verwijzing: "S002-22"
  eigenaar: "e" )" +
         body + " }\n";
}
std::string permit(const std::string& body) {
  return R"(regel { id: "EXTRA" titel: "t" effect: PERMIT mode: ENFORCE eigenaar: "e" )" + body + " }\n";
}
constexpr char kWhole[] = R"(type: VT_MELDING sender: HALT receiver: VEILIG_THUIS purpose: "VT_MELDING"
  legal_basis: "WMO_5_2_6" verwijzing: "S002-22" )";

TEST_CASE("the chain's bundle loads, and says who it is") {
  CHECK(chain().id() == "corvid.example/keten");
  CHECK(chain().version() == 1);
  CHECK(to_hex(chain().digest()).size() == 64);
  CHECK(chain().digest() == loaded(chain_sources()).digest());
  CHECK(chain().digest() != loaded(chain_plus("# niets\n")).digest());
}

TEST_CASE("a type says which labels it carries, for which sender, and what it answers") {
  for (const v1::MessageType type : {v1::VT_MELDING, v1::TERUGKOPPELING, v1::OVERDRACHT, v1::OVERDRACHT_ANTWOORD,
                                     v1::TERUGMELDING, v1::INFORMATIEVERZOEK, v1::INFORMATIEANTWOORD}) {
    REQUIRE(chain().type(type) != nullptr);
    CHECK(chain().type(type)->labels(v1::VEILIG_THUIS) == test::label_set(type));
  }
  CHECK(chain().type(v1::VTO) == nullptr);
  const TypeRules& answer = *chain().type(v1::INFORMATIEANTWOORD);
  CHECK(answer.labels(v1::POLITIE) == std::vector<v1::Label>{v1::ANTWOORD_POLITIE, v1::ANTWOORD_BIJLAGEN});
  CHECK(answer.answers == std::vector<v1::MessageType>{v1::INFORMATIEVERZOEK});
  CHECK(answer.reply_required);
  CHECK_FALSE(answer.new_conversation);
  CHECK(chain().type(v1::TERUGMELDING)->new_conversation);
  CHECK(chain().type(v1::VT_MELDING)->answers.empty());
}

TEST_CASE("a rule that names what does not exist is refused with file, line, column, rule and name") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {forbid(R"(when { fact_present { fact: "kaders" } })"), R"(unknown fact "kaders")"},
      {forbid(R"(when { fact_in { fact: "kader" value: "VRIJ" } })"), R"(fact "kader" has no value "VRIJ")"},
      {forbid(R"(when { fact_in { fact: "kader" value: "ONBEPAALD" } })"), R"(has no value "ONBEPAALD")"},
      {forbid(R"(when { fact_in { fact: "gemeentecode" value: "0599" } })"), "has no list of values"},
      {forbid(R"(purpose: "VERMAAK")"), R"(unknown purpose "VERMAAK")"},
      {forbid(R"(legal_basis: "ZOMAAR")"), R"(unknown legal basis "ZOMAAR")"},
      {forbid(R"(verwijzing: "S999-01")"), R"(unknown reference "S999-01")"},
      {forbid(R"(when { one_receiver {} reden: "ONZIN" })"), R"(unknown reason "ONZIN")"},
      {forbid(R"(when { attested { fact: "kader" } })"), R"(fact "kader" is no Controle)"},
      {forbid(R"(when { party_role { fact: "kader" role: OM } })"), R"(fact "kader" is no PartyRef)"},
      {forbid(R"(when { term_passed { fact: "kader" days: 5 } })"), R"(fact "kader" is no date)"},
      {forbid(R"(when { correlates { parent_type: OVERDRACHT sent_by: BY_SENDER fact: "kader" } })"), "no message id"},
      {forbid(R"(when { until_date { date: "2026-02-30" } })"), R"("2026-02-30" is no date)"},
      {forbid(R"(geldig_van: "gisteren")"), R"("gisteren" is no date)"},
  };
  for (const auto& [text, message] : table) {
    const std::string error = error_of(chain_plus(text));
    CAPTURE(error);
    CHECK(error.find("99-extra.textproto:1:1: regel EXTRA: ") == 0);
    CHECK(mentions(error, message));
  }
}

TEST_CASE("a rule that does not say what a rule must say is refused") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"(regel { id: "EXTRA" titel: "t" effect: FORBID mode: ENFORCE verwijzing: "S002-22" eigenaar: "e" })",
       "a FORBID needs a reason"},
      {R"(regel { id: "EXTRA" titel: "t" mode: ENFORCE verwijzing: "S002-22" eigenaar: "e" })", "effect and mode"},
      {R"(regel { id: "EXTRA" effect: FORBID mode: ENFORCE reden: "VERBODEN" verwijzing: "S002-22" })",
       "titel and eigenaar"},
      {R"(regel { id: "EXTRA" titel: "t" effect: FORBID mode: ENFORCE reden: "VERBODEN" eigenaar: "e" })",
       "a rule needs a reference"},
      {R"(regel { id: "EXTRA" titel: "t" effect: FORBID mode: ENFORCE reden: "ONZIN" verwijzing: "S002-22"
          eigenaar: "e" })",
       R"(unknown reason "ONZIN")"},
      {permit(R"(sender: HALT receiver: VEILIG_THUIS purpose: "VT_MELDING" legal_basis: "WMO_5_2_6"
          verwijzing: "S002-22")"),
       "a wildcard is for a FORBID"},
      {permit(R"(type: VT_MELDING receiver: VEILIG_THUIS purpose: "VT_MELDING" legal_basis: "WMO_5_2_6"
          verwijzing: "S002-22")"),
       "a wildcard is for a FORBID"},
      {permit(R"(type: VT_MELDING sender: HALT purpose: "VT_MELDING" legal_basis: "WMO_5_2_6" verwijzing: "S002-22")"),
       "a wildcard is for a FORBID"},
      {permit(R"(type: VT_MELDING sender: HALT receiver: VEILIG_THUIS legal_basis: "WMO_5_2_6" verwijzing: "S002-22")"),
       "a PERMIT needs a purpose and a legal basis"},
      {permit(R"(type: VT_MELDING sender: HALT receiver: VEILIG_THUIS purpose: "VT_MELDING" verwijzing: "S002-22")"),
       "a PERMIT needs a purpose and a legal basis"},
      {permit(R"(type: VT_MELDING sender: HALT receiver: VEILIG_THUIS purpose: "VT_MELDING" legal_basis: "WMO_5_2_6")"),
       "a rule needs a reference"},
      {permit(R"(type: VTO sender: HALT receiver: RAAD purpose: "VTO" legal_basis: "JW_3_1_LID_1"
          verwijzing: "S002-22")"),
       "permits type VTO"},
      {permit(std::string(kWhole) + "when { region_competent {} }"), "a condition of a PERMIT needs a reason"},
      {permit(std::string(kWhole) + R"(verplichting { id: "x" executor: BIJ_ROUTER })"), "a duty needs id"},
      {permit(std::string(kWhole) + "sender: ROLE_ONBEPAALD"), "unspecified sender"},
      {forbid(R"(verplichting { id: "x" executor: BIJ_ROUTER vernietig_inhoud {} })"), "a FORBID has no duties"},
      {forbid("when {}"), "a condition without a kind"},
      {forbid(R"(when { fact_in { fact: "kader" } })"), "fact_in without a value"},
      {forbid(R"(when { facts_exactly_one_of { fact: "code" } })"), "at least two facts"},
      {forbid("when { labels_absent {} }"), "labels_absent without a label"},
      {forbid("when { labels_absent { label: LABEL_ONBEPAALD } }"), "unspecified label"},
      {forbid("when { reviewed {} }"), "reviewed without a functie"},
      {forbid("when { correlates { parent_type: OVERDRACHT } }"), "correlates needs"},
      {forbid("when { any_of { condition { one_receiver {} } } }"), "any_of needs at least two"},
      {forbid(R"(when { any_of { condition { one_receiver {} } condition { any_of {} } } })"), "any_of inside any_of"},
      {forbid(R"(geldig_van: "2026-02-01" geldig_tot: "2026-01-01")"), "ends before it begins"},
      {forbid("") + forbid(""), "an id is required and stands once"},
  };
  for (const auto& [text, message] : table) {
    const std::string error = error_of(chain_plus(text));
    CAPTURE(error, text);
    CHECK(error.find("99-extra.textproto:") == 0);
    CHECK(mentions(error, message));
  }
}

TEST_CASE("types, purposes, bases, facts, references and texts are checked like rules") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"(type { type: VTO titel: "t" })", "type VTO: a type needs a label set"},
      {R"(type { titel: "t" label: VTO_KERN })", "a type needs type and titel"},
      {R"(type { type: VT_MELDING titel: "t" label: VTO_KERN })", "stands once"},
      {R"(type { type: VTO titel: "t" label: VTO_KERN label: VTO_KERN })", "stands twice"},
      {R"(type { type: VTO titel: "t" label: VTO_KERN fact { name: "spoed" } })", R"(unknown fact "spoed")"},
      {R"(type { type: VTO titel: "t" label: VTO_KERN fact { name: "acuut" } fact { name: "acuut" } })",
       "stands twice"},
      {R"(type { type: VTO titel: "t" label: VTO_KERN fact { name: "acuut" value: "MISSCHIEN" } })", "no value"},
      {R"(type { type: VTO titel: "t" label: VTO_KERN fact { name: "acuut" reden: "ONZIN" } })", "unknown reason"},
      {R"(type { type: VTO titel: "t" label: VTO_KERN reply { required: true } })", "a reply without the types"},
      {R"(purpose { id: "X" titel: "t" parent: "Y" })", R"(purpose X: unknown parent "Y")"},
      {R"(purpose { id: "X" titel: "t" parent: "X" })", "stands below itself"},
      {R"(purpose { id: "X" })", "titel is required"},
      {R"(purpose { id: "X" titel: "t" allowed_onward: "Y" })", R"(unknown purpose "Y")"},
      {R"(purpose { id: "VTO" titel: "t" })", "stands once"},
      {R"(legal_basis { id: "X" titel: "t" purpose: "Y" verwijzing: "S002-22" })", R"(unknown purpose "Y")"},
      {R"(legal_basis { id: "X" titel: "t" verwijzing: "S002-22" })", "a legal basis needs"},
      {R"(legal_basis { id: "X" titel: "t" purpose: "VTO" verwijzing: "Y" })", R"(unknown reference "Y")"},
      {R"(fact { name: "kader" herkomst: GESTELD omschrijving: "o" })", "stands once"},
      {R"(fact { name: "kaders" herkomst: GESTELD omschrijving: "o" })", R"(unknown fact "kaders")"},
      {R"(verwijzing { id: "X" citaat: "c" })", "a reference needs"},
      {R"(reden { code: "X" klasse: BELEID reden: "r {foto}" herstel: "h" verwijzing: "v" })", "unknown placeholder"},
      {R"(reden { code: "GEEN_REGEL" klasse: BELEID reden: "r" herstel: "h" verwijzing: "v" })", "stands twice"},
      {R"(opmerking { code: "X" tekst: "t {" })", "a brace"},
      {R"(tekst { code: CODE_1 tekst: "Iets anders" })", "stands twice"},
      {R"(proef { id: "X" reden: "ONZIN" })", "unknown reason"},
  };
  for (const auto& [text, message] : table) {
    const std::string error = error_of(chain_plus(text));
    CAPTURE(error, text);
    CHECK(mentions(error, "99-extra.textproto:1:1"));
    CHECK(mentions(error, message));
  }
}

TEST_CASE("a fact of the schema that nobody describes is refused") {
  const std::string line =
      "fact { name: \"over_bericht_id\" herkomst: GESTELD omschrijving: \"Het bericht waar de vraag "
      "over gaat.\" }";
  CHECK(mentions(error_of(chain_with("25-feiten.textproto", line, "")), "fact \"over_bericht_id\" is not described"));
}

TEST_CASE("a bundle without id, version or mode is refused") {
  CHECK(mentions(error_of(chain_with("00-bundel.textproto", "version: 1", "")), "a bundle needs id, version and mode"));
  CHECK(mentions(error_of(chain_with("00-bundel.textproto", "mode: ENFORCE", "")), "a bundle needs"));
}

TEST_CASE("a code that decisions need but the catalogue lacks is refused at loading, not found out later") {
  const Sources sources = chain_with("60-redenen.textproto", "code: \"GEEN_REGEL\"", "code: \"ANDERS\"");
  CHECK(mentions(error_of(sources), "the catalogue lacks GEEN_REGEL"));
}

TEST_CASE("more permits or duties than a decision can hold are refused at loading") {
  std::string permits;
  for (int i = 0; i < 9; ++i) {
    permits += R"(regel { id: "P)" + std::to_string(i) + R"(" titel: "t" effect: PERMIT mode: ENFORCE eigenaar: "e" )" +
               kWhole + "}\n";
  }
  CHECK(mentions(error_of(chain_plus(permits)), "than a decision can hold"));
}

TEST_CASE("all mistakes of all files come at once, each with its place") {
  Sources sources = chain_with("40-toelaten.textproto", "purpose: \"TERUGKOPPELING_MELDER\"", "purpose: \"WEG\"");
  sources.push_back({"99-extra.textproto", "\n" + forbid("purpose: \"A\"") + forbid("purpose: \"B\"")});
  const std::string error = error_of(sources);
  CAPTURE(error);
  CHECK(mentions(error, "40-toelaten.textproto:91:1: regel VEILIG_THUIS_KOPPELT_TERUG: unknown purpose \"WEG\""));
  CHECK(mentions(error, "99-extra.textproto:2:1: regel EXTRA: unknown purpose \"A\""));
  CHECK(mentions(error, "99-extra.textproto:4:1: regel EXTRA: unknown purpose \"B\""));
}

TEST_CASE("a spelling mistake in the text itself is refused before anything else is looked at") {
  CHECK(error_of(chain_plus("regel {\n  titl: \"t\"\n}")).find("99-extra.textproto:2:3: ") == 0);
}

}  // namespace
}  // namespace corvid::policy::testing
