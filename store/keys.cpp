#include "store/keys.h"

#include <concepts>
#include <limits>

#include "proto/base/check.h"
#include "proto/base/hex.h"
#include "store/views.h"

namespace corvid::store {

namespace {

constexpr std::size_t kOinBytes = 20;
constexpr std::size_t kPartyBytes = kOinBytes + sizeof(std::uint16_t);
constexpr std::size_t kRefusalKeyBytes = 1 + MessageId::kBytes + sizeof(std::uint64_t);
constexpr std::size_t kPartyKeyBytes = 1 + kPartyBytes;
constexpr std::size_t kQueueKeyBytes = kPartyKeyBytes + sizeof(std::uint32_t) + sizeof(std::uint64_t);
constexpr std::size_t kNoticeKeyBytes = kPartyKeyBytes + sizeof(std::uint64_t);
constexpr std::size_t kSegmentKeyBytes = 1 + sizeof(std::uint64_t);
constexpr std::size_t kIdKeyBytes = 1 + MessageId::kBytes;
constexpr std::size_t kDueIdAt = 1 + sizeof(std::uint64_t);
constexpr std::size_t kJournalKeyBytes = 1 + sizeof(std::uint64_t);

std::string start_key(Table table) { return std::string(1, static_cast<char>(table)); }

template <std::unsigned_integral Number>
void append_big_endian(std::string& key, Number number) {
  for (std::size_t byte = sizeof(Number); byte > 0; --byte) {
    key.push_back(static_cast<char>(static_cast<std::uint8_t>(number >> (8 * (byte - 1)))));
  }
}

// REQUIRES: at + sizeof(Number) <= key.size().
template <std::unsigned_integral Number>
Number read_big_endian(std::string_view key, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t byte = 0; byte < sizeof(Number); ++byte) {
    number = (number << 8U) | static_cast<std::uint8_t>(key[at + byte]);
  }
  return static_cast<Number>(number);
}

std::string_view table_name(Table table) {
  switch (table) {
    case Table::kStore:
      return "store";
    case Table::kSegment:
      return "segment";
    case Table::kMessage:
      return "message";
    case Table::kRefusal:
      return "refusal";
    case Table::kDedup:
      return "dedup";
    case Table::kParty:
      return "party";
    case Table::kConversation:
      return "gesprek";
    case Table::kTerm:
      return "term";
    case Table::kDue:
      return "due";
    case Table::kQueue:
      return "queue";
    case Table::kNotice:
      return "notice";
    case Table::kJournal:
      return "journal";
    case Table::kPayload:
      return "payload";
    case Table::kChunk:
      return "chunk";
    case Table::kUpload:
      return "upload";
  }
  return "unknown";
}

}  // namespace

std::string party_prefix(const PartyId& id) {
  CORVID_CHECK(is_oin(id.oin));
  CORVID_CHECK(id.role >= 0 && id.role <= std::numeric_limits<std::uint16_t>::max());
  std::string bytes = id.oin;
  append_big_endian(bytes, static_cast<std::uint16_t>(id.role));
  return bytes;
}

std::string store_key() { return start_key(Table::kStore); }

std::string segment_key(std::uint64_t first) {
  std::string key = start_key(Table::kSegment);
  append_big_endian(key, first);
  return key;
}

std::string message_key(const MessageId& id) { return start_key(Table::kMessage).append(id.bytes()); }

std::string refusal_key(const MessageId& id, std::uint64_t record) {
  std::string key = start_key(Table::kRefusal).append(id.bytes());
  append_big_endian(key, record);
  return key;
}

std::string dedup_key(const PartyId& sender, std::string_view reference_tag) {
  return start_key(Table::kDedup).append(party_prefix(sender)).append(reference_tag);
}

std::string party_key(const PartyId& id) { return start_key(Table::kParty).append(party_prefix(id)); }

std::string conversation_key(const MessageId& first_message) {
  return start_key(Table::kConversation).append(first_message.bytes());
}

std::string term_key(const MessageId& message, std::string_view klok) {
  return start_key(Table::kTerm).append(message.bytes()).append(klok);
}

std::string due_key(WallTime moment, const MessageId& message, std::string_view klok) {
  return due_keys_from(moment).append(message.bytes()).append(klok);
}

std::string due_keys_from(WallTime moment) {
  CORVID_CHECK(moment.unix_ms >= 0);
  std::string key = start_key(Table::kDue);
  append_big_endian(key, static_cast<std::uint64_t>(moment.unix_ms));
  return key;
}

std::string queue_key(const PartyId& receiver, const QueuePlace& at) {
  std::string key = start_key(Table::kQueue).append(party_prefix(receiver));
  append_big_endian(key, at.priority);
  append_big_endian(key, at.place);
  return key;
}

std::string notice_key(const PartyId& party, std::uint64_t number) {
  std::string key = start_key(Table::kNotice).append(party_prefix(party));
  append_big_endian(key, number);
  return key;
}

std::string journal_key(std::uint64_t number) {
  std::string key = start_key(Table::kJournal);
  append_big_endian(key, number);
  return key;
}

std::string payload_key(const MessageId& id) { return start_key(Table::kPayload).append(id.bytes()); }

