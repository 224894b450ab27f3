// What is no proper native file is refused with a path or a line, and without its values.

#include <catch2/catch.hpp>

#include "adapters/local_team/translate.h"
#include "adapters/police/bvh.pb.h"
#include "adapters/police/translate.h"
#include "adapters/raad/translate.h"
#include "adapters/veilig_thuis/translate.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "proto/base/limits.h"
#include "tests/unit/adapters/exchange_fixture.h"

using namespace corvid;
using namespace corvid::test;

namespace {

using Set = std::set<std::string>;

Set police_faults(const std::string& native) {
  return faults(police::make_translator(catalogue(), {})->outgoing(native, {}));
}

Set changed_faults(const std::string& path, const std::string& text) {
  police::bvh::Export file;
  from_json(sample("police/melding.json"), file);
  put(file, path, text);
  return police_faults(to_json(file));
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t place = text.find(what);
  REQUIRE(place != std::string::npos);
  return text.replace(place, what.size(), by);
}

}  // namespace

TEST_CASE("a file that is no JSON is refused by every adapter", "[adapters]") {
  const auto veilig_thuis = veilig_thuis::make_translator(catalogue());
  const auto raad = raad::make_translator(catalogue());
  const auto local_team = local_team::make_translator(catalogue());
  for (const std::string native : {"", "geen json", "[]", "null", "\"tekst\"", "{", "{}{}", "<xml/>", "{\"a\" 1}"}) {
    INFO(native);
    CHECK(police_faults(native).begin()->starts_with("BERICHT_ONLEESBAAR "));
    for (const auto* translator : {veilig_thuis.get(), raad.get(), local_team.get()}) {
      CHECK(faults(translator->outgoing(native, {})).begin()->starts_with("BERICHT_ONLEESBAAR "));
      CHECK(translator->references(native).empty());
    }
  }
}

TEST_CASE("a syntax error names the line", "[adapters]") {
  CHECK(police_faults("{\n  \"registratie\": {},\n  \"incident\" {}\n}\n") == Set{"BERICHT_ONLEESBAAR regel 3"});
  CHECK(police_faults("{\n  \"registratie\": {\n") == Set{"BERICHT_ONLEESBAAR regel 3"});
}

TEST_CASE("an unknown field, a wrong type and an unknown choice are refused with their path", "[adapters]") {
  CHECK(police_faults(R"({"verrijking": {"drugs": {"leeg": "JA"}}})") == Set{"BERICHT_ONLEESBAAR verrijking.drugs"});
  CHECK(police_faults(R"({"onbekend": 1})") == Set{"BERICHT_ONLEESBAAR onbekend"});
  CHECK(police_faults(R"({"betrokkenen": [{}, {"persoon": {"rol": 301}}]})") ==
        Set{"BERICHT_ONLEESBAAR betrokkenen[1].persoon.rol"});
  CHECK(police_faults(R"({"registratie": {"bron": "GERUCHT"}})") == Set{"BERICHT_ONLEESBAAR registratie.bron"});
  CHECK(police_faults(R"({"incident": {"aandachtsgebieden": ["HUISELIJK_GEWELD", "GERUCHT"]}})") ==
        Set{"BERICHT_ONLEESBAAR incident.aandachtsgebieden[1]"});
  CHECK(police_faults(R"({"verrijking": {"zedes": {"geraadpleegd_op": "gisteren"}}})") ==
        Set{"BERICHT_ONLEESBAAR verrijking.zedes.geraadpleegd_op"});
  CHECK(police_faults(R"({"bijlagen": [{"inhoud": "@@@"}]})") == Set{"BERICHT_ONLEESBAAR bijlagen[0].inhoud"});
}

TEST_CASE("a choice given as a number that is none is refused", "[adapters]") {
  CHECK(police_faults(replaced(sample("police/melding.json"), "\"bron\": \"AANHOUDING\"", "\"bron\": 77")) ==
        Set{"BERICHT_ONLEESBAAR registratie.bron"});
}

