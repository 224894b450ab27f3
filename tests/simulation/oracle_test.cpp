// The oracle must refuse a bad history. Histories are made by hand here: a store with records, and what was told.
#include <catch2/catch.hpp>

#include "proto/base/clock.h"
#include "proto/envelope/digest.h"
#include "router/core/parties.h"
#include "store/keys.h"
#include "store/layout.h"
#include "store/memory_store.h"
#include "tests/simulation/oracle.h"
#include "tests/support/message_builders.h"

using namespace corvid;
using namespace corvid::sim;

namespace {

// One report of HALT, accepted, as an honest router would have it.
struct History {
  Cast cast;
  Dice dice{1};
  Mail mail{cast, dice};
  Oracle oracle{cast, mail};
  store::MemoryStore store;
  v1::StoreRow store_row;
  bool stepped = false;  // the wall clock
  LetterPtr letter = mail.report(cast.members().back(), test::kNow, Flaw::kNone);
  std::string id{letter->id.bytes()};

  History() {
    store_row = store::open_layout(store, std::string(16, 'e')).value();
    oracle.router_begins(std::chrono::milliseconds(0), test::kNow, MonoTime(std::chrono::hours(1)));
    v1::ClientCommand command;
    oracle.sent(letter->sender, command, {letter});
    v1::RecordBody active;
    active.mutable_activated()->set_what(v1::Activated::BUNDLE);
    active.mutable_activated()->set_sha256("rules");
    commit([&](store::Turn& turn, store::Views&) { append(turn, active); });
  }

  void append(store::Turn& turn, const v1::RecordBody& body, WallTime at = test::kNow) {
    (void)store::append_record(turn, store_row, at, std::string(32, 's'), body);
  }

  template <typename Change>
  void commit(Change change, WallTime at = test::kNow) {
    if (!stepped) {
      oracle.turn_begins(std::chrono::milliseconds(0), at, MonoTime(std::chrono::hours(1)), true);
    }
    store::Turn turn(store);
    store::Views views(turn);
    change(turn, views);
    store_row.set_commit(store_row.commit() + 1);
    views.put_store_row(store_row);
    REQUIRE(store.commit(turn.batch()) == store::CommitOutcome::kCommitted);
    oracle.committed(store);
  }

  v1::RecordBody submitted() const {
    v1::RecordBody body;
    v1::Submitted& submitted = *body.mutable_submitted();
    submitted.mutable_traffic()->set_message_id(id);
    *submitted.mutable_traffic()->mutable_sender() = core::to_party_ref(letter->sender);
    *submitted.mutable_traffic()->mutable_receiver() = core::to_party_ref(letter->receiver);
    submitted.mutable_traffic()->set_reference_tag("tag");
    submitted.mutable_traffic()->set_content_tag("content");
    submitted.mutable_traffic()->set_conversation_id(id);
    submitted.add_regel("HALT_MELDT_BIJ_VEILIG_THUIS");
    submitted.set_bundle_sha256("rules");
    submitted.set_priority(1);
    submitted.set_place(1);
    submitted.set_conversation_place(1);
    submitted.set_deadline_unix_ms(letter->draft.header.expires_unix_ms());
    submitted.set_statement_sha256(envelope::sha256(std::string("statement")));
    return body;
  }

  void accept(const v1::RecordBody& body) {
    commit([&](store::Turn& turn, store::Views& views) {
      append(turn, body);
      append(turn, clock("TRIAGE", v1::TermRecord::BEGONNEN));
      v1::PayloadRow payload;
      payload.set_envelope(letter->submission.envelope);
      payload.mutable_statement()->set_body("statement");
      views.put_payload(letter->id, payload);
    });
  }

  v1::RecordBody clock(const std::string& name, v1::TermRecord::Step step) const {
    constexpr std::int64_t kDay = 86'400'000;
    v1::RecordBody body;
    body.mutable_term()->set_step(step);
    v1::TermRow& row = *body.mutable_term()->mutable_row();
    row.set_message_id(id);
    row.set_klok(name);
    *row.mutable_bij() = core::to_party_ref(letter->receiver);
    row.set_begun_unix_ms(test::kNow.unix_ms);
    row.set_soon_unix_ms(name == "TRIAGE" ? test::kNow.unix_ms + 5 * kDay : 0);
    row.set_today_unix_ms(name == "TRIAGE" ? test::kNow.unix_ms + 6 * kDay : 0);
    row.set_overdue_unix_ms(test::kNow.unix_ms + (name == "TRIAGE" ? 7 : 1) * kDay);
    row.set_kalender("nederland");
    row.set_kalender_version(1);
    row.set_step(v1::TermRecord::BEGONNEN);
    return body;
  }

