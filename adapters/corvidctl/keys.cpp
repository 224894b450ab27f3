#include "adapters/corvidctl/keys.h"

#include <fcntl.h>
#include <google/protobuf/text_format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "adapters/corvidctl/table.h"
#include "proto/base/check.h"
#include "proto/base/entropy.h"
#include "proto/base/hex.h"
#include "proto/base/key_file.h"
#include "proto/corvid/v1/register.pb.h"

namespace corvid::ctl {
namespace {

constexpr std::size_t kTagSecretBytes = 32;
constexpr std::size_t kPublicKeyHexDigits = 64;

std::string kind_text(KeyKind kind) {
  switch (kind) {
    case KeyKind::kTransport:
      return "transport";
    case KeyKind::kSigning:
      return "signing";
    case KeyKind::kTagSecret:
      return "tag-secret";
  }
  return {};
}

KeyReport report_of(KeyKind kind, const std::string& file, const std::string& public_key) {
  KeyReport report;
  report.set_schema("corvid.key.v1");
  report.set_kind(kind_text(kind));
  report.set_file(printable(file));
  if (!public_key.empty()) {
    report.set_public_key(to_hex(public_key));
    report.set_key_id(to_hex(key_id(public_key)));
  }
  return report;
}

Result<void> write_tag_secret(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error{Errc::kIo, "key file " + file + ": " + std::strerror(errno)};
  }
  const SecretBytes secret(random_bytes(kTagSecretBytes));
  const SecretBytes line(to_hex(secret.view()) + "\n");
  const ssize_t written = ::write(descriptor, line.view().data(), line.view().size());
  const bool whole = written == static_cast<ssize_t>(line.view().size()) && ::fsync(descriptor) == 0;
  if (::close(descriptor) != 0 || !whole) {
    return Error{Errc::kIo, "key file " + file + ": cannot be written"};
  }
  return {};
}

// From the line of the file that says so, which is before the secret; read_key_file judges the file itself.
KeyKind kind_of(const std::string& file) {
  std::ifstream lines(file);
  std::string line;
  std::getline(lines, line);
  std::getline(lines, line);
  return line == "algorithm ed25519" ? KeyKind::kSigning : KeyKind::kTransport;
}

KeyAlgorithm algorithm_of(KeyKind kind) {
  return kind == KeyKind::kSigning ? KeyAlgorithm::kEd25519 : KeyAlgorithm::kCurve25519;
}

bool is_hex_key(const std::string& text) { return text.size() == kPublicKeyHexDigits && from_hex(text).ok(); }

template <typename Keys>
Result<void> add_keys(const std::vector<std::string>& given, KeyKind kind, const std::string& valid_from, Keys& keys) {
  for (const std::string& key : given) {
    std::string public_key;
    if (is_hex_key(key)) {
      CORVID_TRY_ASSIGN(public_key, from_hex(key));
    } else {
      CORVID_TRY_ASSIGN(const KeyPair pair, read_key_file(key, algorithm_of(kind)));
      public_key = pair.public_key;
    }
    v1::PublicKey& entry = *keys.Add();
    entry.set_hex(to_hex(public_key));
    entry.set_geldig_van(valid_from);
  }
  return {};
}

}  // namespace

Result<KeyReport> create_key(KeyKind kind, const std::string& file) {
  if (kind == KeyKind::kTagSecret) {
    CORVID_TRY(write_tag_secret(file));
    return report_of(kind, file, "");
  }
  const KeyPair pair = make_key_pair(algorithm_of(kind));
  CORVID_TRY(write_key_file(file, pair));
  return report_of(kind, file, pair.public_key);
}

Result<KeyReport> show_key(const std::string& file) {
  const KeyKind kind = kind_of(file);
  CORVID_TRY_ASSIGN(const KeyPair pair, read_key_file(file, algorithm_of(kind)));
  return report_of(kind, file, pair.public_key);
}

Result<RegisterEntryReport> register_entry(const RegisterKeys& keys) {
  RegisterEntryReport report;
  report.set_schema("corvid.register_entry.v1");
  v1::PartyKeys& entry = *report.mutable_keys();
  entry.set_oin(keys.oin);
  entry.set_role(keys.role);
  CORVID_TRY(add_keys(keys.transport, KeyKind::kTransport, keys.valid_from, *entry.mutable_transport()));
  CORVID_TRY(add_keys(keys.signing, KeyKind::kSigning, keys.valid_from, *entry.mutable_ondertekening()));
  CORVID_TRY(add_keys(keys.reviewers, KeyKind::kSigning, keys.valid_from, *entry.mutable_beoordelaar()));
  return report;
}

std::string print(const KeyReport& report) {
  Table facts({{""}, {""}});
  facts.add({"kind", report.kind()});
  facts.add({"file", report.file()});
  facts.add({"public key", report.public_key()});
  facts.add({"key id", report.key_id()});
  return facts.text();
}

std::string print(const RegisterEntryReport& report) {
  v1::Register entry;
  *entry.add_keys() = report.keys();
  std::string text;
  CORVID_CHECK(google::protobuf::TextFormat::PrintToString(entry, &text));
  return text;
}

}  // namespace corvid::ctl
