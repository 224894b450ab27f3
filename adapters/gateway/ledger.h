// What the gateway must never forget: messages sent and received, how they relate, alarms. One SQLite file.
//
// Outbox: from the commit that holds the exact envelope bytes until a final state; those bytes go then, the answers
// stay. Inbox: from the commit that lets a delivery be settled until the native side has it; the bytes go then, the row
// stays, so that a redelivery gets the same answer. Correlations: what answers are built and checked with, kept for
// kNativeIdTerm. Deleted bytes are overwritten (secure_delete) and leave the write-ahead log at checkpoint().
//
// Ownership: holds the database and a lock: one process per ledger. Threads: one.
// Errors: kIo, kCorrupt, kUnavailable from SQLite, after which the gateway stops: nothing was told. Writes outside a
// Transaction commit by themselves.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/gateway/file_lock.h"
#include "adapters/gateway/sqlite.h"
#include "adapters/gateway/translator.h"
#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/session.pb.h"

namespace corvid::gateway {

// How long correlations, native ids and answers are kept.
inline constexpr std::chrono::milliseconds kNativeIdTerm = std::chrono::hours{2 * 365 * 24};
// How long the content of a message that raised an alarm waits for an operator.
inline constexpr std::chrono::milliseconds kAlarmContentTerm = std::chrono::hours{7 * 24};

// Numbers stand on disk.
enum class OutState {
  kPending = 1,            // no receipt yet
  kAccepted = 2,           // stored at the router
  kRefused = 3,            // by the router; final
  kDelivered = 4,          // final
  kRefusedByReceiver = 5,  // final
  kExpired = 6,            // final
};
enum class Processing {
  kUnknown = 0,  // the receiver has not said, and may still be in time
  kProcessed = 1,
  kNotProcessed = 2,
  kNotToldInTime = 3,  // the router gave up waiting; the result may still come and then replaces this
};
enum class InState {
  kReceived = 1,     // native bytes durable here
  kHandingOver = 2,  // in/.tmp holds the bytes durably
  kDone = 3,         // the native side has it
  kRefused = 4,      // functional refusal; nothing was handed over
  kAlarm = 5,        // durable, kept from the native side
};

[[nodiscard]] constexpr bool is_final(OutState state) {
  return state != OutState::kPending && state != OutState::kAccepted;
}

struct OutboxMessage {
  MessageId id;
  std::string file_name;
  std::string file_identity;
  std::string reference_tag;
  std::string content_tag;
  std::optional<MessageId> accepts_overdracht;
  std::string envelope;
};

struct OutboxEntry {
  MessageId id;
  std::optional<MessageId> accepted_id;
  std::string file_name;
  std::string file_identity;
  std::string kept_name;
  OutState state = OutState::kPending;
  std::optional<MessageId> accepts_overdracht;
  std::string receipt;
  WallTime final_at;
  std::string final_refusal;
  Processing processing = Processing::kUnknown;
  WallTime processing_at;
  bool unshown = false;
};

struct FinalState {
  OutState state = OutState::kDelivered;
  WallTime at;
  std::string refusal;  // serialised Refusal, or empty
};

struct InboxMessage {
  MessageId id;
  InState state = InState::kReceived;
  std::string file_name;
  std::string refusal;  // serialised Refusal, or empty
  std::string native;   // empty when refused
};
struct InboxEntry {
  MessageId id;
  InState state = InState::kReceived;
  std::string file_name;
  std::string refusal;
  bool reported = false;
};

struct Alarm {
  std::string message_id;  // 16 bytes, as the router named it
  std::string code;
  WallTime at;
};

class Ledger {
 public:
  // kUnavailable: another process has it. kConfiguration: newer layout, or another party's.
  static Result<std::unique_ptr<Ledger>> open(const std::string& path, const v1::PartyRef& owner);

  [[nodiscard]] Result<sqlite::Transaction> begin() { return sqlite::Transaction::begin(*database_); }

