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

TEST_CASE("an expired message says so for good, with code, reason and remedy", "[gateway]") {
  Rig rig;
  const MessageId id = send_one(rig);
  v1::Notice notice;
  notice.set_number(1);
  notice.set_kind(v1::Notice::VERLOPEN);
  notice.set_message_id(std::string(id.bytes()));
  notice.set_at_unix_ms(rig.clock.wall.unix_ms);
  v1::Fault& fault = *notice.mutable_refusal()->add_fault();
  fault.set_code("NIET_AFGELEVERD");
  fault.set_klasse(v1::ROUTER);
  fault.set_reden("Het bericht kon niet worden afgeleverd voor 1-12-2026. De inhoud is vernietigd.");
  fault.set_herstel("Bel de ontvanger als het niet kan wachten.");
  rig.session->push(notice);
  rig.run_until([&] { return rig.exists("sent/melding.json.status.json"); });
  const std::string status = rig.content("sent/melding.json.status.json");
  CHECK(contains(status, "\"status\": \"verlopen\""));
  CHECK(contains(status, "\"code\": \"NIET_AFGELEVERD\""));
  CHECK(contains(status, "\"klasse\": \"ROUTER\""));
  CHECK(contains(status, "De inhoud is vernietigd."));
  CHECK(contains(status, "Bel de ontvanger als het niet kan wachten."));
  CHECK_FALSE(rig.exists("refused/melding.json.reason.json"));  // nobody refused it
  CHECK_FALSE(rig.ledger->envelope(id).ok());
  notice.set_number(2);
  notice.set_kind(v1::Notice::AFGELEVERD);
  notice.clear_refusal();
  rig.session->push(notice);
  rig.run_until([&] { return rig.ledger->notices_read().value() == 2; });
  rig.settle_down();
  CHECK(rig.content("sent/melding.json.status.json") == status);
}

// What the status file says of the processing, once it is `word`.
std::string status_once(Rig& rig, const std::string& word) {
  const std::string line = "\"verwerking\": \"" + word + "\"";
  rig.run_until([&] { return contains(rig.content("sent/melding.json.status.json"), line); });
  return rig.content("sent/melding.json.status.json");
}

TEST_CASE("a result that was not told in time is shown as unknown and changes no state", "[gateway]") {
  Rig rig;
  const MessageId id = send_one(rig);
  SECTION("before the message is delivered") {
    rig.session->notify(id, v1::Notice::VERWERKING_ONBEKEND);
    CHECK(contains(status_once(rig, "onbekend"), "\"status\": \"opgeslagen\""));
    CHECK(rig.ledger->envelope(id).ok());
  }
  SECTION("after it") {
    rig.session->notify(id, v1::Notice::AFGELEVERD);
    rig.session->notify(id, v1::Notice::VERWERKING_ONBEKEND);
    CHECK(contains(status_once(rig, "onbekend"), "\"status\": \"afgeleverd\""));
  }
}

TEST_CASE("a result that comes after all replaces the unknown one, and is not taken back", "[gateway]") {
  Rig rig;
  const MessageId id = send_one(rig);
  rig.session->notify(id, v1::Notice::AFGELEVERD);
  rig.session->notify(id, v1::Notice::VERWERKING_ONBEKEND);
  (void)status_once(rig, "onbekend");
  const bool done = GENERATE(true, false);
  rig.session->notify(id, done ? v1::Notice::VERWERKT : v1::Notice::NIET_VERWERKT);
  const std::string status = status_once(rig, done ? "verwerkt" : "niet_verwerkt");
  rig.restart();
  rig.session->notify(id, v1::Notice::VERWERKING_ONBEKEND);
  rig.run_until([&] { return !rig.seen().notices_read.empty(); });
  rig.settle_down();
  CHECK(rig.content("sent/melding.json.status.json") == status);
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
