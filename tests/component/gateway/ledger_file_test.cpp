#include <sqlite3.h>

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "adapters/gateway/ledger_schema.h"
#include "proto/base/entropy.h"
#include "tests/component/gateway/rig.h"

namespace corvid::gateway::test {
namespace {

MessageId some_id() {
  Rig rig;
  return rig.delivery("x").id;
}

Error open_error(const std::filesystem::path& path, const v1::PartyRef& owner) {
  const auto ledger = Ledger::open(path, owner);
  REQUIRE_FALSE(ledger.ok());
  return ledger.error();
}

void execute(const std::filesystem::path& path, const std::string& sql) {
  const auto database = sqlite::Database::open(path);
  REQUIRE(database.ok());
  REQUIRE(database.value()->execute(sql).ok());
}

bool any_file_holds(const std::filesystem::path& folder, const std::string& canary) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) {
      continue;
    }
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    if (bytes.str().find(canary) != std::string::npos) {
      return true;
    }
  }
  return false;
}

TEST_CASE("a second process on one ledger is refused clearly", "[ledger]") {
  Rig rig;
  rig.open();
  const Error error = open_error(rig.ledger_path(), police());
  CHECK(error.code == Errc::kUnavailable);
  CHECK(error.text.find("another process") != std::string::npos);
}

TEST_CASE("a ledger of a newer layout is refused", "[ledger]") {
  Rig rig;
  rig.open();
  rig.stop();
  execute(rig.ledger_path(), "PRAGMA user_version = " + std::to_string(kLedgerLayout + 1));
  CHECK(open_error(rig.ledger_path(), police()).code == Errc::kConfiguration);
}

TEST_CASE("another party's ledger is refused", "[ledger]") {
  Rig rig;
  rig.open();
  rig.stop();
  CHECK(open_error(rig.ledger_path(), veilig_thuis()).code == Errc::kConfiguration);
  v1::PartyRef other_role = police();
  other_role.set_role(v1::OM);
  CHECK(open_error(rig.ledger_path(), other_role).code == Errc::kConfiguration);
}

TEST_CASE("a file that is no ledger is refused and keeps its bytes", "[ledger]") {
  corvid::test::TempDir dir;
  const auto path = dir.path() / "x.db";
  SECTION("a database of something else") {
    execute(path, "CREATE TABLE t (a); INSERT INTO t VALUES ('b')");
    CHECK(open_error(path, police()).code == Errc::kConfiguration);
  }
  SECTION("no database at all") {
    std::ofstream(path) << std::string(5000, 'x');
    CHECK(open_error(path, police()).code == Errc::kCorrupt);
    CHECK(std::filesystem::file_size(path) == 5000);
  }
}

