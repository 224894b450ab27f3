// Text files: strict, all errors at once, each with file, line and column.
#include "proto/text/text_file.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "proto/base/hex.h"
#include "proto/base/limits.h"
#include "proto/corvid/v1/config.pb.h"
#include "proto/corvid/v1/register.pb.h"
#include "tests/support/temp_dir.h"

namespace corvid::text {
namespace {

using Sources = std::vector<TextSource>;

std::string error_of(const Sources& sources) {
  const auto parsed = parse_sources<v1::Register>(sources);
  REQUIRE_FALSE(parsed.ok());
  CHECK(parsed.error().code == Errc::kConfiguration);
  return parsed.error().text;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> list;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    list.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  list.push_back(text.substr(begin));
  return list;
}

TEST_CASE("files are merged in the order given") {
  const auto parsed = parse_sources<v1::Register>(
      Sources{{"a", R"(id: "r" party { oin: "1" })"}, {"b", R"(version: 3 party { oin: "2" } party { oin: "3" })"}});
  REQUIRE(parsed.ok());
  CHECK(parsed.value().message.version() == 3);
  REQUIRE(parsed.value().message.party_size() == 3);
  CHECK(parsed.value().message.party(2).oin() == "3");
}

TEST_CASE("every element of a top-level list knows the file, line and column where it stands") {
  const auto parsed = parse_sources<v1::Register>(
      Sources{{"a.textproto", "id: \"r\"\nparty { oin: \"1\" }\n"}, {"b.textproto", "\n  party { oin: \"2\" }"}});
  REQUIRE(parsed.ok());
  CHECK(parsed.value().locations.of("party", 0) == "a.textproto:2:1");
  CHECK(parsed.value().locations.of("party", 1) == "b.textproto:2:3");
  CHECK(parsed.value().locations.of("id", 0) == "a.textproto:1:1");
  CHECK(parsed.value().locations.of("party", 2) == "party");
  CHECK(parsed.value().locations.of("keys", 0) == "keys");
}

TEST_CASE("unknown fields, wrong types and repeats are all named in one answer, in order, whatever stands between") {
  const std::string text =
      "id: \"r\"\n"
      "kleur: 3\n"
      "party { oin: 12 }\n"
      "party { oin: \"1\" smaak: \"zoet\" role: POLITIE geur: { a: 1 } }\n"
      "version: -1\n"
      "id: \"nog een\"\n"
      "party { role: BURGEMEESTER }\n"
      "party { oin: \"1\" oin: \"2\" }\n";
  const std::vector<std::string> errors = lines(error_of({{"r.textproto", text}}));
  REQUIRE(errors.size() == 8);
  CHECK(errors[0].find("r.textproto:2:1: ") == 0);
  CHECK(errors[0].find("\"kleur\"") != std::string::npos);
  CHECK(errors[1].find("r.textproto:3:14: ") == 0);
  CHECK(errors[2].find("r.textproto:4:18: ") == 0);
  CHECK(errors[2].find("\"smaak\"") != std::string::npos);
  CHECK(errors[3].find("r.textproto:4:46: ") == 0);
  CHECK(errors[3].find("\"geur\"") != std::string::npos);
  CHECK(errors[4].find("r.textproto:5:10: ") == 0);
  CHECK(errors[5].find("r.textproto:6:1: ") == 0);
  CHECK(errors[6].find("r.textproto:7:15: ") == 0);
  CHECK(errors[6].find("BURGEMEESTER") != std::string::npos);
  CHECK(errors[7].find("r.textproto:8:") == 0);
}

TEST_CASE("a wrong choice is named where it stands, also when the next word is on another line") {
  const std::string text = "party {\n  role: BURGEMEESTER\n}\nparty { oin: \"1\" }\nkleur:\n  3\n";
  const std::vector<std::string> errors = lines(error_of({{"r.textproto", text}}));
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].find("r.textproto:2:9: ") == 0);
  CHECK(errors[1].find("r.textproto:5:1: ") == 0);
  CHECK(lines(error_of({{"f", "party { role:\n BURGEMEESTER"}})).front().find("f:2:2: ") == 0);
}

TEST_CASE("a field that may stand once may stand in one file only") {
  const std::string error = error_of({{"a", "id: \"x\""}, {"b", "\n id: \"y\""}});
  CHECK(error == "b:2:2: \"id\" may stand once and already stands in a");
}

