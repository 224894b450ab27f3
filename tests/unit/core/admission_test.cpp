#include "router/core/admission.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "store/turn.h"
#include "store/views.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> refused_codes(const Told& told) {
  REQUIRE(told.receipts.size() == 1);
  REQUIRE(told.receipts.front().has_refused());
  return codes(told.receipts.front().refused());
}

// What HALT is told about one report that was changed before it was signed.
template <typename Change>
std::vector<std::string> refused_after(CoreWorld& world, Change change) {
  Peer& halt = world.peer("halt");
  world.connect(halt);
  envelope::Draft draft = report_draft();
  change(draft);
  return refused_codes(world.submit(halt, world.seal(halt, world.peer("vt_rotterdam"), draft, "H-1")));
}

}  // namespace

TEST_CASE("an accepted message is in the store when its sender hears of it", "[core][admission]") {
  CoreWorld world;
  const std::string envelope = report(world);
  store::Turn turn(world.store());
  const store::Views views(turn);
  REQUIRE(views.message(id_of(envelope)));
  CHECK(views.message(id_of(envelope))->state() == v1::MessageRow::WACHT);
  CHECK(views.payload(id_of(envelope))->envelope() == envelope);
}

TEST_CASE("the statement is the router's own and names rule, bundle and sender", "[core][admission]") {
  CoreWorld world;
  const std::string envelope = report(world);
  const Told told = world.connect(world.peer("vt_rotterdam"));
  REQUIRE(told.deliveries.size() == 1);
  const v1::SignedBody& signed_body = told.deliveries[0].deliver.statement();
  REQUIRE(envelope::verify_body(envelope::kStatementType, signed_body, world.router_signer().public_key()).ok());
  v1::RouterStatement statement;
  REQUIRE(statement.ParseFromString(signed_body.body()));
  CHECK(statement.message_id() == id_of(envelope).bytes());
  CHECK(statement.bundle_sha256() == world.bundle().digest());
  CHECK(statement.regel_size() >= 1);
  CHECK(statement.sender_naam() == "halt");
  CHECK(statement.sender_signing_key() == world.peer("halt").signer->public_key());
}

TEST_CASE("feedback is delivered with the official text of its code, byte for byte", "[core][admission]") {
  CoreWorld world;
  const std::string asked = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  world.settle(vt, id_of(asked), v1::Settle::AFGELEVERD);
  const std::vector<std::pair<v1::TerugkoppelingCode::Value, std::string>> texts{
      {v1::TerugkoppelingCode::CODE_1, "Veilig Thuis neemt de melding in onderzoek"},
      {v1::TerugkoppelingCode::CODE_2, "De situatie is in de triage bij Veilig Thuis niet als zorgelijk beoordeeld"},
      {v1::TerugkoppelingCode::CODE_3, "De zorgmelding is doorgestuurd naar een bestaande hulpverlener"},
      {v1::TerugkoppelingCode::CODE_4,
       "De zorgmelding is doorgestuurd naar een nieuwe hulpverlener (meestal het lokale veld)"}};
  for (const auto& [code, text] : texts) {
    const auto feedback = feedback_draft(std::string(id_of(asked).bytes()), code);
    const Told told = world.submit(vt, world.seal(vt, world.peer("halt"), feedback, "T-" + std::to_string(code)));
    REQUIRE(told.receipts.front().has_accepted());
    const Told heard = world.told(world.peer("halt"));
    REQUIRE(heard.deliveries.size() == 1);
    v1::RouterStatement statement;
    REQUIRE(statement.ParseFromString(heard.deliveries[0].deliver.statement().body()));
    CHECK(statement.official_text() == text);
  }
}

TEST_CASE("a fifth feedback text is refused", "[core][admission]") {
  CoreWorld world;
  const std::string asked = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  const auto draft = feedback_draft(std::string(id_of(asked).bytes()), static_cast<v1::TerugkoppelingCode::Value>(5));
  CHECK(refused_codes(world.submit(vt, world.seal(vt, world.peer("halt"), draft, "T-5"))).front() ==
        "TEKST_ONBEKEND");
}

TEST_CASE("feedback to anyone but the reporter is refused by name", "[core][admission]") {
  CoreWorld world;
  const std::string asked = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  const auto draft = feedback_draft(std::string(id_of(asked).bytes()));
  CHECK(refused_codes(world.submit(vt, world.seal(vt, world.peer("politie"), draft, "T-1"))).front() ==
        "NIET_DE_MELDER");
}

