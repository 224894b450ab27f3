#include <algorithm>

#include "adapters/gateway/spool.h"
#include "proto/envelope/invalid_text.h"

namespace corvid::gateway {
namespace {

constexpr std::size_t kNameBytesMax = 180;  // 255 is the file system's; the suffixes need room
constexpr std::size_t kStemBytesMax = 80;
constexpr std::size_t kExtensionBytesMax = 8;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

bool may_keep_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax && !name.ends_with(kReceiptSuffix) &&
         !name.ends_with(kStatusSuffix) && !name.ends_with(kReasonSuffix) && envelope::is_utf8(name);
}

std::string distinct_name(std::string_view name, std::string_view suffix) {
  const std::size_t dot = name.rfind('.');
  const bool has_extension = dot != std::string_view::npos && name.size() - dot <= kExtensionBytesMax &&
                             std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(), is_plain);
  const std::string_view extension = has_extension ? name.substr(dot) : std::string_view();
  std::string stem(name.substr(0, name.size() - extension.size()));
  if (stem.size() > kStemBytesMax || !envelope::is_utf8(stem)) {
    stem = safe_stem(stem);
  }
  return stem + "-" + std::string(suffix) + std::string(extension);
}

std::string safe_stem(std::string_view stem) {
  std::string safe(stem.substr(0, kStemBytesMax));
  std::replace_if(
      safe.begin(), safe.end(), [](char c) { return !is_plain(c); }, '_');
  return safe.empty() ? "bericht" : safe;
}

}  // namespace corvid::gateway
