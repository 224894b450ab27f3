#include "adapters/corvidctl/print_message.h"

#include <catch2/catch.hpp>

#include "adapters/corvidctl/reports.h"
#include "adapters/corvidctl/table.h"
#include "tests/unit/corvidctl/samples.h"

namespace corvid::ctl {
namespace {

using test::contains;
using test::lines_of;
using test::unwrapped;

TEST_CASE("a message is printed with its traffic, events and decision", "[corvidctl]") {
  test::local_zone();
  const std::string text = unwrapped(print(message_report(test::sample_life())));
  for (const char* part : {
           "message 019365f0-0000-7000-8000-000000000001",
           "state GEWEIGERD",
           "type VT_MELDING",
           "from 99000000000000200000 POLITIE",
           "to 99000000000000201000 VEILIG_THUIS",
           "purpose melden-aan-veilig-thuis",
           "legal basis bpg-4-2-1",
           "size 48213 bytes",
           "attempts 2",
           "accepted 2026-11-23T19:04:05.123+01:00",
           "final 2026-11-23T19:04:12.373+01:00 (after 7.2 s)",
           "processed NIET_VERWERKT",
           "deadline 2026-11-28T19:04:05.123+01:00",
           "place in conversation 3",
           "101 2026-11-23T19:04:05.123+01:00 0 ms submitted commit 4711",
           "102 2026-11-23T19:04:05.135+01:00 12 ms delivered attempt 1",
           "103 2026-11-23T19:04:07.123+01:00 2.0 s released attempt 1",
           "105 2026-11-23T19:04:12.373+01:00 7.2 s settled GEWEIGERD, ONTVANGER_NIET_BEVOEGD, GEEN_REGEL",
           "106 2026-11-23T19:04:12.373+01:00 7.2 s destroyed GEWEIGERD, 48213 bytes",
           "107 2026-11-23T19:04:14.123+01:00 9.0 s processed NIET_VERWERKT",
           "regels politie-meldt-aan-vt, politie-meldt-met-spoed",
           "verplichting vernietig: vernietig_inhoud, BIJ_ROUTER",
           "opmerking ACUUT_NIET_GEBELD: Bel bij acuut gevaar ook 0800 2000. (S002-19)",
           "refusal in record 105",
       }) {
    INFO(part);
    CHECK(contains(text, part));
  }
  CHECK(contains(text, "bundle sha256 " + std::string(64, '5')));
  CHECK(contains(text, "statement sha256 " + std::string(64, '6')));
}

TEST_CASE("a refusal names every fault with class, reason, remedy, fields, article and near misses", "[corvidctl]") {
  test::local_zone();
  const std::string text = unwrapped(print(message_report(test::refused_life())));
  for (const char* part : {
           "state NIET_AANGENOMEN",
           "refusal in record 201 decided 2026-11-23T19:04:12.123+01:00",
           "refusal in record 209",
           "ONTVANGER_NIET_BEVOEGD (GEBRUIKER)",
           "reden Veilig Thuis Voorbeeld werkt niet voor gemeente 0014",
           "herstel Stuur het bericht naar Veilig Thuis Groningen.",
           "veld facts.gemeentecode, receiver[0].oin",
           "verwijzing S002-32; register",
           "regel alleen-bevoegde-regio",
           "GEEN_REGEL (BELEID)",
           "politie-meldt-aan-vt De politie meldt aan Veilig Thuis NIET_BEOORDEELD",
       }) {
    INFO(part);
    CHECK(contains(text, part));
  }
  CHECK(!contains(text, "decision: accepted"));
}

TEST_CASE("an expired message says why and what its sender may do", "[corvidctl]") {
  test::local_zone();
  const std::string text = unwrapped(print(message_report(test::expired_life())));
  for (const char* part : {
           "state VERLOPEN",
           "final 2026-11-28T19:04:05.123+01:00 (after 5d00h)",
           "302 2026-11-28T19:04:05.123+01:00 5d00h settled VERLOPEN, NIET_AFGELEVERD",
           "303 2026-11-28T19:04:05.123+01:00 5d00h destroyed VERLOPEN, 48213 bytes",
           "expiry in record 302",
           "NIET_AFGELEVERD (ROUTER)",
           "reden Het bericht kon niet worden afgeleverd voor 28-11-2026. De inhoud is vernietigd.",
           "herstel Bel de ontvanger als het niet kan wachten.",
       }) {
    INFO(part);
    CHECK(contains(text, part));
  }
  CHECK(!contains(text, "refusal in record"));
}

TEST_CASE("the steps of a clock are printed in words, one that ended late says so", "[corvidctl]") {
  test::local_zone();
  v1::MessageLife life = test::sample_life();
  for (const v1::TermRecord::Step step : {v1::TermRecord::BEGONNEN, v1::TermRecord::TE_LAAT, v1::TermRecord::GEHAALD}) {
    v1::LifeEvent& event = *life.add_event();
    event.set_number(200 + static_cast<std::uint64_t>(step));
    event.set_at_unix_ms(test::kAccepted);
    v1::TermRecord& term = *event.mutable_body()->mutable_term();
    term.set_step(step);
    *term.mutable_row() = test::sample_term();
    term.mutable_row()->set_late(step != v1::TermRecord::BEGONNEN);
  }
  const std::string text = unwrapped(print(message_report(life)));
  const std::string rest = ", 99000000000000201000 VEILIG_THUIS, until 2026-12-01T00:00:00.000+01:00";
  CHECK(contains(text, "term TRIAGE loopt" + rest));
  CHECK(contains(text, "term TRIAGE te laat" + rest));
  CHECK(contains(text, "term TRIAGE gehaald (te laat)" + rest));
}

TEST_CASE("every line of a message fits 120 columns", "[corvidctl]") {
  for (const v1::MessageLife& life : {test::sample_life(), test::expired_life(), test::refused_life()}) {
    for (const std::string& line : lines_of(print(message_report(life)))) {
      INFO(line);
      CHECK(display_width(line) <= kColumnsMax);
    }
  }
}

TEST_CASE("a message without records is still printed", "[corvidctl]") {
  v1::MessageLife life = test::sample_life();
  life.clear_event();
  CHECK(contains(print(message_report(life)), "no journal records"));
}

}  // namespace
}  // namespace corvid::ctl
