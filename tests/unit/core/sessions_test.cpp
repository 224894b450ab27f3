#include "router/core/sessions.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

TEST_CASE("a party that says hello is welcomed with a window and a token", "[core][session]") {
  CoreWorld world;
  const Told told = world.connect(world.peer("halt"));
  REQUIRE(told.welcomes.size() == 1);
  CHECK(told.welcomes[0].session().size() == 16);
  CHECK(told.welcomes[0].credit().messages() == limits::kSubmitWindowMessages);
  CHECK(told.welcomes[0].router_key_id() == world.router_signer().id());
}

TEST_CASE("a known key that claims another party is refused and counted", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  const PartyId own = halt.id;
  halt.id = GENERATE(PartyId{"99000000000000000041", v1::HALT}, PartyId{"99000000000000000051", v1::POLITIE});
  const Told told = world.connect(halt);
  halt.id = own;
  CHECK(told.welcomes.empty());
  REQUIRE(told.hello_refused.size() == 1);
  CHECK(told.hello_refused[0].fault(0).code() == "AFZENDER_KLOPT_NIET");
  CHECK(world.core().counters().identities_refused() == 1);
  CHECK(world.core().sessions().size() == 0);
}

TEST_CASE("a key that stands in no register is refused", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  halt.transport_key = std::string(32, 'x');
  CHECK(world.connect(halt).hello_refused.at(0).fault(0).code() == "AFZENDER_ONBEKEND");
}

TEST_CASE("another protocol version is refused with the versions that are spoken", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  halt.link = "link";
  v1::ClientCommand command;
  command.mutable_hello()->set_protocol(2);
  *command.mutable_hello()->mutable_party() = core::to_party_ref(halt.id);
  world.turn({core::CommandArrived{halt.link, halt.transport_key, command, {}}});
  const Told told = world.told(halt);
  CHECK(told.hello_refused.at(0).fault(0).code() == "VERSIE_NIET_ONDERSTEUND");
  CHECK(told.hello_refused.at(0).protocol(0) == 1);
}

TEST_CASE("a new session of the same party replaces the old one, which is told", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string old_link = halt.link;
  world.connect(halt);
  Peer former{halt.id, halt.transport_key, nullptr, nullptr, old_link, ""};
  CHECK(world.told(former).ended.at(0).reason() == v1::SessionEnded::VERVANGEN);
  CHECK(world.core().sessions().size() == 1);
}

TEST_CASE("what a session had under way is delivered again to the one that replaces it", "[core][session]") {
  CoreWorld world;
  const std::string envelope = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  const Told first = world.connect(vt);
  const Told second = world.connect(vt);
  REQUIRE(second.deliveries.size() == 1);
  CHECK(second.deliveries[0].envelope == envelope);
  CHECK(second.deliveries[0].deliver.attempt() == 2);
  CHECK(second.deliveries[0].deliver.statement().SerializeAsString() ==
        first.deliveries.at(0).deliver.statement().SerializeAsString());
}

TEST_CASE("a command with a token of another time is told that there is no such session", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  world.restart();
  halt.link = "link";
  halt.token = std::string(16, 't');
  const Told told = world.command(halt, {});
  CHECK(told.ended.at(0).reason() == v1::SessionEnded::ONBEKEND);
}

TEST_CASE("a session's token is of no use to another key on the same link", "[core][session]") {
  CoreWorld world;
  Peer& vt = world.peer("vt_rotterdam");
  const std::string envelope = report(world);
  world.connect(vt);
  Peer thief{world.peer("om").id, world.peer("om").transport_key, nullptr, nullptr, vt.link, vt.token};
  const Told told = world.settle(thief, id_of(envelope), v1::Settle::AFGELEVERD);
  CHECK(told.settled.empty());
  CHECK(world.core().dispatch().waiting_total() == 1);
}

TEST_CASE("a session that stays silent too long is closed and its messages are ready again", "[core][session]") {
  CoreWorld world;
  report(world);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  CHECK(world.core().dispatch().in_flight_total() == 1);
  REQUIRE(world.core().next_wakeup());
  world.advance(limits::kSessionSilenceMax);
  CHECK(*world.core().next_wakeup() == world.mono());
  world.turn_without_events();
  CHECK(world.core().sessions().size() == 0);
  CHECK(world.core().dispatch().in_flight_total() == 0);
  CHECK(world.connect(vt).deliveries.size() == 1);
}

TEST_CASE("a ping keeps a session alive and is answered", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  for (int i = 0; i < 10; ++i) {
    world.advance(limits::kSessionSilenceMax / 2);
    v1::ClientCommand ping;
    ping.mutable_ping();
    REQUIRE(world.command(halt, ping).pongs.size() == 1);
  }
}

TEST_CASE("a link that is lost closes its session", "[core][session]") {
  CoreWorld world;
  report(world);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  world.turn({core::LinkLost{vt.link}});
  CHECK(world.core().sessions().by_party(vt.id) == nullptr);
  CHECK(world.core().dispatch().in_flight_total() == 0);
}

TEST_CASE("goodbye closes the session at once", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  v1::ClientCommand goodbye;
  goodbye.mutable_goodbye();
  world.command(halt, goodbye);
  CHECK(world.core().sessions().size() == 0);
}

TEST_CASE("a flood of unreadable commands is counted, and answered once a turn", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const core::CommandUnreadable unreadable{
      halt.link, halt.transport_key, false, {{"BERICHT_ONLEESBAAR", "command", {}}}};
  world.turn({unreadable, unreadable, unreadable});
  CHECK(world.told(halt).unknown.size() == 1);
  CHECK(world.core().counters().frames_dropped() == 3);
}

TEST_CASE("an unreadable hello is refused with its faults", "[core][session]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  halt.link = "link";
  world.turn({core::CommandUnreadable{
      halt.link, halt.transport_key, true, {{"TEKENS_ONGELDIG", "hello.software", {}}}}});
  CHECK(world.told(halt).hello_refused.at(0).fault(0).code() == "TEKENS_ONGELDIG");
}

TEST_CASE("who is competent is answered with party, name and crisis number", "[core][resolve]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  v1::ClientCommand command;
  v1::Resolve& question = *command.add_resolve();
  question.set_request(7);
  question.set_type(v1::VT_MELDING);
  question.set_role(v1::VEILIG_THUIS);
  question.set_gemeentecode("0505");
  const Told told = world.command(halt, command);
  REQUIRE(told.resolved.size() == 1);
  CHECK(told.resolved[0].request() == 7);
  CHECK(core::to_party_id(told.resolved[0].competent().party()) == world.peer("vt_zhz").id);
  CHECK(told.resolved[0].competent().telefoon() == "010-0000000");
}

TEST_CASE("a municipality that nobody serves is answered with a refusal", "[core][resolve]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  v1::ClientCommand command;
  command.add_resolve()->set_role(v1::VEILIG_THUIS);
  command.mutable_resolve(0)->set_gemeentecode("9999");
  CHECK(codes(world.command(halt, command).resolved.at(0).refused()).front() == "ONTVANGER_ONBEKEND");
}
