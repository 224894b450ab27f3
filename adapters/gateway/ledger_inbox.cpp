#include <utility>

#include "adapters/gateway/ledger.h"

namespace corvid::gateway {
namespace {

Result<InboxEntry> entry_of(const sqlite::Query& question) {
  InboxEntry entry;
  CORVID_TRY_ASSIGN(entry.id, MessageId::from_bytes(question.bytes(0)));
  entry.state = static_cast<InState>(question.integer(1));
  entry.file_name = question.bytes(2);
  entry.refusal = question.bytes(3);
  entry.reported = question.integer(4) != 0;
  return entry;
}

Result<std::vector<InboxEntry>> entries_of(sqlite::Query question) {
  std::vector<InboxEntry> entries;
  while (true) {
    CORVID_TRY_ASSIGN(const bool has_row, question.row());
    if (!has_row) {
      return entries;
    }
    CORVID_TRY_ASSIGN(InboxEntry entry, entry_of(question));
    entries.push_back(std::move(entry));
  }
}

}  // namespace

Result<void> Ledger::add_incoming(const InboxMessage& message, WallTime now) {
  return database_
      ->query(
          "INSERT INTO inbox (message_id, file_name, state, refusal, changed_unix_ms, native, reported)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)")
      .blob(message.id.bytes())
      .blob(message.file_name)
      .number(static_cast<int>(message.state))
      .blob(message.refusal)
      .number(now.unix_ms)
      .blob(message.native)
      .number(message.state == InState::kRefused ? 1 : 0)  // a refusal is an end: nothing will be processed
      .done();
}

Result<std::optional<InboxEntry>> Ledger::incoming(const MessageId& id) {
  auto question = database_
                      ->query(
                          "SELECT message_id, state, file_name, refusal, reported FROM inbox"
                          " WHERE message_id = ?")
                      .blob(id.bytes());
  CORVID_TRY_ASSIGN(const bool has_row, question.row());
  if (!has_row) {
    return std::optional<InboxEntry>();
  }
  CORVID_TRY_ASSIGN(InboxEntry entry, entry_of(question));
  return std::optional<InboxEntry>(std::move(entry));
}

Result<std::vector<InboxEntry>> Ledger::incoming_in_state(InState state, std::size_t count_max) {
  return entries_of(database_
                        ->query("SELECT message_id, state, file_name, refusal, reported FROM inbox"
                                " WHERE state = ? ORDER BY position LIMIT ?")
                        .number(static_cast<int>(state))
                        .number(static_cast<std::int64_t>(count_max)));
}

Result<std::string> Ledger::native(const MessageId& id) {
  auto question = database_->query("SELECT native FROM inbox WHERE message_id = ?").blob(id.bytes());
  CORVID_TRY_ASSIGN(const bool has_row, question.row());
  if (!has_row || question.is_null(0)) {
    return Error{Errc::kNotFound, "ledger: no native bytes of " + id.to_string()};
  }
  return question.bytes(0);
}

Result<void> Ledger::set_incoming_state(const MessageId& id, InState state, WallTime now) {
  return database_
      ->query("UPDATE inbox SET state = ?1, changed_unix_ms = ?2, native = iif(?3, NULL, native) WHERE message_id = ?4")
      .number(static_cast<int>(state))
      .number(now.unix_ms)
      .number(state == InState::kDone ? 1 : 0)
      .blob(id.bytes())
      .done();
}

Result<std::vector<InboxEntry>> Ledger::unreported(std::size_t count_max) {
  return entries_of(database_
                        ->query("SELECT message_id, state, file_name, refusal, reported FROM inbox"
                                " WHERE reported = 0 AND state IN (?, ?) ORDER BY position LIMIT ?")
                        .number(static_cast<int>(InState::kDone))
                        .number(static_cast<int>(InState::kAlarm))
                        .number(static_cast<std::int64_t>(count_max)));
}

Result<void> Ledger::mark_reported(const MessageId& id) {
  return database_->query("UPDATE inbox SET reported = 1 WHERE message_id = ?").blob(id.bytes()).done();
}

}  // namespace corvid::gateway