std::string chunk_key(std::string_view upload, std::uint32_t index) {
  CORVID_CHECK(upload.size() == kUploadIdBytes);
  std::string key = start_key(Table::kChunk).append(upload);
  append_big_endian(key, index);
  return key;
}

std::string upload_key(std::string_view upload) {
  CORVID_CHECK(upload.size() == kUploadIdBytes);
  return start_key(Table::kUpload).append(upload);
}

std::string queue_value(const MessageId& message, WallTime deadline) {
  CORVID_CHECK(deadline.unix_ms > 0);
  std::string value(message.bytes());
  append_big_endian(value, static_cast<std::uint64_t>(deadline.unix_ms));
  return value;
}

std::optional<QueueValue> read_queue_value(std::string_view value) {
  if (value.size() != MessageId::kBytes + sizeof(std::uint64_t)) {
    return std::nullopt;
  }
  const Result<MessageId> message = MessageId::from_bytes(value.substr(0, MessageId::kBytes));
  const auto deadline = static_cast<std::int64_t>(read_big_endian<std::uint64_t>(value, MessageId::kBytes));
  if (!message.ok() || deadline <= 0) {
    return std::nullopt;
  }
  return QueueValue{*message, WallTime{deadline}};
}

KeyRange keys_starting(Table table, std::string_view prefix) {
  std::string from = start_key(table).append(prefix);
  std::string to = after_prefix(from);
  return {std::move(from), std::move(to)};
}

std::string after_prefix(std::string prefix) {
  while (!prefix.empty() && static_cast<std::uint8_t>(prefix.back()) == 0xff) {
    prefix.pop_back();
  }
  CORVID_CHECK(!prefix.empty());
  prefix.back() = static_cast<char>(static_cast<std::uint8_t>(prefix.back()) + 1);
  return prefix;
}

std::optional<MessageId> id_of_key(std::string_view key) {
  if (key.size() < 1 + MessageId::kBytes) {
    return std::nullopt;
  }
  Result<MessageId> id = MessageId::from_bytes(key.substr(1, MessageId::kBytes));
  if (!id.ok()) {
    return std::nullopt;
  }
  return *id;
}

std::optional<std::uint64_t> first_of_key(std::string_view key) {
  if (key.size() != kSegmentKeyBytes) {
    return std::nullopt;
  }
  return read_big_endian<std::uint64_t>(key, 1);
}

std::optional<DueTerm> due_of_key(std::string_view key) {
  if (key.size() < kDueIdAt + MessageId::kBytes) {
    return std::nullopt;
  }
  const Result<MessageId> message = MessageId::from_bytes(key.substr(kDueIdAt, MessageId::kBytes));
  const auto moment = static_cast<std::int64_t>(read_big_endian<std::uint64_t>(key, 1));
  if (!message.ok() || moment < 0) {
    return std::nullopt;
  }
  return DueTerm{WallTime{moment}, *message, std::string(key.substr(kDueIdAt + MessageId::kBytes))};
}

std::optional<std::string> klok_of_key(std::string_view key) {
  if (key.size() < kIdKeyBytes) {
    return std::nullopt;
  }
  return std::string(key.substr(kIdKeyBytes));
}

std::optional<std::string> upload_of_key(std::string_view key) {
  if (key.size() < 1 + kUploadIdBytes) {
    return std::nullopt;
  }
  return std::string(key.substr(1, kUploadIdBytes));
}

std::optional<std::uint64_t> record_of_key(std::string_view key) {
  if (key.size() != kJournalKeyBytes) {
    return std::nullopt;
  }
  return read_big_endian<std::uint64_t>(key, 1);
}

std::optional<std::uint64_t> refusal_of_key(std::string_view key) {
  if (key.size() != kRefusalKeyBytes) {
    return std::nullopt;
  }
  return read_big_endian<std::uint64_t>(key, 1 + MessageId::kBytes);
}

std::optional<PartyId> party_of_key(std::string_view key) {
  if (key.size() < kPartyKeyBytes || !is_oin(key.substr(1, kOinBytes))) {
    return std::nullopt;
  }
  return PartyId{std::string(key.substr(1, kOinBytes)), read_big_endian<std::uint16_t>(key, 1 + kOinBytes)};
}

std::optional<QueuePlace> place_of_key(std::string_view key) {
  if (key.size() != kQueueKeyBytes) {
    return std::nullopt;
  }
  return QueuePlace{.priority = read_big_endian<std::uint32_t>(key, kPartyKeyBytes),
                    .place = read_big_endian<std::uint64_t>(key, kPartyKeyBytes + sizeof(std::uint32_t))};
}

std::optional<std::uint64_t> notice_of_key(std::string_view key) {
  if (key.size() != kNoticeKeyBytes) {
    return std::nullopt;
  }
  return read_big_endian<std::uint64_t>(key, kPartyKeyBytes);
}

std::string describe_key(std::string_view key) {
  if (key.empty()) {
    return "empty key";
  }
  std::string text = "table ";
  text.append(table_name(static_cast<Table>(key.front())));
  if (key.size() > 1) {
    text.append(" ").append(to_hex(key.substr(1, kPartyBytes)));
  }
  return text;
}

}  // namespace corvid::store
