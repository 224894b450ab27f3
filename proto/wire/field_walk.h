// Reads serialised bytes field by field beside their schema, and names everything that does not fit it.
//
// The protobuf parser keeps unknown fields and enumerators and refuses bad text without saying where. Here both are
// faults with a path. Bytes without a fault parse.
//
// Ownership: values. Threads: any. Errors: see frames.h; at most limits::kFaultsMax.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string_view>
#include <vector>

#include "proto/wire/frames.h"

namespace corvid::wire {

// REQUIRES: `shape` is a proto3 message without maps and groups; bytes.size() <= limits::kCommandBytesMax.
[[nodiscard]] std::vector<FrameFault> walk_fields(const google::protobuf::Descriptor& shape, std::string_view bytes);

}  // namespace corvid::wire
