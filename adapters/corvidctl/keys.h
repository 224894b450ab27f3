// Key files for the register and for new parties. Works without a router.
//
// Secrets go from the system's generator into the file and nowhere else; only public keys are ever shown.
//
// Ownership: values. Threads: one.
// Errors: kIo: the file exists already or cannot be written. kConfiguration: a key file that cannot be used.
#pragma once

#include <string>
#include <vector>

#include "adapters/corvidctl/report.pb.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/common.pb.h"

namespace corvid::ctl {

enum class KeyKind {
  kTransport,  // CURVE (Curve25519)
  kSigning,    // Ed25519: messages, statements, reviews
  kTagSecret,  // 32 random bytes for reference and content tags; no public key
};

// A new key in a new file with mode 0600.
Result<KeyReport> create_key(KeyKind kind, const std::string& file);

// What may be known of a key file.
Result<KeyReport> show_key(const std::string& file);

// Keys of one party. Each is a key file, or the 64 hexadecimal digits of a public key: secrets stay where they are
// made.
struct RegisterKeys {
  std::string oin;
  v1::Role role = v1::ROLE_ONBEPAALD;
  std::string valid_from;  // ISO 8601 date, first day; empty: always valid until then
  std::vector<std::string> transport;
  std::vector<std::string> signing;
  std::vector<std::string> reviewers;
};

Result<RegisterEntryReport> register_entry(const RegisterKeys& keys);

[[nodiscard]] std::string print(const KeyReport& report);
// Protobuf text for the register folder.
[[nodiscard]] std::string print(const RegisterEntryReport& report);

}  // namespace corvid::ctl
