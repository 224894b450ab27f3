#include "adapters/corvidctl/reports.h"

#include <catch2/catch.hpp>

#include "adapters/corvidctl/json.h"
#include "adapters/corvidctl/print_message.h"
#include "tests/unit/corvidctl/samples.h"

namespace corvid::ctl {
namespace {

using test::contains;
using test::kAccepted;

v1::Queue& add_queue(v1::Queues& queues, const char* oin, std::uint64_t waiting, bool connected) {
  v1::Queue& queue = *queues.add_queue();
  queue.mutable_party()->set_oin(oin);
  queue.mutable_party()->set_role(v1::VEILIG_THUIS);
  queue.set_waiting(waiting);
  queue.set_connected(connected);
  return queue;
}

TEST_CASE("queues shows what is in use, connected or not, and counts what it leaves out", "[corvidctl]") {
  v1::Queues queues;
  add_queue(queues, "99000000000000201000", 3, false);
  add_queue(queues, "99000000000000202000", 0, true);
  add_queue(queues, "99000000000000203000", 0, false).set_notices(1);
  add_queue(queues, "99000000000000204000", 0, true).set_in_flight(1);
  const QueuesReport in_use = queues_report(queues, {kAccepted}, Shown::kInUse);
  REQUIRE(in_use.queue_size() == 3);
  CHECK(in_use.queue(0).party().oin() == "99000000000000201000");
  CHECK(in_use.queue(1).party().oin() == "99000000000000203000");
  CHECK(in_use.queue(2).party().oin() == "99000000000000204000");
  CHECK(in_use.empty_not_shown() == 1);
  const QueuesReport all = queues_report(queues, {kAccepted}, Shown::kAll);
  CHECK(all.queue_size() == 4);
  CHECK(all.empty_not_shown() == 0);
}

TEST_CASE("the oldest message has a moment and an age, never a negative one", "[corvidctl]") {
  test::local_zone();
  v1::Queues queues;
  add_queue(queues, "99000000000000201000", 1, false).set_oldest_unix_ms(kAccepted);
  const QueuesReport later = queues_report(queues, {kAccepted + 90'000}, Shown::kInUse);
  CHECK(later.queue(0).oldest_at() == "2026-11-23T19:04:05.123+01:00");
  CHECK(later.queue(0).oldest_age_seconds() == 90);
  CHECK(queues_report(queues, {kAccepted - 5000}, Shown::kInUse).queue(0).oldest_age_seconds() == 0);
}

TEST_CASE("the report of a message tells its whole life with times after acceptance", "[corvidctl]") {
  test::local_zone();
  const MessageReport report = message_report(test::sample_life());
  CHECK(report.id() == test::kMessage);
  CHECK(report.state() == "GEWEIGERD");
  CHECK(report.type() == "VT_MELDING");
  CHECK(report.conversation_place() == 3);
  CHECK(report.deadline_at() == "2026-11-28T19:04:05.123+01:00");
  CHECK(report.carried_over_in() == 0);
  CHECK(report.processed() == "NIET_VERWERKT");
  CHECK(report.conversation_id() == test::kMessage);
  CHECK(report.in_reply_to().empty());
  CHECK(report.final_after_ms() == 7250);
  CHECK(report.reference_tag().size() == 64);
  REQUIRE(report.event_size() == 7);
  const std::vector<std::string> kinds{"submitted", "delivered", "released", "delivered",
                                       "settled",   "destroyed", "processed"};
  for (int i = 0; i < report.event_size(); ++i) {
    CHECK(report.event(i).kind() == kinds[static_cast<std::size_t>(i)]);
  }
  CHECK(report.event(0).commit() == 4711);
  CHECK(report.event(3).attempt() == 2);
  CHECK(report.event(3).after_ms() == 6000);
  CHECK(report.event(4).outcome() == "GEWEIGERD");
  CHECK(report.event(5).bytes_destroyed() == 48'213);
  CHECK(report.decision().regel_size() == 2);
  CHECK(report.decision().bundle_sha256() == std::string(64, '5'));
}

TEST_CASE("a step of a clock says which clock, where it stands, who acts and until when", "[corvidctl]") {
  test::local_zone();
  v1::MessageLife life = test::sample_life();
  v1::LifeEvent& event = *life.add_event();
  event.set_number(108);
  event.mutable_body()->mutable_term()->set_step(v1::TermRecord::ONBEKEND);
  *event.mutable_body()->mutable_term()->mutable_row() = test::sample_term();
  event.mutable_body()->mutable_term()->mutable_row()->set_late(true);
  const MessageReport report = message_report(life);
  const EventReport& shown = report.event(7);
  CHECK(shown.kind() == "term");
  CHECK(shown.term().klok() == "TRIAGE");
  CHECK(shown.term().step() == "onbekend gebleven");
  CHECK(shown.term().bij().oin() == test::kVeiligThuisOin);
  CHECK(shown.term().due_until() == "2026-12-01T00:00:00.000+01:00");
  CHECK(shown.term().late());
}

TEST_CASE("a message whose first records are gone says which record stands for them", "[corvidctl]") {
  v1::MessageLife life = test::sample_life();
  life.mutable_event()->DeleteSubrange(0, 3);
  life.mutable_row()->set_base(4000);
  const MessageReport report = message_report(life);
  CHECK(!report.has_decision());
  CHECK(report.carried_over_in() == 4000);
  CHECK(contains(print(report), "in record 4000; the term of storage"));
  CHECK(!contains(print(message_report(test::sample_life())), "carried over"));
}

TEST_CASE("every kind of record has a name", "[corvidctl]") {
  const auto* kinds = v1::RecordBody::descriptor()->oneof_decl(0);
  for (int i = 0; i < kinds->field_count(); ++i) {
    v1::MessageLife life = test::sample_life();
    v1::RecordBody& body = *life.mutable_event(1)->mutable_body();
    body.Clear();
    body.GetReflection()->MutableMessage(&body, kinds->field(i));
    CHECK(message_report(life).event(1).kind() == kinds->field(i)->name());
  }
}

TEST_CASE("a row that was carried over shows where it stood", "[corvidctl]") {
  v1::MessageLife life = test::sample_life();
  life.mutable_event(1)->mutable_body()->mutable_carried()->mutable_message()->mutable_row()->set_state(
      v1::MessageRow::WACHT);
  *life.mutable_event(2)->mutable_body()->mutable_carried()->mutable_term() = test::sample_term();
  const MessageReport report = message_report(life);
  CHECK(report.event(1).outcome() == "WACHT");
  CHECK(report.event(2).term().step() == "loopt");
}

TEST_CASE("a message that was only ever refused counts from its first refusal", "[corvidctl]") {
  const MessageReport report = message_report(test::refused_life());
  CHECK(report.state() == "NIET_AANGENOMEN");
  CHECK(report.accepted_at().empty());
  CHECK(report.type() == "VT_MELDING");
  CHECK(report.sender().oin() == test::kPoliceOin);
  CHECK(!report.has_decision());
  REQUIRE(report.event_size() == 2);
  CHECK(report.event(0).after_ms() == 0);
  CHECK(report.event(1).after_ms() == 8000);
  REQUIRE(report.event(0).refusal().fault_size() == 2);
  CHECK(report.event(0).refusal().bijna(0).ontbreekt(0) == "NIET_BEOORDEELD");
}

TEST_CASE("facts of the message are never shown", "[corvidctl]") {
  for (const v1::MessageLife& life : {test::sample_life(), test::expired_life(), test::refused_life()}) {
    const MessageReport report = message_report(life);
    CHECK(!contains(to_json(report), "0363"));
    CHECK(!contains(print(report), "0363"));
    CHECK(!contains(to_json(report), "geheimhouding"));
  }
}

TEST_CASE("an id that is no message id is shown in hexadecimal", "[corvidctl]") {
  v1::MessageLife life = test::sample_life();
  life.mutable_row()->mutable_traffic()->set_in_reply_to(std::string(3, '\x0A'));
  CHECK(message_report(life).in_reply_to() == "0a0a0a");
}

TEST_CASE("a record of a kind that this program does not know is still listed", "[corvidctl]") {
  v1::MessageLife life = test::sample_life();
  life.mutable_event(1)->clear_body();
  const MessageReport report = message_report(life);
  CHECK(report.event(1).kind() == "unknown");
  CHECK(report.event(1).number() == 102);
}

}  // namespace
}  // namespace corvid::ctl
