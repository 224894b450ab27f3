#include "router/core/retention.h"

#include <catch2/catch.hpp>
#include <algorithm>

#include "proto/base/limits.h"
#include "store/check.h"
#include "store/journal.h"
#include "store/keys.h"
#include "store/views.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

constexpr auto kDay = std::chrono::hours(24);

core::Options days(std::uint32_t count) {
  core::Options options;
  options.traffic_days = count;
  return options;
}

// One delivered report with feedback, all notices read.
std::string finished_report(CoreWorld& world, const std::string& reference) {
  std::string envelope = report(world, reference);
  Peer& vt = world.peer("vt_rotterdam");
  if (world.core().sessions().by_party(vt.id) == nullptr) {
    world.connect(vt);
  }
  world.settle(vt, id_of(envelope), v1::Settle::AFGELEVERD);
  return envelope;
}

void read_all_notices(CoreWorld& world, Peer& peer) {
  store::Turn turn(world.store());
  v1::ClientCommand command;
  command.set_notices_read(store::Views(turn).party(peer.id).notices_next() - 1);
  world.command(peer, command);
}

void check(CoreWorld& world) {
  const auto report = store::check_views(world.store());
  REQUIRE(report.ok());
  INFO((report->described.empty() ? std::string() : report->described.front()));
  CHECK(report->differences == 0);
}

}  // namespace

TEST_CASE("what ended is gone with its day, its duplicate mark and its notice with it", "[core][retention]") {
  CoreWorld world;
  world.set_options(days(30));
  const std::string envelope = finished_report(world, "R-1");
  read_all_notices(world, world.peer("halt"));
  const MessageId id = id_of(envelope);
  world.live(28 * kDay);
  store::Turn before(world.store());
  CHECK(store::Views(before).message(id).has_value());
  world.live(3 * kDay);
  store::Turn after(world.store());
  const store::Views views(after);
  CHECK_FALSE(views.message(id).has_value());
  CHECK_FALSE(views.dedup(world.peer("halt").id, envelope::reference_tag(world.peer("halt").id.oin, "R-1")));
  CHECK(world.core().store_row().record_first() > 5);
  check(world);
}

TEST_CASE("a record is destroyed before it is six months old, and not much earlier", "[core][retention]") {
  CoreWorld world;
  finished_report(world, "R-1");
  const WallTime began = world.now();
  for (std::uint32_t day = 0; day < limits::kTrafficDaysMax - 2; ++day) {
    world.advance(kDay);
    world.turn_without_events();
  }
  CHECK(world.core().store_row().record_first() == 1);
  while (world.core().store_row().record_first() == 1) {
    world.live(1h);
    REQUIRE(world.now() - began < limits::kTrafficDaysMax * kDay);
  }
  check(world);
}

TEST_CASE("a clock that runs longer than its record is kept goes on after it", "[core][retention]") {
  CoreWorld world;
  world.set_options(days(20));
  const std::string envelope = finished_report(world, "R-1");
  Peer& vt = world.peer("vt_rotterdam");
  // Code 1 begins the investigation of ten weeks.
  world.submit(vt, world.seal(vt, world.peer("halt"), feedback_draft(CoreWorld::message_id_of(envelope)), "F-1"));
  const auto investigation = [&world, &envelope] {
    store::Turn turn(world.store());
    return store::Views(turn).term(id_of(envelope), "ONDERZOEK");
  };
  const auto begun = investigation();
  REQUIRE(begun.has_value());
  world.live(40 * kDay);
  const auto carried = investigation();
  REQUIRE(carried.has_value());
  CHECK(carried->overdue_unix_ms() == begun->overdue_unix_ms());
  CHECK(carried->base() >= world.core().store_row().record_first());
  check(world);
  world.restart();
  check(world);
  world.live(35 * kDay);
  // Overdue at its own moment, whatever happened to its records.
  const auto late = investigation();
  CHECK((!late.has_value() || late->step() == v1::TermRecord::TE_LAAT));
  check(world);
}

TEST_CASE("what was recorded while the clock was a month ahead is not kept longer for it", "[core][retention]") {
  CoreWorld world;
  world.set_options(days(40));
  const std::string before = finished_report(world, "R-1");
  world.step_wall_clock(30 * kDay);
  world.restart();  // a process believes the clock that it starts with
  finished_report(world, "R-2");
  world.step_wall_clock(-30 * kDay);
  world.live(5h);  // and the clock that was set right in the end
  const std::string after = finished_report(world, "R-3");
  read_all_notices(world, world.peer("halt"));
  check(world);
  const auto known = [&world](const std::string& envelope) {
    store::Turn turn(world.store());
    return store::Views(turn).message(id_of(envelope)).has_value();
  };
  for (int day = 0; day < 36; day += 3) {
    world.live(3 * kDay);
    finished_report(world, "R-on-day-" + std::to_string(day));  // the days go on one by one
  }
  CHECK(known(before));
  CHECK(known(after));
  world.live(4 * kDay);
  CHECK_FALSE(known(before));
  CHECK_FALSE(known(after));
  check(world);
}

