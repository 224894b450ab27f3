// Bytes as lower-case hexadecimal digits, and back.
//
// Errors: from_hex gives kInvalidInput for an odd length or a character that is no hexadecimal digit.
// Threads: any.
#pragma once

#include <string>
#include <string_view>

#include "proto/base/result.h"

namespace corvid {

[[nodiscard]] std::string to_hex(std::string_view bytes);
Result<std::string> from_hex(std::string_view digits);

}  // namespace corvid
