#include "adapters/gateway/ledger_schema.h"

#include <string>

namespace corvid::gateway {
namespace {

// Names of files are stored as blobs: a native system may write names that are not UTF-8.
constexpr const char* kLayout1 = R"sql(
CREATE TABLE owner (
  only         INTEGER PRIMARY KEY CHECK (only = 1),
  oin          TEXT    NOT NULL,
  role         INTEGER NOT NULL,
  notices_read INTEGER NOT NULL DEFAULT 0,
  router_mark  BLOB    NOT NULL DEFAULT x''  -- serialised SignedBody, the newest that a receipt carried
) STRICT;

CREATE TABLE outbox (
  position           INTEGER PRIMARY KEY,
  message_id         BLOB    NOT NULL UNIQUE CHECK (length(message_id) = 16),
  accepted_id        BLOB,                 -- under which the router knows it; once accepted
  file_name          BLOB    NOT NULL,     -- in out/
  file_identity      TEXT    NOT NULL,
  kept_name          BLOB,                 -- in sent/ or refused/; once answered
  reference_tag      BLOB    NOT NULL,
  content_tag        BLOB    NOT NULL,
  state              INTEGER NOT NULL,     -- OutState
  accepts_overdracht BLOB,                 -- the OVERDRACHT that this message accepts
  receipt            BLOB,                 -- serialised Receipt; once answered
  final_unix_ms      INTEGER,
  final_refusal      BLOB,                 -- serialised Refusal
  processing         INTEGER NOT NULL DEFAULT 0,
  processing_unix_ms INTEGER,
  unshown            INTEGER NOT NULL DEFAULT 0,  -- 1: the files beside the native one do not say this yet
  changed_unix_ms    INTEGER NOT NULL,
  envelope           BLOB                  -- exact bytes; NULL once final
) STRICT;
CREATE INDEX outbox_content  ON outbox (content_tag);
CREATE INDEX outbox_file     ON outbox (file_name);
CREATE INDEX outbox_kept     ON outbox (kept_name);
CREATE INDEX outbox_accepted ON outbox (accepted_id);
CREATE INDEX outbox_unanswered ON outbox (position) WHERE receipt IS NULL;
CREATE INDEX outbox_state    ON outbox (state);
CREATE INDEX outbox_unshown  ON outbox (position) WHERE unshown = 1;

CREATE TABLE inbox (
  position        INTEGER PRIMARY KEY,
  message_id      BLOB    NOT NULL UNIQUE CHECK (length(message_id) = 16),
  file_name       BLOB    NOT NULL,        -- in in/; empty when it never goes there
  state           INTEGER NOT NULL,        -- InState
  refusal         BLOB,                    -- serialised Refusal, when refused
  reported        INTEGER NOT NULL DEFAULT 0,  -- 1: the router recorded the processed outcome
  changed_unix_ms INTEGER NOT NULL,
  native          BLOB                     -- exact bytes; NULL once handed over
) STRICT;
CREATE INDEX inbox_state ON inbox (state);
CREATE INDEX inbox_unreported ON inbox (position) WHERE reported = 0;

CREATE TABLE correlations (
  message_id          BLOB    PRIMARY KEY CHECK (length(message_id) = 16),
  sent_by_us          INTEGER NOT NULL,
  type                INTEGER NOT NULL,
  other_oin           TEXT    NOT NULL,
  other_role          INTEGER NOT NULL,
  conversation        BLOB    NOT NULL,
  ticket              BLOB    NOT NULL,
  native_id           BLOB    NOT NULL,
  gemeentecode        TEXT    NOT NULL,
  accepted_overdracht INTEGER NOT NULL DEFAULT 0,
  created_unix_ms     INTEGER NOT NULL
) STRICT;
CREATE INDEX correlations_age ON correlations (created_unix_ms);

CREATE TABLE alarms (
  message_id BLOB    NOT NULL,
  code       TEXT    NOT NULL,
  at_unix_ms INTEGER NOT NULL,
  unshown    INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (message_id, code)
) STRICT;
)sql";

Result<void> create(sqlite::Database& database, const v1::PartyRef& owner) {
  CORVID_TRY_ASSIGN(auto transaction, sqlite::Transaction::begin(database));
  CORVID_TRY(database.execute(kLayout1));
  CORVID_TRY(database.query("INSERT INTO owner (only, oin, role) VALUES (1, ?, ?)")
                 .text(owner.oin())
                 .number(owner.role())
                 .done());
  CORVID_TRY(database.execute("PRAGMA application_id = " + std::to_string(kLedgerApplicationId) +
                              "; PRAGMA user_version = " + std::to_string(kLedgerLayout)));
  return transaction.commit();
}

}  // namespace

Result<void> prepare_ledger(sqlite::Database& database, const v1::PartyRef& owner) {
  CORVID_TRY_ASSIGN(const std::int64_t application, database.number("PRAGMA application_id"));
  CORVID_TRY_ASSIGN(const std::int64_t layout, database.number("PRAGMA user_version"));
  CORVID_TRY_ASSIGN(const std::int64_t objects, database.number("SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && layout == 0 && objects == 0) {
    return create(database, owner);
  }
  if (application != kLedgerApplicationId) {
    return Error{Errc::kConfiguration, "ledger: the file is a database, but not a ledger"};
  }
  if (layout > kLedgerLayout) {
    return Error{Errc::kConfiguration, "ledger: layout " + std::to_string(layout) + " is newer than " +
                                           std::to_string(kLedgerLayout) + ", which this program knows"};
  }
  auto question =
      database.query("SELECT count(*) FROM owner WHERE oin = ? AND role = ?").text(owner.oin()).number(owner.role());
  CORVID_TRY_ASSIGN(const bool has_row, question.row());
  if (!has_row || question.integer(0) != 1) {
    return Error{Errc::kConfiguration, "ledger: it belongs to another party than the configuration names"};
  }
  return {};
}

}  // namespace corvid::gateway
