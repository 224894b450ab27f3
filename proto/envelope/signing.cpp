#include "proto/envelope/signing.h"

#include <sodium.h>

#include <utility>

#include "proto/base/check.h"

namespace corvid::envelope {

std::string pre_authentication_encoding(std::string_view type, std::string_view body) {
  std::string encoded = "DSSEv1 ";
  encoded.reserve(encoded.size() + type.size() + body.size() + 32);
  encoded.append(std::to_string(type.size())).append(" ").append(type).append(" ");
  encoded.append(std::to_string(body.size())).append(" ").append(body);
  return encoded;
}

Signer::Signer(KeyPair pair) : pair_(std::move(pair)), id_(key_id(pair_.public_key)) {
  CORVID_CHECK(sodium_init() >= 0);
  CORVID_CHECK(pair_.algorithm == KeyAlgorithm::kEd25519);
  CORVID_CHECK(pair_.secret.view().size() == crypto_sign_SECRETKEYBYTES);
}

std::string Signer::sign(std::string_view type, std::string_view body) const {
  const std::string message = pre_authentication_encoding(type, body);
  std::string signature(kSignatureBytes, '\0');
  const int failed = crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                                          reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                                          reinterpret_cast<const unsigned char*>(pair_.secret.view().data()));
  CORVID_CHECK(failed == 0);
  return signature;
}

v1::SignedBody Signer::sign_body(std::string_view type, std::string body) const {
  v1::SignedBody signed_body;
  signed_body.set_signature(sign(type, body));
  signed_body.set_body(std::move(body));
  signed_body.set_key_id(id_);
  return signed_body;
}

bool verify(std::string_view type, std::string_view body, std::string_view signature, std::string_view public_key) {
  CORVID_CHECK(sodium_init() >= 0);
  if (signature.size() != kSignatureBytes || public_key.size() != kPublicKeyBytes) {
    return false;
  }
  const std::string message = pre_authentication_encoding(type, body);
  return crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                                     reinterpret_cast<const unsigned char*>(public_key.data())) == 0;
}

Result<void> verify_body(std::string_view type, const v1::SignedBody& signed_body, std::string_view public_key) {
  if (!verify(type, signed_body.body(), signed_body.signature(), public_key)) {
    return Error{Errc::kUnauthentic, "signature does not fit type " + std::string(type)};
  }
  return {};
}

}  // namespace corvid::envelope
