#include "adapters/corvidctl/words.h"

#include <catch2/catch.hpp>
#include <set>

#include "proto/corvid/v1/common.pb.h"
#include "tests/unit/corvidctl/samples.h"

namespace corvid::ctl {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;

TEST_CASE("times are local with their offset, in winter and in summer", "[corvidctl]") {
  test::local_zone();
  CHECK(local_time(test::kAccepted) == "2026-11-23T19:04:05.123+01:00");
  CHECK(local_time(1'782'907'445'000) == "2026-07-01T14:04:05.000+02:00");
  CHECK(local_time(0).empty());
  CHECK(local_time(-1) == "1970-01-01T00:59:59.999+01:00");
}

TEST_CASE("durations are written in the two largest units", "[corvidctl]") {
  CHECK(duration_text(0ms) == "0 ms");
  CHECK(duration_text(999ms) == "999 ms");
  CHECK(duration_text(3290ms) == "3.2 s");
  CHECK(duration_text(252s) == "4m12s");
  CHECK(duration_text(3h + 300s) == "3h05m");
  CHECK(duration_text(52h) == "2d04h");
  CHECK(duration_text(-1500ms) == "-1.5 s");
  CHECK(duration_text(61.0) == "1m01s");
}

TEST_CASE("a number of bytes is written in the largest unit that is not more than it", "[corvidctl]") {
  CHECK(bytes_text(0) == "0 bytes");
  CHECK(bytes_text(999) == "999 bytes");
  CHECK(bytes_text(1000) == "1.0 kB");
  CHECK(bytes_text(4'299'999) == "4.2 MB");
  CHECK(bytes_text(78'300'000'000) == "78.3 GB");
  CHECK(bytes_text(999'999'999'999) == "999.9 GB");
  CHECK(bytes_text(5e15) == "5000.0 TB");
}

TEST_CASE("every step of a clock has a word of its own", "[corvidctl]") {
  std::set<std::string> words;
  const auto* steps = google::protobuf::GetEnumDescriptor<v1::TermRecord::Step>();
  for (int i = 1; i < steps->value_count(); ++i) {
    const std::string word = step_text(static_cast<v1::TermRecord::Step>(steps->value(i)->number()));
    CHECK(word != steps->value(i)->name());
    words.insert(word);
  }
  CHECK(words.size() == static_cast<std::size_t>(steps->value_count()) - 1);
  CHECK(step_text(v1::TermRecord::BEGONNEN) == "loopt");
  CHECK(step_text(v1::TermRecord::TE_LAAT) == "te laat");
  CHECK(step_text(static_cast<v1::TermRecord::Step>(99)) == "99");
}

TEST_CASE("an enumerator that this program does not know is shown as its number", "[corvidctl]") {
  CHECK(enum_text(v1::VEILIG_THUIS) == "VEILIG_THUIS");
  CHECK(enum_text(static_cast<v1::Role>(99)) == "99");
  CHECK(enum_text(v1::ROLE_ONBEPAALD).empty());
}

}  // namespace
}  // namespace corvid::ctl
