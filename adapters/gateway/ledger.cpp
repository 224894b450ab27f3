#include "adapters/gateway/ledger.h"

#include <utility>

#include "adapters/gateway/ledger_schema.h"

namespace corvid::gateway {
namespace {

Result<std::vector<Alarm>> alarms_of(sqlite::Query question) {
  std::vector<Alarm> alarms;
  while (true) {
    CORVID_TRY_ASSIGN(const bool has_row, question.row());
    if (!has_row) {
      return alarms;
    }
    alarms.push_back({question.bytes(0), question.bytes(1), WallTime{question.integer(2)}});
  }
}

}  // namespace

Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& path, const v1::PartyRef& owner) {
  CORVID_TRY_ASSIGN(FileLock lock, FileLock::take(path + ".lock"));
  CORVID_TRY_ASSIGN(std::unique_ptr<sqlite::Database> database, sqlite::Database::open(path));
  CORVID_TRY(prepare_ledger(*database, owner));
  return std::unique_ptr<Ledger>(new Ledger(std::move(lock), std::move(database)));
}

Result<void> Ledger::add_correlation(const Correlation& correlation, WallTime now) {
  return database_
      ->query(
          "INSERT INTO correlations (message_id, sent_by_us, type, other_oin, other_role, conversation, ticket,"
          " native_id, gemeentecode, accepted_overdracht, created_unix_ms)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
      .blob(correlation.id.bytes())
      .number(correlation.sent_by_us ? 1 : 0)
      .number(correlation.type)
      .text(correlation.other.oin())
      .number(correlation.other.role())
      .blob(correlation.conversation.bytes())
      .blob(correlation.ticket)
      .blob(correlation.native_id)
      .text(correlation.gemeentecode)
      .number(correlation.accepted_overdracht ? 1 : 0)
      .number(now.unix_ms)
      .done();
}

Result<void> Ledger::drop_correlation(const MessageId& id) {
  return database_->query("DELETE FROM correlations WHERE message_id = ?").blob(id.bytes()).done();
}

Result<void> Ledger::copy_correlation(const MessageId& known, const MessageId& also) {
  return database_
      ->query(
          "INSERT INTO correlations SELECT ?1, sent_by_us, type, other_oin, other_role,"
          " iif(conversation = message_id, ?1, conversation), ticket, native_id, gemeentecode,"
          " accepted_overdracht, created_unix_ms FROM correlations WHERE message_id = ?2 ON CONFLICT DO NOTHING")
      .blob(also.bytes())
      .blob(known.bytes())
      .done();
}

Result<void> Ledger::mark_accepted_overdracht(const MessageId& overdracht) {
  return database_->query("UPDATE correlations SET accepted_overdracht = 1 WHERE message_id = ? AND type = ?")
      .blob(overdracht.bytes())
      .number(v1::OVERDRACHT)
      .done();
}

Result<Correlations> Ledger::correlations(const std::vector<MessageId>& ids) {
  Correlations known;
  for (const MessageId& id : ids) {
    auto question = database_
                        ->query(
                            "SELECT sent_by_us, type, other_oin, other_role, conversation, ticket, native_id,"
                            " gemeentecode, accepted_overdracht FROM correlations WHERE message_id = ?")
                        .blob(id.bytes());
    CORVID_TRY_ASSIGN(const bool has_row, question.row());
    if (!has_row) {
      continue;
    }
    Correlation correlation;
    correlation.id = id;
    correlation.sent_by_us = question.integer(0) != 0;
    correlation.type = static_cast<v1::MessageType>(question.integer(1));
    correlation.other.set_oin(question.bytes(2));
    correlation.other.set_role(static_cast<v1::Role>(question.integer(3)));
    CORVID_TRY_ASSIGN(correlation.conversation, MessageId::from_bytes(question.bytes(4)));
    correlation.ticket = question.bytes(5);
    correlation.native_id = question.bytes(6);
    correlation.gemeentecode = question.bytes(7);
    correlation.accepted_overdracht = question.integer(8) != 0;
    known.emplace(id, std::move(correlation));
  }
  return known;
}

Result<void> Ledger::add_alarm(const Alarm& alarm) {
  return database_->query("INSERT INTO alarms (message_id, code, at_unix_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
      .blob(alarm.message_id)
      .text(alarm.code)
      .number(alarm.at.unix_ms)
      .done();
}

Result<std::vector<Alarm>> Ledger::unshown_alarms() {
  return alarms_of(database_->query("SELECT message_id, code, at_unix_ms FROM alarms WHERE unshown = 1"));
}

Result<std::vector<Alarm>> Ledger::alarms_about(std::string_view message_id) {
  return alarms_of(
      database_->query("SELECT message_id, code, at_unix_ms FROM alarms WHERE message_id = ? ORDER BY at_unix_ms")
          .blob(message_id));
}

Result<void> Ledger::mark_alarm_shown(const Alarm& alarm) {
  return database_->query("UPDATE alarms SET unshown = 0 WHERE message_id = ? AND code = ?")
      .blob(alarm.message_id)
      .text(alarm.code)
      .done();
}

Result<std::uint64_t> Ledger::notices_read() {
  CORVID_TRY_ASSIGN(const std::int64_t number, database_->number("SELECT notices_read FROM owner"));
  return static_cast<std::uint64_t>(number);
}

Result<void> Ledger::set_notices_read(std::uint64_t number) {
  return database_->query("UPDATE owner SET notices_read = ?").number(static_cast<std::int64_t>(number)).done();
}

Result<std::string> Ledger::router_mark() {
  auto question = database_->query("SELECT router_mark FROM owner");
  CORVID_TRY_ASSIGN(const bool has_row, question.row());
  return has_row ? question.bytes(0) : std::string();
}

Result<void> Ledger::set_router_mark(std::string_view mark) {
  return database_->query("UPDATE owner SET router_mark = ?").blob(mark).done();
}

Result<void> Ledger::keep_terms(WallTime now) {
  const WallTime closed = now + -kNativeIdTerm;
  const WallTime alarm_content = now + -kAlarmContentTerm;
  CORVID_TRY_ASSIGN(auto transaction, begin());
  CORVID_TRY(database_->query("DELETE FROM outbox WHERE state > 2 AND unshown = 0 AND changed_unix_ms < ?")
                 .number(closed.unix_ms)
                 .done());
  CORVID_TRY(
      database_->query("DELETE FROM inbox WHERE state > 2 AND changed_unix_ms < ?").number(closed.unix_ms).done());
  CORVID_TRY(database_->query("DELETE FROM correlations WHERE created_unix_ms < ?").number(closed.unix_ms).done());
  CORVID_TRY(database_->query("DELETE FROM alarms WHERE unshown = 0 AND at_unix_ms < ?").number(closed.unix_ms).done());
  CORVID_TRY(database_->query("UPDATE inbox SET native = NULL WHERE state = ? AND changed_unix_ms < ?")
                 .number(static_cast<int>(InState::kAlarm))
                 .number(alarm_content.unix_ms)
                 .done());
  return transaction.commit();
}

}  // namespace corvid::gateway
