// TERUGKOPPELING: from the case system into BVH, to the right report or not at all.

#include <catch2/catch.hpp>

#include "adapters/local_team/teamdossier.pb.h"
#include "adapters/local_team/translate.h"
#include "adapters/police/bvh.pb.h"
#include "adapters/police/translate.h"
#include "adapters/translation/sections.h"
#include "adapters/veilig_thuis/translate.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "proto/corvid/v1/payload.pb.h"
#include "tests/unit/adapters/exchange_fixture.h"

using namespace corvid;
using namespace corvid::test;

namespace {

const std::string kBvh = "PL9999-2026000123";

struct Feedback {
  std::unique_ptr<gateway::Translator> from = veilig_thuis::make_translator(catalogue());
  std::unique_ptr<gateway::Translator> to = police::make_translator(catalogue(), {});
  gateway::Correlations sender_knows = ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, kBvh)});
  gateway::Correlations receiver_knows = ledger({sent_to(1, v1::VT_MELDING, v1::VEILIG_THUIS, kBvh)});
  veilig_thuis::zaaksysteem::Uitgaand file;

  Feedback() { from_json(sample("veilig_thuis/terugkoppeling.json"), file); }

  [[nodiscard]] gateway::Outgoing out() const { return sent(*from, to_json(file), sender_knows); }
  [[nodiscard]] client::Received received() const { return deliver(out(), v1::VEILIG_THUIS, 9); }
};

police::bvh::Terugkoppeling record_of(const gateway::Native& native) {
  police::bvh::Terugkoppeling record;
  from_json(native.bytes, record);
  return record;
}

void put_number(client::Received& received, const std::string& number) {
  v1::TerugkoppelingKern kern;
  REQUIRE(kern.ParseFromString(received.sections.front().plaintext));
  kern.set_identificatie_vt_melding(number);
  received.sections.front().plaintext = translation::serialise(kern);
}

}  // namespace

TEST_CASE("each of the four texts reaches BVH byte for byte", "[adapters]") {
  const std::vector<std::string> texts = {
      "Veilig Thuis neemt de melding in onderzoek",
      "De situatie is in de triage bij Veilig Thuis niet als zorgelijk beoordeeld",
      "De zorgmelding is doorgestuurd naar een bestaande hulpverlener",
      "De zorgmelding is doorgestuurd naar een nieuwe hulpverlener (meestal het lokale veld)"};
  for (int code = 1; code <= 4; ++code) {
    Feedback feedback;
    feedback.file.mutable_terugkoppeling()->set_standaardtekst(code);
    feedback.file.mutable_terugkoppeling()->clear_tekst();
    const auto native = taken_in(*feedback.to, feedback.received(), feedback.receiver_knows);
    const std::string& text = texts[static_cast<std::size_t>(code - 1)];
    CHECK(record_of(native).code() == code);
    CHECK(record_of(native).tekst() == text);
    CHECK(native.bytes.find("\"tekst\": \"" + text + "\"") != std::string::npos);
  }
}

TEST_CASE("the BVH record holds exactly the fields of the field list", "[adapters]") {
  const Feedback feedback;
  const auto native = taken_in(*feedback.to, feedback.received(), feedback.receiver_knows);
  const auto record = record_of(native);
  CHECK(record.bvh_nummer() == kBvh);
  CHECK(record.bericht_id() == message_id(9).to_string());
  CHECK(record.volgnummer() == 1);
  CHECK(record.status().empty());
  CHECK(record.datum_uitkomst() == "2026-11-25");
  CHECK(record.veilig_thuis().oin() == party(v1::VEILIG_THUIS).oin());
  CHECK(record.veilig_thuis().naam() == "Afzender van de proef");
  CHECK(record.zicht_op_veiligheid_bij().naam() == "Wijkteam Testdorp");
  CHECK(native.native_id == kBvh);
  CHECK(native.file_stem == "terugkoppeling-PL9999-2026000123-1");
  CHECK_FALSE(native.alarm);
}

TEST_CASE("a status reaches BVH without a text", "[adapters]") {
  Feedback feedback;
  feedback.file.mutable_terugkoppeling()->clear_standaardtekst();
  feedback.file.mutable_terugkoppeling()->clear_tekst();
  feedback.file.mutable_terugkoppeling()->clear_zicht_op_veiligheid_bij();
  feedback.file.mutable_terugkoppeling()->set_status(v1::TerugkoppelingStatus::REGIONAAL_MAATWERK);
  const auto record = record_of(taken_in(*feedback.to, feedback.received(), feedback.receiver_knows));
  CHECK(record.status() == "REGIONAAL_MAATWERK");
  CHECK(record.code() == 0);
  CHECK(record.tekst().empty());
}

TEST_CASE("a BVH number that cannot be a file name becomes one", "[adapters]") {
  Feedback feedback;
  feedback.sender_knows = ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, "../PL 99/é")});
  feedback.receiver_knows = ledger({sent_to(1, v1::VT_MELDING, v1::VEILIG_THUIS, "../PL 99/é")});
  const auto native = taken_in(*feedback.to, feedback.received(), feedback.receiver_knows);
  CHECK(native.file_stem == "terugkoppeling-___PL_99___-1");
  CHECK(record_of(native).bvh_nummer() == "../PL 99/é");
}

