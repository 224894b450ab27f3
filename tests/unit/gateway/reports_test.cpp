#include "adapters/gateway/reports.h"

#include <google/protobuf/util/json_util.h>

#include <catch2/catch.hpp>

#include <array>

#include "adapters/gateway/reports.pb.h"

namespace corvid::gateway {
namespace {

const WallTime kThen{1'700'000'000'123};

MessageId some_id() {
  std::array<std::uint8_t, 10> random{};
  random.fill(9);
  return MessageId::make(kThen.unix_ms, random);
}

template <typename Report>
Report parsed(const std::string& json) {
  Report report;
  REQUIRE(google::protobuf::util::JsonStringToMessage(json, &report).ok());
  return report;
}

v1::Receipt accepted_receipt() {
  v1::Receipt receipt;
  auto* accepted = receipt.mutable_accepted();
  accepted->set_message_id(std::string(some_id().bytes()));
  accepted->set_accepted_unix_ms(kThen.unix_ms);
  accepted->mutable_receiver()->set_oin("99000000000000000002");
  accepted->mutable_receiver()->set_role(v1::VEILIG_THUIS);
  accepted->set_purpose("VT_MELDING");
  accepted->set_legal_basis("grondslag");
  accepted->add_regel("regel-1");
  accepted->set_bundle_sha256("\x01\xff");
  accepted->add_opmerking()->set_code("TE_LAAT");
  return receipt;
}

TEST_CASE("the provision record names message, time, receiver, purpose, legal basis, rules and bundle", "[gateway]") {
  const std::string json = receipt_json(accepted_receipt().accepted());
  CHECK(json ==
        "{\n"
        " \"bericht_id\": \"" +
            some_id().to_string() +
            "\",\n"
            " \"opgeslagen_op\": \"2023-11-14T22:13:20.123Z\",\n"
            " \"ontvanger\": {\n"
            "  \"oin\": \"99000000000000000002\",\n"
            "  \"role\": \"VEILIG_THUIS\"\n"
            " },\n"
            " \"doel\": \"VT_MELDING\",\n"
            " \"grondslag\": \"grondslag\",\n"
            " \"regel\": [\n"
            "  \"regel-1\"\n"
            " ],\n"
            " \"bundel_sha256\": \"01ff\",\n"
            " \"opmerking\": [\n"
            "  {\n"
            "   \"code\": \"TE_LAAT\"\n"
            "  }\n"
            " ]\n"
            "}\n");
}

TEST_CASE("a reason carries all faults in their order, who refused, and the near misses", "[gateway]") {
  v1::Refusal refusal;
  refusal.set_decided_unix_ms(kThen.unix_ms);
  auto* fault = refusal.add_fault();
  fault->set_code("NIET_BEOORDEELD");
  fault->set_klasse(v1::BELEID);
  fault->set_reden("Reden.");
  fault->set_herstel("Herstel.");
  fault->set_verwijzing("S002-22");
  fault->add_veld("facts.beoordeling");
  refusal.add_fault()->set_code("GEEN_REGEL");
  refusal.add_bijna()->set_regel("regel-2");
  const auto report = parsed<reports::ReasonReport>(reason_json(some_id(), "router", refusal, {}));
  CHECK(report.bericht_id() == some_id().to_string());
  CHECK(report.geweigerd_op() == "2023-11-14T22:13:20.123Z");
  CHECK(report.geweigerd_door() == "router");
  REQUIRE(report.fout_size() == 2);
  CHECK(report.fout(0).SerializeAsString() == refusal.fault(0).SerializeAsString());
  CHECK(report.fout(1).code() == "GEEN_REGEL");
  CHECK(report.bijna(0).regel() == "regel-2");
}

TEST_CASE("a file that never became a message has a reason without an id and with the time of refusal", "[gateway]") {
  const auto report = parsed<reports::ReasonReport>(reason_json(std::nullopt, "adapter", {}, kThen));
  CHECK(report.bericht_id().empty());
  CHECK(report.geweigerd_op() == "2023-11-14T22:13:20.123Z");
}

TEST_CASE("a status says what is known and nothing more", "[gateway]") {
  OutboxEntry entry;
  entry.id = some_id();
  entry.state = OutState::kAccepted;
  entry.receipt = accepted_receipt().SerializeAsString();
  const auto status = [&entry] { return parsed<reports::StatusReport>(status_json(entry).value()); };
  CHECK(status().status() == "opgeslagen");
  CHECK(status().status_op() == "2023-11-14T22:13:20.123Z");
  CHECK(status().verwerking().empty());

  entry.final_at = kThen;
  entry.state = OutState::kDelivered;
  CHECK(status().status() == "afgeleverd");
  entry.state = OutState::kExpired;
  CHECK(status().status() == "verlopen");
  entry.state = OutState::kRefusedByReceiver;
  v1::Refusal refusal;
  refusal.add_fault()->set_code("ONTVANGER_WEIGERT");
  entry.final_refusal = refusal.SerializeAsString();
  CHECK(status().status() == "geweigerd");
  CHECK(status().fout(0).code() == "ONTVANGER_WEIGERT");

  entry.processing = Processing::kNotProcessed;
  entry.processing_at = kThen;
  CHECK(status().verwerking() == "niet_verwerkt");
  CHECK(status().verwerking_op() == "2023-11-14T22:13:20.123Z");
  entry.processing = Processing::kProcessed;
  CHECK(status().verwerking() == "verwerkt");
  entry.processing = Processing::kNotToldInTime;
  CHECK(status().verwerking() == "onbekend");
  CHECK(status().verwerking_op() == "2023-11-14T22:13:20.123Z");
}

TEST_CASE("stored bytes that cannot be read are named, not shown", "[gateway]") {
  OutboxEntry entry;
  entry.id = some_id();
  entry.state = OutState::kAccepted;
  entry.receipt = "\xff\xff";
  CHECK(status_json(entry).error().code == Errc::kCorrupt);
}

TEST_CASE("an alarm names the message and its codes", "[gateway]") {
  const std::string id(some_id().bytes());
  const auto report =
      parsed<reports::AlarmReport>(alarm_json({{id, "NIET_BEOORDEELD", kThen}, {id, "HANDTEKENING_ONGELDIG", kThen}}));
  CHECK(report.bericht_id() == some_id().to_string());
  CHECK(report.code_size() == 2);
}

}  // namespace
}  // namespace corvid::gateway
