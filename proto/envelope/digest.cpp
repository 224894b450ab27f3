#include "proto/envelope/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <memory>

#include "proto/base/check.h"

namespace corvid::envelope {
namespace {

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

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
  std::string digest(kDigestBytes, '\0');
  unsigned int written = 0;
  CORVID_CHECK(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &written) == 1);
  CORVID_CHECK(written == kDigestBytes);
  return digest;
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