TEST_CASE("nobody but the owner of the process may read the ledger", "[ledger]") {
  Rig rig;
  rig.open();
  for (const char* suffix : {"", "-wal", ".lock"}) {
    const auto mode = std::filesystem::status(rig.ledger_path().string() + suffix).permissions();
    CHECK((mode & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }
}

TEST_CASE("a ledger that fails ends the gateway before anyone is told anything", "[ledger]") {
  Rig rig;
  rig.start();
  SECTION("of a delivery") {
    execute(rig.ledger_path(), "DROP TABLE inbox");
    rig.session->push(rig.delivery("hallo"));
  }
  SECTION("of a submission") {
    execute(rig.ledger_path(), "DROP TABLE outbox");
    rig.drop("melding.json", rig.native("ref-1"));
  }
  rig.run_until([&] { return rig.ended.has_value(); });
  CHECK(rig.seen().settled.empty());
  CHECK(rig.seen().submitted.empty());
  CHECK(rig.names("in").empty());
}

TEST_CASE("a transaction that is not committed leaves no trace", "[ledger]") {
  Rig rig;
  rig.open();
  const MessageId id = some_id();
  {
    auto transaction = rig.ledger->begin();
    REQUIRE(transaction.ok());
    REQUIRE(rig.ledger->add_incoming({id, InState::kReceived, "x.json", {}, "y"}, rig.clock.wall).ok());
  }
  CHECK_FALSE(rig.ledger->incoming(id).value());
}

TEST_CASE("content is in no file of the ledger once it was handed over or is final", "[ledger]") {
  Rig rig;
  rig.open();
  const std::string canary = "KANARIE-" + std::string(4000, 'k') + "-EINDE";
  const MessageId incoming = some_id();
  const MessageId outgoing = some_id();
  REQUIRE(rig.ledger->add_incoming({incoming, InState::kReceived, "x.json", {}, canary}, rig.clock.wall).ok());
  OutboxMessage message;
  message.id = outgoing;
  message.file_name = "y.json";
  message.envelope = canary;
  REQUIRE(rig.ledger->add_outgoing(message, rig.clock.wall).ok());
  CHECK(rig.ledger->native(incoming).value() == canary);
  REQUIRE(any_file_holds(rig.ledger_path().parent_path(), "KANARIE"));

  REQUIRE(rig.ledger->set_incoming_state(incoming, InState::kDone, rig.clock.wall).ok());
  REQUIRE(rig.ledger->record_receipt(outgoing, OutState::kAccepted, outgoing, "r", "y.json", rig.clock.wall).ok());
  REQUIRE(rig.ledger->record_final(outgoing, {OutState::kDelivered, rig.clock.wall, {}}, rig.clock.wall).ok());
  REQUIRE(rig.ledger->checkpoint().ok());
  CHECK_FALSE(any_file_holds(rig.ledger_path().parent_path(), "KANARIE"));
  CHECK_FALSE(any_file_holds(rig.ledger_path().parent_path(), "kkkk"));
}

TEST_CASE("what is past its term goes, what is under way stays", "[ledger]") {
  Rig rig;
  rig.open();
  const WallTime now = rig.clock.wall;
  const WallTime later = now + kNativeIdTerm + std::chrono::milliseconds{1};
  const MessageId done = some_id();
  const MessageId received = some_id();
  const MessageId pending = some_id();
  Correlation correlation;
  correlation.id = done;
  correlation.conversation = done;
  REQUIRE(rig.ledger->add_correlation(correlation, now).ok());
  REQUIRE(rig.ledger->add_incoming({done, InState::kReceived, "x.json", {}, "x"}, now).ok());
  REQUIRE(rig.ledger->set_incoming_state(done, InState::kDone, now).ok());
  REQUIRE(rig.ledger->add_incoming({received, InState::kReceived, "y.json", {}, "y"}, now).ok());
  OutboxMessage message;
  message.id = pending;
  message.file_name = "z.json";
  message.envelope = "z";
  REQUIRE(rig.ledger->add_outgoing(message, now).ok());

  REQUIRE(rig.ledger->keep_terms(now + std::chrono::hours{24}).ok());
  CHECK(rig.ledger->incoming(done).value());
  CHECK(rig.ledger->correlations({done}).value().size() == 1);
  REQUIRE(rig.ledger->keep_terms(later).ok());
  CHECK_FALSE(rig.ledger->incoming(done).value());
  CHECK(rig.ledger->correlations({done}).value().empty());
  CHECK(rig.ledger->native(received).value() == "y");
  CHECK(rig.ledger->envelope(pending).value() == "z");
}

TEST_CASE("the content of a message in alarm waits a week for an operator", "[ledger]") {
  Rig rig;
  rig.open();
  const MessageId id = some_id();
  REQUIRE(rig.ledger->add_incoming({id, InState::kAlarm, {}, {}, "x"}, rig.clock.wall).ok());
  REQUIRE(rig.ledger->keep_terms(rig.clock.wall + kAlarmContentTerm).ok());
  CHECK(rig.ledger->native(id).ok());
  REQUIRE(rig.ledger->keep_terms(rig.clock.wall + kAlarmContentTerm + std::chrono::milliseconds{1}).ok());
  CHECK_FALSE(rig.ledger->native(id).ok());
  CHECK(rig.ledger->incoming(id).value());
}

TEST_CASE("a correlation comes back as it was kept", "[ledger]") {
  Rig rig;
  rig.open();
  Correlation correlation;
  correlation.id = some_id();
  correlation.sent_by_us = true;
  correlation.type = v1::OVERDRACHT;
  correlation.other = veilig_thuis();
  correlation.conversation = some_id();
  correlation.ticket = std::string("\0\xff", 2);
  correlation.native_id = "BVH 1";
  correlation.gemeentecode = "0599";
  REQUIRE(rig.ledger->add_correlation(correlation, rig.clock.wall).ok());
  REQUIRE(rig.ledger->mark_accepted_overdracht(correlation.id).ok());
  rig.stop();
  rig.open();
  const auto known = rig.ledger->correlations({correlation.id, some_id()});
  REQUIRE(known.ok());
  REQUIRE(known.value().size() == 1);
  const Correlation& back = known.value().at(correlation.id);
  CHECK(back.sent_by_us);
  CHECK(back.type == v1::OVERDRACHT);
  CHECK(back.other.SerializeAsString() == correlation.other.SerializeAsString());
  CHECK(back.conversation == correlation.conversation);
  CHECK(back.ticket == correlation.ticket);
  CHECK(back.native_id == correlation.native_id);
  CHECK(back.gemeentecode == correlation.gemeentecode);
  CHECK(back.accepted_overdracht);
}

}  // namespace
}  // namespace corvid::gateway::test
