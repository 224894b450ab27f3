// An operator with a folder of their own: key, configuration, and corvidctl run in it.
//
// Ownership: owns the folder. Threads: one. Errors: a failed write ends the test.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "adapters/corvidctl/commands.h"
#include "proto/base/check.h"
#include "proto/base/clock.h"
#include "proto/base/hex.h"
#include "proto/base/key_file.h"
#include "tests/support/temp_dir.h"

namespace corvid::test {

struct Ran {
  ctl::ExitStatus status = ctl::ExitStatus::kOk;
  std::string out;
  std::string err;
};

class Operator {
 public:
  Operator() : keys_(make_key_pair(KeyAlgorithm::kCurve25519)) {
    CORVID_CHECK(write_key_file(path("operator.key"), keys_).ok());
  }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] const std::string& public_key() const { return keys_.public_key; }

  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

  void configure(const std::string& endpoint, const std::string& server_key) const {
    write("corvidctl.textproto", "endpoint: \"" + endpoint + "\"\nserver_key: \"" + to_hex(server_key) +
                                     "\"\ntransport_key: \"operator.key\"\n");
  }

  // With the configuration of this folder.
  [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
    return run_in({path("corvidctl.textproto"), ""}, std::move(arguments));
  }

  [[nodiscard]] static Ran run_in(const ctl::Environment& environment, const std::vector<std::string>& arguments) {
    const SystemClock clock;
    std::ostringstream out;
    std::ostringstream err;
    const ctl::ExitStatus status = ctl::run(arguments, {environment, clock, out, err});
    return {status, out.str(), err.str()};
  }

 private:
  TempDir folder_;
  KeyPair keys_;
};

}  // namespace corvid::test
