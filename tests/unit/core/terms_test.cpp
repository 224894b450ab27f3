#include "router/core/terms.h"

#include <catch2/catch.hpp>

#include "proto/base/limits.h"
#include "router/core/overview.h"
#include "store/views.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;
using namespace std::chrono_literals;

namespace {

constexpr auto kDay = std::chrono::hours(24);

// A report that Veilig Thuis has, and has processed.
struct Reported {
  CoreWorld world;
  std::string envelope;

  Reported() : envelope(report(world)) {
    connect();
    world.settle(vt(), id(), v1::Settle::AFGELEVERD);
    v1::ClientCommand command;
    command.add_processed()->set_message_id(CoreWorld::message_id_of(envelope));
    command.mutable_processed(0)->set_outcome(v1::Processed::VERWERKT);
    world.command(vt(), command);
  }
  void connect() { world.connect(vt()); }
  Peer& vt() { return world.peer("vt_rotterdam"); }
  MessageId id() { return id_of(envelope); }

  std::optional<v1::TermRow> term(const std::string& klok) {
    store::Turn turn(world.store());
    return store::Views(turn).term(id(), klok);
  }
  v1::Receipt answer(envelope::Draft draft, const std::string& reference) {
    if (world.core().sessions().by_party(vt().id) == nullptr) {
      connect();
    }
    return world.submit(vt(), world.seal(vt(), world.peer("halt"), std::move(draft), reference)).receipts.at(0);
  }
  envelope::Draft feedback(v1::TerugkoppelingCode::Value code) {
    return feedback_draft(CoreWorld::message_id_of(envelope), code);
  }
  // The steps of a clock, as the journal has them.
  std::vector<v1::TermRecord::Step> steps(const std::string& klok) {
    store::Turn turn(world.store());
    const auto reply = core::overview::message(id().to_string(), turn, store::Views(turn));
    std::vector<v1::TermRecord::Step> steps;
    for (const v1::LifeEvent& event : reply.message().event()) {
      if (event.body().has_term() && event.body().term().row().klok() == klok) {
        steps.push_back(event.body().term().step());
      }
    }
    return steps;
  }
};

using Step = v1::TermRecord;

}  // namespace

TEST_CASE("a report begins the clock of its feedback, with the calendar it was computed with", "[core][terms]") {
  Reported at;
  const auto term = at.term("TRIAGE");
  REQUIRE(term.has_value());
  CHECK(core::to_party_id(term->bij()) == at.vt().id);
  CHECK(term->kalender() == "nederland");
  CHECK(term->kalender_version() > 0);
  // Accepted on Wednesday 18 November 2026: five working days end with Wednesday 25 November.
  CHECK(to_iso8601(WallTime{term->overdue_unix_ms()}) == "2026-11-25T23:00:00.000Z");
  CHECK(term->soon_unix_ms() < term->today_unix_ms());
  CHECK(term->today_unix_ms() < term->overdue_unix_ms());
}

TEST_CASE("a clock that nothing ends gives each of its alarms once, in order", "[core][terms]") {
  Reported at;
  at.world.live(9 * kDay);
  CHECK(at.steps("TRIAGE") ==
        std::vector<Step::Step>{Step::BEGONNEN, Step::BIJNA, Step::VANDAAG, Step::TE_LAAT});
  CHECK(at.world.core().terms().overdue() == 1);
  at.world.live(9 * kDay);
  CHECK(at.steps("TRIAGE").size() == 4);
}

TEST_CASE("the first feedback with a code meets the clock, in time or late", "[core][terms]") {
  Reported at;
  const bool late = GENERATE(false, true);
  if (late) {
    at.world.live(9 * kDay);
  }
  REQUIRE(at.answer(at.feedback(v1::TerugkoppelingCode::CODE_2), "F-1").has_accepted());
  CHECK_FALSE(at.term("TRIAGE").has_value());
  CHECK(at.steps("TRIAGE").back() == Step::GEHAALD);
  CHECK(at.world.core().terms().overdue() == 0);
}

TEST_CASE("a status that is no code leaves the clock running", "[core][terms]") {
  Reported at;
  envelope::Draft draft = at.feedback(v1::TerugkoppelingCode::CODE_1);
  draft.case_facts.clear_code();
  draft.case_facts.set_status(v1::TerugkoppelingStatus::REGIONAAL_MAATWERK);
  REQUIRE(at.answer(draft, "F-1").has_accepted());
  CHECK(at.term("TRIAGE").has_value());
}

TEST_CASE("a report to the wrong address ends its clock as sent back", "[core][terms]") {
  Reported at;
  envelope::Draft draft = at.feedback(v1::TerugkoppelingCode::CODE_1);
  draft.case_facts.clear_code();
  draft.case_facts.set_status(v1::TerugkoppelingStatus::ONJUIST_GEADRESSEERD);
  *draft.header.mutable_facts()->mutable_voorgestelde_ontvanger() = core::to_party_ref(at.world.peer("vt_zhz").id);
  REQUIRE(at.answer(draft, "F-1").has_accepted());
  CHECK(at.steps("TRIAGE").back() == Step::TERUGGESTUURD);
}

