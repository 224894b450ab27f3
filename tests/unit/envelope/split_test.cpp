// Taken apart and joined again: what was signed is the same bytes, and both halves are judged as the whole is.
#include "proto/envelope/split.h"

#include <catch2/catch.hpp>
#include <algorithm>
#include <functional>

#include "proto/envelope/inspect.h"
#include "proto/envelope/section_digests.h"
#include "tests/unit/envelope/samples.h"

using namespace corvid;
using namespace corvid::envelope;

namespace {

std::string with_sections(const std::vector<std::string>& plaintexts) {
  const auto& labels = *v1::Label_descriptor();
  Draft draft = samples::draft();
  draft.sections.clear();
  for (const std::string& plaintext : plaintexts) {
    const int next = static_cast<int>(draft.sections.size()) + 1;  // after the one that is not set
    draft.sections.push_back({static_cast<v1::Label>(labels.value(next)->number()), plaintext});
  }
  return samples::built(draft, samples::signer());
}

std::vector<std::string> sections_of_each_kind() {
  std::vector<std::string> sections;
  for (std::size_t i = 0; i < limits::kSectionsMax; ++i) {
    sections.emplace_back(i * 1000 + 1, static_cast<char>('a' + i));
  }
  return sections;
}

// Envelopes of the shapes that a division could get wrong.
std::vector<std::string> shapes() {
  return {with_sections({}),
          with_sections({""}),
          with_sections({"", "", ""}),
          with_sections({"", "middle", ""}),
          with_sections({"first", "", "last"}),
          with_sections({std::string(3 * limits::kChunkBytes + 1, 'x')}),
          with_sections({std::string(limits::kChunkBytes, 'x'), "y"}),
          with_sections(sections_of_each_kind())};
}

bool names(const Inspection& inspection, const std::string& code, const std::string& path) {
  return std::any_of(inspection.faults.begin(), inspection.faults.end(),
                     [&](const FormFault& fault) { return fault.code == code && fault.veld == path; });
}

std::string bytes_of(const Parts& parts) { return join(parts.head, parts.section_bytes, parts.contents).value(); }

// The verdict on the contents when they come in runs of this length.
std::vector<FormFault> content_faults(const Parts& parts, std::size_t run) {
  const Inspection inspection = inspect_head(parts.head, parts.section_bytes);
  REQUIRE(inspection.envelope);
  SectionDigests digests(*inspection.envelope, parts.section_bytes);
  for (std::size_t at = 0; at < parts.contents.size(); at += run) {
    digests.add(std::string_view(parts.contents).substr(at, run));
  }
  REQUIRE(digests.bytes_left() == 0);
  return digests.faults();
}

}  // namespace

TEST_CASE("an envelope split and joined is judged as the first one was, and what was signed is the same", "[split]") {
  for (const std::string& whole : shapes()) {
    const auto parts = split(whole);
    REQUIRE(parts.ok());
    const auto joined = join(parts->head, parts->section_bytes, parts->contents);
    REQUIRE(joined.ok());
    const Inspection before = inspect(whole);
    const Inspection after = inspect(*joined);
    REQUIRE(before.envelope);
    REQUIRE(after.envelope);
    CHECK(before.faults.empty());
    CHECK(after.faults == before.faults);
    CHECK(after.envelope->signed_header == before.envelope->signed_header);
    CHECK(after.envelope->signature == before.envelope->signature);
    CHECK(after.envelope->header_sha256 == before.envelope->header_sha256);
    CHECK(after.envelope->key_commitments == before.envelope->key_commitments);
    CHECK(section_contents(*joined) == section_contents(whole));
    CHECK(*joined == whole);  // ours is written in the order of its numbers already
  }
}

TEST_CASE("the head holds no content and says as much about itself as the whole", "[split]") {
  for (const std::string& whole : shapes()) {
    const Parts parts = split(whole).value();
    const Inspection head = inspect_head(parts.head, parts.section_bytes);
    CHECK(head.faults.empty());
    REQUIRE(head.envelope);
    CHECK(head.envelope->signed_header == inspect(whole).envelope->signed_header);
    CHECK(parts.head.size() + parts.contents.size() <= whole.size());
    CHECK(whole.size() <= parts.head.size() + parts.contents.size() +
                              parts.section_bytes.size() * limits::kSectionFramingBytesMax);
  }
}

