// Whether the contents of a message that comes in parts are what its header commits to, found out while they come.
//
// Fed with the contents of all sections, concatenated in table order, in runs of any length. Keeps no content: one
// running hash, so a message of any size costs the same memory. A value: a copy goes on by itself.
//
// Ownership: values. Threads: one at a time.
// Errors: FormFault for each section that does not fit, as inspect() names it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/envelope/digest.h"
#include "proto/envelope/inspect.h"

namespace corvid::envelope {

class SectionDigests {
 public:
  // REQUIRES: inspect_head found no fault in this head with these lengths.
  SectionDigests(const ReadEnvelope& head, std::vector<std::uint64_t> section_bytes);

  // REQUIRES: bytes.size() <= bytes_left().
  void add(std::string_view bytes);

  // Of all sections together.
  [[nodiscard]] std::uint64_t bytes_left() const { return bytes_left_; }

  // HANDTEKENING_ONGELDIG at section[i].commitment, in table order. REQUIRES: bytes_left() == 0.
  [[nodiscard]] const std::vector<FormFault>& faults() const;

 private:
  struct Expected {
    v1::Label label;
    bool withholdable;
    std::string commitment;
    std::string key_commitment;
    std::uint64_t bytes_left;
  };

  void finish_full_sections();

  std::vector<Expected> sections_;
  std::size_t current_ = 0;
  Sha256 running_;  // over what came of section current_
  std::uint64_t bytes_left_ = 0;
  std::vector<FormFault> faults_;
};

}  // namespace corvid::envelope
