// Which clocks begin and end, by the chain's own rules.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/unit/policy/asking.h"

namespace corvid::policy::testing {
namespace {

using Ids = std::vector<std::string>;
using Uitkomst = v1::KlokEinde::Uitkomst;

Ids begun(const ClockChanges& changes, About about) {
  Ids ids;
  for (const ClockBegin& begin : changes.begins) {
    if (begin.about == about) {
      ids.push_back(begin.klok->id());
    }
  }
  return ids;
}

std::map<std::string, Uitkomst> ended(const ClockChanges& changes) {
  std::map<std::string, Uitkomst> ids;
  for (const ClockEnd& end : changes.ends) {
    CHECK(ids.emplace(end.klok->id(), end.uitkomst).second);
  }
  return ids;
}

Ids ids_of(const std::vector<const v1::Klok*>& clocks) {
  Ids ids;
  for (const v1::Klok* klok : clocks) {
    ids.push_back(klok->id());
  }
  return ids;
}

Asking feedback(v1::TerugkoppelingCode::Value code) {
  Asking asking(test::terugkoppeling());
  asking.case_facts().clear_status();
  asking.case_facts().set_code(code);
  return asking;
}
Asking feedback(v1::TerugkoppelingStatus::Value status) {
  Asking asking(test::terugkoppeling());
  asking.case_facts().clear_code();
  asking.case_facts().set_status(status);
  return asking;
}

// A message of a type that the bundle need not describe.
Asking plain(v1::MessageType type, v1::Role sender, v1::Role receiver) {
  Asking asking(test::informatieantwoord());
  asking.message.header.set_type(type);
  asking.from(test::party(sender));
  asking.to(test::party(receiver));
  return asking;
}

TEST_CASE("a melding begins triage, and so does a terugmelding: each about itself") {
  for (const test::MessageSample& sample :
       {test::vt_melding(), test::om_melding(), test::halt_melding(), test::terugmelding()}) {
    const ClockChanges changes = Asking(sample).clocks();
    CHECK(begun(changes, About::kMessage) == Ids{"TRIAGE"});
    CHECK(begun(changes, About::kAnswered).empty());
    CHECK(changes.ends.empty());
  }
}

TEST_CASE("feedback with a code ends triage and investigation, as met") {
  for (const auto code : {v1::TerugkoppelingCode::CODE_2, v1::TerugkoppelingCode::CODE_3,
                          v1::TerugkoppelingCode::CODE_4}) {
    const ClockChanges changes = feedback(code).clocks();
    CHECK(ended(changes) == std::map<std::string, Uitkomst>{{"TRIAGE", v1::KlokEinde::GEHAALD},
                                                            {"ONDERZOEK", v1::KlokEinde::GEHAALD}});
    CHECK(changes.begins.empty());
  }
}

TEST_CASE("feedback code 1 ends triage and an investigation that runs, and begins one about the melding it answers") {
  const ClockChanges changes = feedback(v1::TerugkoppelingCode::CODE_1).clocks();
  CHECK(ended(changes) == std::map<std::string, Uitkomst>{{"TRIAGE", v1::KlokEinde::GEHAALD},
                                                          {"ONDERZOEK", v1::KlokEinde::GEHAALD}});
  CHECK(begun(changes, About::kAnswered) == Ids{"ONDERZOEK"});
  CHECK(begun(changes, About::kMessage).empty());
}

TEST_CASE("ends before begins: after two feedbacks with code 1 one investigation runs, and after the third none") {
  std::set<std::string> running = {"TRIAGE"};  // about the melding
  const auto accept = [&running](v1::TerugkoppelingCode::Value code) {
    const ClockChanges changes = feedback(code).clocks();
    std::size_t met = 0;
    for (const ClockEnd& end : changes.ends) {
      met += running.erase(end.klok->id());
    }
    for (const ClockBegin& begin : changes.begins) {
      CHECK(running.insert(begin.klok->id()).second);
    }
    return met;
  };
  CHECK(accept(v1::TerugkoppelingCode::CODE_1) == 1);
  CHECK(running == std::set<std::string>{"ONDERZOEK"});
  CHECK(accept(v1::TerugkoppelingCode::CODE_1) == 1);
  CHECK(running == std::set<std::string>{"ONDERZOEK"});
  CHECK(accept(v1::TerugkoppelingCode::CODE_3) == 1);
  CHECK(running.empty());
}

TEST_CASE("a wrongly addressed melding ends triage as sent back") {
  const ClockChanges changes = feedback(v1::TerugkoppelingStatus::ONJUIST_GEADRESSEERD).clocks();
  CHECK(ended(changes).at("TRIAGE") == v1::KlokEinde::TERUGGESTUURD);
  CHECK(changes.begins.empty());
}

TEST_CASE("any other status without a text leaves triage running") {
  for (const auto status : {v1::TerugkoppelingStatus::NIET_ONTVANKELIJK, v1::TerugkoppelingStatus::REGIONAAL_MAATWERK,
                            v1::TerugkoppelingStatus::AFSLUITING_ZONDER_OVERDRACHT}) {
    CHECK(ended(feedback(status).clocks()) ==
          std::map<std::string, Uitkomst>{{"ONDERZOEK", v1::KlokEinde::GEHAALD}});
  }
}

TEST_CASE("every request begins the clock of its answer, and the answer ends that one only") {
  struct Pair {
    v1::MessageType request;
    v1::MessageType answer;
    v1::Role asked;
  };
  for (const Pair& pair : {Pair{v1::OVERDRACHT, v1::OVERDRACHT_ANTWOORD, v1::LOKAAL_TEAM},
                           Pair{v1::INFORMATIEVERZOEK, v1::INFORMATIEANTWOORD, v1::RAAD},
                           Pair{v1::VERZOEK_OVERLEG, v1::OVERLEG_ANTWOORD, v1::LOKAAL_TEAM},
                           Pair{v1::KENNISGEVING_GI, v1::KENNISGEVING_GI_ANTWOORD, v1::GI},
                           Pair{v1::VERZOEK_BEGELEIDING, v1::BEGELEIDING_ANTWOORD, v1::POLITIE},
                           Pair{v1::AFSTEMMING, v1::AFSTEMMING_ANTWOORD, v1::OM}}) {
    const std::string id = v1::MessageType_Name(pair.answer);
    CAPTURE(id);
    const ClockChanges asked = plain(pair.request, v1::VEILIG_THUIS, pair.asked).clocks();
    CHECK(begun(asked, About::kMessage) == Ids{id});
    CHECK(asked.ends.empty());
    const ClockChanges answered = plain(pair.answer, pair.asked, v1::VEILIG_THUIS).clocks();
    CHECK(answered.begins.empty());
    CHECK(ended(answered) == std::map<std::string, Uitkomst>{{id, v1::KlokEinde::GEHAALD}});
    REQUIRE(find_klok(chain(), id) != nullptr);
    CHECK(find_klok(chain(), id)->bij() == v1::Klok::ONTVANGER);
    CHECK(find_klok(chain(), id)->termijn().werkdagen() == 5);
  }
}

TEST_CASE("a VTO of Veilig Thuis or a GI begins the duty to tell the municipality, which its sender has to meet") {
  for (const v1::Role sender : {v1::VEILIG_THUIS, v1::GI}) {
    CHECK(begun(plain(v1::VTO, sender, v1::RAAD).clocks(), About::kMessage) == Ids{"KENNISGEVING_COLLEGE"});
  }
  CHECK(plain(v1::VTO, v1::GEMEENTE, v1::RAAD).clocks().begins.empty());
  CHECK(ended(plain(v1::KENNISGEVING_COLLEGE, v1::GI, v1::GEMEENTE).clocks()).count("KENNISGEVING_COLLEGE") == 1);
  CHECK(find_klok(chain(), "KENNISGEVING_COLLEGE")->bij() == v1::Klok::AFZENDER);
}

TEST_CASE("a message that answers nothing ends nothing, and begins nothing about another") {
  Asking asking = feedback(v1::TerugkoppelingCode::CODE_1);
  asking.message.header.clear_in_reply_to();
  asking.message.parent.reset();
  const ClockChanges changes = asking.clocks();
  CHECK(changes.ends.empty());
  CHECK(changes.begins.empty());
}

TEST_CASE("a condition that cannot be judged neither begins nor ends a clock") {
  const Bundle bundle = loaded(chain_plus(R"(klok { id: "X" titel: "t" toelichting: "t" bij: ONTVANGER
    kalender: "nederland" termijn { dagen: 5 }
    begint { bij: AANVAARDING type: VT_MELDING when { region_competent {} } }
    eindigt { type: TERUGKOPPELING when { region_competent {} } uitkomst: GEHAALD } })"));
  Asking melding(test::vt_melding());
  Asking answer(test::terugkoppeling());
  answer.verified.region_competent = Tri::kYes;
  CHECK(begun(melding.clocks(bundle), About::kMessage) == Ids{"TRIAGE", "X"});
  CHECK(ended(answer.clocks(bundle)).count("X") == 1);
  for (const Tri tri : {Tri::kUnknown, Tri::kNo}) {
    melding.verified.region_competent = tri;
    answer.verified.region_competent = tri;
    CHECK(begun(melding.clocks(bundle), About::kMessage) == Ids{"TRIAGE"});
    CHECK(ended(answer.clocks(bundle)).count("X") == 0);
  }
}

TEST_CASE("of several ends that hold the first one counts") {
  const Bundle bundle = loaded(chain_plus(R"(klok { id: "X" titel: "t" toelichting: "t" bij: ONTVANGER
    kalender: "nederland" termijn { dagen: 5 } begint { bij: AANVAARDING type: VT_MELDING }
    eindigt { type: TERUGKOPPELING uitkomst: TERUGGESTUURD } eindigt { type: TERUGKOPPELING uitkomst: GEHAALD } })"));
  CHECK(ended(Asking(test::terugkoppeling()).clocks(bundle)).at("X") == v1::KlokEinde::TERUGGESTUURD);
}

TEST_CASE("delivery of every type begins exactly one clock, and the result of that type ends the same one") {
  for (int number = 1; number < v1::MessageType_ARRAYSIZE; ++number) {
    const auto type = static_cast<v1::MessageType>(number);
    CAPTURE(v1::MessageType_Name(type));
    const Ids delivered = ids_of(clocks_on_delivery(chain(), type, v1::VEILIG_THUIS, v1::RAAD));
    CHECK(delivered.size() == 1);
    CHECK(delivered == ids_of(clocks_ended_by_result(chain(), type)));
  }
  CHECK(ids_of(clocks_on_delivery(chain(), v1::VT_MELDING, v1::POLITIE, v1::VEILIG_THUIS)) == Ids{"VERWERKING"});
  CHECK(ids_of(clocks_on_delivery(chain(), v1::TERUGKOPPELING, v1::VEILIG_THUIS, v1::POLITIE)) ==
        Ids{"VERWERKING_OVERIG"});
}

TEST_CASE("roles of a begin bound it, at acceptance and at delivery") {
  const std::string rest = R"( titel: "t" toelichting: "t" bij: ONTVANGER kalender: "nederland" termijn { uren: 5 }
    eindigt { verwerkt: true uitkomst: GEHAALD } )";
  const Bundle bundle = loaded(chain_plus(
      "klok { id: \"X\" begint { bij: AFLEVERING type: VT_MELDING sender: OM receiver: VEILIG_THUIS }" + rest +
      "} klok { id: \"Y\" begint { bij: AANVAARDING type: VT_MELDING receiver: RAAD }" + rest + "}"));
  const auto holds = [&bundle](v1::Role sender, v1::Role receiver) {
    const Ids ids = ids_of(clocks_on_delivery(bundle, v1::VT_MELDING, sender, receiver));
    return std::find(ids.begin(), ids.end(), "X") != ids.end();
  };
  CHECK(holds(v1::OM, v1::VEILIG_THUIS));
  CHECK_FALSE(holds(v1::POLITIE, v1::VEILIG_THUIS));
  CHECK_FALSE(holds(v1::OM, v1::RAAD));
  Asking melding(test::vt_melding());
  CHECK(begun(melding.clocks(bundle), About::kMessage) == Ids{"TRIAGE"});
  melding.to(test::party(v1::RAAD));
  CHECK(begun(melding.clocks(bundle), About::kMessage) == Ids{"TRIAGE", "Y"});
}

TEST_CASE("a clock about the answered message ends by the result of that message, not of the one that began it") {
  const Bundle bundle = loaded(chain_plus(R"(klok { id: "X" titel: "t" toelichting: "t" bij: ONTVANGER
    kalender: "nederland" termijn { uren: 5 }
    begint { bij: AANVAARDING type: OVERDRACHT_ANTWOORD over_beantwoord: true }
    eindigt { verwerkt: true uitkomst: GEHAALD } })"));
  CHECK(ids_of(clocks_ended_by_result(bundle, v1::OVERDRACHT)) == Ids{"VERWERKING", "X"});
  CHECK(ids_of(clocks_ended_by_result(bundle, v1::OVERDRACHT_ANTWOORD)) == Ids{"VERWERKING_OVERIG"});
}

TEST_CASE("a type that the schema does not know has no clocks") {
  const auto unknown = static_cast<v1::MessageType>(4000);
  Asking asking(test::vt_melding());
  asking.message.header.set_type(unknown);
  CHECK(asking.clocks().begins.empty());
  CHECK(clocks_on_delivery(chain(), unknown, v1::POLITIE, v1::VEILIG_THUIS).empty());
  CHECK(clocks_ended_by_result(chain(), static_cast<v1::MessageType>(-1)).empty());
  CHECK(find_klok(chain(), "ZANDLOPER") == nullptr);
}

TEST_CASE("a melding, a terugmelding and an overdracht go first, and all types have the usual term") {
  const std::set<v1::MessageType> first = {v1::VT_MELDING, v1::TERUGMELDING, v1::OVERDRACHT};
  for (const v1::MessageType type : {v1::VT_MELDING, v1::TERUGKOPPELING, v1::OVERDRACHT, v1::OVERDRACHT_ANTWOORD,
                                     v1::TERUGMELDING, v1::INFORMATIEVERZOEK, v1::INFORMATIEANTWOORD}) {
    CAPTURE(v1::MessageType_Name(type));
    CHECK(chain().type(type)->voorrang == (first.count(type) == 1 ? v1::Voorrang::EERST : v1::Voorrang::GEWOON));
    CHECK(chain().type(type)->bezorgtermijn == std::chrono::hours{0});
  }
}

}  // namespace
}  // namespace corvid::policy::testing
