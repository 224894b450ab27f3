#include "proto/base/key_file.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "proto/base/hex.h"
#include "tests/support/temp_dir.h"

using namespace corvid;

namespace {

std::string saved_key(const test::TempDir& folder, KeyAlgorithm algorithm, KeyPair& pair) {
  pair = make_key_pair(algorithm);
  const std::string path = (folder.path() / "key").string();
  REQUIRE(write_key_file(path, pair).ok());
  return path;
}

void overwrite(const std::string& path, const std::string& content) { std::ofstream(path) << content; }

}  // namespace

TEST_CASE("a key pair comes back from its file as it was written", "[keys]") {
  const auto algorithm = GENERATE(KeyAlgorithm::kCurve25519, KeyAlgorithm::kEd25519);
  const test::TempDir folder;
  KeyPair pair;
  const auto read = read_key_file(saved_key(folder, algorithm, pair), algorithm);
  REQUIRE(read.ok());
  CHECK(read->public_key == pair.public_key);
  CHECK(read->secret.view() == pair.secret.view());
}

TEST_CASE("a key file is made for its owner's eyes only, and a wider one is refused", "[keys]") {
  const test::TempDir folder;
  KeyPair pair;
  const std::string path = saved_key(folder, KeyAlgorithm::kEd25519, pair);
  struct stat state {};
  REQUIRE(::stat(path.c_str(), &state) == 0);
  CHECK((state.st_mode & 0777U) == 0600U);
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  CHECK(read_key_file(path, KeyAlgorithm::kEd25519).error().text.find("0600") != std::string::npos);
}

TEST_CASE("a symbolic link is not followed to a key", "[keys]") {
  const test::TempDir folder;
  KeyPair pair;
  const std::string path = saved_key(folder, KeyAlgorithm::kEd25519, pair);
  const std::string link = (folder.path() / "link").string();
  std::filesystem::create_symlink(path, link);
  CHECK_FALSE(read_key_file(link, KeyAlgorithm::kEd25519).ok());
}

TEST_CASE("an existing key file is never overwritten", "[keys]") {
  const test::TempDir folder;
  KeyPair pair;
  const std::string path = saved_key(folder, KeyAlgorithm::kEd25519, pair);
  CHECK_FALSE(write_key_file(path, make_key_pair(KeyAlgorithm::kEd25519)).ok());
  CHECK(read_key_file(path, KeyAlgorithm::kEd25519)->public_key == pair.public_key);
}

TEST_CASE("a key of the other algorithm is refused", "[keys]") {
  const test::TempDir folder;
  KeyPair pair;
  const std::string path = saved_key(folder, KeyAlgorithm::kEd25519, pair);
  CHECK_FALSE(read_key_file(path, KeyAlgorithm::kCurve25519).ok());
}

TEST_CASE("halves that do not belong together are refused", "[keys]") {
  const test::TempDir folder;
  KeyPair pair;
  const std::string path = saved_key(folder, KeyAlgorithm::kCurve25519, pair);
  const KeyPair other = make_key_pair(KeyAlgorithm::kCurve25519);
  overwrite(path, "corvid-key 1\nalgorithm curve25519\npublic " + to_hex(other.public_key) + "\nsecret " +
                      to_hex(pair.secret.view()) + "\n");
  CHECK(read_key_file(path, KeyAlgorithm::kCurve25519).error().text.find("belong together") != std::string::npos);
}

TEST_CASE("a damaged key file is refused and its content not repeated", "[keys]") {
  const test::TempDir folder;
  KeyPair pair;
  const std::string path = saved_key(folder, KeyAlgorithm::kEd25519, pair);
  const auto content = GENERATE(as<std::string>{}, "", "corvid-key 2\n", "corvid-key 1\nalgorithm ed25519\npublic zz\n",
                                "corvid-key 1\nalgorithm ed25519\n");
  overwrite(path, content);
  const auto read = read_key_file(path, KeyAlgorithm::kEd25519);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().code == Errc::kConfiguration);
  CHECK(read.error().text.find("zz") == std::string::npos);
}

TEST_CASE("a secret file holds one line of 64 hexadecimal digits", "[keys]") {
  const test::TempDir folder;
  const std::string path = (folder.path() / "secret").string();
  overwrite(path, std::string(64, 'a') + "\n");
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  CHECK(read_secret_file(path)->view() == std::string(32, '\xaa'));
  overwrite(path, "short\n");
  CHECK_FALSE(read_secret_file(path).ok());
}

TEST_CASE("a key id is the first half of the SHA-256 of the public key", "[keys]") {
  CHECK(to_hex(key_id(std::string(32, '\0'))) == "66687aadf862bd776c8fc18b8e9f8e20");
}
