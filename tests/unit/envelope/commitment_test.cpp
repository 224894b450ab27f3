#include "proto/envelope/commitment.h"

#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "proto/base/hex.h"
#include "proto/envelope/digest.h"

using namespace corvid;
using namespace corvid::envelope;

namespace {

// RFC 6962 section 2.1, as it is written there: split at the largest power of two below the count.
std::string root_by_definition(const std::vector<std::string>& leaves, std::size_t from, std::size_t count) {
  if (count == 1) {
    return leaves[from];
  }
  std::size_t split = 1;
  while (split * 2 < count) {
    split *= 2;
  }
  return sha256({"\x01", root_by_definition(leaves, from, split),
                 root_by_definition(leaves, from + split, count - split)});
}

}  // namespace

TEST_CASE("the tree hash is that of RFC 6962 for every number of sections", "[commitment]") {
  std::vector<std::string> leaves;
  for (std::size_t count = 1; count <= 33; ++count) {
    leaves.push_back(sha256(std::to_string(count)));
    REQUIRE(tree_root(leaves) == root_by_definition(leaves, 0, count));
  }
}

TEST_CASE("the tree hash of nothing is the hash of nothing", "[commitment]") {
  CHECK(to_hex(tree_root({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a section's commitment covers place, label, flag, content and key commitment", "[commitment]") {
  const std::string whole = section_commitment(1, v1::MELDING_KERN, false, "content", "key");
  CHECK(whole != section_commitment(2, v1::MELDING_KERN, false, "content", "key"));
  CHECK(whole != section_commitment(1, v1::MELDING_CONTACT, false, "content", "key"));
  CHECK(whole != section_commitment(1, v1::MELDING_KERN, true, "content", "key"));
  CHECK(whole != section_commitment(1, v1::MELDING_KERN, false, "contents", "key"));
  CHECK(whole != section_commitment(1, v1::MELDING_KERN, false, "content", "keys"));
}

TEST_CASE("the commitment to case facts cannot be guessed without the salt", "[commitment]") {
  CHECK(case_facts_commitment(std::string(32, 'a'), "x") != case_facts_commitment(std::string(32, 'b'), "x"));
}
