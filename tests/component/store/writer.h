// Another process that commits to a store, to be killed: store_writer (writer_main.cpp) seen from the test.
//
// Ownership: owns the process. Threads: one. Errors: stops the test when the process cannot be started.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "proto/base/check.h"

namespace corvid::store::test {

// A running store_writer. It is killed, if it still runs, when this goes.
class Writer {
 public:
  explicit Writer(const std::filesystem::path& folder) : Writer({CORVID_STORE_WRITER, folder.string()}) {}
  // Commits the random history of `seed` from its batch `first` on.
  Writer(const std::filesystem::path& folder, std::uint64_t seed, std::uint64_t first)
      : Writer({CORVID_STORE_WRITER, folder.string(), std::to_string(seed), std::to_string(first)}) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    kill();
    ::close(acknowledged_);
  }

  // The number of the next commit that the writer was told is durable; 0 when it is gone.
  std::uint64_t next_acknowledged() {
    std::uint64_t number = 0;
    return ::read(acknowledged_, &number, sizeof number) == sizeof number ? number : 0;
  }

  // Stops it without warning and waits until it is gone. What it wrote to us can still be read.
  void kill() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      wait();
    }
  }

  // The exit status of a writer that ends by itself.
  int wait() {
    int status = 0;
    CORVID_CHECK(::waitpid(process_, &status, 0) == process_);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  explicit Writer(std::vector<std::string> words) {
    std::array<int, 2> ends{};
    CORVID_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0);
    acknowledged_ = ends[0];
    posix_spawn_file_actions_t actions;
    CORVID_CHECK(::posix_spawn_file_actions_init(&actions) == 0);
    CORVID_CHECK(::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) == 0);
    std::vector<char*> arguments;
    for (std::string& word : words) {
      arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    CORVID_CHECK(::posix_spawn(&process_, arguments.front(), &actions, nullptr, arguments.data(), environ) == 0);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
  }

  pid_t process_ = 0;
  int acknowledged_ = -1;
};

}  // namespace corvid::store::test
