#include <catch2/catch.hpp>

#include <string>

#include "tests/component/gateway/rig.h"

namespace corvid::gateway::test {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string in_name(const MessageId& id) { return "melding-" + id.to_string() + ".json"; }

TEST_CASE("a delivery is settled once it is durable, handed over under its id, and reported as processed",
          "[gateway]") {
  Rig rig;
  rig.start();
  const client::Delivery delivery = rig.delivery("hallo");
  rig.session->push(delivery);
  rig.run_until([&] { return !rig.seen().processed.empty(); });
  CHECK(rig.content("in/" + in_name(delivery.id)) == "{\"tekst\":\"hallo\"}");
  REQUIRE(rig.seen().settled.size() == 1);
  CHECK(rig.seen().settled[0].outcome() == v1::Settle::AFGELEVERD);
  CHECK(rig.seen().settled[0].message_id() == delivery.id.bytes());
  CHECK(rig.seen().processed[0].outcome == v1::Processed::VERWERKT);
  CHECK(rig.ledger->incoming(delivery.id).value()->state == InState::kDone);
  CHECK_FALSE(rig.ledger->native(delivery.id).ok());

  const Correlation known = rig.ledger->correlations({delivery.id}).value().at(delivery.id);
  CHECK_FALSE(known.sent_by_us);
  CHECK(known.native_id == "nummer-hallo");
  CHECK(known.other.oin() == veilig_thuis().oin());
  CHECK_FALSE(known.ticket.empty());
}

TEST_CASE("processed is told again after a restart until the router recorded it", "[gateway]") {
  Rig rig;
  rig.start();
  const client::Delivery delivery = rig.delivery("hallo");
  rig.session->push(delivery);
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  rig.restart();
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  rig.session->push(client::ProcessedRecorded{delivery.id});
  rig.run_until([&] { return rig.ledger->incoming(delivery.id).value()->reported; });
  rig.restart();
  rig.settle_down();
  CHECK(rig.seen().processed.empty());
}

TEST_CASE("a redelivery gets the same answer and no second hand-over", "[gateway]") {
  Rig rig;
  rig.start();
  SECTION("of a delivered message, although the native side took the file") {
    const client::Delivery delivery = rig.delivery("hallo");
    rig.session->push(delivery);
    rig.run_until([&] { return rig.seen().processed.size() == 1; });
    std::filesystem::remove(rig.path("in/" + in_name(delivery.id)));
    rig.restart();
    rig.session->push(delivery);
    rig.run_until([&] { return rig.seen().settled.size() == 1; });
    rig.settle_down();
    CHECK(rig.seen().settled[0].outcome() == v1::Settle::AFGELEVERD);
    CHECK(rig.names("in").empty());
  }
  SECTION("of a refused message, with the same faults") {
    const client::Delivery delivery = rig.delivery("WEIGER");
    rig.session->push(delivery);
    rig.run_until([&] { return rig.seen().settled.size() == 1; });
    const std::string first = rig.seen().settled[0].SerializeAsString();
    rig.clock.wall = rig.clock.wall + std::chrono::hours{1};
    rig.restart();
    rig.session->push(delivery);
    rig.run_until([&] { return rig.seen().settled.size() == 1; });
    CHECK(rig.seen().settled[0].SerializeAsString() == first);
  }
  CHECK(rig.names("in").empty());
}

TEST_CASE("a message twice in one wake-up is one message", "[gateway]") {
  Rig rig;
  rig.start();
  const client::Delivery delivery = rig.delivery("hallo");
  rig.session->push(delivery);
  rig.session->push(delivery);
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  CHECK(rig.seen().settled.size() == 2);
  CHECK(rig.names("in").size() == 1);
}

TEST_CASE("a message that the translator refuses is refused to its sender with every fault", "[gateway]") {
  Rig rig;
  rig.start();
  rig.session->push(rig.delivery("WEIGER"));
  rig.run_until([&] { return rig.seen().settled.size() == 1; });
  const v1::Settle settle = rig.seen().settled[0];
  CHECK(settle.outcome() == v1::Settle::GEWEIGERD);
  REQUIRE(settle.refusal().fault_size() == 1);
  CHECK(settle.refusal().fault(0).veld(0) == "kern.datum");
  CHECK(settle.refusal().decided_unix_ms() == rig.clock.wall.unix_ms);
  rig.settle_down();
  CHECK(rig.seen().processed.empty());
  CHECK(rig.names("in").empty());
}

TEST_CASE("an alarm is settled, told as not processed, shown to an operator without content, and never handed over",
          "[gateway]") {
  Rig rig;
  rig.start();
  const client::Delivery delivery = rig.delivery("ALARM");
  rig.session->push(delivery);
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  CHECK(rig.seen().settled[0].outcome() == v1::Settle::AFGELEVERD);
  CHECK(rig.seen().processed[0].outcome == v1::Processed::NIET_VERWERKT);
  CHECK(rig.names("in").empty());
  const std::string alarm = rig.content("alarms/" + delivery.id.to_string() + ".json");
  CHECK(contains(alarm, "NIET_BEOORDEELD"));
  CHECK(contains(alarm, delivery.id.to_string()));
  CHECK_FALSE(contains(alarm, "ALARM"));
}

TEST_CASE("a delivery that the pinned router key did not sign raises an alarm and is not settled as delivered",
          "[gateway]") {
  Rig rig;
  rig.start();
  client::Delivery delivery = rig.delivery("hallo");
  const client::Delivery other = rig.delivery("anders");
  const int wrong = GENERATE(0, 1, 2);
  CAPTURE(wrong);
  if (wrong == 0) {
    delivery.statement.set_signature(std::string(64, 'x'));
  } else if (wrong == 1) {
    delivery.envelope = other.envelope;
  } else {
    delivery.id = other.id;
  }
  rig.session->push(delivery);
  rig.run_until([&] { return rig.exists("alarms/" + delivery.id.to_string() + ".json"); });
  REQUIRE(rig.seen().settled.size() == 1);
  CHECK(rig.seen().settled[0].outcome() == v1::Settle::NIET_NU);
  CHECK_FALSE(rig.ledger->incoming(delivery.id).value());
  CHECK(contains(rig.content("alarms/" + delivery.id.to_string() + ".json"), "HANDTEKENING_ONGELDIG"));
}

TEST_CASE("a message for another party is not taken", "[gateway]") {
  Rig sender(veilig_thuis());
  Rig rig(police());
  rig.start();
  // The other rig signs with other keys, so the statement fails first: what matters is that nothing is handed over.
  rig.session->push(sender.delivery("hallo"));
  rig.run_until([&] { return rig.seen().settled.size() == 1; });
  CHECK(rig.seen().settled[0].outcome() == v1::Settle::NIET_NU);
  CHECK(rig.names("in").empty());
}

TEST_CASE("every crash point of a hand-over ends with the message handed over once", "[gateway]") {
  Rig rig;
  rig.open();
  const MessageId id = rig.delivery("x").id;
  const std::string name = in_name(id);
  bool consumed = false;
  REQUIRE(rig.ledger->add_incoming({id, InState::kReceived, name, {}, "inhoud"}, rig.clock.wall).ok());
  const auto handing_over = [&] {
    REQUIRE(rig.ledger->set_incoming_state(id, InState::kHandingOver, rig.clock.wall).ok());
  };
  SECTION("only the ledger has it") { CHECK_FALSE(rig.exists("in/.tmp/" + id.to_string())); }
  SECTION("the temporary file is half written") { REQUIRE(rig.spool->write_temporary(id, "inh").ok()); }
  SECTION("the temporary file is complete, the ledger does not know") {
    REQUIRE(rig.spool->write_temporary(id, "inhoud").ok());
  }
  SECTION("the ledger says handing over, the temporary file is there") {
    REQUIRE(rig.spool->write_temporary(id, "inhoud").ok());
    handing_over();
  }
  SECTION("it was renamed, the ledger does not know") {
    REQUIRE(rig.spool->write_temporary(id, "inhoud").ok());
    handing_over();
    REQUIRE(rig.spool->publish(id, name).ok());
  }
  SECTION("it was renamed and already taken by the native side") {
    handing_over();
    consumed = true;
  }
  rig.stop();
  rig.start();
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  CHECK(rig.ledger->incoming(id).value()->state == InState::kDone);
  CHECK(rig.exists("in/" + name) == !consumed);
  if (!consumed) {
    CHECK(rig.content("in/" + name) == "inhoud");
  }
  CHECK_FALSE(rig.exists("in/.tmp/" + id.to_string()));
  CHECK_FALSE(rig.ledger->native(id).ok());

  std::filesystem::remove(rig.path("in/" + name));
  rig.restart();
  rig.settle_down();
  CHECK(rig.names("in").empty());
}

TEST_CASE("a temporary file that belongs to no hand-over is removed at the start", "[gateway]") {
  Rig rig;
  rig.open();
  const MessageId id = rig.delivery("x").id;
  REQUIRE(rig.spool->write_temporary(id, "inhoud").ok());
  rig.start();
  CHECK_FALSE(rig.exists("in/.tmp/" + id.to_string()));
}

TEST_CASE("a folder that cannot be written delays a hand-over and loses nothing", "[gateway]") {
  Rig rig;
  rig.start();
  std::filesystem::remove(rig.path("in/.tmp"));
  std::filesystem::rename(rig.path("in"), rig.path("weg"));
  const client::Delivery delivery = rig.delivery("hallo");
  rig.session->push(delivery);
  rig.run_until([&] { return rig.seen().settled.size() == 1; });
  rig.settle_down();
  CHECK(rig.seen().settled[0].outcome() == v1::Settle::AFGELEVERD);
  CHECK(rig.seen().processed.empty());
  std::filesystem::create_directory(rig.path("weg/.tmp"));
  std::filesystem::rename(rig.path("weg"), rig.path("in"));
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  CHECK(rig.exists("in/" + in_name(delivery.id)));
}

TEST_CASE("a message that cannot be handed over now does not hold up the others", "[gateway]") {
  Rig rig;
  rig.start();
  const client::Delivery stuck = rig.delivery("een");
  const client::Delivery other = rig.delivery("twee");
  std::filesystem::create_directory(rig.path("in/" + in_name(stuck.id)));
  rig.session->push(stuck);
  rig.session->push(other);
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  CHECK(rig.content("in/" + in_name(other.id)) == "{\"tekst\":\"twee\"}");
  std::filesystem::remove(rig.path("in/" + in_name(stuck.id)));
  rig.run_until([&] { return rig.seen().processed.size() == 2; });
  CHECK(rig.content("in/" + in_name(stuck.id)) == "{\"tekst\":\"een\"}");
}

TEST_CASE("a settle that the session cannot take now is told later", "[gateway]") {
  Rig rig;
  rig.start();
  rig.session->fail_with(Error{Errc::kUnavailable, "full"});
  const client::Delivery delivery = rig.delivery("hallo");
  rig.session->push(delivery);
  rig.run_until([&] { return rig.exists("in/" + in_name(delivery.id)); });
  CHECK(rig.seen().settled.empty());
  rig.session->fail_with(std::nullopt);
  rig.run_until([&] { return rig.seen().settled.size() == 1 && rig.seen().processed.size() == 1; });
}

TEST_CASE("a message that answers an earlier one is translated with what the ledger knows of that", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  const MessageId parent = rig.submitted();
  rig.session->push(rig.receipt(parent));
  rig.session->push(rig.delivery("terug", v1::TERUGKOPPELING, parent));
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  const Correlations& known = rig.translator.seen.back();
  REQUIRE(known.contains(parent));
  CHECK(known.at(parent).native_id == "BVH-ref-1");
  CHECK(known.at(parent).sent_by_us);
}

}  // namespace
}  // namespace corvid::gateway::test