TEST_CASE("contents that are what the header commits to have no fault, in runs of any length", "[split]") {
  for (const std::string& whole : shapes()) {
    const Parts parts = split(whole).value();
    for (const std::size_t run : {std::size_t{1000}, std::size_t{1001}, limits::kChunkBytes, std::size_t{10'000'000}}) {
      CHECK(content_faults(parts, run).empty());
    }
  }
}

TEST_CASE("contents that are not what the header commits to are named by their section, as in a whole", "[split]") {
  const Parts right = split(with_sections({"first", "", "third"})).value();
  const std::vector<std::function<void(Parts&)>> changes{
      [](Parts& parts) { parts.contents.back() = 'x'; },
      [](Parts& parts) { parts.contents.front() = 'x'; },
      [](Parts& parts) { parts.section_bytes = {4, 1, 5}; },   // the same bytes, divided otherwise
      [](Parts& parts) { parts.section_bytes = {0, 10, 0}; },  // one that should be empty takes all
  };
  for (const auto& change : changes) {
    Parts parts = right;
    change(parts);
    const auto faults = content_faults(parts, 1);
    CHECK_FALSE(faults.empty());
    CHECK(faults == inspect(bytes_of(parts)).faults);
  }
}

TEST_CASE("a key commitment counts in a head as it does in a whole", "[split]") {
  const std::string whole = samples::tampered(with_sections({"one", "two"}), [](v1::Envelope& envelope, v1::Header&) {
    envelope.mutable_section(1)->set_key_commitment(std::string(32, 'k'));
  });
  const auto faults = content_faults(split(whole).value(), 2);
  REQUIRE(faults.size() == 1);
  CHECK(faults == inspect(whole).faults);
  CHECK(faults[0].veld == "section[1].commitment");
}

TEST_CASE("a copy of half-fed digests goes on by itself", "[split]") {
  const Parts parts = split(with_sections({"abcdef"})).value();
  const Inspection head = inspect_head(parts.head, parts.section_bytes);
  SectionDigests right(*head.envelope, parts.section_bytes);
  right.add("abc");
  SectionDigests wrong = right;
  wrong.add("xyz");
  right.add("def");
  CHECK(right.faults().empty());
  CHECK(wrong.faults().size() == 1);
}

TEST_CASE("a head that holds content, or another number of lengths than sections, is refused by name", "[split]") {
  const std::string whole = with_sections({"one", "two"});
  const Parts parts = split(whole).value();
  const std::vector<std::uint64_t> none;
  const std::vector<std::uint64_t> three{3, 3, 0};
  CHECK(names(inspect_head(parts.head, none), "BERICHT_ONLEESBAAR", "section_bytes"));
  CHECK(names(inspect_head(parts.head, three), "BERICHT_ONLEESBAAR", "section_bytes"));
  const Inspection with_content = inspect_head(whole, parts.section_bytes);
  CHECK(names(with_content, "BERICHT_ONLEESBAAR", "section[0].content"));
  CHECK(names(with_content, "BERICHT_ONLEESBAAR", "section[1].content"));
}

