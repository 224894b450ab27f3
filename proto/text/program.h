// What every program does with its configuration at start.
//
// Ownership: values. Threads: start-up. Errors: kIo when the log cannot be opened.
#pragma once

#include <string>

#include "proto/base/result.h"
#include "proto/corvid/v1/config.pb.h"

namespace corvid::text {

// Opens the log as configured; level info when none is given.
Result<void> open_log(const v1::LogConfig& values);

// Makes a relative path relative to the folder of the configuration file that names it. Empty stays empty.
void resolve_beside(const std::string& configuration_file, std::string* path);

}  // namespace corvid::text
