// Byte strings that occur nowhere else, to be found, or not, in the files of a store.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

namespace corvid::store::test {

// A canary has 64 bytes: two halves, each a mark that all have and 24 random bytes. A log cuts what it holds into
// blocks of 32 kB, so one half may be cut in two; the other is whole then.
inline constexpr std::string_view kCanaryMark =
    "\xc4\x9b"
    "canary";
inline constexpr std::size_t kCanaryHalfBytes = 32;

class Canaries {
 public:
  explicit Canaries(std::uint64_t seed) : random_(seed) {}

  std::string hatch() { return half() + half(); }

 private:
  std::string half() {
    std::string bytes(kCanaryMark);
    while (bytes.size() < kCanaryHalfBytes) {
      bytes.push_back(static_cast<char>(random_() % 256));
    }
    return bytes;
  }

  std::mt19937_64 random_;
};

// Every half of a canary in any byte of any file of `folder`.
inline std::set<std::string> halves_in_files(const std::filesystem::path& folder) {
  std::set<std::string> halves;
  const std::boyer_moore_horspool_searcher mark(kCanaryMark.begin(), kCanaryMark.end());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    for (auto at = std::search(bytes.begin(), bytes.end(), mark); at != bytes.end();
         at = std::search(at + 1, bytes.end(), mark)) {
      halves.insert(bytes.substr(static_cast<std::size_t>(at - bytes.begin()), kCanaryHalfBytes));
    }
  }
  return halves;
}

// How many of `canaries` are there, in whole or in part.
inline std::size_t count_found(const std::set<std::string>& canaries, const std::set<std::string>& halves) {
  return static_cast<std::size_t>(std::count_if(canaries.begin(), canaries.end(), [&](const std::string& canary) {
    return halves.count(canary.substr(0, kCanaryHalfBytes)) + halves.count(canary.substr(kCanaryHalfBytes)) > 0;
  }));
}

// A deleted file keeps its bytes as long as someone has it open: how many this process has of `folder`.
inline std::size_t count_deleted_but_open(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code closed;  // that of the listing itself
    const std::string target = std::filesystem::read_symlink(entry.path(), closed).string();
    const bool is_deleted = target.size() > 10 && target.substr(target.size() - 10) == " (deleted)";
    count += is_deleted && target.compare(0, folder.string().size(), folder.string()) == 0 ? 1U : 0U;
  }
  return count;
}

}  // namespace corvid::store::test