  // ---- outbox (ledger_outbox.cpp)
  Result<void> add_outgoing(const OutboxMessage& message, WallTime now);
  // The message that these native bytes became, unless the router refused it: only acceptance reserves a reference.
  // The newest when there are several.
  Result<std::optional<OutboxEntry>> outgoing_with_content(std::string_view content_tag);
  Result<std::optional<OutboxEntry>> outgoing(const MessageId& id);
  // Every entry the router knows under `id`: usually one.
  Result<std::vector<OutboxEntry>> outgoing_accepted_as(const MessageId& id);
  // True when exactly this file became a message that has no receipt yet.
  Result<bool> is_unanswered_file(std::string_view file_name, std::string_view file_identity);
  Result<void> set_file_identity(const MessageId& id, std::string_view file_identity);
  // True when another message has this name in sent/ (or in refused/ with `refused`).
  Result<bool> kept_name_taken(std::string_view kept_name, const MessageId& by_other_than, OutState state);
  // Without a receipt, in the order in which they were added.
  Result<std::vector<MessageId>> unanswered();
  // Accepted and not final, in the same order.
  Result<std::vector<MessageId>> accepted_not_final();
  Result<std::string> envelope(const MessageId& id);
  // `receipt` is a serialised Receipt. A final state drops the envelope.
  Result<void> record_receipt(const MessageId& id, OutState state, const std::optional<MessageId>& accepted_id,
                              std::string_view receipt, std::string_view kept_name, WallTime now);
  // Drops the envelope, unless the receipt is still to come.
  Result<void> record_final(const MessageId& id, const FinalState& final_state, WallTime now);
  Result<void> record_processing(const MessageId& id, Processing processing, WallTime at, WallTime now);
  // Answered, and the files beside the native one do not say everything yet.
  Result<std::vector<OutboxEntry>> unshown(std::size_t count_max);
  Result<void> mark_shown(const MessageId& id);

  // ---- inbox (ledger_inbox.cpp)
  Result<void> add_incoming(const InboxMessage& message, WallTime now);
  Result<std::optional<InboxEntry>> incoming(const MessageId& id);
  Result<std::vector<InboxEntry>> incoming_in_state(InState state, std::size_t count_max);
  Result<std::string> native(const MessageId& id);
  // kDone drops the native bytes.
  Result<void> set_incoming_state(const MessageId& id, InState state, WallTime now);
  // Handed over or in alarm, and the router has not yet recorded that.
  Result<std::vector<InboxEntry>> unreported(std::size_t count_max);
  Result<void> mark_reported(const MessageId& id);

  // ---- correlations, alarms, counters (ledger.cpp)
  Result<void> add_correlation(const Correlation& correlation, WallTime now);
  Result<void> drop_correlation(const MessageId& id);
  // What is known of `known` also holds under the id that the router accepted first under the same reference.
  Result<void> copy_correlation(const MessageId& known, const MessageId& also);
  Result<void> mark_accepted_overdracht(const MessageId& overdracht);
  // Those of `ids` that are known.
  Result<Correlations> correlations(const std::vector<MessageId>& ids);
  // The same alarm about the same message is one alarm.
  Result<void> add_alarm(const Alarm& alarm);
  Result<std::vector<Alarm>> unshown_alarms();
  // All about one message, oldest first.
  Result<std::vector<Alarm>> alarms_about(std::string_view message_id);
  Result<void> mark_alarm_shown(const Alarm& alarm);
  Result<std::uint64_t> notices_read();
  Result<void> set_notices_read(std::uint64_t number);
  // The newest mark that a receipt carried: a serialised SignedBody, or empty.
  Result<std::string> router_mark();
  Result<void> set_router_mark(std::string_view mark);
  // Removes what is past its term.
  Result<void> keep_terms(WallTime now);
  // Empties the write-ahead log, so that deleted bytes are in no file. kUnavailable: another program reads the ledger.
  Result<void> checkpoint() { return database_->checkpoint(); }

 private:
  Ledger(FileLock lock, std::unique_ptr<sqlite::Database> database)
      : lock_(std::move(lock)), database_(std::move(database)) {}

  FileLock lock_;
  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace corvid::gateway
