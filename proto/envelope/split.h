// An envelope taken apart for the way and put together again: its head, and the contents of its sections.
//
// What was signed and committed to (signed_header, signature, case_facts, contents) is the same bytes before and after.
// The bytes around them are written anew: an envelope joined from its parts may differ in the order or encoding of its
// outer fields, which nobody signs.
//
// Ownership: values. Threads: any. Errors: kInvalidInput for bytes that are no envelope or lengths that do not fit.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/result.h"

namespace corvid::envelope {

struct Parts {
  std::string head;                          // a serialised Envelope whose sections have no content
  std::vector<std::uint64_t> section_bytes;  // of each content, in table order
  std::string contents;                      // concatenated in table order
};

Result<Parts> split(std::string_view envelope_bytes);

// The inverse. `contents` are as long as `section_bytes` together say.
Result<std::string> join(std::string_view head, std::span<const std::uint64_t> section_bytes,
                         std::string_view contents);

}  // namespace corvid::envelope