TEST_CASE("two kinds of message in one file are refused", "[adapters]") {
  const auto translator = veilig_thuis::make_translator(catalogue());
  const auto found = faults(translator->outgoing(R"({"terugkoppeling": {}, "overdracht": {}})", {}));
  CHECK(found.begin()->starts_with("BERICHT_ONLEESBAAR "));
  CHECK(faults(translator->outgoing(R"({"kenmerk": "a"})", {}))
            .contains("BERICHT_ONLEESBAAR terugkoppeling | overdracht | informatieverzoek"));
}

TEST_CASE("bytes that are no UTF-8 are refused with their line", "[adapters]") {
  CHECK(police_faults("{\n\"registratie\": {\"bvh_nummer\": \"PL\xff\"}}") == Set{"TEKENS_ONGELDIG regel 2"});
  CHECK(police_faults(replaced(sample("police/melding.json"), "Buren", "B\xc3uren"))
            .begin()
            ->starts_with("TEKENS_ONGELDIG regel "));
}

TEST_CASE("control characters are refused with their path, a line feed is not", "[adapters]") {
  for (const std::string& text : {std::string("a\rb"), std::string("a\tb"), std::string("a\0b", 3), std::string("\x7f"),
                                  std::string("a\xc2\x85")}) {
    CHECK(changed_faults("incident.toedracht", text) == Set{"TEKENS_ONGELDIG incident.toedracht"});
  }
  police::bvh::Export file;
  from_json(sample("police/melding.json"), file);
  put(file, "incident.toedracht", "regel\nregel, é, \xc2\xa0");
  CHECK(
      std::holds_alternative<gateway::Outgoing>(police::make_translator(catalogue(), {})->outgoing(to_json(file), {})));
}

TEST_CASE("a text over its bound is refused with its path", "[adapters]") {
  const std::string long_text(limits::kTextBytesMax + 1, 'a');
  const std::string short_text(limits::kShortTextBytesMax + 1, 'a');
  CHECK(changed_faults("incident.toedracht", long_text) == Set{"VELD_TE_LANG incident.toedracht"});
  CHECK(changed_faults("incident.pleegplaats", short_text) == Set{"VELD_TE_LANG incident.pleegplaats"});
  police::bvh::Export file;
  from_json(sample("police/melding.json"), file);
  put(file, "incident.toedracht", std::string(limits::kTextBytesMax, 'a'));
  put(file, "incident.pleegplaats", std::string(limits::kShortTextBytesMax, 'a'));
  CHECK(
      std::holds_alternative<gateway::Outgoing>(police::make_translator(catalogue(), {})->outgoing(to_json(file), {})));
}

TEST_CASE("too many persons or attachments are refused", "[adapters]") {
  police::bvh::Export file;
  from_json(sample("police/melding.json"), file);
  for (std::size_t i = 0; i < limits::kPersonsMax; ++i) {
    *file.add_betrokkenen() = file.betrokkenen(2);
  }
  for (std::size_t i = 0; i < limits::kAttachmentsMax; ++i) {
    *file.add_bijlagen() = file.bijlagen(0);
  }
  const Set found = police_faults(to_json(file));
  CHECK(found.contains("VELD_TE_LANG betrokkenen"));
  CHECK(found.contains("VELD_TE_LANG bijlagen"));
}

TEST_CASE("dates, codes and numbers of the wrong form are refused with their path", "[adapters]") {
  CHECK(changed_faults("incident.pleegdatum", "19-11-2026") == Set{"BERICHT_ONLEESBAAR incident.pleegdatum"});
  CHECK(changed_faults("incident.pleegdatum", "2026-02-30") == Set{"BERICHT_ONLEESBAAR incident.pleegdatum"});
  CHECK(changed_faults("zorg.woongemeente.code", "51A") == Set{"BERICHT_ONLEESBAAR zorg.woongemeente.code"});
  CHECK(changed_faults("betrokkenen[1].persoon.rol", "2") == Set{"BERICHT_ONLEESBAAR betrokkenen[1].persoon.rol"});
  CHECK(changed_faults("registratie.aanvulling_op", "geen-id") == Set{"BERICHT_ONLEESBAAR registratie.aanvulling_op"});
  CHECK(changed_faults("betrokkenen[1].persoon.geboren.datum", "1990-01") ==
        Set{"BERICHT_ONLEESBAAR betrokkenen[1].persoon.geboren"});
  CHECK(changed_faults("betrokkenen[0].persoon.geboren.datum", "2017-13") ==
        Set{"BERICHT_ONLEESBAAR betrokkenen[0].persoon.geboren"});
}

