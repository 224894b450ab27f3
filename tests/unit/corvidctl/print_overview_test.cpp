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
  const std::string text = print(status_report(status));
  for (const char* part :
       {"0.1.0", "2026-11-23T19:04:05.123+01:00 (up 1h05m)", "keten version 3", "register version 9", "4711", "14",
        "15", "16", "1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009", "1010"}) {
    CHECK(contains(text, part));
  }
  CHECK(contains(text, std::string(64, 'a')));
  CHECK(contains(text, std::string(32, 'e')));
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