TEST_CASE("a clock that was months behind for a while destroys nothing of what was recorded before",
          "[core][retention]") {
  const auto behind = GENERATE(39, 69, 150) * kDay;
  CoreWorld world;
  world.set_options(days(40));
  const std::string before = finished_report(world, "R-1");
  world.step_wall_clock(-behind);
  world.live(5h);  // insisted for so long that it is believed
  const std::uint64_t first_of_behind = world.core().store_row().record_next();
  finished_report(world, "R-2");
  {
    store::Turn turn(world.store());
    REQUIRE(store::read_record(turn, first_of_behind)->at < world.now() + kDay);
  }
  world.step_wall_clock(behind);
  world.live(5h);
  read_all_notices(world, world.peer("halt"));
  check(world);
  world.live(15 * kDay);
  store::Turn turn(world.store());
  CHECK(store::Views(turn).message(id_of(before)).has_value());
}

TEST_CASE("a welcome in the very turn in which unread notices go names the first that is left", "[core][retention]") {
  CoreWorld world;
  world.set_options(days(30));
  finished_report(world, "R-1");
  world.live(28 * kDay);
  world.advance(3 * kDay);
  Peer& halt = world.peer("halt");
  const Told told = world.connect(halt);
  REQUIRE(told.welcomes.size() == 1);
  store::Turn turn(world.store());
  const v1::PartyRow row = store::Views(turn).party(halt.id);
  REQUIRE(row.notices_read() > 0);  // by retention: nobody read any
  CHECK(told.welcomes[0].notices_from() == row.notices_read() + 1);
}

TEST_CASE("counters go on after the records that made them are gone", "[core][retention]") {
  CoreWorld world;
  world.set_options(days(5));
  finished_report(world, "R-1");
  read_all_notices(world, world.peer("halt"));
  world.live(10 * kDay);
  check(world);
  world.restart();
  const std::string later = report(world, "R-2");
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  world.settle(vt, id_of(later), v1::Settle::AFGELEVERD);
  const Told heard = world.told(world.peer("halt"));
  REQUIRE(heard.notices.size() == 1);
  CHECK(heard.notices[0].number() == 3);  // the second told that no result came
  check(world);
}

TEST_CASE("notices that a party never asked for are gone after their term, and its log goes on", "[core][retention]") {
  CoreWorld world;
  world.set_options(days(5));
  finished_report(world, "R-1");
  world.lose(world.peer("halt"));
  world.live(10 * kDay);
  check(world);
  const Told heard = world.connect(world.peer("halt"));
  CHECK(heard.notices.empty());
  CHECK(heard.welcomes.at(0).notices_from() == 3);
}

TEST_CASE("a message that still waits when its record goes is carried over with its place", "[core][retention]") {
  CoreWorld world;
  core::Options options = days(2);
  options.delivery_term = limits::kValidityMax;
  world.set_options(options);
  Peer& halt = world.peer("halt");
  world.connect(halt);
  envelope::Draft draft = report_draft();
  draft.header.set_created_unix_ms(world.now().unix_ms);
  draft.header.set_expires_unix_ms((world.now() + limits::kValidityMax).unix_ms);
  const std::string envelope = world.seal(halt, world.peer("vt_rotterdam"), draft, "R-1");
  world.submit(halt, envelope);
  world.live(4 * kDay);
  check(world);
  world.restart();
  const Told told = world.connect(world.peer("vt_rotterdam"));
  REQUIRE(told.deliveries.size() == 1);
  CHECK(told.deliveries[0].envelope == envelope);
  // And its sender can still repeat it.
  world.connect(halt);
  CHECK(world.submit(halt, envelope).receipts.at(0).has_accepted());
}

TEST_CASE("a refusal is forgotten with its day", "[core][retention]") {
  CoreWorld world;
  world.set_options(days(5));
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope =
      world.seal(halt, world.peer("vt_rotterdam"), report_draft(v1::NEE, "0505"), "wrong region");
  REQUIRE(world.submit(halt, envelope).receipts.at(0).has_refused());
  world.live(10 * kDay);
  store::Turn turn(world.store());
  CHECK(store::Views(turn).refusals(id_of(envelope), 10).empty());
  check(world);
}

