#include "proto/envelope/signing.h"

#include <catch2/catch.hpp>

#include "proto/base/hex.h"
#include "proto/envelope/digest.h"
#include "tests/unit/envelope/samples.h"

using namespace corvid;
using namespace corvid::envelope;

TEST_CASE("the pre-authentication encoding is that of the DSSE protocol's own example", "[signing]") {
  CHECK(pre_authentication_encoding("http://example.com/HelloWorld", "hello world") ==
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

TEST_CASE("SHA-256 and HMAC-SHA256 give the published answers", "[digest]") {
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256({"a", "b", "c"})) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2.
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("a signature fits its body, its type and its key, and nothing else", "[signing]") {
  const Signer signer = samples::signer();
  const std::string signature = signer.sign(kTicketType, "body");
  CHECK(verify(kTicketType, "body", signature, signer.public_key()));
  CHECK_FALSE(verify(kTicketType, "bodies", signature, signer.public_key()));
  CHECK_FALSE(verify(kStatementType, "body", signature, signer.public_key()));
  CHECK_FALSE(verify(kTicketType, "body", signature, samples::signer().public_key()));
  CHECK_FALSE(verify(kTicketType, "body", "", signer.public_key()));
  CHECK_FALSE(verify(kTicketType, "body", signature, "short"));
}

TEST_CASE("signing the same body twice gives the same bytes", "[signing]") {
  const Signer signer = samples::signer();
  CHECK(signer.sign(kHeaderType, "body") == signer.sign(kHeaderType, "body"));
}

TEST_CASE("a signed body that was changed is not authentic", "[signing]") {
  const Signer signer = samples::signer();
  v1::SignedBody signed_body = signer.sign_body(kStatementType, "body");
  CHECK(verify_body(kStatementType, signed_body, signer.public_key()).ok());
  signed_body.set_body("other");
  CHECK(verify_body(kStatementType, signed_body, signer.public_key()).error().code == Errc::kUnauthentic);
}

TEST_CASE("tags differ by secret, by kind and by what they stand for", "[tags]") {
  CHECK(reference_tag("a", "x") != reference_tag("b", "x"));
  CHECK(reference_tag("a", "x") != content_tag("a", "x"));
  CHECK(reference_tag("a", "x") != reference_tag("a", "y"));
  CHECK(reference_tag("a", "x") == reference_tag("a", "x"));
}
