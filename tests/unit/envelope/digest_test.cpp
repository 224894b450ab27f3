#include "proto/envelope/digest.h"

#include <catch2/catch.hpp>
#include <utility>

#include "proto/base/hex.h"

using namespace corvid;
using namespace corvid::envelope;

TEST_CASE("bytes that come in runs have the digest of the whole, at every point", "[digest]") {
  const std::string whole = "the quick brown fox jumps over the lazy dog, and over a block of sixty-four bytes";
  for (std::size_t run = 1; run <= whole.size(); ++run) {
    Sha256 hash;
    for (std::size_t at = 0; at < whole.size(); at += run) {
      REQUIRE(hash.digest() == sha256(std::string_view(whole).substr(0, at)));
      hash.add(std::string_view(whole).substr(at, run));
    }
    REQUIRE(hash.digest() == sha256(whole));
  }
}

TEST_CASE("the digest of nothing is that of FIPS 180-4", "[digest]") {
  CHECK(to_hex(Sha256().digest()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a copied digest goes on by itself and a moved one goes on as it was", "[digest]") {
  Sha256 first;
  first.add("a");
  Sha256 copy = first;
  copy.add("x");
  first.add("b");
  Sha256 moved = std::move(first);
  moved.add("c");
  CHECK(moved.digest() == sha256("abc"));
  CHECK(copy.digest() == sha256("ax"));
  copy = moved;
  copy.add("d");
  CHECK(copy.digest() == sha256("abcd"));
  CHECK(moved.digest() == sha256("abc"));
}
