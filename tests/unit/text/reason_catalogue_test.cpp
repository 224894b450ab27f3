// The words of refusals and remarks, as the catalogue of the domain gives them.
#include "proto/text/reason_catalogue.h"

#include <catch2/catch.hpp>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

namespace corvid::text {
namespace {

const ReasonCatalogue& chain() {
  static const ReasonCatalogue catalogue = ReasonCatalogue::load(CORVID_POLICY_FOLDER).value();
  return catalogue;
}

const v1::PolicyBundle& chain_bundle() {
  static const v1::PolicyBundle bundle = load<v1::PolicyBundle>(CORVID_POLICY_FOLDER).value().message;
  return bundle;
}

// The cells of every table row of the catalogue document, by code.
std::map<std::string, std::vector<std::string>> rows_of_the_document() {
  std::map<std::string, std::vector<std::string>> rows;
  std::ifstream file(CORVID_REASONS_DOCUMENT);
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; line.starts_with("| ") && std::getline(row, cell, '|');) {
      const std::size_t begin = cell.find_first_not_of(' ');
      const std::size_t end = cell.find_last_not_of(' ');
      cells.push_back(begin == std::string::npos ? "" : cell.substr(begin, end - begin + 1));
    }
    if (cells.size() > 3 && cells[1] != "code") {
      rows[cells[1]] = cells;
    }
  }
  return rows;
}

TEST_CASE("every reason of the catalogue document is in the bundle word for word, and no other") {
  const auto rows = rows_of_the_document();
  CHECK(rows.size() == 68);
  std::set<std::string> seen;
  for (const v1::ReasonText& reason : chain_bundle().reden()) {
    CAPTURE(reason.code());
    REQUIRE(rows.contains(reason.code()));
    const std::vector<std::string>& row = rows.at(reason.code());
    REQUIRE(row.size() == 6);
    std::string klasse = v1::FaultClass_Name(reason.klasse());
    for (char& c : klasse) {
      c = static_cast<char>(std::tolower(c));
    }
    CHECK(row[2] == klasse);
    CHECK(row[3] == reason.reden());
    CHECK(row[4] == reason.herstel());
    CHECK(row[5] == reason.verwijzing());
    seen.insert(reason.code());
  }
  for (const v1::RemarkText& remark : chain_bundle().opmerking()) {
    CAPTURE(remark.code());
    REQUIRE(rows.contains(remark.code()));
    const std::vector<std::string>& row = rows.at(remark.code());
    REQUIRE(row.size() == 4);
    CHECK(row[2] == remark.tekst());
    CHECK(row[3] == remark.verwijzing());
    seen.insert(remark.code());
  }
  CHECK(seen.size() == rows.size());
}

TEST_CASE("the four standard texts are those of the domain, byte for byte, and there is no fifth") {
  using Code = v1::TerugkoppelingCode;
  CHECK(chain().official_text(Code::CODE_1) == "Veilig Thuis neemt de melding in onderzoek");
  CHECK(chain().official_text(Code::CODE_2) ==
        "De situatie is in de triage bij Veilig Thuis niet als zorgelijk beoordeeld");
  CHECK(chain().official_text(Code::CODE_3) == "De zorgmelding is doorgestuurd naar een bestaande hulpverlener");
  CHECK(chain().official_text(Code::CODE_4) ==
        "De zorgmelding is doorgestuurd naar een nieuwe hulpverlener (meestal het lokale veld)");
  CHECK(chain().official_text(Code::ONBEPAALD).empty());
  CHECK(chain().official_text(static_cast<Code::Value>(5)).empty());
}

TEST_CASE("a fault has the words, class and reference of its code, with what was filled in") {
  const v1::Fault fault =
      chain().fault("ONTVANGER_NIET_BEVOEGD",
                    {{"ontvanger", "Veilig Thuis A"}, {"gemeentecode", "0599"}, {"bevoegde_partij", "Veilig Thuis B"}},
                    {"facts.gemeentecode"}, "BEVOEGD");
  CHECK(fault.code() == "ONTVANGER_NIET_BEVOEGD");
  CHECK(fault.klasse() == v1::GEBRUIKER);
  CHECK(fault.reden() == "Veilig Thuis A werkt niet voor gemeente 0599.");
  CHECK(fault.herstel() ==
        "Stuur het bericht naar Veilig Thuis B. Controleer ook of de gemeente van de woonplaats is gebruikt.");
  CHECK(fault.verwijzing() == "S002-32; register");
  CHECK(fault.veld(0) == "facts.gemeentecode");
  CHECK(fault.regel() == "BEVOEGD");
}

