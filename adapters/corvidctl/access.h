// Where the router is and with which key to go there: the operator's configuration (OperatorConfig, protobuf text).
//
// Ownership: values; the secret key is wiped when it goes. Threads: one.
// Errors: kConfiguration: no file, unknown fields with file, line and column, something missing, a key file that cannot
// be used.
#pragma once

#include <string>

#include "proto/base/key_file.h"
#include "proto/base/result.h"

namespace corvid::ctl {

// What of the process's surroundings counts.
struct Environment {
  std::string config_variable;  // CORVIDCTL_CONFIG
  std::string home;             // HOME
};

struct Access {
  std::string endpoint;
  std::string server_key;  // 32 bytes
  KeyPair transport;
};

// `named` (--config) when given; else CORVIDCTL_CONFIG; else the first that exists of ./corvidctl.textproto and
// ~/.config/corvid/corvidctl.textproto.
Result<std::string> find_configuration(const std::string& named, const Environment& environment);

Result<Access> load_access(const std::string& file);

}  // namespace corvid::ctl
