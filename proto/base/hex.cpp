#include "proto/base/hex.h"

#include <sodium.h>

namespace corvid {

std::string to_hex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  text.pop_back();
  return text;
}

Result<std::string> from_hex(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  std::size_t written = 0;
  const char* end = nullptr;
  const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), digits.data(),
                                    digits.size(), nullptr, &written, &end);
  if (failed != 0 || written != bytes.size() || end != digits.data() + digits.size()) {
    return Error{Errc::kInvalidInput, "not an even number of hexadecimal digits"};
  }
  return bytes;
}

}  // namespace corvid
