#include "proto/envelope/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <memory>
#include <utility>

#include "proto/base/check.h"

namespace corvid::envelope {
namespace {

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

EVP_MD_CTX* of(void* context) { return static_cast<EVP_MD_CTX*>(context); }

std::string finished(EVP_MD_CTX* context) {
  std::string digest(kDigestBytes, '\0');
  unsigned int written = 0;
  CORVID_CHECK(EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(digest.data()), &written) == 1);
  CORVID_CHECK(written == kDigestBytes);
  return digest;
}

}  // namespace

std::string sha256(std::string_view bytes) { return sha256({bytes}); }

std::string sha256(std::initializer_list<std::string_view> parts) {
  // One context per thread: making one costs more than hashing a header.
  thread_local const std::unique_ptr<EVP_MD_CTX, ContextDeleter> context(EVP_MD_CTX_new());
  CORVID_CHECK(context != nullptr);
  CORVID_CHECK(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  for (const std::string_view part : parts) {
    CORVID_CHECK(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  }
  return finished(context.get());
}

void Sha256::Free::operator()(void* context) const { EVP_MD_CTX_free(of(context)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  CORVID_CHECK(context_ != nullptr);
  CORVID_CHECK(EVP_DigestInit_ex(of(context_.get()), EVP_sha256(), nullptr) == 1);
}

Sha256::Sha256(const Sha256& other) : context_(EVP_MD_CTX_new()) {
  CORVID_CHECK(context_ != nullptr);
  CORVID_CHECK(EVP_MD_CTX_copy_ex(of(context_.get()), of(other.context_.get())) == 1);
}

Sha256& Sha256::operator=(const Sha256& other) {
  Sha256 copy(other);
  context_ = std::move(copy.context_);
  return *this;
}

void Sha256::add(std::string_view bytes) {
  CORVID_CHECK(EVP_DigestUpdate(of(context_.get()), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::digest() const {
  const Sha256 copy(*this);  // finishing ends a context
  return finished(of(copy.context_.get()));
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string tag(kDigestBytes, '\0');
  unsigned int written = 0;
  const unsigned char* made =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
           bytes.size(), reinterpret_cast<unsigned char*>(tag.data()), &written);
  CORVID_CHECK(made != nullptr && written == kDigestBytes);
  return tag;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace corvid::envelope