TEST_CASE("the same reference with the same content gets the first receipt again, and nothing is stored",
          "[core][dedup]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string first = world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1");
  const v1::Receipt receipt = world.submit(halt, first).receipts.front();
  const std::uint64_t commit = world.core().store_row().commit();
  SECTION("the same bytes") {
    const Told again = world.submit(halt, first);
    CHECK(again.receipts.front().accepted().SerializeAsString() == receipt.accepted().SerializeAsString());
  }
  SECTION("sealed anew under another id") {
    world.advance(1h);
    const std::string second = world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1");
    const Told again = world.submit(halt, second);
    CHECK(again.receipts.front().message_id() == id_of(second).bytes());
    CHECK(again.receipts.front().accepted().message_id() == id_of(first).bytes());
  }
  SECTION("after the payload was destroyed and the router restarted") {
    world.connect(world.peer("vt_rotterdam"));
    world.settle(world.peer("vt_rotterdam"), id_of(first), v1::Settle::AFGELEVERD);
    world.restart();
    world.connect(halt);
    const Told again = world.submit(halt, first);
    CHECK(again.receipts.front().accepted().SerializeAsString() == receipt.accepted().SerializeAsString());
    return;
  }
  CHECK(world.core().store_row().commit() == commit);
}

TEST_CASE("a duplicate submitted in the same turn gets the first one's receipt", "[core][dedup]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1");
  const Told told = world.submit(halt, {envelope, envelope});
  REQUIRE(told.receipts.size() == 2);
  CHECK(told.receipts[0].SerializeAsString() == told.receipts[1].SerializeAsString());
  CHECK(world.core().dispatch().waiting_total() == 1);
}

TEST_CASE("the same reference with other content is refused and the first message stands", "[core][dedup]") {
  CoreWorld world;
  const std::string first = report(world);
  Peer& halt = world.peer("halt");
  const std::string second = world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1", "other content");
  CHECK(refused_codes(world.submit(halt, second)) == std::vector<std::string>{"REFERENTIE_NIET_UNIEK"});
  CHECK(world.core().dispatch().waiting_total() == 1);
}

