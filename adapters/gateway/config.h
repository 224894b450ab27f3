// The adapter's configuration, checked as a whole.
//
// Ownership: values. Threads: start-up. Errors: kConfiguration with every fault: file, line and column for what the
// text parser finds, the field's name for what is missing or malformed.
#pragma once

#include <string>
#include <vector>

#include "adapters/client/session.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/config.pb.h"

namespace corvid::gateway {

struct Configuration {
  v1::AdapterConfig values;  // paths absolute, or relative to the working directory
  std::vector<client::RouterEndpoint> routers;
  std::string router_signing_key;                 // 32 bytes
  std::vector<std::string> reviewer_public_keys;  // 32 bytes each
};

Result<Configuration> load_configuration(const std::string& file);

}  // namespace corvid::gateway