  void deliver(std::uint32_t attempt) {
    commit([&](store::Turn& turn, store::Views&) {
      v1::RecordBody body;
      body.mutable_delivered()->set_message_id(id);
      body.mutable_delivered()->set_attempt(attempt);
      append(turn, body);
    });
  }

  // Ends it, as the receiver said or as the clock did.
  void settle(v1::Notice::Kind outcome = v1::Notice::AFGELEVERD, WallTime at = test::kNow) {
    commit(
        [&](store::Turn& turn, store::Views& views) {
          v1::RecordBody body;
          body.mutable_settled()->set_message_id(id);
          body.mutable_settled()->set_outcome(outcome);
          *body.mutable_settled()->mutable_told()->mutable_party() = core::to_party_ref(letter->sender);
          body.mutable_settled()->mutable_told()->set_number(views.party(letter->sender).notices_next());
          append(turn, body, at);
          append(turn,
                 outcome == v1::Notice::AFGELEVERD ? clock("VERWERKING", v1::TermRecord::BEGONNEN)
                                                   : clock("TRIAGE", v1::TermRecord::VERVALLEN),
                 at);
          views.destroy_payload(letter->id);
        },
        at);
  }

  void receiver_says(v1::Settle::Outcome outcome) {
    v1::ClientCommand command;
    command.add_settle()->set_message_id(id);
    command.mutable_settle(0)->set_outcome(outcome);
    oracle.sent(letter->receiver, command, {});
  }

  [[nodiscard]] bool broke(Rule rule) const { return oracle.breach() && oracle.breach()->rule == rule; }
};

}  // namespace

TEST_CASE("an honest history is let pass", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  history.deliver(1);
  history.receiver_says(v1::Settle::AFGELEVERD);
  history.settle();
  CHECK_FALSE(history.oracle.breach());
  CHECK(history.oracle.all_ended());
}

TEST_CASE("a receipt without a record is found", "[simulation][oracle]") {
  History history;
  v1::Receipt receipt;
  receipt.set_message_id(history.id);
  receipt.mutable_accepted()->set_message_id(history.id);
  history.oracle.released({"link", "token", receipt});
  CHECK(history.broke(Rule::kToldBeforeCommit));
}

TEST_CASE("an acceptance under no rule, or under rules that are not in force, is found", "[simulation][oracle]") {
  History history;
  v1::RecordBody body = history.submitted();
  if (GENERATE(true, false)) {
    body.mutable_submitted()->clear_regel();
  } else {
    body.mutable_submitted()->set_bundle_sha256("others");
  }
  history.accept(body);
  CHECK(history.broke(Rule::kPermitRecorded));
}

TEST_CASE("a message accepted twice is found", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  history.accept(history.submitted());
  CHECK(history.broke(Rule::kAcceptedOnce));
}

TEST_CASE("an end that the receiver did not give is found", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  history.deliver(1);
  if (GENERATE(true, false)) {
    history.receiver_says(v1::Settle::GEWEIGERD);  // otherwise it said nothing
  }
  history.settle();
  CHECK(history.broke(Rule::kOutcomeGiven));
}

TEST_CASE("an end of what was never sent is found", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  history.receiver_says(v1::Settle::AFGELEVERD);
  history.settle();
  CHECK(history.broke(Rule::kOutcomeGiven));
}

TEST_CASE("a second end and a delivery after the end are found", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  history.deliver(1);
  history.receiver_says(v1::Settle::AFGELEVERD);
  history.settle();
  REQUIRE_FALSE(history.oracle.breach());
  SECTION("end") {
    history.settle();
    CHECK(history.broke(Rule::kOneEnd));
  }
  SECTION("delivery") {
    history.deliver(2);
    CHECK(history.broke(Rule::kNothingAfterTheEnd));
  }
}

TEST_CASE("attempts that are not counted are found", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  history.deliver(1);
  history.deliver(1);
  CHECK(history.broke(Rule::kAttemptsCount));
}

