#include "adapters/corvidctl/codes.h"

#include <catch2/catch.hpp>

#include "tests/unit/corvidctl/samples.h"

namespace corvid::ctl {
namespace {

using test::contains;
using test::unwrapped;

v1::PolicyBundle sample_bundle() {
  v1::PolicyBundle bundle;
  v1::ReasonText& reason = *bundle.add_reden();
  reason.set_code("ONTVANGER_NIET_BEVOEGD");
  reason.set_klasse(v1::GEBRUIKER);
  reason.set_reden("{ontvanger} werkt niet voor gemeente {gemeentecode}.");
  reason.set_herstel("Stuur het bericht naar {bevoegde_partij}.");
  reason.set_verwijzing("S002-32");
  bundle.add_reden()->set_code("GEEN_REGEL");
  v1::RemarkText& remark = *bundle.add_opmerking();
  remark.set_code("ACUUT_NIET_GEBELD");
  remark.set_tekst("Bel ook.");
  remark.set_verwijzing("S002-19");
  return bundle;
}

TEST_CASE("a code is found in upper or lower case and printed with its words", "[corvidctl]") {
  const auto report = codes_report(sample_bundle(), "ontvanger_niet_bevoegd");
  REQUIRE(report.ok());
  REQUIRE(report->code_size() == 1);
  CHECK(unwrapped(print(*report)) ==
        "ONTVANGER_NIET_BEVOEGD (GEBRUIKER) reden {ontvanger} werkt niet voor gemeente {gemeentecode}. "
        "herstel Stuur het bericht naar {bevoegde_partij}. verwijzing S002-32");
}

TEST_CASE("all codes stand in the order of the bundle, remarks last", "[corvidctl]") {
  const auto report = codes_report(sample_bundle(), "");
  REQUIRE(report.ok());
  REQUIRE(report->code_size() == 3);
  CHECK(report->code(0).code() == "ONTVANGER_NIET_BEVOEGD");
  CHECK(report->code(1).code() == "GEEN_REGEL");
  CHECK(report->code(2).code() == "ACUUT_NIET_GEBELD");
  CHECK(report->code(2).klasse() == "OPMERKING");
}

TEST_CASE("a code that nobody knows is not found", "[corvidctl]") {
  const auto report = codes_report(sample_bundle(), "GEEN");
  REQUIRE(!report.ok());
  CHECK(report.error().code == Errc::kNotFound);
  CHECK(contains(report.error().text, "GEEN"));
}

}  // namespace
}  // namespace corvid::ctl