TEST_CASE("a feedback with another BVH number raises an alarm and writes nothing", "[adapters]") {
  const Feedback feedback;
  client::Received received = feedback.received();
  put_number(received, "PL9999-2026000124");
  const auto native = taken_in(*feedback.to, received, feedback.receiver_knows);
  REQUIRE(native.alarm);
  CHECK(native.alarm->code() == "VERWIJZING_ONBEKEND");
  CHECK(native.alarm->veld(0) == "TERUGKOPPELING_KERN.identificatie_vt_melding");
  CHECK(native.bytes.empty());
  CHECK(native.alarm->reden().find("PL9999") == std::string::npos);
}

TEST_CASE("a feedback on no report of ours raises an alarm and writes nothing", "[adapters]") {
  const Feedback feedback;
  for (const gateway::Correlations& known :
       {gateway::Correlations(), ledger({received_from(1, v1::VT_MELDING, v1::VEILIG_THUIS, kBvh)}),
        ledger({sent_to(1, v1::INFORMATIEVERZOEK, v1::VEILIG_THUIS, kBvh)})}) {
    const auto native = taken_in(*feedback.to, feedback.received(), known);
    REQUIRE(native.alarm);
    CHECK(native.bytes.empty());
  }
}

TEST_CASE("a code without its official text raises an alarm and writes nothing", "[adapters]") {
  const Feedback feedback;
  client::Received received = feedback.received();
  received.statement.clear_official_text();
  const auto native = taken_in(*feedback.to, received, feedback.receiver_knows);
  REQUIRE(native.alarm);
  CHECK(native.alarm->code() == "TEKST_ONBEKEND");
  CHECK(native.bytes.empty());
}

TEST_CASE("a number that is no standard text is passed on as it is, for the router to refuse", "[adapters]") {
  for (const int number : {5, 99, -1}) {
    Feedback feedback;
    feedback.file.mutable_terugkoppeling()->set_standaardtekst(number);
    feedback.file.mutable_terugkoppeling()->clear_tekst();
    CHECK(static_cast<int>(feedback.out().case_facts.code()) == number);
  }
}

TEST_CASE("a text that is not byte for byte the official one is refused", "[adapters]") {
  const std::string official = catalogue().official_text(v1::TerugkoppelingCode::CODE_4);
  for (const std::string& text : {official + ".", official + " ", std::string("De zorgmelding is doorgestuurd"),
                                  catalogue().official_text(v1::TerugkoppelingCode::CODE_1)}) {
    Feedback feedback;
    feedback.file.mutable_terugkoppeling()->set_tekst(text);
    CHECK(faults(feedback.from->outgoing(to_json(feedback.file), feedback.sender_knows)) ==
          std::set<std::string>{"TEKST_ONBEKEND terugkoppeling.tekst"});
  }
  Feedback with_status;
  with_status.file.mutable_terugkoppeling()->clear_standaardtekst();
  with_status.file.mutable_terugkoppeling()->set_status(v1::TerugkoppelingStatus::NIET_ONTVANKELIJK);
  CHECK(faults(with_status.from->outgoing(to_json(with_status.file), with_status.sender_knows))
            .contains("TEKST_ONBEKEND terugkoppeling.tekst"));
}

TEST_CASE("a feedback goes to the reporter with the reporter's number, whatever its length", "[adapters]") {
  const Feedback feedback;
  const auto outgoing = feedback.out();
  REQUIRE(outgoing.receivers.size() == 1);
  CHECK(outgoing.receivers[0].oin() == party(v1::POLITIE).oin());
  CHECK(outgoing.receivers[0].role() == v1::POLITIE);
  CHECK(outgoing.in_reply_to == message_id(1));
  CHECK(outgoing.native_id == "VT-2026-77");
}

TEST_CASE("a feedback to another receiver is passed on, for the router to refuse", "[adapters]") {
  Feedback feedback;
  auto* named = feedback.file.add_ontvanger();
  named->set_oin(party(v1::LOKAAL_TEAM).oin());
  named->set_rol(v1::LOKAAL_TEAM);
  const auto outgoing = feedback.out();
  REQUIRE(outgoing.receivers.size() == 1);
  CHECK(outgoing.receivers[0].role() == v1::LOKAAL_TEAM);
  CHECK(outgoing.in_reply_to == message_id(1));
}

TEST_CASE("a feedback on an unknown message is refused", "[adapters]") {
  const Feedback feedback;
  CHECK(faults(feedback.from->outgoing(to_json(feedback.file), {})) ==
        std::set<std::string>{"VERWIJZING_ONBEKEND terugkoppeling.op_bericht"});
}

TEST_CASE("a local team gets the feedback on its own terugmelding only", "[adapters]") {
  const auto team = local_team::make_translator(catalogue());
  Feedback feedback;
  feedback.sender_knows = ledger({received_from(1, v1::TERUGMELDING, v1::LOKAAL_TEAM, "")});
  const auto received = feedback.received();
  const auto native = taken_in(*team, received, ledger({sent_to(1, v1::TERUGMELDING, v1::VEILIG_THUIS, "WT-2026-9")}));
  local_team::teamdossier::Postvak file;
  from_json(native.bytes, file);
  CHECK(file.terugkoppeling().teamdossier() == "WT-2026-9");
  CHECK(file.terugkoppeling().tekst() == catalogue().official_text(v1::TerugkoppelingCode::CODE_4));
  CHECK(native.file_stem == "terugkoppeling-WT-2026-9-1");
}
