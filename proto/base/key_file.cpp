#include "proto/base/key_file.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/hex.h"

namespace corvid {
namespace {

constexpr std::size_t kKeyFileBytesMax = 1024;

std::string_view algorithm_name(KeyAlgorithm algorithm) {
  switch (algorithm) {
    case KeyAlgorithm::kCurve25519:
      return "curve25519";
    case KeyAlgorithm::kEd25519:
      return "ed25519";
  }
  return "";
}

std::size_t secret_bytes(KeyAlgorithm algorithm) {
  return algorithm == KeyAlgorithm::kCurve25519 ? crypto_box_SECRETKEYBYTES : crypto_sign_SECRETKEYBYTES;
}

Error refuse(const std::string& path, const std::string& why) {
  return Error{Errc::kConfiguration, "key file " + path + ": " + why};
}

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// The permissions are those of the file that is read, not of a name that may change in between.
Result<SecretBytes> read_private_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.number() < 0) {
    return refuse(path, std::strerror(errno));
  }
  struct stat state {};
  if (::fstat(file.number(), &state) != 0 || !S_ISREG(state.st_mode)) {
    return refuse(path, "not a regular file");
  }
  if ((state.st_mode & 0077U) != 0) {
    return refuse(path, "readable by others than its owner; set mode 0600");
  }
  if (state.st_size < 0 || static_cast<std::size_t>(state.st_size) > kKeyFileBytesMax) {
    return refuse(path, "too large for a key file");
  }
  std::string bytes(static_cast<std::size_t>(state.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return refuse(path, "cannot be read");
    }
    done += static_cast<std::size_t>(got);
  }
  return SecretBytes(std::move(bytes));
}

// The value of a line "name value"; empty when the next line is another one.
std::string_view line_value(std::string_view& rest, std::string_view name) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.size() <= name.size() || line.substr(0, name.size()) != name || line[name.size()] != ' ') {
    return {};
  }
  return line.substr(name.size() + 1);
}

bool pair_fits(const KeyPair& pair) {
  std::string derived(32, '\0');
  auto* out = reinterpret_cast<unsigned char*>(derived.data());
  const auto* secret = reinterpret_cast<const unsigned char*>(pair.secret.view().data());
  const int failed = pair.algorithm == KeyAlgorithm::kCurve25519 ? crypto_scalarmult_base(out, secret)
                                                                 : crypto_sign_ed25519_sk_to_pk(out, secret);
  return failed == 0 && derived == pair.public_key;
}

}  // namespace

SecretBytes::SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.wipe(); }

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.wipe();
  }
  return *this;
}

void SecretBytes::wipe() noexcept {
  if (!bytes_.empty()) {
    sodium_memzero(bytes_.data(), bytes_.size());
  }
  bytes_.clear();
}

KeyPair make_key_pair(KeyAlgorithm algorithm) {
  CORVID_CHECK(sodium_init() >= 0);
  KeyPair pair;
  pair.algorithm = algorithm;
  pair.public_key.resize(32);
  std::string secret(secret_bytes(algorithm), '\0');
  auto* public_out = reinterpret_cast<unsigned char*>(pair.public_key.data());
  auto* secret_out = reinterpret_cast<unsigned char*>(secret.data());
  const int failed = algorithm == KeyAlgorithm::kCurve25519 ? crypto_box_keypair(public_out, secret_out)
                                                            : crypto_sign_keypair(public_out, secret_out);
  CORVID_CHECK(failed == 0);
  pair.secret = SecretBytes(std::move(secret));
  return pair;
}

Result<KeyPair> read_key_file(const std::string& path, KeyAlgorithm expected) {
  CORVID_CHECK(sodium_init() >= 0);
  CORVID_TRY_ASSIGN(const SecretBytes content, read_private_file(path));
  std::string_view rest = content.view();
  if (line_value(rest, "corvid-key") != "1") {
    return refuse(path, "does not begin with \"corvid-key 1\"");
  }
  if (line_value(rest, "algorithm") != algorithm_name(expected)) {
    return refuse(path, "algorithm is not " + std::string(algorithm_name(expected)));
  }
  KeyPair pair;
  pair.algorithm = expected;
  CORVID_TRY_ASSIGN(pair.public_key, public_key_from_hex(line_value(rest, "public"), "key file " + path));
  auto secret = from_hex(line_value(rest, "secret"));
  if (!secret.ok() || secret->size() != secret_bytes(expected)) {
    return refuse(path, "secret has the wrong form");
  }
  pair.secret = SecretBytes(std::move(secret).value());
  if (!pair_fits(pair)) {
    return refuse(path, "public and secret key do not belong together");
  }
  return pair;
}

Result<void> write_key_file(const std::string& path, const KeyPair& pair) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.number() < 0) {
    return Error{Errc::kIo, "key file " + path + ": " + std::strerror(errno)};
  }
  std::string text = "corvid-key 1\nalgorithm ";
  text.append(algorithm_name(pair.algorithm)).append("\npublic ").append(to_hex(pair.public_key));
  text.append("\nsecret ").append(to_hex(pair.secret.view())).append("\n");
  const SecretBytes content(std::move(text));
  const std::string_view bytes = content.view();
  const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
  if (written != static_cast<ssize_t>(bytes.size()) || ::fsync(file.number()) != 0) {
    return Error{Errc::kIo, "key file " + path + ": cannot be written"};
  }
  return {};
}

Result<SecretBytes> read_secret_file(const std::string& path) {
  CORVID_TRY_ASSIGN(const SecretBytes content, read_private_file(path));
  std::string_view digits = content.view();
  while (!digits.empty() && digits.back() == '\n') {
    digits.remove_suffix(1);
  }
  auto bytes = from_hex(digits);
  if (!bytes.ok() || bytes->size() != 32) {
    return refuse(path, "not one line of 64 hexadecimal digits");
  }
  return SecretBytes(std::move(bytes).value());
}

Result<std::string> public_key_from_hex(std::string_view hex, std::string_view what) {
  auto bytes = from_hex(hex);
  if (!bytes.ok() || bytes->size() != 32) {
    return Error{Errc::kConfiguration, std::string(what) + ": a public key is 64 hexadecimal digits"};
  }
  return std::move(bytes).value();
}

std::string key_id(std::string_view public_key) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(public_key.data()), public_key.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest.substr(0, 16);
}

}  // namespace corvid
