// When the chain's clocks raise their alarms.
#include <catch2/catch.hpp>

#include "proto/base/calendar.h"
#include "proto/base/limits.h"
#include "tests/support/property.h"
#include "tests/unit/policy/asking.h"

namespace corvid::policy::testing {
namespace {

using std::chrono::hours;
using test::check_property;

Day day(int year, unsigned month, unsigned number) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{number}};
}
WallTime at(Day any, int hour) { return start_of(any) + hours{hour}; }

Moments moments(const std::string& id, WallTime begun) {
  const v1::Klok* klok = find_klok(chain(), id);
  REQUIRE(klok != nullptr);
  return moments_of(chain(), *klok, begun);
}

// The chain's bundle with a clock X of this term.
Moments moments_of_term(const std::string& term, WallTime begun) {
  const Bundle bundle = loaded(chain_plus(
      R"(klok { id: "X" titel: "t" toelichting: "t" bij: ONTVANGER kalender: "nederland"
         begint { bij: AANVAARDING type: VTO } eindigt { type: NOTIFICATIE uitkomst: GEHAALD } )" +
      term + "}"));
  Moments found = moments_of(bundle, *find_klok(bundle, "X"), begun);
  found.kalender = {};  // of a bundle that is gone
  return found;
}

TEST_CASE("triage is due soon on the working day before its last, due on its last, overdue after it") {
  const Moments found = moments("TRIAGE", at(day(2026, 11, 23), 11));  // a Monday
  CHECK(found.soon_unix_ms == start_of(day(2026, 11, 27)).unix_ms);
  CHECK(found.today_unix_ms == start_of(day(2026, 11, 30)).unix_ms);
  CHECK(found.overdue_unix_ms == start_of(day(2026, 12, 1)).unix_ms);
  CHECK(found.kalender == "nederland");
  CHECK(found.kalender_version == 2);
  CHECK_FALSE(found.beyond_calendar);
}

TEST_CASE("the hour of the begin does not matter to a term in days, and a holiday moves its end") {
  const Moments early = moments("TRIAGE", at(day(2026, 4, 2), 0));  // before Good Friday
  CHECK(early.overdue_unix_ms == end_of(day(2026, 4, 13)).unix_ms);
  CHECK(moments("TRIAGE", at(day(2026, 4, 2), 23)).overdue_unix_ms == early.overdue_unix_ms);
}

TEST_CASE("an investigation of ten weeks that would end at Christmas ends on the next working day") {
  const Moments found = moments("ONDERZOEK", at(day(2026, 10, 16), 9));
  CHECK(found.today_unix_ms == start_of(day(2026, 12, 28)).unix_ms);
  CHECK(found.overdue_unix_ms == end_of(day(2026, 12, 28)).unix_ms);
  CHECK(found.soon_unix_ms == start_of(day(2026, 12, 18)).unix_ms);  // five working days before
}

TEST_CASE("a term in hours runs from the moment, over a change of the clocks too, and has no last day") {
  const WallTime begun = at(day(2026, 10, 24), 12);
  const Moments found = moments("VERWERKING", begun);
  CHECK(found.overdue_unix_ms == (begun + hours{24}).unix_ms);
  CHECK(found.today_unix_ms == 0);
  CHECK(found.soon_unix_ms == 0);
}

TEST_CASE("a warning is counted back in its own unit") {
  const WallTime begun = at(day(2026, 11, 23), 11);
  CHECK(moments_of_term("termijn { dagen: 10 } bijna { dagen: 2 }", begun).soon_unix_ms ==
        start_of(day(2026, 12, 1)).unix_ms);
  CHECK(moments_of_term("termijn { weken: 4 } bijna { weken: 1 }", begun).soon_unix_ms ==
        start_of(day(2026, 12, 14)).unix_ms);
  CHECK(moments_of_term("termijn { dagen: 10 } bijna { uren: 30 }", begun).soon_unix_ms ==
        (end_of(day(2026, 12, 3)) + -hours{30}).unix_ms);
  CHECK(moments_of_term("termijn { uren: 10 } bijna { uren: 3 }", begun).soon_unix_ms == (begun + hours{7}).unix_ms);
  CHECK(moments_of_term("termijn { uren: 80 } bijna { werkdagen: 1 }", begun).soon_unix_ms ==
        start_of(day(2026, 11, 25)).unix_ms);
}

TEST_CASE("a warning that would come before the begin is left out") {
  const WallTime begun = at(day(2026, 11, 23), 11);
  // Six days end on a Sunday; five working days before it is the morning of the begin.
  CHECK(moments_of_term("termijn { dagen: 6 } bijna { werkdagen: 5 }", begun).soon_unix_ms == 0);
  CHECK(moments_of_term("termijn { dagen: 6 } bijna { werkdagen: 4 }", begun).soon_unix_ms ==
        start_of(day(2026, 11, 24)).unix_ms);
}

TEST_CASE("a term that ends past the calendar's validity is computed, and says so") {
  CHECK_FALSE(moments("TRIAGE", at(day(2030, 12, 20), 9)).beyond_calendar);
  const Moments found = moments("TRIAGE", at(day(2030, 12, 24), 9));
  CHECK(found.beyond_calendar);
  CHECK(found.overdue_unix_ms == end_of(day(2031, 1, 3)).unix_ms);  // New Year's Day by rule
  CHECK_FALSE(moments("VERWERKING", at(day(2030, 12, 31), 12)).beyond_calendar);  // hours need no calendar
}

TEST_CASE("whatever clock of the chain and whenever it begins, its alarms come in order and within twenty weeks") {
  check_property("alarms in order", [] {
    const auto& clocks = chain().source().klok();
    const v1::Klok& klok = clocks[*rc::gen::inRange(0, clocks.size())];
    const WallTime begun = at(day(2020, 1, 1), *rc::gen::inRange(0, 16 * 365 * 24));
    const Moments found = moments_of(chain(), klok, begun);
    RC_ASSERT(begun.unix_ms < found.overdue_unix_ms);
    RC_ASSERT(found.overdue_unix_ms <= (begun + hours{limits::kTermHoursMax}).unix_ms);
    RC_ASSERT(found.soon_unix_ms == 0 ||
              (begun.unix_ms < found.soon_unix_ms && found.soon_unix_ms < found.overdue_unix_ms));
    RC_ASSERT(found.today_unix_ms == 0 ||
              (found.soon_unix_ms < found.today_unix_ms && begun.unix_ms < found.today_unix_ms));
    RC_ASSERT(found.today_unix_ms < found.overdue_unix_ms);
  });
}

}  // namespace
}  // namespace corvid::policy::testing