TEST_CASE("a delivery of what was never accepted is found", "[simulation][oracle]") {
  History history;
  history.deliver(1);
  CHECK(history.broke(Rule::kPermitRecorded));
}

TEST_CASE("a message handed to the native side twice is found", "[simulation][oracle]") {
  History history;
  history.oracle.handed_over(history.letter->receiver, *history.letter);
  REQUIRE_FALSE(history.oracle.breach());
  history.oracle.handed_over(history.letter->receiver, *history.letter);
  CHECK(history.broke(Rule::kOnceAtNativeSide));
}

TEST_CASE("a gap between notices is found", "[simulation][oracle]") {
  History history;
  history.oracle.read_notice(history.letter->sender, 3, 1);
  CHECK(history.broke(Rule::kNoticesInOrder));
}

TEST_CASE("an audit finds a row that is missing", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  history.oracle.audit(history.store);
  REQUIRE_FALSE(history.oracle.breach());
  REQUIRE(history.store.commit({{store::queue_key(history.letter->receiver, {1, 1}), std::nullopt}}) ==
          store::CommitOutcome::kCommitted);
  if (GENERATE(true, false)) {
    history.oracle.audit(history.store);
    CHECK(history.broke(Rule::kViewsEqualJournal));
  } else {
    history.oracle.rebuild(history.store);
    CHECK(history.broke(Rule::kViewsRebuilt));
  }
}

TEST_CASE("a message that expires before its deadline, or by a clock that stepped, is found", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  const WallTime deadline{history.letter->draft.header.expires_unix_ms()};
  SECTION("before") {
    history.settle(v1::Notice::VERLOPEN, deadline + std::chrono::milliseconds(-1));
    CHECK(history.broke(Rule::kExpiredRightly));
  }
  SECTION("in time") {
    history.settle(v1::Notice::VERLOPEN, deadline);
    CHECK_FALSE(history.oracle.breach());
  }
  SECTION("by a clock that stepped") {
    history.stepped = true;
    history.oracle.turn_begins(std::chrono::hours(200), deadline, MonoTime(std::chrono::hours(2)), true);
    history.settle(v1::Notice::VERLOPEN, deadline);
    CHECK(history.broke(Rule::kClockDoubted));
  }
}

TEST_CASE("an alarm too early, twice or out of order is found", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  const auto raise = [&](v1::TermRecord::Step step, int days) {
    const WallTime at = test::kNow + std::chrono::hours(24 * days);
    history.commit([&](store::Turn& turn, store::Views&) { history.append(turn, history.clock("TRIAGE", step), at); },
                   at);
  };
  SECTION("early") {
    raise(v1::TermRecord::BIJNA, 4);
    CHECK(history.broke(Rule::kAlarmsInOrder));
  }
  SECTION("twice") {
    raise(v1::TermRecord::BIJNA, 5);
    REQUIRE_FALSE(history.oracle.breach());
    raise(v1::TermRecord::BIJNA, 5);
    CHECK(history.broke(Rule::kAlarmsInOrder));
  }
  SECTION("out of order") {
    raise(v1::TermRecord::TE_LAAT, 7);
    CHECK(history.broke(Rule::kAlarmsInOrder));
  }
  SECTION("ended by nothing") {
    raise(v1::TermRecord::GEHAALD, 1);
    CHECK(history.broke(Rule::kTermsAsRuled));
  }
}

TEST_CASE("an audit finds content outside the payload", "[simulation][oracle]") {
  History history;
  REQUIRE(history.store.commit({{std::string("\x12") + "mark", history.letter->canary}}) ==
          store::CommitOutcome::kCommitted);
  history.oracle.audit(history.store);
  CHECK(history.broke(Rule::kRefusedLeavesNothing));
}

TEST_CASE("a message that never ends, and an end that its sender was not told, are found", "[simulation][oracle]") {
  History history;
  history.accept(history.submitted());
  if (GENERATE(true, false)) {
    history.deliver(1);
    history.receiver_says(v1::Settle::AFGELEVERD);
    history.settle();
  }
  REQUIRE_FALSE(history.oracle.breach());
  history.oracle.judge_end({});
  CHECK(history.broke(Rule::kEverythingEnds));
}
