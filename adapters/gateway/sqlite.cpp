#include "adapters/gateway/sqlite.h"

#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "proto/base/check.h"

namespace corvid::gateway::sqlite {
namespace {

constexpr int kBusyTimeoutMs = 5000;

Error error_of(int code, int extended) {
  const std::string text =
      "ledger: SQLite code " + std::to_string(extended) + " (" + std::string(sqlite3_errstr(extended)) + ")";
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Errc::kUnavailable, text};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return {Errc::kCorrupt, text};
    case SQLITE_TOOBIG:
      return {Errc::kTooLarge, text};
    default:  // SQLite's codes are numbers, not an enumeration
      return {Errc::kIo, text};
  }
}

}  // namespace

Query::Query(sqlite3* connection, sqlite3_stmt* statement, int prepare_code)
    : connection_(connection), statement_(statement), code_(prepare_code) {}

Query::Query(Query&& other) noexcept
    : connection_(other.connection_),
      statement_(std::exchange(other.statement_, nullptr)),
      next_(other.next_),
      code_(other.code_) {}

Query::~Query() {
  if (statement_ != nullptr) {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
}

void Query::note(int code) {
  if (code_ == SQLITE_OK) {
    code_ = code;
  }
}

Query&& Query::blob(std::string_view bytes) && {
  // A null pointer would bind NULL; an empty blob is a value.
  const char* const data = bytes.empty() ? "" : bytes.data();
  note(sqlite3_bind_blob64(statement_, next_++, data, bytes.size(), SQLITE_TRANSIENT));
  return std::move(*this);
}

Query&& Query::text(std::string_view text) && {
  const char* const data = text.empty() ? "" : text.data();
  note(sqlite3_bind_text64(statement_, next_++, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return std::move(*this);
}

Query&& Query::number(std::int64_t number) && {
  note(sqlite3_bind_int64(statement_, next_++, number));
  return std::move(*this);
}

Query&& Query::null() && {
  note(sqlite3_bind_null(statement_, next_++));
  return std::move(*this);
}

Result<bool> Query::row() {
  if (code_ != SQLITE_OK) {
    return error_of(code_, code_);
  }
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code == SQLITE_DONE) {
    return false;
  }
  return error_of(code, sqlite3_extended_errcode(connection_));
}

Result<void> Query::done() {
  CORVID_TRY_ASSIGN(const bool has_row, row());
  CORVID_CHECK(!has_row);
  return {};
}

std::string Query::bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

bool Query::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  // SQLite would create the file for everyone to read; its companions take over the mode of the file.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    return Error{Errc::kIo, "ledger: " + path + " cannot be opened, errno " + std::to_string(errno)};
  }
  ::close(descriptor);

  sqlite3* connection = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  std::unique_ptr<Database> database(new Database(connection));
  if (code != SQLITE_OK) {
    return error_of(code, code);
  }
  sqlite3_busy_timeout(connection, kBusyTimeoutMs);
  CORVID_TRY(database->execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
      "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA journal_size_limit=0;"));
  return database;
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) {
    sqlite3_finalize(statement);
  }
  sqlite3_close_v2(connection_);
}

Query Database::query(std::string_view sql) {
  const auto found = statements_.find(std::string(sql));
  if (found != statements_.end()) {
    CORVID_CHECK(sqlite3_stmt_busy(found->second) == 0);
    return {connection_, found->second, SQLITE_OK};
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) {
    return {connection_, nullptr, code};
  }
  statements_.emplace(sql, statement);
  return {connection_, statement, SQLITE_OK};
}

Result<void> Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return error_of(code, sqlite3_extended_errcode(connection_));
  }
  return {};
}

Result<std::int64_t> Database::number(std::string_view sql) {
  Query question = query(sql);
  CORVID_TRY_ASSIGN(const bool has_row, question.row());
  if (!has_row) {
    return Error{Errc::kCorrupt, "ledger: a value that must exist does not"};
  }
  return question.integer(0);
}

std::int64_t Database::changed() const { return sqlite3_changes64(connection_); }

Result<void> Database::checkpoint() {
  const int code = sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return error_of(code, sqlite3_extended_errcode(connection_));
  }
  return {};
}

Result<Transaction> Transaction::begin(Database& database) {
  CORVID_TRY(database.query("BEGIN IMMEDIATE").done());
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) {
    // A failed rollback leaves nothing to do: the connection rolls back when it closes.
    static_cast<void>(database_->query("ROLLBACK").done());
  }
}

Result<void> Transaction::commit() {
  CORVID_CHECK(database_ != nullptr);
  CORVID_TRY(database_->query("COMMIT").done());
  database_ = nullptr;
  return {};
}

}  // namespace corvid::gateway::sqlite
