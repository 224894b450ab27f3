// The router's configuration, checked as a whole.
//
// Ownership: values. Threads: start-up. Errors: kConfiguration with every fault: file, line and column for what the
// text parser finds, the field's name for what is missing.
#pragma once

#include <map>
#include <string>

#include "proto/base/result.h"
#include "proto/corvid/v1/config.pb.h"
#include "router/core/options.h"

namespace corvid::io {

struct Configuration {
  v1::RouterConfig values;                        // paths made absolute or relative to the working directory
  std::map<std::string, std::string> admin_keys;  // 32 bytes → name
  core::Options options;
};

Result<Configuration> load_configuration(const std::string& file);

}  // namespace corvid::io
