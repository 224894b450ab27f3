#include "proto/envelope/section_digests.h"

#include <algorithm>

#include "proto/base/check.h"
#include "proto/envelope/commitment.h"

namespace corvid::envelope {

SectionDigests::SectionDigests(const ReadEnvelope& head, std::vector<std::uint64_t> section_bytes) {
  const auto count = static_cast<std::size_t>(head.header.section_size());
  CORVID_CHECK(section_bytes.size() == count && head.key_commitments.size() == count);
  sections_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const v1::SectionRef& reference = head.header.section(static_cast<int>(i));
    sections_.push_back({reference.label(), reference.withholdable(), reference.commitment(), head.key_commitments[i],
                         section_bytes[i]});
    bytes_left_ += section_bytes[i];
  }
  finish_full_sections();
}

void SectionDigests::add(std::string_view bytes) {
  CORVID_CHECK(bytes.size() <= bytes_left_);
  while (!bytes.empty()) {
    Expected& section = sections_[current_];
    const auto run = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), section.bytes_left));
    running_.add(bytes.substr(0, run));
    bytes.remove_prefix(run);
    section.bytes_left -= run;
    bytes_left_ -= run;
    finish_full_sections();
  }
}

const std::vector<FormFault>& SectionDigests::faults() const {
  CORVID_CHECK(bytes_left_ == 0);
  return faults_;
}

// Also those that are empty: no byte will come for them.
void SectionDigests::finish_full_sections() {
  while (current_ < sections_.size() && sections_[current_].bytes_left == 0) {
    const Expected& section = sections_[current_];
    const std::string commitment =
        section_commitment_of(static_cast<std::uint32_t>(current_), section.label, section.withholdable,
                              running_.digest(), section.key_commitment);
    if (commitment != section.commitment) {
      faults_.push_back(unfit_content(static_cast<int>(current_)));
    }
    running_ = Sha256();
    ++current_;
  }
}

}  // namespace corvid::envelope