TEST_CASE("errors of several files come together") {
  const std::vector<std::string> errors = lines(error_of({{"a", "kleur: 1"}, {"b", "smaak: 1"}}));
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].find("a:1:") == 0);
  CHECK(errors[1].find("b:1:") == 0);
}

TEST_CASE("text that is broken in the middle is refused, not half understood") {
  for (const std::string text : {"party {", "party { oin: \"1", "party }", "}", "party { oin: \"1\" } }", "id:", ": 3",
                                 "id: \"a\" \"b", "party: <", "[", "\"\"\"", "id: 'x\ny'", "party { party {"}) {
    CAPTURE(text);
    CHECK(error_of({{"f", text}}).find("f:") == 0);
  }
}

TEST_CASE("bytes that are no UTF-8 are refused with their line") {
  CHECK(error_of({{"f", "id: \"r\"\nparty { naam: \"\xff\" }"}}) == "f:2:1: this line holds bytes that are not UTF-8");
}

TEST_CASE("nesting without end is refused") {
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    text += "onbekend { ";
  }
  const auto parsed = parse_sources<v1::Register>(Sources{{"f", text}});
  CHECK_FALSE(parsed.ok());
}

TEST_CASE("a text with more errors than anyone reads is cut short") {
  std::string text;
  for (int i = 0; i < 500; ++i) {
    text += "kleur: 1\n";
  }
  const std::vector<std::string> errors = lines(error_of({{"f", text}}));
  CHECK(errors.size() == 101);
  CHECK(errors.back() == "and more");
}

TEST_CASE("an empty text is an empty message") {
  const auto parsed = parse_sources<v1::RouterConfig>(Sources{{"f", "# alleen een opmerking\n"}});
  REQUIRE(parsed.ok());
  CHECK(parsed.value().message.ByteSizeLong() == 0);
}

TEST_CASE("the digest is over names and bytes, in name order, so that no other division into files has it") {
  const Sources two = {{"a", "12"}, {"b", "3"}};
  CHECK(digest_of(two) == digest_of(Sources{{"b", "3"}, {"a", "12"}}));
  CHECK(digest_of(two) != digest_of(Sources{{"a", "1"}, {"b", "23"}}));
  CHECK(digest_of(two) != digest_of(Sources{{"a", "12"}, {"c", "3"}}));
  CHECK(digest_of(two) != digest_of(Sources{{"a", "123"}}));
  // printf 'a\0\0\0\0\0\0\0\0\00212b\0\0\0\0\0\0\0\0\0013' | sha256sum
  CHECK(to_hex(digest_of(two)) == "a26cf2326be2fbcc8502a5032e773da89f322d71f6a67f66b745a0b14cc7cbf3");
}

TEST_CASE("a folder gives its textproto files in name order, and nothing else") {
  const test::TempDir folder;
  const auto write = [&folder](const std::string& name, const std::string& text) {
    std::ofstream(folder.path() / name, std::ios::binary) << text;
  };
  write("20.textproto", "version: 2");
  write("10.textproto", "id: \"r\"");
  write("notes.txt", "kleur: 1");
  const auto sources = read_sources(folder.path().string());
  REQUIRE(sources.ok());
  REQUIRE(sources.value().size() == 2);
  CHECK(sources.value()[0].name == "10.textproto");
  const auto loaded = load<v1::Register>(folder.path().string());
  REQUIRE(loaded.ok());
  CHECK(loaded.value().message.version() == 2);
  CHECK(loaded.value().digest == digest_of(sources.value()));
  CHECK(load<v1::Register>((folder.path() / "10.textproto").string()).ok());
}

TEST_CASE("a file that is not there, an empty folder and a file over the limit are refused") {
  const test::TempDir folder;
  CHECK(load<v1::Register>((folder.path() / "weg.textproto").string()).error().code == Errc::kConfiguration);
  CHECK(load<v1::Register>(folder.path().string()).error().code == Errc::kConfiguration);
  const auto big = folder.path() / "groot.textproto";
  std::ofstream(big).put('#');
  std::filesystem::resize_file(big, limits::kTextFileBytesMax + 1);
  CHECK(load<v1::Register>(big.string()).error().code == Errc::kTooLarge);
  CHECK(load<v1::Register>(folder.path().string()).error().code == Errc::kTooLarge);
}

}  // namespace
}  // namespace corvid::text
