// corvidctl: the operator's tool. Everything is in commands.h.
#include <google/protobuf/stubs/logging.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "adapters/corvidctl/commands.h"

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

int main(int argc, char** argv) {
  // The parser's own complaints could name fields of foreign bytes; what matters is reported by us.
  google::protobuf::SetLogHandler(nullptr);
  const corvid::ctl::Environment environment{variable("CORVIDCTL_CONFIG"), variable("HOME")};
  const corvid::SystemClock clock;
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(corvid::ctl::run(arguments, {environment, clock, std::cout, std::cerr}));
}
