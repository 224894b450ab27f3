// Bytes of layout 1, written once, stay readable and stay what we write.
//
// A golden file is two lines of hexadecimal digits: key and value. One that fails is never adapted: the code is wrong.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include "proto/base/hex.h"
#include "store/memory_store.h"
#include "tests/unit/store/golden_rows.h"

namespace corvid::store::test {
namespace {

std::filesystem::path file_of(const std::string& name) {
  return std::filesystem::path(CORVID_GOLDEN_FOLDER) / (name + ".hex");
}

std::string text_of(const Write& row) { return to_hex(row.key) + "\n" + to_hex(row.value.value()) + "\n"; }

// Key and value of a golden file.
Write stored_row(const std::string& name) {
  std::ifstream file(file_of(name));
  std::string key;
  std::string value;
  std::getline(file, key);
  std::getline(file, value);
  return {from_hex(key).value(), from_hex(value).value()};
}

TEST_CASE("every row and record is written in the bytes of layout 1") {
  for (const GoldenRow& golden : golden_rows()) {
    const MemoryStore store;
    Turn turn(store);
    golden.write(turn);
    const std::vector<Write> batch = turn.batch();
    REQUIRE(batch.size() == 1);
    INFO("golden file " << golden.name << ".hex; the code writes\n" << text_of(batch.front()));
    CHECK(std::filesystem::exists(file_of(golden.name)));
    CHECK(text_of(batch.front()) == text_of(stored_row(golden.name)));
  }
}

TEST_CASE("every row and record in the bytes of layout 1 is read as it was meant") {
  for (const GoldenRow& golden : golden_rows()) {
    INFO("golden file " << golden.name << ".hex");
    MemoryStore store;
    REQUIRE(store.commit({stored_row(golden.name)}) == CommitOutcome::kCommitted);
    Turn turn(store);
    CHECK((golden.read(turn) == golden.expected));
    CHECK_FALSE(turn.failed());
  }
}

TEST_CASE("every golden file of layout 1 belongs to a row that is tested") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(CORVID_GOLDEN_FOLDER)) {
    files += entry.path().extension() == ".hex" ? 1U : 0U;
  }
  CHECK(files == golden_rows().size());
}

}  // namespace
}  // namespace corvid::store::test