TEST_CASE("nothing that nobody fills in ever shows as a brace") {
  for (const v1::ReasonText& reason : chain_bundle().reden()) {
    const v1::Fault fault = chain().fault(reason.code());
    CAPTURE(fault.reden(), fault.herstel());
    CHECK((fault.reden() + fault.herstel()).find_first_of("{}") == std::string::npos);
    CHECK(fault.reden().find("  ") == std::string::npos);
  }
  for (const v1::RemarkText& remark : chain_bundle().opmerking()) {
    CHECK(chain().remark(remark.code()).tekst().find_first_of("{}") == std::string::npos);
  }
}

TEST_CASE("what is not filled in reads as plain Dutch") {
  CHECK(chain().fault("NIET_BEOORDEELD").herstel().find("Bel dan ook 0800 2000.") != std::string::npos);
  CHECK(chain().fault("DOEL_ONBEKEND").reden() == "Het doel in dit bericht bestaat niet.");
  CHECK(chain().fault("ONTVANGER_NIET_BEVOEGD").reden() ==
        "De ontvanger werkt niet voor gemeente van deze woonplaats.");
  CHECK(chain().fault("BERICHT_TE_GROOT").reden().find("Het bericht is te groot.") == 0);
  CHECK(chain().remark("EVEN_WACHTEN").tekst().find("over enkele seconden") != std::string::npos);
  CHECK(chain().remark("ACUUT_BEL_OOK", {{"telefoon", ""}}).tekst().find("Bel ook 0800 2000,") != std::string::npos);
}

TEST_CASE("a date reads as people write it, and a code of four digits stays what it is") {
  CHECK(fill_template("sinds {datum}", {{"datum", "2017-10-03"}}) == "sinds 3-10-2017");
  CHECK(fill_template("sinds {datum}", {{"datum", "2026-12-25"}}) == "sinds 25-12-2026");
  CHECK(fill_template("{datum}", {{"datum", "2017-13-03"}}) == "2017-13-03");
  CHECK(fill_template("{gemeentecode}", {{"gemeentecode", "0599"}}) == "0599");
}

TEST_CASE("a value cannot smuggle in a placeholder or a brace") {
  CHECK(fill_template("({veld})", {{"veld", "{telefoon}"}}) == "(telefoon)");
  CHECK(fill_template("{onbekend}x", {}) == "x");
  CHECK(fill_template("half {", {}) == "half {");
}

TEST_CASE("codes are ordered by precision: the domain first, no rule last") {
  CHECK(chain().rank("MELDER_OF_GETUIGE") < chain().rank("ONDERDEEL_TE_VEEL"));
  CHECK(chain().rank("NIET_BEOORDEELD") < chain().rank("GEGEVEN_ONTBREEKT"));
  CHECK(chain().rank("BERICHT_ONLEESBAAR") < chain().rank("GEEN_REGEL"));
  CHECK(chain().knows("GEEN_REGEL"));
  CHECK_FALSE(chain().knows("NO_RULE"));
}

TEST_CASE("a catalogue with a mistake is refused, and every mistake is named") {
  v1::PolicyBundle bundle = chain_bundle();
  v1::ReasonText& reason = *bundle.add_reden();
  reason.set_code("NIEUW");
  reason.set_reden("Er is {iets}.");
  bundle.mutable_tekst()->RemoveLast();
  const auto refused = ReasonCatalogue::from(bundle);
  REQUIRE_FALSE(refused.ok());
  for (const std::string part : {"NIEUW: unknown placeholder {iets}", "NIEUW: a text is empty", "NIEUW: no klasse",
                                 "NIEUW: no verwijzing", "there must be exactly 4"}) {
    CAPTURE(part);
    CHECK(refused.error().text.find(part) != std::string::npos);
  }
}

TEST_CASE("a folder without a catalogue is refused with its place") {
  CHECK(ReasonCatalogue::load("/nergens").error().code == Errc::kConfiguration);
}

}  // namespace
}  // namespace corvid::text
