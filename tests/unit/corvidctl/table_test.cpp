#include "adapters/corvidctl/table.h"

#include <catch2/catch.hpp>

#include "tests/unit/corvidctl/samples.h"

namespace corvid::ctl {
namespace {

using test::contains;
using test::lines_of;

constexpr const char* kOin = "99000000000000200000";

TEST_CASE("display width counts columns, not bytes", "[corvidctl]") {
  CHECK(display_width("Raad") == 4);
  CHECK(display_width("Coördinatiepunt Fryslân") == 23);
  CHECK(display_width("e\xCC\x81") == 1);                 // e and a combining accent
  CHECK(display_width("\xE6\xBC\xA2\xE5\xAD\x97") == 4);  // two wide characters
  CHECK(display_width("") == 0);
}

TEST_CASE("columns line up whatever bytes their names take", "[corvidctl]") {
  Table table({{"NAME"}, {"COUNT", Cells::kNumber}});
  table.add({"Fryslân", "7"});
  table.add({"Drenthe", "12"});
  CHECK(table.text() ==
        "NAME     COUNT\n"
        "Fryslân      7\n"
        "Drenthe     12\n");
}

TEST_CASE("nothing in a cell can steer the terminal", "[corvidctl]") {
  Table table({{"SOFTWARE"}});
  table.add({"a\x1B[2Jb"});
  table.add({"one\ntwo\ttab"});
  table.add({"right\xE2\x80\xAEleft"});  // U+202E, right-to-left override
  table.add({"bad\xFF\xC3"});            // no UTF-8
  table.add({std::string("zero\0end", 8)});
  table.add(
      {"\xC2\x9B"
       "31m"});  // C1 control sequence introducer
  const std::string text = table.text();
  CHECK(lines_of(text).size() == 7);
  CHECK(!contains(text, "\x1B"));
  CHECK(!contains(text, "\t"));
  CHECK(!contains(text, "\xE2\x80\xAE"));
  CHECK(!contains(text, "\xFF"));
  CHECK(!contains(text, "\xC2\x9B"));
  CHECK(contains(text, "a\xEF\xBF\xBD[2Jb"));
}

TEST_CASE("a table that is too wide breaks words and leaves ids whole", "[corvidctl]") {
  Table table({{"OIN"}, {"NAME", Cells::kWrapped}, {"SOFTWARE", Cells::kWrapped}, {"DIGEST"}});
  std::string name;
  for (int i = 0; i < 12; ++i) {
    name += "Samenwerkingsverband ";
  }
  const std::string digest(64, 'd');
  table.add({kOin, name, "corvid-adapter 0.1.0", digest});
  const std::string text = table.text();
  for (const std::string& line : lines_of(text)) {
    CHECK(display_width(line) <= kColumnsMax);
  }
  CHECK(contains(text, kOin));
  CHECK(contains(text, digest));
}

TEST_CASE("a table of ids alone becomes too wide rather than cut off", "[corvidctl]") {
  Table table({{"A"}, {"B"}});
  table.add({std::string(80, 'a'), std::string(80, 'b')});
  CHECK(contains(table.text(), std::string(80, 'a') + "  " + std::string(80, 'b')));
}

TEST_CASE("a word that is longer than its column is broken and stays complete", "[corvidctl]") {
  Table table({{"ID"}, {"WORD", Cells::kWrapped}});
  table.add({std::string(64, 'i'), std::string(100, 'w')});
  std::size_t found = 0;
  for (const char c : table.text()) {
    found += c == 'w' ? 1 : 0;
  }
  CHECK(found == 100);
}

TEST_CASE("names are broken between words, then at hyphens and underscores between letters, and codes stay whole",
          "[corvidctl]") {
  Table table({{std::string(96, 'i')}, {"NAME", Cells::kWrapped}});
  table.add({"", "Raad voor de Kinderbescherming Rotterdam-Dordrecht S002-32"});
  const std::vector<std::string> lines = lines_of(table.text());
  REQUIRE(lines.size() == 5);
  CHECK(lines[1].substr(98) == "Raad voor de");
  CHECK(lines[2].substr(98) == "Kinderbescherming");
  CHECK(lines[3].substr(98) == "Rotterdam-Dordrecht");
  CHECK(lines[4].substr(98) == "S002-32");
  Table narrow({{std::string(100, 'i')}, {"NAME", Cells::kWrapped}});
  narrow.add({"", "Raad voor de Kinderbescherming Rotterdam-Dordrecht S002-32"});
  const std::vector<std::string> broken = lines_of(narrow.text());
  REQUIRE(broken.size() == 5);
  CHECK(broken[3].substr(102) == "Rotterdam-");
  CHECK(broken[4].substr(102) == "Dordrecht S002-32");
  Table code({{std::string(100, 'i')}, {"CODE", Cells::kWrapped}});
  code.add({"", "KENNISGEVING_GI_ANTWOORD"});
  const std::vector<std::string> parts = lines_of(code.text());
  REQUIRE(parts.size() == 3);
  CHECK(parts[1].substr(102) == "KENNISGEVING_GI_");
  CHECK(parts[2].substr(102) == "ANTWOORD");
}

TEST_CASE("empty cells are dashes and lines have no trailing blanks", "[corvidctl]") {
  Table table({{"A"}, {"B"}});
  table.add({"", "b"});
  table.add({"long cell", ""});
  CHECK(table.text(2) ==
        "  A          B\n"
        "  -          b\n"
        "  long cell  -\n");
}

TEST_CASE("a table without titles has no line of titles", "[corvidctl]") {
  Table table({{""}, {""}});
  table.add({"state", "WACHT"});
  CHECK(table.text() == "state  WACHT\n");
}

}  // namespace
}  // namespace corvid::ctl
