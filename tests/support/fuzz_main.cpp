// Replays a fuzz corpus as an ordinary test: every file, then seeded mutations of it. Searching is libFuzzer's work
// (preset fuzz); this keeps what it found from coming back, and the target from rotting.
//
// Usage: NAME_fuzz FOLDER|FILE. CORVID_SEEDS: mutations per file (default 200). Names the file and seed on a crash.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/fuzz_target.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

// What is being tried; a buffer, because a signal handler may not allocate.
std::array<char, 512> current{};

void name_current(int signal_number) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, current.data(), std::strlen(current.data()));
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Changes, inserts, removes or repeats a few bytes. Not uniform, and it need not be.
Bytes mutate(Bytes bytes, unsigned seed) {
  constexpr std::array<std::uint8_t, 6> kTelling = {0x00, 0x01, 0x7f, 0x80, 0xff, '"'};
  std::mt19937 random(seed);
  for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
    const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(random() % (bytes.size() + 1));
    const bool inside = place != bytes.end();
    switch (random() % 5) {
      case 0:
        bytes.insert(place, kTelling[random() % kTelling.size()]);
        break;
      case 1:
        if (inside) {
          *place = static_cast<std::uint8_t>(*place ^ (1U << (random() % 8)));
        }
        break;
      case 2:
        if (inside) {
          *place = kTelling[random() % kTelling.size()];
        }
        break;
      case 3:
        bytes.erase(place, place + std::min<std::ptrdiff_t>(bytes.end() - place, random() % 8));
        break;
      case 4: {
        const Bytes tail(place, place + std::min<std::ptrdiff_t>(bytes.end() - place, 32));
        bytes.insert(bytes.end(), tail.begin(), tail.end());
        break;
      }
    }
  }
  return bytes;
}

unsigned mutations_per_file() {
  constexpr unsigned kDefault = 200;
  const char* text = std::getenv("CORVID_SEEDS");
  unsigned value = kDefault;
  if (text != nullptr) {
    const std::string_view digits(text);
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
  }
  return value;
}

void try_bytes(const std::filesystem::path& path, unsigned seed, const Bytes& bytes) {
  std::snprintf(current.data(), current.size(), "fuzz: crashed on %s, mutation %u (0: the file itself)\n",
                path.filename().c_str(), seed);
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::exists(argv[1])) {
    std::fputs("usage: give one corpus folder or file that exists\n", stderr);
    return 2;
  }
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(argv[1])) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
      if (entry.is_regular_file()) {
        files.push_back(entry.path());
      }
    }
  } else {
    files.emplace_back(argv[1]);
  }
  if (files.empty()) {
    std::fputs("fuzz: the corpus is empty\n", stderr);
    return 1;
  }
  std::sort(files.begin(), files.end());
  std::signal(SIGABRT, name_current);
#if !defined(__SANITIZE_ADDRESS__)  // which has handlers of its own, reports, and then aborts
  for (const int signal_number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    std::signal(signal_number, name_current);
  }
#endif
  const unsigned mutations = mutations_per_file();
  for (const auto& path : files) {
    const Bytes bytes = read_file(path);
    try_bytes(path, 0, bytes);
    for (unsigned seed = 1; seed <= mutations; ++seed) {
      try_bytes(path, seed, mutate(bytes, seed));
    }
  }
  std::printf("%zu files, %u mutations each\n", files.size(), mutations);
  return 0;
}
