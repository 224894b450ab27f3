#include <catch2/catch.hpp>

#include <fstream>

#include "proto/base/durable_files.h"
#include "tests/component/gateway/rig.h"

namespace corvid::gateway::test {
namespace {

TEST_CASE("a file that took the name meanwhile is not moved in place of the old one", "[spool]") {
  Rig rig;
  rig.open();
  rig.drop("a.json", "oud");
  const auto stamp = rig.spool->stamp(Folder::kOut, "a.json");
  rig.drop("a.json", "nieuw");
  REQUIRE(rig.spool->keep("a.json", stamp.value().identity, Folder::kSent, "a.json").ok());
  CHECK(rig.content("out/a.json") == "nieuw");
  CHECK(rig.names("sent").empty());
}

TEST_CASE("keeping a file twice is keeping it once", "[spool]") {
  Rig rig;
  rig.open();
  rig.drop("a.json", "x");
  const auto stamp = rig.spool->stamp(Folder::kOut, "a.json");
  REQUIRE(rig.spool->keep("a.json", stamp.value().identity, Folder::kSent, "b.json").ok());
  REQUIRE(rig.spool->keep("a.json", stamp.value().identity, Folder::kSent, "b.json").ok());
  CHECK(rig.names("sent") == std::vector<std::string>{"b.json"});
}

TEST_CASE("a move that stopped halfway is undone at the next start, also when the name was taken again", "[spool]") {
  Rig rig;
  rig.open();
  rig.drop("a.json", "x");
  std::filesystem::rename(rig.path("out/a.json"), rig.path("refused/.moving/a.json"));
  SECTION("the name is free") {
    rig.stop();
    rig.open();
    CHECK(rig.content("out/a.json") == "x");
  }
  SECTION("the name is taken") {
    rig.drop("a.json", "y");
    rig.stop();
    rig.open();
    CHECK(rig.content("out/a.json") == "y");
    CHECK(rig.names("out").size() == 2);
  }
  CHECK(std::filesystem::is_empty(rig.path("refused/.moving")));
}

TEST_CASE("a report is replaced as a whole and leaves nothing else behind", "[spool]") {
  Rig rig;
  rig.open();
  REQUIRE(rig.spool->write(Folder::kSent, "a.status.json", "een lange tekst").ok());
  REQUIRE(rig.spool->write(Folder::kSent, "a.status.json", "kort").ok());
  CHECK(rig.content("sent/a.status.json") == "kort");
  CHECK(rig.names("sent") == std::vector<std::string>{"a.status.json"});
}

TEST_CASE("a file over the limit is told by its size, an absent one by its absence", "[spool]") {
  Rig rig;
  rig.open();
  rig.drop("a.json", "12345");
  CHECK(rig.spool->read(Folder::kOut, "a.json", 5).value().bytes == "12345");
  CHECK(rig.spool->read(Folder::kOut, "a.json", 4).error().code == Errc::kTooLarge);
  CHECK(rig.spool->read(Folder::kOut, "b.json", 4).error().code == Errc::kNotFound);
}

TEST_CASE("a watch tells of files that were moved in or closed, not of those still open", "[spool]") {
  Rig rig;
  rig.open();
  std::vector<std::string> told;
  const auto watch = SpoolWatch::start(rig.context, rig.path("out"), [&](const SpoolNews& news) {
    told.insert(told.end(), news.names.begin(), news.names.end());
  });
  REQUIRE(watch.ok());
  std::ofstream open_file(rig.path("out/open.json"));
  open_file << "x" << std::flush;
  rig.drop("gezet.json", "x");
  rig.run_until([&] { return !told.empty(); });
  CHECK(told == std::vector<std::string>{"gezet.json"});
  open_file.close();
  rig.run_until([&] { return told.size() == 2; });
  CHECK(told[1] == "open.json");
}

}  // namespace
}  // namespace corvid::gateway::test
