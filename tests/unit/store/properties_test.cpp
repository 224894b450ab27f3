// What holds for every key and every record, not only for those that somebody thought of.
#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <tuple>

#include "store/journal.h"
#include "store/keys.h"
#include "store/memory_store.h"
#include "store/views.h"
#include "tests/support/property.h"
#include "tests/unit/store/samples.h"

namespace corvid::store::test {
namespace {

using corvid::test::check_property;

MessageId id_from(std::uint64_t time, std::uint64_t random) {
  std::array<std::uint8_t, 10> bits{};
  for (std::size_t byte = 0; byte < sizeof(random); ++byte) {
    bits.at(byte) = static_cast<std::uint8_t>(random >> (8 * byte));
  }
  constexpr std::uint64_t kTimeBits = 48;
  return MessageId::make(static_cast<std::int64_t>(time % (std::uint64_t{1} << kTimeBits)), bits);
}

PartyId party_from(std::uint32_t number, std::uint8_t role) {
  std::string digits = std::to_string(number);
  return {"99" + std::string(18 - digits.size(), '0') + digits, static_cast<int>(role % 14) + 1};
}

TEST_CASE("the order of queue keys is party, class and place, as numbers") {
  check_property("queue keys sort as their fields", [](std::uint32_t a_party, std::uint32_t b_party,
                                                       std::uint32_t a_class, std::uint32_t b_class,
                                                       std::uint64_t a_place, std::uint64_t b_place) {
    const PartyId a = party_from(a_party, 1);
    const PartyId b = party_from(b_party, 1);
    const bool keys = queue_key(a, {a_class, a_place}) < queue_key(b, {b_class, b_place});
    RC_ASSERT(keys == (std::tuple(a.oin, a_class, a_place) < std::tuple(b.oin, b_class, b_place)));
  });
}

TEST_CASE("a queue key gives its place back, and a party's queue is one run of keys") {
  check_property("places come back", [](std::uint32_t party, std::uint8_t role, std::uint32_t priority,
                                        std::uint64_t place) {
    const PartyId receiver = party_from(party, role);
    const std::string key = queue_key(receiver, {priority, place});
    const auto read = place_of_key(key);
    RC_ASSERT(read.has_value());
    RC_ASSERT((*read == QueuePlace{priority, place}));
    const KeyRange range = keys_starting(Table::kQueue, party_prefix(receiver));
    RC_ASSERT(range.from <= key && key < range.to);
    RC_ASSERT(party_of_key(key) == receiver);
  });
}

TEST_CASE("the value of a queue entry gives message and deadline back") {
  check_property("queue values come back", [](std::uint64_t time, std::uint64_t random, std::uint32_t deadline) {
    const MessageId id = id_from(time, random);
    const WallTime moment{std::int64_t{deadline} + 1};
    const auto read = read_queue_value(queue_value(id, moment));
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->message == id);
    RC_ASSERT(read->deadline == moment);
  });
}

TEST_CASE("the clock that is due first stands first, whatever it is about") {
  check_property("due keys sort by moment", [](std::uint32_t a, std::uint32_t b, std::uint64_t a_random,
                                               std::uint64_t b_random, const std::string& klok) {
    const std::string a_key = due_key(WallTime{a}, id_from(a, a_random), klok);
    const std::string b_key = due_key(WallTime{b}, id_from(b, b_random), klok);
    if (a != b) {
      RC_ASSERT((a_key < b_key) == (a < b));
    }
    const auto read = due_of_key(a_key);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->moment.unix_ms == a);
    RC_ASSERT(read->message == id_from(a, a_random));
    RC_ASSERT(read->klok == klok);
  });
}

TEST_CASE("numbers in keys sort as numbers and come back") {
  check_property("journal, notice, refusal and segment keys", [](std::uint64_t a, std::uint64_t b) {
    RC_ASSERT((journal_key(a) < journal_key(b)) == (a < b));
    RC_ASSERT(record_of_key(journal_key(a)) == a);
    RC_ASSERT((notice_key(police(), a) < notice_key(police(), b)) == (a < b));
    RC_ASSERT(notice_of_key(notice_key(police(), a)) == a);
    RC_ASSERT(refusal_of_key(refusal_key(message_id(1), b)) == b);
    RC_ASSERT(first_of_key(segment_key(a)) == a);
    RC_ASSERT((segment_key(a) < segment_key(b)) == (a < b));
  });
}

TEST_CASE("no key of one table stands among those of another") {
  check_property("tables are apart", [](std::uint32_t party, std::uint64_t number, std::uint64_t random,
                                        const std::string& tail) {
    const PartyId id = party_from(party, 2);
    const MessageId message = id_from(number, random);
    const std::array<std::pair<Table, std::string>, 9> keys{{{Table::kMessage, message_key(message)},
                                                             {Table::kRefusal, refusal_key(message, number)},
                                                             {Table::kDedup, dedup_key(id, tail)},
                                                             {Table::kParty, party_key(id)},
                                                             {Table::kConversation, conversation_key(message)},
                                                             {Table::kTerm, term_key(message, tail)},
                                                             {Table::kNotice, notice_key(id, number)},
                                                             {Table::kJournal, journal_key(number)},
                                                             {Table::kPayload, payload_key(message)}}};
    for (const auto& [table, key] : keys) {
      for (const auto& [other, other_key] : keys) {
        const KeyRange range = keys_starting(other, {});
        RC_ASSERT((range.from <= key && key < range.to) == (table == other));
      }
    }
  });
}

TEST_CASE("a record comes back as it was appended, under the evidence that anyone can compute") {
  check_property("records come back", [](std::uint64_t time, std::uint64_t random, std::uint32_t attempt,
                                         std::uint32_t at) {
    const MemoryStore store;
    Turn turn(store);
    v1::StoreRow row;
    row.set_record_next(1);
    row.set_record_first(1);
    const v1::RecordBody body = delivered(id_from(time, random), attempt);
    const std::uint64_t number = append_record(turn, row, WallTime{at}, salt(), body);
    const auto record = read_record(turn, number);
    RC_ASSERT(record.has_value());
    RC_ASSERT(record->at.unix_ms == at);
    RC_ASSERT(record->body.SerializeAsString() == body.SerializeAsString());
    RC_ASSERT(record->evidence == evidence_entry(3, salt(), body.SerializeAsString()));
  });
}

}  // namespace
}  // namespace corvid::store::test
