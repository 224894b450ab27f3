// The oracle's audit of a store at rest: every row, against what the journal said.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "router/core/parties.h"
#include "store/keys.h"
#include "tests/simulation/oracle.h"

namespace corvid::sim {
namespace {

constexpr std::size_t kRowsMax = 1'000'000;

v1::MessageRow::State state_of(const std::optional<v1::Notice::Kind>& end) {
  if (!end) {
    return v1::MessageRow::WACHT;
  }
  if (*end == v1::Notice::AFGELEVERD) {
    return v1::MessageRow::AFGELEVERD;
  }
  return *end == v1::Notice::GEWEIGERD ? v1::MessageRow::GEWEIGERD : v1::MessageRow::VERLOPEN;
}

}  // namespace

void Oracle::audit(const store::KeyValueStore& store) {
  const auto rows = store.scan(std::string_view("\0", 1), "\xff", kRowsMax);
  if (!rows.ok()) {
    fail(Rule::kStoreSound, rows.error().text);
    return;
  }
  found_ = {};
  for (const store::KeyValue& row : *rows) {
    audit_row(row);
  }
  audit_in_time();
  if (!std::includes(found_.uploads.begin(), found_.uploads.end(), found_.in_parts.begin(), found_.in_parts.end())) {
    fail(Rule::kChunksOfNobody, "chunks of no upload and no message");
  }
  const std::size_t known = static_cast<std::size_t>(
      std::count_if(lives_.begin(), lives_.end(), [](const auto& life) { return !life.second.gone; }));
  if (found_.messages != known || found_.payloads != waiting_ || found_.queued != waiting_ || found_.marks != known ||
      found_.records != days_.size()) {
    fail(Rule::kViewsEqualJournal,
         fmt::format("{} accepted, {} waiting, {} records; the store has {} messages, {} payloads, {} queued, "
                     "{} marks, {} records",
                     known, waiting_, days_.size(), found_.messages, found_.payloads, found_.queued, found_.marks,
                     found_.records));
  }
}

void Oracle::audit_row(const store::KeyValue& row) {
  const auto table = static_cast<store::Table>(row.key.front());
  const bool for_content = table == store::Table::kPayload || table == store::Table::kChunk;
  if (!for_content && row.value.find("canary-") != std::string::npos) {
    fail(Rule::kRefusedLeavesNothing, "content in " + store::describe_key(row.key));
  }
  switch (table) {
    case store::Table::kMessage:
      audit_message(row);
      break;
    case store::Table::kPayload: {
      ++found_.payloads;
      const auto id = store::id_of_key(row.key);
      const auto life = id ? lives_.find(std::string(id->bytes())) : lives_.end();
      if (life == lives_.end()) {
        fail(Rule::kRefusedLeavesNothing, store::describe_key(row.key));
      } else if (life->second.end) {
        fail(Rule::kPayloadDestroyed, store::describe_key(row.key));
      }
      v1::PayloadRow payload;
      if (payload.ParseFromString(row.value) && payload.has_large()) {
        found_.uploads.insert(payload.large().upload());
      }
      break;
    }
    case store::Table::kQueue: {
      ++found_.queued;
      const auto value = store::read_queue_value(row.value);
      const auto life = value ? lives_.find(std::string(value->message.bytes())) : lives_.end();
      if (life == lives_.end() || value->deadline != life->second.deadline || life->second.end ||
          store::party_of_key(row.key) != life->second.letter->receiver) {
        fail(Rule::kViewsEqualJournal, "an entry too many: " + store::describe_key(row.key));
      }
      break;
    }
    case store::Table::kDedup: {
      ++found_.marks;
      v1::DedupRow mark;
      if (!mark.ParseFromString(row.value) || lives_.count(mark.message_id()) == 0) {
        fail(Rule::kViewsEqualJournal, store::describe_key(row.key));
      }
      break;
    }
    case store::Table::kParty:
      audit_party(row);
      break;
    case store::Table::kNotice:
      audit_notice(row);
      break;
    case store::Table::kJournal:
      ++found_.records;
      break;
    case store::Table::kChunk:
      found_.in_parts.insert(store::upload_of_key(row.key).value_or(""));
      break;
    case store::Table::kUpload:
      found_.uploads.insert(store::upload_of_key(row.key).value_or(""));
      break;
    case store::Table::kStore:
    case store::Table::kSegment:
    case store::Table::kRefusal:
    case store::Table::kConversation:
    case store::Table::kTerm:
    case store::Table::kDue:
      break;  // rebuild() compares them
  }
}

void Oracle::audit_message(const store::KeyValue& row) {
  ++found_.messages;
  const auto id = store::id_of_key(row.key);
  const auto found = id ? lives_.find(std::string(id->bytes())) : lives_.end();
  v1::MessageRow message;
  if (found == lives_.end() || found->second.gone || !message.ParseFromString(row.value)) {
    fail(Rule::kViewsEqualJournal, "a row of no accepted message: " + store::describe_key(row.key));
    return;
  }
  const Life& life = found->second;
  if (message.state() != state_of(life.end) || message.attempts() != life.attempts ||
      message.processed() != life.processed || static_cast<std::uint64_t>(message.record_size()) != life.records ||
      message.accepted_body() != life.accepted_body) {
    fail(Rule::kViewsEqualJournal,
         fmt::format("{}: state {}, {} attempts, {} records; the journal has {} attempts, {} records",
                     store::describe_key(row.key), static_cast<int>(message.state()), message.attempts(),
                     message.record_size(), life.attempts, life.records));
  }
}

void Oracle::audit_notice(const store::KeyValue& row) {
  const auto party = store::party_of_key(row.key);
  const auto number = store::notice_of_key(row.key);
  const auto account = party ? accounts_.find(*party) : accounts_.end();
  if (account == accounts_.end() || !number || *number > account->second.notices ||
      *number <= account->second.confirmed || account->second.notice_bytes[*number] != row.value) {
    fail(Rule::kViewsEqualJournal, "a notice too many: " + store::describe_key(row.key));
  }
}

void Oracle::audit_party(const store::KeyValue& row) {
  const auto party = store::party_of_key(row.key);
  v1::PartyRow counters;
  if (!party || !counters.ParseFromString(row.value) || counters.notices_next() != accounts_[*party].notices + 1 ||
      counters.notices_read() < accounts_[*party].confirmed) {
    fail(Rule::kViewsEqualJournal, store::describe_key(row.key));
  }
}

}  // namespace corvid::sim
