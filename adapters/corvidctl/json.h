// A report as JSON: snake_case names, every field printed, one object, a newline at the end.
//
// Threads: any. Errors: none.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace corvid::ctl {

[[nodiscard]] std::string to_json(const google::protobuf::Message& report);

}  // namespace corvid::ctl
