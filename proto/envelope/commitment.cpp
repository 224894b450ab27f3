#include "proto/envelope/commitment.h"

#include <bit>
#include <vector>

#include "proto/envelope/big_endian.h"
#include "proto/envelope/digest.h"

namespace corvid::envelope {

std::string section_commitment(std::uint32_t index, v1::Label label, bool withholdable, std::string_view content,
                               std::string_view key_commitment) {
  return section_commitment_of(index, label, withholdable, sha256(content), key_commitment);
}

std::string section_commitment_of(std::uint32_t index, v1::Label label, bool withholdable,
                                  std::string_view content_sha256, std::string_view key_commitment) {
  using std::string_view_literals::operator""sv;
  return sha256({"\x00"sv, "corvid-section-v1"sv, u32_bytes(index), u32_bytes(static_cast<std::uint32_t>(label)),
                 withholdable ? "\x01"sv : "\x00"sv, content_sha256, sha256(key_commitment)});
}

std::string tree_root(std::span<const std::string> leaf_hashes) {
  if (leaf_hashes.empty()) {
    return sha256("");
  }
  // Level by level from the leaves up: an odd last node moves up unchanged, which is the RFC's split at the largest
  // power of two, without recursion.
  std::vector<std::string> level(leaf_hashes.begin(), leaf_hashes.end());
  while (level.size() > 1) {
    std::vector<std::string> above;
    above.reserve((level.size() + 1) / 2);
    for (std::size_t i = 0; i + 1 < level.size(); i += 2) {
      above.push_back(sha256({"\x01", level[i], level[i + 1]}));
    }
    if (level.size() % 2 == 1) {
      above.push_back(level.back());
    }
    level = std::move(above);
  }
  return level.front();
}

std::string case_facts_commitment(std::string_view salt, std::string_view case_facts) {
  return sha256({"corvid-case-facts-v1", salt, case_facts});
}

}  // namespace corvid::envelope