TEST_CASE("a relation with nobody in the same list is refused", "[adapters]") {
  CHECK(changed_faults("betrokkenen[1].persoon.relaties[0].met", "niemand") ==
        Set{"BERICHT_ONLEESBAAR betrokkenen[1].persoon.relaties[0].met"});
}

TEST_CASE("a BSN is never judged on whether it exists", "[adapters]") {
  police::bvh::Export file;
  from_json(sample("police/melding.json"), file);
  put(file, "betrokkenen[0].persoon.bsn", "000000001");
  CHECK(
      std::holds_alternative<gateway::Outgoing>(police::make_translator(catalogue(), {})->outgoing(to_json(file), {})));
}

TEST_CASE("a victim or suspect without a telephone number is not refused", "[adapters]") {
  police::bvh::Export file;
  from_json(sample("police/melding.json"), file);
  clear(file, "betrokkenen[1].persoon.telefoonnummers");
  CHECK(
      std::holds_alternative<gateway::Outgoing>(police::make_translator(catalogue(), {})->outgoing(to_json(file), {})));
}

TEST_CASE("several faults of different kinds are told at once, the most precise code first", "[adapters]") {
  police::bvh::Export file;
  from_json(reviewed(sample("police/melding.json")), file);
  clear(file, "zorg.zorgen");
  put(file, "incident.pleegdatum", "gisteren");
  put(file, "incident.toedracht", "a\tb");
  put(file, "incident.pleegplaats", std::string(2000, 'x'));
  const auto translation = police::make_translator(catalogue(), {})->outgoing(to_json(file), {});
  CHECK(faults(translation) == Set{"NIET_BEOORDEELD beoordeling.digest", "VERPLICHT_VELD_ONTBREEKT zorg.zorgen",
                                   "BERICHT_ONLEESBAAR incident.pleegdatum", "TEKENS_ONGELDIG incident.toedracht",
                                   "VELD_TE_LANG incident.pleegplaats"});
  const auto& refusal = std::get<v1::Refusal>(translation);
  for (int i = 1; i < refusal.fault_size(); ++i) {
    CHECK(catalogue().rank(refusal.fault(i - 1).code()) <= catalogue().rank(refusal.fault(i).code()));
  }
}

TEST_CASE("a refusal never repeats a value of the file", "[adapters]") {
  const std::string secret = "Geheimenaam";
  for (const std::string native :
       {R"({"registratie": {"bvh_nummer": {"Geheimenaam": 1}}})", R"({"registratie": {"bron": "Geheimenaam"}})",
        R"({"verrijking": {"zedes": {"geraadpleegd_op": "Geheimenaam"}}})", "{\"registratie\": Geheimenaam}",
        R"({"registratie": {"signaal_op": "Geheimenaam"}})", R"({"registratie": {"Geheime naam": 1}})"}) {
    const auto translation = police::make_translator(catalogue(), {})->outgoing(native, {});
    REQUIRE(std::holds_alternative<v1::Refusal>(translation));
    const std::string bytes = std::get<v1::Refusal>(translation).SerializeAsString();
    INFO(native);
    CHECK(bytes.find(secret) == std::string::npos);
    CHECK(bytes.find("Geheime naam") == std::string::npos);
  }
}

TEST_CASE("a file over the largest message is refused unread", "[adapters]") {
  const std::string native(limits::kNativeFileBytesMax + 1, ' ');
  const auto translation = police::make_translator(catalogue(), {})->outgoing(native, {});
  REQUIRE(std::holds_alternative<v1::Refusal>(translation));
  CHECK(std::get<v1::Refusal>(translation).fault(0).code() == "BERICHT_TE_GROOT");
}
