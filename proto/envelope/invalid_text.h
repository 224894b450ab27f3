// Where in serialised bytes a string field holds something that is not UTF-8.
//
// The protobuf parser refuses such bytes as a whole and does not say which field; a sender must be told.
// Threads: any. Errors: none; bytes that are no message at all give no path.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>
#include <vector>

namespace corvid::envelope {

// Paths such as "facts.gemeentecode", at most limits::kFaultsMax.
[[nodiscard]] std::vector<std::string> invalid_text_paths(const google::protobuf::Descriptor& shape,
                                                          std::string_view bytes);

// True for structurally valid UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace corvid::envelope
