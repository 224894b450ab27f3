#include "adapters/corvidctl/print_overview.h"

#include <catch2/catch.hpp>

#include "adapters/corvidctl/reports.h"
#include "adapters/corvidctl/table.h"
#include "tests/unit/corvidctl/samples.h"

namespace corvid::ctl {
namespace {

using test::contains;
using test::kAccepted;
using test::lines_of;

TEST_CASE("status shows everything the router says", "[corvidctl]") {
  test::local_zone();
  v1::Status status;
  status.set_version("0.1.0");
  status.set_started_unix_ms(kAccepted);
  status.set_now_unix_ms(kAccepted + 3'900'000);
  status.set_uptime_seconds(3'900);
  status.set_bundle_id("keten");
  status.set_bundle_version(3);
  status.set_bundle_sha256(std::string(64, 'a'));
  status.set_register_id("register");
  status.set_register_version(9);
  status.set_commit(4711);
  status.set_epoch(std::string(32, 'e'));
  status.set_sessions(14);
  status.set_queued(15);
  status.set_in_flight(16);
  v1::Counters& counters = *status.mutable_counters();
  counters.set_accepted(1001);
  counters.set_refused(1002);
  counters.set_duplicates(1003);
  counters.set_delivered(1004);
  counters.set_settled(1005);
  counters.set_released(1006);
  counters.set_frames_dropped(1007);
  counters.set_keys_refused(1008);
  counters.set_identities_refused(1009);
  counters.set_busy(1010);
  counters.set_expired(1011);
  counters.set_foreign_settles(1012);
  status.set_terms_running(17);
  status.set_terms_overdue(18);
  status.set_room_bytes(78'300'000'000);
  status.set_taking_in(true);
  status.set_unscrubbed_since_unix_ms(kAccepted + 300'000);
  status.set_record_first(19);
  status.set_record_next(4800);
  const std::string text = print(status_report(status));
  for (const char* part : {"0.1.0",
                           "2026-11-23T19:04:05.123+01:00 (up 1h05m)",
                           "keten version 3",
                           "register version 9",
                           "4711",
                           "14",
                           "15",
                           "16",
                           "1001",
                           "1002",
                           "1003",
                           "1004",
                           "1005",
                           "1006",
                           "1007",
                           "1008",
                           "1009",
                           "1010",
                           "1011",
                           "1012",
                           "17 running, 18 overdue",
                           "78.3 GB left; new messages are taken in",
                           "19 to 4799",
                           "may be in files of the store, since 2026-11-23T19:09:05.123+01:00 (1h00m ago)"}) {
    CHECK(contains(text, part));
  }
  CHECK(contains(text, std::string(64, 'a')));
  CHECK(contains(text, std::string(32, 'e')));
}

// Of a router that is well.
v1::Status well() {
  v1::Status status;
  status.set_now_unix_ms(kAccepted);
  status.set_started_unix_ms(kAccepted);
  status.set_taking_in(true);
  status.set_room_bytes(5'000'000'000);
  status.set_terms_running(3);
  status.set_record_first(1);
  status.set_record_next(1);
  return status;
}

TEST_CASE("a router that is well asks for no attention", "[corvidctl]") {
  const std::string text = print(status_report(well()));
  CHECK(!contains(text, "NEEDS ATTENTION"));
  CHECK(status_report(well()).attention().empty());
  CHECK(contains(text, "in no file of the store"));
  CHECK(contains(text, "none"));
}

TEST_CASE("what needs attention stands before everything else, all of it", "[corvidctl]") {
  v1::Status status = well();
  status.set_taking_in(false);
  status.set_room_bytes(512'000'000);
  status.set_clock_doubted(true);
  status.set_unscrubbed_since_unix_ms(kAccepted - 90'000'000);
  status.set_terms_overdue(2);
  const StatusReport report = status_report(status);
  REQUIRE(report.attention_size() == 4);
  CHECK(contains(report.attention(0), "new messages are turned away: the store's disk has only 512.0 MB left"));
  CHECK(contains(report.attention(1), "the router's clock stepped"));
  CHECK(contains(report.attention(2), "content destroyed 1d01h ago may still be in files of the store"));
  CHECK(contains(report.attention(3), "terms overdue: 2; see corvidctl terms --alarms"));
  const std::string text = print(report);
  CHECK(lines_of(text).front() == "NEEDS ATTENTION");
  CHECK(contains(text, "512.0 MB left; new messages are turned away"));
  CHECK(contains(text, "(doubted: it stepped)"));
  for (const std::string& line : lines_of(text)) {
    CHECK(display_width(line) <= kColumnsMax);
  }
}

TEST_CASE("destroyed content asks for attention only after a scrub must have failed", "[corvidctl]") {
  constexpr std::int64_t kHour = 3'600'000;
  v1::Status status = well();
  status.set_unscrubbed_since_unix_ms(kAccepted - 13 * kHour + 1000);
  CHECK(status_report(status).attention().empty());
  status.set_unscrubbed_since_unix_ms(kAccepted - 13 * kHour);
  CHECK(status_report(status).attention_size() == 1);
}

v1::Term a_term(const char* id, const char* klok, v1::TermRecord::Step step) {
  v1::Term term;
  term.set_id(id);
  term.set_klok(klok);
  term.set_titel(std::string("Titel van ") + klok);
  term.mutable_bij()->set_oin(test::kVeiligThuisOin);
  term.mutable_bij()->set_role(v1::VEILIG_THUIS);
  term.set_naam("Veilig Thuis Rotterdam-Rijnmond");
  term.set_step(step);
  term.set_begun_unix_ms(kAccepted);
  term.set_overdue_unix_ms(test::kMidnight);
  return term;
}

TEST_CASE("terms shows each clock with who acts, and what each kind of clock is about once", "[corvidctl]") {
  test::local_zone();
  v1::Terms terms;
  *terms.add_term() = a_term(test::kMessage, "KENNISGEVING_GI_ANTWOORD", v1::TermRecord::TE_LAAT);
  *terms.add_term() = a_term(test::kMessage, "TRIAGE", v1::TermRecord::VANDAAG);
  *terms.add_term() = a_term("019365f0-0000-7000-8000-000000000002", "TRIAGE", v1::TermRecord::BEGONNEN);
  terms.mutable_term(2)->clear_naam();
  const std::string text = print(terms_report(terms, {kAccepted + 187'200'000}, Clocks::kAll));
  const std::vector<std::string> lines = lines_of(text);
  for (const std::string& line : lines) {
    INFO(line);
    CHECK(display_width(line) <= kColumnsMax);
  }
  CHECK(contains(lines[1], "019365f0-0000-7000-8000-000000000001  KENNISGEVING_"));
  CHECK(contains(lines[1], "te laat"));
  for (const char* part : {"2d04h", "2026-12-01T00:00:00.000+01:00", "vandaag", "loopt", "Rijnmond"}) {
    CHECK(contains(text, part));
  }
  const std::size_t first = text.find("Titel van TRIAGE");
  CHECK(first != std::string::npos);
  CHECK(text.find("Titel van TRIAGE", first + 1) == std::string::npos);
  CHECK(!contains(text, "there are more"));
}

TEST_CASE("a party or clock that is gone meanwhile says so", "[corvidctl]") {
  v1::Terms terms;
  *terms.add_term() = a_term(test::kMessage, "TRIAGE", v1::TermRecord::BEGONNEN);
  terms.mutable_term(0)->clear_naam();
  terms.mutable_term(0)->clear_titel();
  const std::string text = print(terms_report(terms, {kAccepted}, Clocks::kAll));
  CHECK(contains(text, "not in the register"));
  CHECK(contains(text, "TRIAGE  not in the active policy bundle"));
}

TEST_CASE("more clocks than are listed is said, and how to see fewer", "[corvidctl]") {
  v1::Terms terms;
  *terms.add_term() = a_term(test::kMessage, "TRIAGE", v1::TermRecord::BIJNA);
  terms.set_more(true);
  CHECK(lines_of(print(terms_report(terms, {kAccepted}, Clocks::kAll))).back() ==
        "there are more than these 1, all less urgent (--alarms)");
  CHECK(lines_of(print(terms_report(terms, {kAccepted}, Clocks::kAlarms))).back() ==
        "there are more than these 1, all less urgent");
}

TEST_CASE("no clock is said in words", "[corvidctl]") {
  CHECK(print(terms_report({}, {0}, Clocks::kAll)) == "no clock runs\n");
  CHECK(print(terms_report({}, {0}, Clocks::kAlarms)) == "no clock is near its end or past it\n");
}

TEST_CASE("the queues of parties with long names fit 120 columns with whole OINs", "[corvidctl]") {
  v1::Queues queues;
  v1::Queue& queue = *queues.add_queue();
  queue.mutable_party()->set_oin(test::kVeiligThuisOin);
  queue.mutable_party()->set_role(v1::JEUGDINTERVENTIE);
  queue.set_naam("Stichting Veilig Thuis Noord- en Midden-Súdwest-Fryslân en de Waddeneilanden, afdeling meldingen");
  queue.set_waiting(200'000);
  queue.set_in_flight(512);
  queue.set_oldest_unix_ms(kAccepted);
  queue.set_notices(1'000'000);
  const std::string text = print(queues_report(queues, {kAccepted + 252'000}, Shown::kInUse));
  for (const std::string& line : lines_of(text)) {
    CHECK(display_width(line) <= kColumnsMax);
  }
  for (const char* part : {test::kVeiligThuisOin, "JEUGDINTERVENTIE", "200000", "512", "4m12s", "1000000", "no"}) {
    CHECK(contains(text, part));
  }
}

TEST_CASE("no queue in use is said in words, and how many are empty", "[corvidctl]") {
  v1::Queues queues;
  queues.add_queue()->mutable_party()->set_oin(test::kPoliceOin);
  CHECK(print(queues_report(queues, {0}, Shown::kInUse)) ==
        "nothing waits, is under way or is unread\n1 empty, not shown (--all)\n");
}

TEST_CASE("parties fit 120 columns and show keys, connection and software", "[corvidctl]") {
  v1::Parties parties;
  v1::PartyState& party = *parties.add_party();
  party.mutable_party()->set_oin(test::kVeiligThuisOin);
  party.mutable_party()->set_role(v1::JEUGDINTERVENTIE);
  party.set_naam("Stichting Veilig Thuis Noord- en Midden-Fryslân, afdeling meldingen");
  party.set_regio("Fryslân en de Waddeneilanden");
  party.set_status("BUITEN_GELDIGHEID");
  party.set_transport_keys(2);
  party.set_signing_keys(1);
  party.set_connected(true);
  party.set_connected_since_unix_ms(kAccepted);
  party.set_last_seen_unix_ms(kAccepted + 187'199'000);
  party.set_software("corvid-adapter 0.1.0 (veilig_thuis)");
  parties.add_party()->mutable_party()->set_oin(test::kPoliceOin);
  const std::string text = print(parties_report(parties, {kAccepted + 187'200'000}));
  for (const std::string& line : lines_of(text)) {
    CHECK(display_width(line) <= kColumnsMax);
  }
  for (const char* part : {test::kVeiligThuisOin, test::kPoliceOin, "JEUGDINTERVENTIE", "BUITEN_GELDIGHEID", "2/1",
                           "2d04h", "1.0 s", "0/0", "no"}) {
    CHECK(contains(text, part));
  }
}

TEST_CASE("an empty register is said in words", "[corvidctl]") {
  CHECK(print(parties_report({}, {0})) == "the register is empty\n");
}

}  // namespace
}  // namespace corvid::ctl
