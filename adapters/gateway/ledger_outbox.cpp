#include <utility>

#include "adapters/gateway/ledger.h"

namespace corvid::gateway {
namespace {

// In the order that entry_of reads.
std::string entries_where(std::string_view condition) {
  return "SELECT message_id, accepted_id, file_name, file_identity, kept_name, state, accepts_overdracht, receipt,"
         " final_unix_ms, final_refusal, processing, processing_unix_ms, unshown FROM outbox WHERE " +
         std::string(condition);
}

Result<std::optional<MessageId>> optional_id(const sqlite::Query& question, int column) {
  if (question.is_null(column)) {
    return std::optional<MessageId>();
  }
  CORVID_TRY_ASSIGN(const MessageId id, MessageId::from_bytes(question.bytes(column)));
  return std::optional<MessageId>(id);
}

Result<OutboxEntry> entry_of(const sqlite::Query& question) {
  OutboxEntry entry;
  CORVID_TRY_ASSIGN(entry.id, MessageId::from_bytes(question.bytes(0)));
  CORVID_TRY_ASSIGN(entry.accepted_id, optional_id(question, 1));
  entry.file_name = question.bytes(2);
  entry.file_identity = question.bytes(3);
  entry.kept_name = question.bytes(4);
  entry.state = static_cast<OutState>(question.integer(5));
  CORVID_TRY_ASSIGN(entry.accepts_overdracht, optional_id(question, 6));
  entry.receipt = question.bytes(7);
  entry.final_at = {question.integer(8)};
  entry.final_refusal = question.bytes(9);
  entry.processing = static_cast<Processing>(question.integer(10));
  entry.processing_at = {question.integer(11)};
  entry.unshown = question.integer(12) != 0;
  return entry;
}

Result<std::vector<OutboxEntry>> entries_of(sqlite::Query question) {
  std::vector<OutboxEntry> entries;
  while (true) {
    CORVID_TRY_ASSIGN(const bool has_row, question.row());
    if (!has_row) {
      return entries;
    }
    CORVID_TRY_ASSIGN(OutboxEntry entry, entry_of(question));
    entries.push_back(std::move(entry));
  }
}

Result<std::vector<MessageId>> ids_of(sqlite::Query question) {
  std::vector<MessageId> ids;
  while (true) {
    CORVID_TRY_ASSIGN(const bool has_row, question.row());
    if (!has_row) {
      return ids;
    }
    CORVID_TRY_ASSIGN(const MessageId id, MessageId::from_bytes(question.bytes(0)));
    ids.push_back(id);
  }
}

Result<std::optional<OutboxEntry>> first_of(sqlite::Query question) {
  CORVID_TRY_ASSIGN(const bool has_row, question.row());
  if (!has_row) {
    return std::optional<OutboxEntry>();
  }
  CORVID_TRY_ASSIGN(OutboxEntry entry, entry_of(question));
  return std::optional<OutboxEntry>(std::move(entry));
}

}  // namespace

Result<void> Ledger::add_outgoing(const OutboxMessage& message, WallTime now) {
  auto statement = database_
                       ->query(
                           "INSERT INTO outbox (message_id, file_name, file_identity, reference_tag,"
                           " content_tag, state, changed_unix_ms, envelope, accepts_overdracht)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                       .blob(message.id.bytes())
                       .blob(message.file_name)
                       .text(message.file_identity)
                       .blob(message.reference_tag)
                       .blob(message.content_tag)
                       .number(static_cast<int>(OutState::kPending))
                       .number(now.unix_ms)
                       .blob(message.envelope);
  if (message.accepts_overdracht) {
    return std::move(statement).blob(message.accepts_overdracht->bytes()).done();
  }
  return std::move(statement).null().done();
}

Result<std::optional<OutboxEntry>> Ledger::outgoing_with_content(std::string_view content_tag) {
  return first_of(
      database_->query(entries_where("content_tag = ? AND (state <> ? OR unshown = 1) ORDER BY position DESC LIMIT 1"))
          .blob(content_tag)
          .number(static_cast<int>(OutState::kRefused)));
}

Result<std::optional<OutboxEntry>> Ledger::outgoing(const MessageId& id) {
  return first_of(database_->query(entries_where("message_id = ?")).blob(id.bytes()));
}

Result<std::vector<OutboxEntry>> Ledger::outgoing_accepted_as(const MessageId& id) {
  return entries_of(database_->query(entries_where("accepted_id = ?")).blob(id.bytes()));
}

Result<bool> Ledger::is_unanswered_file(std::string_view file_name, std::string_view file_identity) {
  auto question = database_->query("SELECT 1 FROM outbox WHERE file_name = ? AND file_identity = ? AND receipt IS NULL")
                      .blob(file_name)
                      .text(file_identity);
  return question.row();
}

Result<void> Ledger::set_file_identity(const MessageId& id, std::string_view file_identity) {
  return database_->query("UPDATE outbox SET file_identity = ? WHERE message_id = ?")
      .text(file_identity)
      .blob(id.bytes())
      .done();
}

Result<bool> Ledger::kept_name_taken(std::string_view kept_name, const MessageId& by_other_than, OutState state) {
  auto question = database_
                      ->query(
                          "SELECT 1 FROM outbox WHERE kept_name = ? AND message_id <> ?"
                          " AND (state = ?3) = (?4 = ?3)")
                      .blob(kept_name)
                      .blob(by_other_than.bytes())
                      .number(static_cast<int>(OutState::kRefused))
                      .number(static_cast<int>(state));
  return question.row();
}

Result<std::vector<MessageId>> Ledger::unanswered() {
  return ids_of(database_->query("SELECT message_id FROM outbox WHERE receipt IS NULL ORDER BY position"));
}

Result<std::vector<MessageId>> Ledger::accepted_not_final() {
  return ids_of(database_->query("SELECT message_id FROM outbox WHERE state = ? ORDER BY position")
                    .number(static_cast<int>(OutState::kAccepted)));
}

Result<std::string> Ledger::envelope(const MessageId& id) {
  auto question = database_->query("SELECT envelope FROM outbox WHERE message_id = ?").blob(id.bytes());
  CORVID_TRY_ASSIGN(const bool has_row, question.row());
  if (!has_row || question.is_null(0)) {
    return Error{Errc::kNotFound, "ledger: no envelope bytes of " + id.to_string()};
  }
  return question.bytes(0);
}

Result<void> Ledger::record_receipt(const MessageId& id, OutState state, const std::optional<MessageId>& accepted_id,
                                    std::string_view receipt, std::string_view kept_name, WallTime now) {
  auto statement = database_
                       ->query(
                           "UPDATE outbox SET state = ?1, receipt = ?2, kept_name = ?3, changed_unix_ms = ?4,"
                           " unshown = 1, envelope = iif(?5, NULL, envelope), accepted_id = ?7"
                           " WHERE message_id = ?6")
                       .number(static_cast<int>(state))
                       .blob(receipt)
                       .blob(kept_name)
                       .number(now.unix_ms)
                       .number(is_final(state) ? 1 : 0)
                       .blob(id.bytes());
  if (accepted_id) {
    return std::move(statement).blob(accepted_id->bytes()).done();
  }
  return std::move(statement).null().done();
}

Result<void> Ledger::record_final(const MessageId& id, const FinalState& final_state, WallTime now) {
  return database_
      ->query(
          "UPDATE outbox SET state = ?, final_unix_ms = ?, final_refusal = ?, changed_unix_ms = ?, unshown = 1,"
          " envelope = iif(receipt IS NULL, envelope, NULL) WHERE message_id = ?")
      .number(static_cast<int>(final_state.state))
      .number(final_state.at.unix_ms)
      .blob(final_state.refusal)
      .number(now.unix_ms)
      .blob(id.bytes())
      .done();
}

Result<void> Ledger::record_processing(const MessageId& id, Processing processing, WallTime at, WallTime now) {
  return database_
      ->query(
          "UPDATE outbox SET processing = ?, processing_unix_ms = ?, changed_unix_ms = ?, unshown = 1"
          " WHERE message_id = ?")
      .number(static_cast<int>(processing))
      .number(at.unix_ms)
      .number(now.unix_ms)
      .blob(id.bytes())
      .done();
}

Result<std::vector<OutboxEntry>> Ledger::unshown(std::size_t count_max) {
  return entries_of(database_->query(entries_where("unshown = 1 AND receipt IS NOT NULL ORDER BY position LIMIT ?"))
                        .number(static_cast<std::int64_t>(count_max)));
}

Result<void> Ledger::mark_shown(const MessageId& id) {
  return database_->query("UPDATE outbox SET unshown = 0 WHERE message_id = ?").blob(id.bytes()).done();
}

}  // namespace corvid::gateway
