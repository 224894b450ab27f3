// Ed25519 signatures (RFC 8032, libsodium) over DSSE-PAE (DSSE 1.0.2): the type is part of what is signed, so that a
// ticket can never pass for a statement. Only exact stored bytes are ever signed or verified.
//
// Ownership: a Signer holds a secret key, wiped when it goes. Threads: any; signing is deterministic.
// Errors: verification gives a bool or kUnauthentic; there is no configuration that disables it.
#pragma once

#include <string>
#include <string_view>

#include "proto/base/key_file.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/statement.pb.h"

namespace corvid::envelope {

inline constexpr std::string_view kHeaderType = "application/vnd.corvid.header.v1";
inline constexpr std::string_view kTicketType = "application/vnd.corvid.ticket.v1";
inline constexpr std::string_view kStatementType = "application/vnd.corvid.statement.v1";
inline constexpr std::string_view kMarkType = "application/vnd.corvid.mark.v1";
inline constexpr std::string_view kReviewType = "application/vnd.corvid.review.v1";

inline constexpr std::size_t kSignatureBytes = 64;
inline constexpr std::size_t kPublicKeyBytes = 32;

// "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body
[[nodiscard]] std::string pre_authentication_encoding(std::string_view type, std::string_view body);

class Signer {
 public:
  // REQUIRES: an Ed25519 pair.
  explicit Signer(KeyPair pair);

  [[nodiscard]] std::string sign(std::string_view type, std::string_view body) const;  // 64 bytes
  [[nodiscard]] v1::SignedBody sign_body(std::string_view type, std::string body) const;
  [[nodiscard]] const std::string& public_key() const { return pair_.public_key; }
  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  KeyPair pair_;
  std::string id_;
};

[[nodiscard]] bool verify(std::string_view type, std::string_view body, std::string_view signature,
                          std::string_view public_key);
// kUnauthentic: the signature does not fit this key and type.
Result<void> verify_body(std::string_view type, const v1::SignedBody& signed_body, std::string_view public_key);

}  // namespace corvid::envelope
