// A calendar or clock with a mistake is not loaded, and the mistake is named with its place.
#include <catch2/catch.hpp>

#include "tests/unit/policy/asking.h"

namespace corvid::policy::testing {
namespace {

using Table = std::vector<std::pair<std::string, std::string>>;

std::string error_of(const std::string& text) {
  const auto bundle = Bundle::from_sources(chain_plus(text));
  REQUIRE_FALSE(bundle.ok());
  CHECK(bundle.error().code == Errc::kConfiguration);
  return bundle.error().text;
}

// Every text is refused for its message alone, at its place.
void check_refused(const Table& table, const std::string& where) {
  for (const auto& [text, message] : table) {
    const std::string error = error_of(text);
    CAPTURE(text, error);
    CHECK(error == "99-extra.textproto:1:1: " + where + ": " + message);
  }
}

std::string calendar(const std::string& body) { return "kalender { id: \"X\" version: 1 " + body + " }"; }
std::string holiday(const std::string& when) { return calendar("feestdag { naam: \"n\" " + when + " }"); }

// A clock that loads, in parts to be replaced.
struct Parts {
  std::string head = R"(titel: "t" toelichting: "t" bij: ONTVANGER kalender: "nederland")";
  std::string begint = "begint { bij: AANVAARDING type: VTO }";
  std::string eindigt = "eindigt { type: NOTIFICATIE uitkomst: GEHAALD }";
  std::string termijn = "termijn { werkdagen: 5 }";
};
std::string klok(const Parts& parts) {
  return "klok { id: \"X\" " + parts.head + " " + parts.begint + " " + parts.eindigt + " " + parts.termijn + " }";
}
std::string begins(const std::string& begint) { return klok({.begint = "begint { " + begint + " }"}); }
std::string ends(const std::string& eindigt) { return klok({.eindigt = "eindigt { " + eindigt + " }"}); }
std::string takes(const std::string& termijn) { return klok({.termijn = termijn}); }

TEST_CASE("a holiday that is no day, or has no name, is refused by name and place") {
  check_refused(
      {
          {holiday(R"(datum: "morgen")"), R"("morgen" is no date JJJJ-MM-DD)"},
          {holiday(R"(datum: "2026-02-30")"), R"("2026-02-30" is no date JJJJ-MM-DD)"},
          {holiday("elk_jaar { maand: 13 dag: 1 }"), "month 13 has no day 1"},
          {holiday("elk_jaar { maand: 257 dag: 1 }"), "month 257 has no day 1"},
          {holiday("elk_jaar { dag: 1 }"), "month 0 has no day 1"},
          {holiday("zo_niet_zondag { maand: 4 dag: 31 }"), "month 4 has no day 31"},
          {holiday("lustrum { maand: 2 dag: 30 }"), "month 2 has no day 30"},
          {holiday("lustrum { maand: 2 dag: 257 }"), "month 2 has no day 257"},
          {holiday("pasen { dagen: -81 }"), "-81 days after Easter is not always in the same year"},
          {holiday("pasen { dagen: 251 }"), "251 days after Easter is not always in the same year"},
          {holiday(""), "a holiday needs a day: datum, elk_jaar, pasen, zo_niet_zondag or lustrum"},
          {calendar("feestdag { elk_jaar { maand: 2 dag: 29 } }"), "a holiday needs a name"},
      },
      "kalender X");
}

TEST_CASE("a calendar without a version, with an unknown reference or with too many holidays is refused") {
  std::string many;
  for (int i = 0; i < 31; ++i) {
    many += "feestdag { naam: \"n\" pasen { dagen: " + std::to_string(i) + " } } ";
  }
  check_refused(
      {
          {R"(kalender { id: "X" })", "a calendar needs a version: a term says which one it was counted with"},
          {calendar(R"(geldig_tot: "ooit")"), R"("ooit" is no date JJJJ-MM-DD)"},
          {calendar(R"(verwijzing: "S999-01")"), R"(unknown reference "S999-01")"},
          {calendar(many), "more than 30 holidays"},
      },
      "kalender X");
  check_refused({{R"(kalender { id: "nederland" version: 1 })", "an id is required and stands once"}},
                "kalender nederland");
}

TEST_CASE("more calendars than the bound are refused") {
  std::string many;
  for (int i = 0; i < 16; ++i) {
    many += "kalender { id: \"" + std::to_string(i) + "\" version: 1 }\n";
  }
  CHECK(error_of(many) == "99-extra.textproto:16:1: kalender 15: more than 16 calendars");
}

TEST_CASE("a clock that does not say what a clock must say is refused") {
  check_refused(
      {
          {klok({.head = R"(toelichting: "t" bij: ONTVANGER kalender: "nederland")"}), "titel is required"},
          {klok({.head = R"(titel: "t" bij: ONTVANGER kalender: "nederland")"}),
           "a clock says where its term comes from: verwijzing or toelichting"},
          {klok({.head = R"(titel: "t" verwijzing: "S999-01" bij: ONTVANGER kalender: "nederland")"}),
           R"(unknown reference "S999-01")"},
          {klok({.head = R"(titel: "t" toelichting: "t" kalender: "nederland")"}), "bij is ONTVANGER or AFZENDER"},
          {klok({.head = R"(titel: "t" toelichting: "t" bij: 9 kalender: "nederland")"}),
           "bij is ONTVANGER or AFZENDER"},
          {klok({.head = R"(titel: "t" toelichting: "t" bij: ONTVANGER kalender: "maan")"}),
           R"(unknown calendar "maan")"},
          {klok({.head = R"(titel: "t" toelichting: "t" bij: ONTVANGER)"}), R"(unknown calendar "")"},
          {klok({.eindigt = ""}), "a clock needs an end: eindigt"},
      },
      "klok X");
}

TEST_CASE("a begin that never happens, or that nobody can judge, is refused") {
  const std::string needs = "begint needs bij (AANVAARDING or AFLEVERING) and a type";
  check_refused(
      {
          {klok({.begint = ""}), needs},
          {begins("bij: AANVAARDING"), needs},
          {begins("type: VTO"), needs},
          {begins("bij: 9 type: VTO"), needs},
          {begins("bij: AANVAARDING type: MESSAGE_TYPE_ONBEPAALD"), "unspecified type"},
          {begins("bij: AANVAARDING type: 63"), "unknown type 63"},
          {begins("bij: AANVAARDING type: VTO sender: ROLE_ONBEPAALD"), "unspecified sender"},
          {begins("bij: AANVAARDING type: VTO receiver: ROLE_ONBEPAALD"), "unspecified receiver"},
          {begins(R"(bij: AANVAARDING type: VTO when { fact_present { fact: "kaders" } })"),
           R"(unknown fact "kaders")"},
          {begins("bij: AFLEVERING type: VTO when { one_receiver {} }"),
           "begint at AFLEVERING has conditions: they are judged on a message as it is accepted"},
          {begins("bij: AFLEVERING type: VTO over_beantwoord: true"),
           "begint at AFLEVERING is about the message that is delivered, not over_beantwoord"},
          {begins("bij: AANVAARDING type: VT_MELDING over_beantwoord: true"),
           "type VT_MELDING answers nothing, so no clock is about what it answers"},
      },
      "klok X");
}

TEST_CASE("an end that never comes, or is two things at once, is refused") {
  check_refused(
      {
          {ends("type: NOTIFICATIE"), "eindigt needs uitkomst: GEHAALD or TERUGGESTUURD"},
          {ends("type: NOTIFICATIE uitkomst: 9"), "eindigt needs uitkomst: GEHAALD or TERUGGESTUURD"},
          {ends("uitkomst: GEHAALD"), "eindigt needs a type, or verwerkt"},
          {ends("type: NOTIFICATIE verwerkt: true uitkomst: GEHAALD"),
           "eindigt with verwerkt has no type and no conditions: it is no message"},
          {ends("verwerkt: true when { one_receiver {} } uitkomst: GEHAALD"),
           "eindigt with verwerkt has no type and no conditions: it is no message"},
          {ends("verwerkt: true uitkomst: TERUGGESTUURD"),
           "eindigt with verwerkt is GEHAALD: whoever processes a message does not send it back"},
          {ends("type: MESSAGE_TYPE_ONBEPAALD uitkomst: GEHAALD"), "unspecified type"},
          {ends("type: 63 uitkomst: GEHAALD"), "unknown type 63"},
          {ends("type: VT_MELDING uitkomst: GEHAALD"),
           "type VT_MELDING answers nothing, so no clock is about what it answers"},
          {ends(R"(type: NOTIFICATIE uitkomst: GEHAALD when { fact_in { fact: "code" value: "CODE_9" } })"),
           R"(fact "code" has no value "CODE_9")"},
      },
      "klok X");
}

TEST_CASE("a term with no number, with two, or of more than twenty weeks is refused") {
  const std::string one = "termijn needs exactly one of werkdagen, dagen, weken and uren";
  const std::string longest = " may be longer than 20 weeks: at most 70 werkdagen, 140 dagen, 20 weken, 3359 uren";
  check_refused(
      {
          {takes(""), one},
          {takes("termijn { tot_werkdag: true }"), one},
          {takes("termijn { weken: 1 dagen: 1 }"), one},
          {takes("termijn { werkdagen: 5 uren: 1 }"), one},
          {takes("termijn { werkdagen: 71 }"), "termijn" + longest},
          {takes("termijn { dagen: 141 }"), "termijn" + longest},
          {takes("termijn { weken: 21 }"), "termijn" + longest},
          {takes("termijn { uren: 3360 }"), "termijn" + longest},
          {takes("termijn { weken: 4294967295 }"), "termijn" + longest},
          {takes("termijn { werkdagen: 5 tot_werkdag: true }"),
           "termijn has tot_werkdag, which is for dagen and weken"},
          {takes("termijn { uren: 5 tot_werkdag: true }"), "termijn has tot_werkdag, which is for dagen and weken"},
      },
      "klok X");
  for (const char* most : {"werkdagen: 70", "dagen: 140", "weken: 20 tot_werkdag: true", "uren: 3359"}) {
    CAPTURE(most);
    CHECK(Bundle::from_sources(chain_plus(takes("termijn { " + std::string(most) + " }"))).ok());
  }
}

TEST_CASE("a warning that is no term, or comes before the begin, is refused") {
  const std::string late = "bijna is not shorter than termijn";
  check_refused(
      {
          {takes("termijn { weken: 10 } bijna { dagen: 1 uren: 1 }"),
           "bijna needs exactly one of werkdagen, dagen, weken and uren"},
          {takes("termijn { weken: 10 } bijna {}"), "bijna needs exactly one of werkdagen, dagen, weken and uren"},
          {takes("termijn { weken: 10 } bijna { dagen: 1 tot_werkdag: true }"),
           "bijna has tot_werkdag, but is counted back from the end"},
          {takes("termijn { werkdagen: 5 } bijna { werkdagen: 5 }"), late},
          {takes("termijn { werkdagen: 5 } bijna { weken: 1 }"), late},
          {takes("termijn { dagen: 2 } bijna { uren: 48 }"), late},
          {takes("termijn { uren: 24 } bijna { werkdagen: 1 }"), late},
      },
      "klok X");
}

TEST_CASE("a clock's id stands once, and there are no more clocks than the bound") {
  CHECK(error_of(klok({}) + "\n" + klok({})) ==
        "99-extra.textproto:2:1: klok X: an id is required and stands once");
  std::string many;
  for (int i = 0; i < 256; ++i) {
    std::string one = klok({});
    many += one.replace(one.find("\"X\""), 3, "\"" + std::to_string(i) + "\"") + "\n";
  }
  CHECK(error_of(many).find(": more than 256 clocks") != std::string::npos);
}

TEST_CASE("a duty to answer names a clock that begins with its messages and ends with the answer") {
  const auto rule = [](const std::string& duty) {
    return R"(regel { id: "X" titel: "t" effect: PERMIT mode: ENFORCE eigenaar: "e" type: TERUGMELDING sender: HALT
      receiver: VEILIG_THUIS purpose: "VT_MELDING" legal_basis: "WMO_5_2_6" verwijzing: "S002-22"
      verplichting { id: "x" executor: BIJ_ONTVANGER advies: true verwacht_antwoord { )" +
           duty + " } } }\n";
  };
  const auto with_clock = [&rule](const std::string& begint) {
    return rule(R"(type: TERUGKOPPELING klok: "X")") +
           klok({.begint = "begint { bij: AANVAARDING type: TERUGMELDING " + begint + " }",
                 .eindigt = "eindigt { type: TERUGKOPPELING uitkomst: GEHAALD }"});
  };
  CHECK(Bundle::from_sources(chain_plus(with_clock("sender: OM sender: HALT receiver: VEILIG_THUIS"))).ok());
  const std::string begins_without = "clock X does not begin with every message of this rule";
  check_refused(
      {
          {rule(R"(type: TERUGKOPPELING klok: "ZANDLOPER")"), R"(unknown clock "ZANDLOPER")"},
          {rule("type: TERUGKOPPELING"), R"(unknown clock "")"},
          {rule(R"(type: OVERDRACHT_ANTWOORD klok: "TRIAGE")"), "clock TRIAGE does not end with OVERDRACHT_ANTWOORD"},
          {rule(R"(klok: "TRIAGE")"), "clock TRIAGE does not end with MESSAGE_TYPE_ONBEPAALD"},
          {rule(R"(type: INFORMATIEANTWOORD klok: "INFORMATIEANTWOORD")"),
           "clock INFORMATIEANTWOORD does not begin with every message of this rule"},
          {with_clock("sender: OM"), begins_without},
          {with_clock("receiver: RAAD"), begins_without},
          {with_clock("over_beantwoord: true"), begins_without},
      },
      "regel X");
}

TEST_CASE("a type's class and delivery term are bounded") {
  const auto type = [](const std::string& body) {
    return "type { type: VTO titel: \"t\" label: VTO_KERN " + body + " }";
  };
  const std::string acute = "voorrang is EERST or GEWOON; a message is acute because its fact acuut says so";
  check_refused(
      {
          {type("voorrang: ACUUT"), acute},
          {type("voorrang: 9"), acute},
          {type("bezorgtermijn_uren: 169"), "bezorgtermijn_uren is longer than seven days"},
          {type("bezorgtermijn_uren: 4294967295"), "bezorgtermijn_uren is longer than seven days"},
      },
      "type VTO");
  const Bundle bundle = loaded(chain_plus(type("bezorgtermijn_uren: 168")));
  CHECK(bundle.type(v1::VTO)->bezorgtermijn == std::chrono::hours{168});
  CHECK(bundle.type(v1::VTO)->voorrang == v1::Voorrang::GEWOON);
}

}  // namespace
}  // namespace corvid::policy::testing
