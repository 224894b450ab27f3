// What the header commits to: each section, their tree hash, and the case facts.
//
// section   = SHA-256(0x00 || "corvid-section-v1" || u32(index) || u32(label) || u8(withholdable) || SHA-256(content)
//             || SHA-256(key_commitment))
// root      = RFC 6962 section 2.1 tree hash, each section commitment being one leaf hash (its 0x00 prefix is above)
// casefacts = SHA-256("corvid-case-facts-v1" || salt || case_facts)
// Integers are big-endian. Threads: any.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proto/corvid/v1/common.pb.h"

namespace corvid::envelope {

[[nodiscard]] std::string section_commitment(std::uint32_t index, v1::Label label, bool withholdable,
                                             std::string_view content, std::string_view key_commitment);
// The same when only the SHA-256 of the content is at hand.
[[nodiscard]] std::string section_commitment_of(std::uint32_t index, v1::Label label, bool withholdable,
                                                std::string_view content_sha256, std::string_view key_commitment);
// RFC 6962: the hash of no leaves is SHA-256 of nothing; the split is at the largest power of two below the count.
[[nodiscard]] std::string tree_root(std::span<const std::string> leaf_hashes);
[[nodiscard]] std::string case_facts_commitment(std::string_view salt, std::string_view case_facts);

}  // namespace corvid::envelope
