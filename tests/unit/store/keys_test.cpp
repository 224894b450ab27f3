// Key order is query order, and no key is inside another table's or party's range.
#include "store/keys.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "proto/base/hex.h"
#include "store/views.h"
#include "tests/unit/store/samples.h"

namespace corvid::store::test {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
constexpr auto kEdges = {
    std::uint64_t{1},     std::uint64_t{0x7f},       std::uint64_t{0x80},        std::uint64_t{0xff},
    std::uint64_t{0x100}, std::uint64_t{0xffffffff}, std::uint64_t{0x100000000}, kMost};

bool ascends(const std::vector<std::string>& keys) {
  return std::is_sorted(keys.begin(), keys.end()) && std::adjacent_find(keys.begin(), keys.end()) == keys.end();
}

bool holds(const KeyRange& range, const std::string& key) { return range.from <= key && key < range.to; }

TEST_CASE("journal, notice and refusal keys sort as their numbers do") {
  std::vector<std::string> journal;
  std::vector<std::string> notices;
  std::vector<std::string> refusals;
  for (const std::uint64_t number : kEdges) {
    journal.push_back(journal_key(number));
    notices.push_back(notice_key(police(), number));
    refusals.push_back(refusal_key(message_id(1), number));
  }
  CHECK(ascends(journal));
  CHECK(ascends(notices));
  CHECK(ascends(refusals));
}

TEST_CASE("queue keys sort by priority, then place: acute mail stands before all other") {
  CHECK(ascends({queue_key(police(), {0, 1}), queue_key(police(), {0, kMost}), queue_key(police(), {1, 1}),
                 queue_key(police(), {1, 256}), queue_key(police(), {2, 1})}));
}

TEST_CASE("message keys sort as the ids do, which is by time") {
  CHECK(ascends({message_key(message_id(1)), message_key(message_id(2)), message_key(message_id(200))}));
}

TEST_CASE("a party's range holds its own rows and no other party's") {
  const PartyId other_role{police().oin, police().role + 1};
  const KeyRange queue = keys_starting(Table::kQueue, party_prefix(police()));
  CHECK(holds(queue, queue_key(police(), {0, 0})));
  CHECK(holds(queue, queue_key(police(), {std::numeric_limits<std::uint32_t>::max(), kMost})));
  CHECK_FALSE(holds(queue, queue_key(other_role, {0, 0})));
  CHECK_FALSE(holds(queue, queue_key(veilig_thuis(), {0, 0})));
  CHECK_FALSE(holds(queue, notice_key(police(), 1)));
}

TEST_CASE("a table's range holds every key of the table and none of its neighbours") {
  const KeyRange messages = keys_starting(Table::kMessage, {});
  CHECK(holds(messages, message_key(message_id(1))));
  CHECK_FALSE(holds(messages, refusal_key(message_id(1), 1)));
  CHECK_FALSE(holds(messages, store_key()));
}

TEST_CASE("the key after a prefix carries over bytes that are at their highest") {
  CHECK(after_prefix("\x10") == "\x11");
  CHECK(after_prefix("\x10\xfe") == "\x10\xff");
  CHECK(after_prefix("\x10\xff\xff") == "\x11");
}

TEST_CASE("what a key was made of can be read back from it") {
  CHECK(id_of_key(message_key(message_id(5))) == message_id(5));
  CHECK(id_of_key(payload_key(message_id(5))) == message_id(5));
  CHECK(id_of_key(refusal_key(message_id(5), 9)) == message_id(5));
  CHECK(refusal_of_key(refusal_key(message_id(5), 0x0102030405060708)) == 0x0102030405060708);
  CHECK(party_of_key(party_key(veilig_thuis())) == veilig_thuis());
  CHECK(place_of_key(queue_key(police(), {0x01020304, 0x0506070809})) == QueuePlace{0x01020304, 0x0506070809});
  CHECK(notice_of_key(notice_key(police(), 77)) == std::uint64_t{77});
}

TEST_CASE("a key of another length or with impossible fields is not read") {
  CHECK_FALSE(id_of_key(message_key(message_id(5)).substr(0, 16)).has_value());
  CHECK_FALSE(id_of_key("\x10" + std::string(16, '\0')).has_value());
  CHECK_FALSE(refusal_of_key(message_key(message_id(5))).has_value());
  CHECK_FALSE(party_of_key("\x13" + std::string(22, 'x')).has_value());
  CHECK_FALSE(place_of_key(queue_key(police(), {1, 1}) + "x").has_value());
  CHECK_FALSE(notice_of_key("").has_value());
}

TEST_CASE("an error text names table and id, and never a reference tag") {
  CHECK(describe_key(message_key(message_id(5))) == "table message " + to_hex(message_id(5).bytes()));
  const std::string tag = "the tag of a reference";
  CHECK(describe_key(dedup_key(police(), tag)).find(to_hex(tag)) == std::string::npos);
  CHECK(describe_key(dedup_key(police(), tag)).find(to_hex(tag.substr(0, 1)) + to_hex(tag.substr(1, 1))) ==
        std::string::npos);
  CHECK(describe_key("") == "empty key");
  CHECK(describe_key("\x7e") == "table unknown");
}

}  // namespace
}  // namespace corvid::store::test
