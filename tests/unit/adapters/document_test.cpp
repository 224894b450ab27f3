// docs/integrating.md shows examples; what an engineer copies from it works.

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "adapters/local_team/translate.h"
#include "adapters/police/bvh.pb.h"
#include "adapters/police/translate.h"
#include "adapters/raad/translate.h"
#include "adapters/veilig_thuis/translate.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "tests/unit/adapters/exchange_fixture.h"

using namespace corvid;
using namespace corvid::test;

namespace {

// The JSON block that contains `mark`.
std::string example(const std::string& mark) {
  std::ifstream file(std::string(CORVID_SOURCE_FOLDER) + "/docs/integrating.md", std::ios::binary);
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  const std::string fence = "```json\n";
  for (std::size_t begin = text.find(fence); begin != std::string::npos; begin = text.find(fence, begin)) {
    begin += fence.size();
    const std::string block = text.substr(begin, text.find("```", begin) - begin);
    if (block.find(mark) != std::string::npos) {
      return block;
    }
  }
  FAIL("no example with " << mark);
  return {};
}

}  // namespace

TEST_CASE("the examples of files to send in the integrators' document can be sent", "[adapters]") {
  const auto vt_knows = ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, "PL9999-2026000123")});
  const auto team_knows = ledger({received_from(2, v1::OVERDRACHT, v1::VEILIG_THUIS, "")});
  const auto raad_knows = ledger({received_from(3, v1::INFORMATIEVERZOEK, v1::VEILIG_THUIS, "VT-2026-77-V1")});
  const auto police = police::make_translator(catalogue(), {});
  CHECK(sent(*police, reviewed(example("\"registratie\"")), {}).type == v1::VT_MELDING);
  const auto veilig_thuis = veilig_thuis::make_translator(catalogue());
  CHECK(sent(*veilig_thuis, example("\"standaardtekst\""), vt_knows).type == v1::TERUGKOPPELING);
  const auto raad = raad::make_translator(catalogue());
  CHECK(sent(*raad, example("\"raadsdossier\""), raad_knows).type == v1::INFORMATIEANTWOORD);
  const auto team = local_team::make_translator(catalogue());
  CHECK(sent(*team, example("\"reactie\""), team_knows).type == v1::OVERDRACHT_ANTWOORD);
}

TEST_CASE("the examples of files that come in fit the schemas", "[adapters]") {
  police::bvh::Terugkoppeling record;
  from_json(example("\"tekst\": \"De zorgmelding"), record);
  CHECK(record.tekst() == catalogue().official_text(v1::TerugkoppelingCode::CODE_4));
  veilig_thuis::zaaksysteem::Inkomend file;
  from_json(example("\"let_op\""), file);
  CHECK(file.melding().let_op().onveilig_verwacht() == v1::JA);
}