TEST_CASE("feedback code 1 begins the investigation, and the next feedback meets it", "[core][terms]") {
  Reported at;
  REQUIRE(at.answer(at.feedback(v1::TerugkoppelingCode::CODE_1), "F-1").has_accepted());
  const auto investigation = at.term("ONDERZOEK");
  REQUIRE(investigation.has_value());
  // The Veilig Thuis of the report has to act, although it sent the feedback.
  CHECK(core::to_party_id(investigation->bij()) == at.vt().id);
  const auto length = WallTime{investigation->overdue_unix_ms()} - at.world.now();
  CHECK(length > 69 * kDay);
  CHECK(length < 75 * kDay);
  envelope::Draft next = at.feedback(v1::TerugkoppelingCode::CODE_4);
  next.header.mutable_facts()->set_volgnummer(2);
  REQUIRE(at.answer(next, "F-2").has_accepted());
  CHECK(at.steps("ONDERZOEK") == std::vector<Step::Step>{Step::BEGONNEN, Step::GEHAALD});
}

TEST_CASE("a functional result that does not come is told to the sender as unknown, once, and may still come",
          "[core][terms]") {
  CoreWorld world;
  const std::string envelope = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  world.settle(vt, id_of(envelope), v1::Settle::AFGELEVERD);
  world.live(5 * kDay);
  const Told heard = world.connect(world.peer("halt"));
  REQUIRE(heard.notices.size() == 2);
  CHECK(heard.notices[1].kind() == v1::Notice::VERWERKING_ONBEKEND);
  world.connect(vt);
  v1::ClientCommand command;
  command.add_processed()->set_message_id(CoreWorld::message_id_of(envelope));
  command.mutable_processed(0)->set_outcome(v1::Processed::VERWERKT);
  world.command(vt, command);
  const auto later = world.told(world.peer("halt")).notices;
  REQUIRE(later.size() == 1);
  CHECK(later[0].kind() == v1::Notice::VERWERKT);
}

TEST_CASE("a message that its receiver refused has no clock any more", "[core][terms]") {
  CoreWorld world;
  const std::string envelope = report(world);
  Peer& vt = world.peer("vt_rotterdam");
  world.connect(vt);
  CHECK(world.core().terms().running() == 1);
  world.settle(vt, id_of(envelope), v1::Settle::GEWEIGERD);
  CHECK(world.core().terms().running() == 0);
}

TEST_CASE("clocks survive a restart with their moments", "[core][terms]") {
  Reported at;
  const auto before = at.term("TRIAGE");
  at.world.restart();
  CHECK(at.world.core().terms().running() == 1);
  CHECK(at.term("TRIAGE")->SerializeAsString() == before->SerializeAsString());
  at.world.live(9 * kDay);
  CHECK(at.steps("TRIAGE").back() == Step::TE_LAAT);
}

TEST_CASE("a router that was away gives the alarms it missed in order", "[core][terms]") {
  Reported at;
  at.world.advance(30 * kDay);
  at.world.restart();
  at.world.turn_without_events();
  CHECK(at.steps("TRIAGE") ==
        std::vector<Step::Step>{Step::BEGONNEN, Step::BIJNA, Step::VANDAAG, Step::TE_LAAT});
}

TEST_CASE("no message waits for a clock: what is overdue is delivered and answered as ever", "[core][terms]") {
  Reported at;
  at.world.live(40 * kDay);
  at.world.connect(at.world.peer("halt"));
  REQUIRE(at.answer(at.feedback(v1::TerugkoppelingCode::CODE_3), "F-1").has_accepted());
  CHECK(at.world.told(at.world.peer("halt")).deliveries.size() == 1);
}

TEST_CASE("a wall clock that is doubted raises no alarm", "[core][terms][clock]") {
  Reported at;
  at.world.step_wall_clock(60 * kDay);
  at.world.live(1h);
  CHECK(at.steps("TRIAGE") == std::vector<Step::Step>{Step::BEGONNEN});
}

TEST_CASE("operators see the clocks that run, the first due in front, and only alarms when they ask so",
          "[core][terms][overview]") {
  Reported at;
  const std::string other = report(at.world, "R-2");
  store::Turn turn(at.world.store());
  CHECK(core::overview::terms(at.world.core(), turn, true).term_size() == 0);
  const v1::Terms all = core::overview::terms(at.world.core(), turn, false);
  REQUIRE(all.term_size() == 2);
  CHECK(all.term(0).klok() == "TRIAGE");
  CHECK_FALSE(all.term(0).titel().empty());
  CHECK(all.term(0).naam() == "vt_rotterdam");
  CHECK(all.term(0).overdue_unix_ms() <= all.term(1).overdue_unix_ms());
  at.world.live(9 * kDay);
  store::Turn later(at.world.store());
  const v1::Terms alarms = core::overview::terms(at.world.core(), later, true);
  REQUIRE(alarms.term_size() == 1);  // the other report expired undelivered
  CHECK(alarms.term(0).step() == Step::TE_LAAT);
  CHECK_FALSE(alarms.more());
}
