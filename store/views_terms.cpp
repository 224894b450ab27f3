// Conversations and clocks.
#include <utility>

#include "proto/base/check.h"
#include "store/keys.h"
#include "store/read_row.h"
#include "store/views.h"

namespace corvid::store {

namespace {

// More clocks than this on one message means a bundle that the loader would have refused.
constexpr std::size_t kTermsPerMessageMax = 256;

}  // namespace

std::optional<v1::ConversationRow> Views::conversation(const MessageId& first_message) const {
  return read_row<v1::ConversationRow>(turn_, conversation_key(first_message));
}

void Views::put_conversation(const MessageId& first_message, const v1::ConversationRow& row) {
  write_row(turn_, conversation_key(first_message), row);
}

void Views::erase_conversation(const MessageId& first_message) { turn_.erase(conversation_key(first_message)); }

std::optional<v1::TermRow> Views::term(const MessageId& message, std::string_view klok) const {
  return read_row<v1::TermRow>(turn_, term_key(message, klok), message, klok);
}

std::vector<v1::TermRow> Views::terms_of(const MessageId& message) const {
  const KeyRange range = keys_starting(Table::kTerm, message.bytes());
  std::vector<v1::TermRow> terms;
  for (const KeyValue& row : turn_.scan(range.from, range.to, kTermsPerMessageMax)) {
    std::optional<v1::TermRow> read = term(message, klok_of_key(row.key).value_or(std::string()));
    if (!read.has_value()) {
      return {};
    }
    terms.push_back(*std::move(read));
  }
  return terms;
}

void Views::put_term(const v1::TermRow& row) {
  const Result<MessageId> message = MessageId::from_bytes(row.message_id());
  CORVID_CHECK(message.ok());
  erase_term(*message, row.klok());
  write_row(turn_, term_key(*message, row.klok()), row, *message, row.klok());
  if (const std::optional<WallTime> moment = next_moment(row)) {
    turn_.put(due_key(*moment, *message, row.klok()), {});
  }
}

void Views::erase_term(const MessageId& message, std::string_view klok) {
  const std::optional<v1::TermRow> former = term(message, klok);
  if (!former.has_value()) {
    return;
  }
  if (const std::optional<WallTime> moment = next_moment(*former)) {
    turn_.erase(due_key(*moment, message, klok));
  }
  turn_.erase(term_key(message, klok));
}

std::vector<DueTerm> Views::terms_due(WallTime from, std::size_t limit) const {
  KeyRange range = keys_starting(Table::kDue, {});
  range.from = due_keys_from(from);
  std::vector<DueTerm> due;
  for (const KeyValue& row : turn_.scan(range.from, range.to, limit)) {
    std::optional<DueTerm> term = due_of_key(row.key);
    if (!term.has_value() || !row.value.empty()) {
      fail_corrupt(turn_, row.key);
      return {};
    }
    due.push_back(*std::move(term));
  }
  return due;
}

}  // namespace corvid::store
