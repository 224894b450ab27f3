// The main function of every Catch2 test executable, and the one place that compiles Catch2's implementation.
//
// Two things Catch2 lets pass are failures here: a name that matches no test, and a test that asserts nothing.

#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

int main(int argc, char** argv) {
  Catch::Session session;
  const int usage_error = session.applyCommandLine(argc, argv);
  if (usage_error != 0) {
    return usage_error;
  }
  auto& config = session.configData();
  config.warnings = static_cast<Catch::WarnAbout::What>(config.warnings | Catch::WarnAbout::NoAssertions |
                                                        Catch::WarnAbout::NoTests);
  return session.run();
}
