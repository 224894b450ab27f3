// SQLite, made safe to use: one connection, prepared statements, transactions.
//
// Settings are fixed: write-ahead log, synchronous=FULL (a commit that returned survives power loss), secure_delete
// (what is deleted is overwritten), foreign keys, a busy timeout, temporary data in memory.
//
// Ownership: a Database owns its connection and its prepared statements; Query and Transaction refer to a Database
// that must outlive them. Threads: one.
// Errors: kIo (disk), kCorrupt (not a database, damaged), kUnavailable (locked longer than the busy timeout). Text
// names SQLite's code, never values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "proto/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace corvid::gateway::sqlite {

// One use of a prepared statement: bind in order, then row() until false, or done(). Reset when it goes. A failed bind
// is reported by row() or done().
class Query {
 public:
  Query(sqlite3* connection, sqlite3_stmt* statement, int prepare_code);
  Query(Query&& other) noexcept;
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query& operator=(Query&&) = delete;
  ~Query();

  Query&& blob(std::string_view bytes) &&;
  Query&& text(std::string_view text) &&;
  Query&& number(std::int64_t number) &&;
  Query&& null() &&;

  // Steps; true when there is a row to read.
  Result<bool> row();
  // Steps a statement that returns no rows.
  Result<void> done();

  // Columns of the current row, counted from 0.
  [[nodiscard]] std::string bytes(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  void note(int code);
  sqlite3* connection_;
  sqlite3_stmt* statement_;
  int next_ = 1;
  int code_;
};

class Database {
 public:
  // Opens or creates `path` with mode 0600.
  static Result<std::unique_ptr<Database>> open(const std::string& path);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // `sql` is a literal: statements are prepared once and kept under its text. REQUIRES: no other Query of the same text
  // is alive.
  [[nodiscard]] Query query(std::string_view sql);
  // Runs statements without parameters or results, such as a schema.
  Result<void> execute(const std::string& sql);
  // One number, such as the value of a pragma.
  Result<std::int64_t> number(std::string_view sql);
  // Rows that the last statement changed.
  [[nodiscard]] std::int64_t changed() const;
  // Moves the write-ahead log into the database and empties it, so that overwritten bytes are in no file.
  Result<void> checkpoint();

 private:
  explicit Database(sqlite3* connection) : connection_(connection) {}
  sqlite3* connection_;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

// Everything between begin() and commit() is durable together or not at all. Rolled back when it goes uncommitted.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(other.database_) { other.database_ = nullptr; }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace corvid::gateway::sqlite