TEST_CASE("a long day is destroyed in bounded turns, and every one of them is consistent", "[core][retention]") {
  CoreWorld world;
  world.set_options(days(5));
  for (int i = 0; i < 150; ++i) {
    finished_report(world, "R-" + std::to_string(i));
  }
  world.advance(6 * kDay);
  const std::uint64_t all = world.core().store_row().record_next();
  REQUIRE(all > 2 * limits::kRetentionRecordsPerTurn);
  std::uint64_t before = world.core().store_row().record_first();
  world.turn_without_events();
  while (world.core().store_row().record_first() > before) {
    CHECK(world.core().store_row().record_first() - before <= limits::kRetentionRecordsPerTurn);
    check(world);
    before = world.core().store_row().record_first();
    world.turn_without_events();
  }
  CHECK(before >= all);
}

TEST_CASE("a wall clock that is doubted destroys no record", "[core][retention][clock]") {
  CoreWorld world;
  world.set_options(days(5));
  finished_report(world, "R-1");
  world.step_wall_clock(365 * kDay);
  world.live(1h);
  CHECK(world.core().store_row().record_first() == 1);
}

TEST_CASE("destroyed content is ordered out of the files within the interval, and nothing is ordered without cause",
          "[core][retention][scrub]") {
  CoreWorld world;
  world.live(2 * kDay);
  CHECK(world.scrub_orders().empty());
  finished_report(world, "R-1");
  world.live(limits::kScrubInterval - 2min);
  CHECK(world.scrub_orders().empty());
  world.live(4min);
  REQUIRE(world.scrub_orders().size() == 1);
  const auto& ranges = world.scrub_orders()[0];
  const auto covers = [&ranges](const std::string& key) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&key](const store::KeyRange& range) { return range.from <= key && key < range.to; });
  };
  CHECK(covers(store::payload_key(world.next_id())));
  CHECK(covers(store::chunk_key(std::string(16, 'u'), 9)));
  // While it runs it is not ordered again.
  world.live(12h);
  CHECK(world.scrub_orders().size() == 1);
  world.scrub_ends(true);
  world.live(2 * kDay);
  CHECK(world.scrub_orders().size() == 1);
  CHECK(world.core().store_row().unscrubbed_since_unix_ms() == 0);
}

TEST_CASE("a scrub that failed is ordered again, after a while", "[core][retention][scrub]") {
  CoreWorld world;
  finished_report(world, "R-1");
  world.live(limits::kScrubInterval + 2min);
  REQUIRE(world.scrub_orders().size() == 1);
  world.scrub_ends(false);
  world.turn_without_events();
  CHECK(world.scrub_orders().size() == 1);
  world.live(11min);
  CHECK(world.scrub_orders().size() == 2);
}

TEST_CASE("what was destroyed while a scrub ran is due for the next one", "[core][retention][scrub]") {
  CoreWorld world;
  finished_report(world, "R-1");
  world.live(limits::kScrubInterval + 2min);
  REQUIRE(world.scrub_orders().size() == 1);
  finished_report(world, "R-2");
  world.scrub_ends(true);
  world.live(limits::kScrubInterval + 2min);
  CHECK(world.scrub_orders().size() == 2);
}

TEST_CASE("an order that a restart interrupted is given again", "[core][retention][scrub]") {
  CoreWorld world;
  finished_report(world, "R-1");
  world.live(limits::kScrubInterval + 2min);
  REQUIRE(world.scrub_orders().size() == 1);
  world.restart();
  world.live(2min);
  CHECK(world.scrub_orders().size() == 2);
}

TEST_CASE("records that were dropped are ordered out of the files too", "[core][retention][scrub]") {
  CoreWorld world;
  world.set_options(days(5));
  finished_report(world, "R-1");
  read_all_notices(world, world.peer("halt"));
  world.live(5 * kDay);
  world.scrub_ends(true);
  world.live(3 * kDay);
  const auto& ranges = world.scrub_orders().back();
  const bool journal = std::any_of(ranges.begin(), ranges.end(), [](const store::KeyRange& range) {
    return range.from <= store::journal_key(1) && store::journal_key(1) < range.to;
  });
  CHECK(journal);
}

TEST_CASE("a clock that was in the future for a moment keeps nothing longer", "[core][retention][clock]") {
  CoreWorld world;
  world.set_options(days(30));
  world.step_wall_clock(365 * kDay);
  world.connect(world.peer("halt"));
  world.step_wall_clock(-365 * kDay);
  world.turn_without_events();
  const std::string envelope = finished_report(world, "R-1");
  world.live(32 * kDay);
  store::Turn turn(world.store());
  CHECK_FALSE(store::Views(turn).message(id_of(envelope)).has_value());
}

TEST_CASE("destroyed content is ordered out of the files also while the clock keeps stepping",
          "[core][retention][scrub][clock]") {
  CoreWorld world;
  finished_report(world, "R-1");
  for (int i = 0; i < 8; ++i) {
    world.step_wall_clock(i % 2 == 0 ? 20min : -20min);
    world.live(3h);
  }
  CHECK_FALSE(world.scrub_orders().empty());
}