TEST_CASE("a head has every other fault that a whole envelope has", "[split]") {
  struct Case {
    const char* code;
    const char* path;
    std::function<void(v1::Envelope&, v1::Header&)> change;
  };
  const std::vector<Case> cases{
      {"VERSIE_NIET_ONDERSTEUND", "format", [](auto&, auto& h) { h.set_format(2); }},
      {"BERICHT_ONLEESBAAR", "receiver", [](auto&, auto& h) { h.clear_receiver(); }},
      {"BERICHT_ONLEESBAAR", "facts.gemeentecode", [](auto&, auto& h) { h.mutable_facts()->set_gemeentecode("5"); }},
      {"BERICHT_ONLEESBAAR", "section[1].label",
       [](auto&, auto& h) { h.mutable_section(1)->set_label(h.section(0).label()); }},
      {"BERICHT_ONLEESBAAR", "section", [](auto& e, auto&) { e.mutable_section()->RemoveLast(); }},
      {"HANDTEKENING_ONGELDIG", "root", [](auto&, auto& h) { h.set_root(std::string(32, 'x')); }},
      {"HANDTEKENING_ONGELDIG", "root", [](auto&, auto& h) { h.mutable_section(0)->set_commitment("short"); }},
      {"HANDTEKENING_ONGELDIG", "case_facts_commitment",
       [](auto& e, auto&) { e.set_case_facts_salt(std::string(32, 'x')); }},
  };
  for (const Case& one : cases) {
    INFO(one.code << " " << one.path);
    const Parts parts = split(samples::tampered(with_sections({"one", "two"}), one.change)).value();
    CHECK(names(inspect_head(parts.head, parts.section_bytes), one.code, one.path));
  }
}

TEST_CASE("a whole over the limit is refused on its announced lengths, whatever they are", "[split]") {
  const Parts parts = split(with_sections({"one", "two"})).value();
  const std::uint64_t room = limits::kEnvelopeBytesMax - parts.head.size();
  const std::vector<std::uint64_t> just{room - 1, 1};
  CHECK(inspect_head(parts.head, just).faults.empty());
  const auto refused = [&](std::uint64_t first, std::uint64_t second) {
    const std::vector<std::uint64_t> lengths{first, second};
    const Inspection inspection = inspect_head(parts.head, lengths);
    REQUIRE(inspection.faults.size() == 1);
    CHECK(inspection.faults[0].values.at("maximum") == "35000000 bytes");
    return inspection.faults[0].code == "BERICHT_TE_GROOT" && !inspection.envelope;
  };
  CHECK(refused(room, 1));
  CHECK(refused(~std::uint64_t{0}, 2));
  CHECK(refused(~std::uint64_t{0}, ~std::uint64_t{0}));
}

TEST_CASE("a head over its own limit is refused unread", "[split]") {
  const std::vector<std::uint64_t> none;
  CHECK(names(inspect_head(std::string(limits::kLargeHeadBytesMax + 1, 'x'), none), "VELD_TE_LANG", "head"));
}

TEST_CASE("bytes that are no envelope cannot be split, and lengths that do not add up cannot be joined", "[split]") {
  CHECK(split("not an envelope").error().code == Errc::kInvalidInput);
  CHECK(split("").error().code == Errc::kInvalidInput);
  const Parts parts = split(with_sections({"one", "two"})).value();
  const auto refused = [&](std::string_view head, const std::vector<std::uint64_t>& lengths,
                           std::string_view contents) {
    const auto joined = join(head, lengths, contents);
    return !joined.ok() && joined.error().code == Errc::kInvalidInput;
  };
  CHECK(refused("x", {3, 3}, "onetwo"));
  CHECK(refused(parts.head, {3}, "one"));
  CHECK(refused(parts.head, {3, 4}, "onetwo"));
  CHECK(refused(parts.head, {3, 2}, "onetwo"));
  CHECK(refused(parts.head, {~std::uint64_t{0}, 7}, "onetwo"));
}

TEST_CASE("the largest message that a head announces is still one envelope at the receiver", "[split]") {
  Parts parts = split(with_sections({"one", "two"})).value();
  parts.section_bytes = {limits::kEnvelopeBytesMax - parts.head.size() - 128, 128};
  parts.contents.assign(limits::kEnvelopeBytesMax - parts.head.size(), 'x');
  CHECK(inspect_head(parts.head, parts.section_bytes).faults.empty());
  const std::string joined = bytes_of(parts);
  CHECK(joined.size() > limits::kEnvelopeBytesMax);
  CHECK(joined.size() <= limits::kJoinedEnvelopeBytesMax);
  CHECK_FALSE(names(inspect(joined), "BERICHT_TE_GROOT", "envelope"));
}