TEST_CASE("a refusal reserves no reference", "[core][dedup]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  envelope::Draft wrong = report_draft();
  wrong.header.mutable_facts()->clear_volledig();
  world.submit(halt, world.seal(halt, world.peer("vt_rotterdam"), wrong, "H-1"));
  const Told told = world.submit(halt, world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1"));
  CHECK(told.receipts.front().has_accepted());
}

TEST_CASE("an id that was used for another message is refused", "[core][dedup]") {
  CoreWorld world;
  const std::string first = report(world);
  envelope::Draft draft = report_draft();
  draft.header.set_message_id(std::string(id_of(first).bytes()));
  Peer& halt = world.peer("halt");
  CHECK(refused_codes(world.submit(halt, world.seal(halt, world.peer("vt_rotterdam"), draft, "H-2"))) ==
        std::vector<std::string>{"BERICHT_HERHAALD"});
}

TEST_CASE("references of two senders never meet", "[core][dedup]") {
  CoreWorld world;
  report(world, "same reference");
  Peer& om = world.peer("om");
  world.connect(om);
  envelope::Draft draft = report_draft();
  draft.header.mutable_facts()->set_bron_soort(v1::BronSoort::OM_ZSM);
  const Told told = world.submit(om, world.seal(om, world.peer("vt_rotterdam"), draft, "same reference", "other"));
  CHECK(told.receipts.front().has_accepted());
}

TEST_CASE("a message in another party's name is refused whatever else is right", "[core][identity]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  Peer& om = world.peer("om");
  world.connect(om);
  const std::string in_halts_name = world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1");
  CHECK(refused_codes(world.submit(om, in_halts_name)) == std::vector<std::string>{"AFZENDER_KLOPT_NIET"});
  CHECK(world.core().dispatch().waiting_total() == 0);
}

TEST_CASE("a message signed with another party's key is refused", "[core][identity]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  std::swap(halt.signer, world.peer("om").signer);
  CHECK(refused_codes(world.submit(halt, world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1"))) ==
        std::vector<std::string>{"HANDTEKENING_ONGELDIG"});
}

TEST_CASE("an expired message is refused with the date until which it was valid", "[core][admission]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1");
  world.advance(25h);
  world.connect(halt);
  const Told told = world.submit(halt, envelope);
  CHECK(refused_codes(told) == std::vector<std::string>{"BERICHT_VERLOPEN"});
  CHECK(told.receipts.front().refused().fault(0).reden().find("19-11-2026") != std::string::npos);
}

TEST_CASE("a message from the future is refused", "[core][admission]") {
  CoreWorld world;
  CHECK(refused_after(world, [&](envelope::Draft& draft) {
          draft.header.set_created_unix_ms((world.now() + 10min).unix_ms);
          draft.header.set_expires_unix_ms((world.now() + 1h).unix_ms);
        }) == std::vector<std::string>{"BERICHT_ONLEESBAAR"});
}

TEST_CASE("a receiver that stands nowhere is refused", "[core][admission]") {
  CoreWorld world;
  const auto told = refused_after(world, [](envelope::Draft& draft) {
    draft.header.add_receiver()->set_oin("99000000000000009999");
    draft.header.mutable_receiver(0)->set_role(v1::VEILIG_THUIS);
  });
  CHECK(std::find(told.begin(), told.end(), "ONTVANGER_ONBEKEND") != told.end());
}

TEST_CASE("the wrong region is refused and the competent party named", "[core][admission]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const Told told = world.submit(halt, world.seal(halt, world.peer("vt_zhz"), report_draft(), "H-1"));
  CHECK(refused_codes(told) == std::vector<std::string>{"ONTVANGER_NIET_BEVOEGD"});
  CHECK(told.receipts.front().refused().fault(0).herstel().find("vt_rotterdam") != std::string::npos);
}

TEST_CASE("more than one receiver is refused by name", "[core][admission]") {
  CoreWorld world;
  const auto told = refused_after(world, [&](envelope::Draft& draft) {
    *draft.header.add_receiver() = core::to_party_ref(world.peer("vt_rotterdam").id);
    *draft.header.add_receiver() = core::to_party_ref(world.peer("vt_zhz").id);
  });
  CHECK(told == std::vector<std::string>{"GEEN_RONDZENDING"});
}

TEST_CASE("a suspended party sends nothing and is sent nothing new", "[core][admission]") {
  CoreWorld world;
  SECTION("as sender") {
    world.set_status("halt", v1::PartyStatus::GESCHORST);
    CHECK(refused_after(world, [](envelope::Draft&) {}) == std::vector<std::string>{"AFZENDER_GESCHORST"});
  }
  SECTION("as receiver") {
    world.set_status("vt_rotterdam", v1::PartyStatus::GESCHORST);
    CHECK(refused_after(world, [](envelope::Draft&) {}) == std::vector<std::string>{"ONTVANGER_GESCHORST"});
  }
}

TEST_CASE("several faults are told at once, the most precise first", "[core][admission]") {
  CoreWorld world;
  const auto told = refused_after(world, [&](envelope::Draft& draft) {
    draft.header.mutable_facts()->clear_volledig();
    draft.header.set_expires_unix_ms((world.now() + 1h).unix_ms);
    draft.header.set_created_unix_ms((world.now() + 30min).unix_ms);
    *draft.header.add_receiver() = core::to_party_ref(world.peer("vt_zhz").id);
  });
  CHECK(told == std::vector<std::string>{"ONTVANGER_NIET_BEVOEGD", "VERPLICHT_VELD_ONTBREEKT", "BERICHT_ONLEESBAAR"});
}

TEST_CASE("a reply must stay in the conversation of what it answers", "[core][conversation]") {
  CoreWorld world;
  const std::string asked = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  envelope::Draft draft = feedback_draft(std::string(id_of(asked).bytes()));
  draft.header.set_conversation_id(std::string(world.next_id().bytes()));
  CHECK(refused_codes(world.submit(vt, world.seal(vt, world.peer("halt"), draft, "T-1"))) ==
        std::vector<std::string>{"VERWIJZING_ONBEKEND"});
}

TEST_CASE("a first message opens a conversation under its own id only", "[core][conversation]") {
  CoreWorld world;
  CHECK(refused_after(world, [&](envelope::Draft& draft) {
          draft.header.set_conversation_id(std::string(world.next_id().bytes()));
        }) == std::vector<std::string>{"VERWIJZING_ONBEKEND"});
}

TEST_CASE("a message may not lean on one that its sender took no part in", "[core][conversation]") {
  CoreWorld world;
  const std::string foreign = report(world);
  Peer& om = world.peer("om");
  world.connect(om);
  envelope::Draft draft = report_draft();
  draft.header.mutable_facts()->set_bron_soort(v1::BronSoort::OM_ZSM);
  draft.header.mutable_facts()->add_afgeleid_van(std::string(id_of(foreign).bytes()));
  CHECK(refused_codes(world.submit(om, world.seal(om, world.peer("vt_rotterdam"), draft, "O-1"))) ==
        std::vector<std::string>{"VERWIJZING_ONBEKEND"});
}

TEST_CASE("a refused message leaves its record and no byte of its sections", "[core][admission]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  envelope::Draft draft = report_draft();
  draft.sections[0].plaintext = "canary-in-a-section";
  const std::string envelope = world.seal(halt, world.peer("vt_zhz"), draft, "H-1");
  refused_codes(world.submit(halt, envelope));
  store::Turn turn(world.store());
  for (const store::KeyValue& row : turn.scan("", "\xff\xff", 1000)) {
    CHECK(row.value.find("canary-in-a-section") == std::string::npos);
  }
  CHECK(store::Views(turn).refusals(id_of(envelope), 10).size() == 1);
}

TEST_CASE("an envelope that cannot be read is refused under the id that was announced", "[core][admission]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const Told told = world.submit(halt, std::string("not an envelope"));
  REQUIRE(told.receipts.size() == 1);
  CHECK(codes(told.receipts.front().refused()) == std::vector<std::string>{"BERICHT_ONLEESBAAR"});
}

TEST_CASE("no fault text is without words, remedy or reference", "[core][admission]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const Told told = world.submit(halt, world.seal(halt, world.peer("politie"), report_draft(), "H-1"));
  for (const v1::Fault& fault : told.receipts.front().refused().fault()) {
    CHECK_FALSE(fault.reden().empty());
    CHECK_FALSE(fault.herstel().empty());
    CHECK_FALSE(fault.verwijzing().empty());
    CHECK(fault.reden().find('{') == std::string::npos);
    CHECK(fault.herstel().find('{') == std::string::npos);
  }
}

TEST_CASE("a ticket that is forged, foreign or for another message is refused, also where the record is known",
          "[core][conversation]") {
  CoreWorld world;
  const std::string asked = report(world, "R-1");
  const std::string other = report(world, "R-2");
  Peer& vt = world.peer("vt_rotterdam");
  const Told delivered = world.connect(vt);
  const auto ticket_of = [&delivered](std::size_t index) {
    v1::RouterStatement statement;
    CORVID_CHECK(statement.ParseFromString(delivered.deliveries.at(index).deliver.statement().body()));
    return statement.ticket();
  };
  v1::SignedBody forged = ticket_of(0);
  v1::Ticket changed;
  REQUIRE(changed.ParseFromString(forged.body()));
  *changed.mutable_receiver() = core::to_party_ref(vt.id);
  changed.set_accepted_unix_ms(1);
  forged.set_body(changed.SerializeAsString());
  envelope::Draft draft = feedback_draft(std::string(id_of(asked).bytes()));
  const std::vector<std::string> tickets{forged.SerializeAsString(), ticket_of(1).SerializeAsString(), "no ticket"};
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    draft.header.set_ticket(tickets[i]);
    const Told told = world.submit(vt, world.seal(vt, world.peer("halt"), draft, "F-" + std::to_string(i)));
    REQUIRE(told.receipts.at(0).has_refused());
    CHECK(codes(told.receipts[0].refused()) == std::vector<std::string>{"VERWIJZING_ONBEKEND"});
    CHECK(told.receipts[0].refused().fault(0).veld(0) == "ticket");
  }
  draft.header.set_ticket(ticket_of(0).SerializeAsString());
  CHECK(world.submit(vt, world.seal(vt, world.peer("halt"), draft, "F-9")).receipts.at(0).has_accepted());
}

TEST_CASE("a ticket is verified correlation even where the record is gone", "[core][conversation]") {
  CoreWorld world;
  core::Options options;
  options.traffic_days = 5;
  world.set_options(options);
  const std::string asked = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  const Told delivered = world.connect(vt);
  v1::RouterStatement statement;
  REQUIRE(statement.ParseFromString(delivered.deliveries.at(0).deliver.statement().body()));
  world.settle(vt, id_of(asked), v1::Settle::AFGELEVERD);
  world.live(std::chrono::hours(24 * 7));
  store::Turn turn(world.store());
  REQUIRE_FALSE(store::Views(turn).message(id_of(asked)).has_value());
  world.connect(vt);
  envelope::Draft draft = feedback_draft(std::string(id_of(asked).bytes()));
  const Told without = world.submit(vt, world.seal(vt, world.peer("halt"), draft, "T-1"));
  CHECK(without.receipts.front().has_refused());
  draft.header.set_ticket(statement.ticket().SerializeAsString());
  const Told with = world.submit(vt, world.seal(vt, world.peer("halt"), draft, "T-2"));
  CHECK(with.receipts.front().has_accepted());
}
