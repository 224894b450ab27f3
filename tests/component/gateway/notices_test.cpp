#include <catch2/catch.hpp>

#include "tests/component/gateway/rig.h"

namespace corvid::gateway::test {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// One accepted message, ref-1 in melding.json.
MessageId send_one(Rig& rig) {
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  const MessageId id = rig.submitted();
  rig.session->push(rig.receipt(id));
  rig.run_until([&] { return rig.exists("sent/melding.json"); });
  return id;
}

TEST_CASE("delivery and processing stand in the status file, and the envelope bytes go at the final state",
          "[gateway]") {
  Rig rig;
  const MessageId id = send_one(rig);
  CHECK(rig.ledger->envelope(id).ok());
  CHECK_FALSE(rig.exists("sent/melding.json.status.json"));
  rig.session->notify(id, v1::Notice::AFGELEVERD);
  rig.run_until([&] { return rig.exists("sent/melding.json.status.json"); });
  CHECK(contains(rig.content("sent/melding.json.status.json"), "\"status\": \"afgeleverd\""));
  CHECK_FALSE(rig.ledger->envelope(id).ok());

  rig.session->notify(id, v1::Notice::VERWERKT);
  rig.run_until([&] { return contains(rig.content("sent/melding.json.status.json"), "\"verwerking\": \"verwerkt\""); });
  CHECK(contains(rig.content("sent/melding.json.status.json"), "\"status\": \"afgeleverd\""));
}

TEST_CASE("a refusal by the receiver is shown as status and as a reason", "[gateway]") {
  Rig rig;
  const MessageId id = send_one(rig);
  v1::Notice notice;
  notice.set_number(1);
  notice.set_kind(v1::Notice::GEWEIGERD);
  notice.set_message_id(std::string(id.bytes()));
  notice.set_at_unix_ms(rig.clock.wall.unix_ms);
  *notice.mutable_refusal()->add_fault() = rig.reasons.fault("VERPLICHT_VELD_ONTBREEKT", {}, {"kern.datum"});
  rig.session->push(notice);
  rig.run_until([&] { return rig.exists("refused/melding.json.reason.json"); });
  const std::string reason = rig.content("refused/melding.json.reason.json");
  CHECK(contains(reason, "VERPLICHT_VELD_ONTBREEKT"));
  CHECK(contains(reason, "kern.datum"));
  CHECK(contains(reason, "\"geweigerd_door\": \"ontvanger\""));
  CHECK(contains(rig.content("sent/melding.json.status.json"), "\"status\": \"geweigerd\""));
  CHECK(rig.exists("sent/melding.json"));
}

TEST_CASE("an expired message says so", "[gateway]") {
  Rig rig;
  const MessageId id = send_one(rig);
  rig.session->notify(id, v1::Notice::VERLOPEN);
  rig.run_until([&] { return rig.exists("sent/melding.json.status.json"); });
  CHECK(contains(rig.content("sent/melding.json.status.json"), "\"status\": \"verlopen\""));
}

TEST_CASE("notices are acknowledged cumulatively, only once durable, and remembered across a restart", "[gateway]") {
  Rig rig;
  const MessageId id = send_one(rig);
  rig.session->notify(id, v1::Notice::AFGELEVERD);
  rig.session->notify(id, v1::Notice::VERWERKT);
  rig.run_until([&] { return !rig.seen().notices_read.empty() && rig.seen().notices_read.back() == 2; });
  CHECK(rig.ledger->notices_read().value() == 2);
  CHECK(rig.seen().notices_read.size() == 1);  // one wake-up, one transaction, one acknowledgement
  rig.restart();
  CHECK(rig.ledger->notices_read().value() == 2);
}

TEST_CASE("a notice that comes again changes nothing and is acknowledged again", "[gateway]") {
  Rig rig;
  const MessageId id = send_one(rig);
  rig.session->notify(id, v1::Notice::AFGELEVERD);
  rig.run_until([&] { return rig.exists("sent/melding.json.status.json"); });
  const std::string before = rig.content("sent/melding.json.status.json");
  rig.restart();
  rig.session->notify(id, v1::Notice::AFGELEVERD);
  rig.session->notify(id, v1::Notice::VERLOPEN);  // a final state stays
  rig.run_until([&] { return !rig.seen().notices_read.empty(); });
  rig.settle_down();
  CHECK(rig.content("sent/melding.json.status.json") == before);
}

TEST_CASE("a notice about a message that the ledger does not know is acknowledged", "[gateway]") {
  Rig rig;
  rig.start();
  rig.session->notify(rig.delivery("x").id, v1::Notice::AFGELEVERD);
  rig.run_until([&] { return rig.seen().notices_read.size() == 1; });
  CHECK(rig.ledger->notices_read().value() == 1);
}

TEST_CASE("a final notice that overtakes the receipt keeps the bytes until the receipt is there", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  const MessageId id = rig.submitted();
  rig.session->notify(id, v1::Notice::AFGELEVERD);
  rig.run_until([&] { return rig.seen().notices_read.size() == 1; });
  CHECK(rig.ledger->envelope(id).ok());
  rig.restart();
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  rig.session->push(rig.receipt(id));
  rig.run_until([&] { return rig.exists("sent/melding.json.status.json"); });
  CHECK(contains(rig.content("sent/melding.json.status.json"), "afgeleverd"));
  CHECK_FALSE(rig.ledger->envelope(id).ok());
}

TEST_CASE("a session that is over for good ends the gateway with a reason", "[gateway]") {
  Rig rig;
  rig.start();
  rig.session->push(client::Disconnected{"replaced", true});
  rig.run_until([&] { return rig.ended.has_value(); });
  CHECK(rig.ended->code == Errc::kUnauthentic);
}

TEST_CASE("a session that comes and goes ends nothing", "[gateway]") {
  Rig rig;
  rig.start();
  rig.session->push(client::Disconnected{"gone", false});
  rig.session->push(client::Connected{1000});
  rig.settle_down();
  CHECK_FALSE(rig.ended);
}

}  // namespace
}  // namespace corvid::gateway::test
