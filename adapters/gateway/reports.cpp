#include "adapters/gateway/reports.h"

#include <google/protobuf/util/json_util.h>

#include "adapters/gateway/reports.pb.h"
#include "proto/base/check.h"
#include "proto/base/hex.h"

namespace corvid::gateway {
namespace {

std::string json_of(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;  // the field's own words, as in the documents
  std::string json;
  // Fails only for a message that is not well formed, which a message of our own making always is.
  CORVID_CHECK(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  if (!json.ends_with('\n')) {
    json += '\n';
  }
  return json;
}

const char* word_of(OutState state) {
  switch (state) {
    case OutState::kPending:
      return "";
    case OutState::kAccepted:
      return "opgeslagen";
    case OutState::kRefused:
    case OutState::kRefusedByReceiver:
      return "geweigerd";
    case OutState::kDelivered:
      return "afgeleverd";
    case OutState::kExpired:
      return "verlopen";
  }
  return "";
}

const char* word_of(Processing processing) {
  switch (processing) {
    case Processing::kUnknown:
      return "";
    case Processing::kProcessed:
      return "verwerkt";
    case Processing::kNotProcessed:
      return "niet_verwerkt";
    case Processing::kNotToldInTime:
      return "onbekend";
  }
  return "";
}

}  // namespace

std::string receipt_json(const v1::Accepted& accepted) {
  reports::ReceiptReport report;
  const auto id = MessageId::from_bytes(accepted.message_id());
  if (id.ok()) {
    report.set_bericht_id(id.value().to_string());
  }
  report.set_opgeslagen_op(to_iso8601({accepted.accepted_unix_ms()}));
  *report.mutable_ontvanger() = accepted.receiver();
  report.set_doel(accepted.purpose());
  report.set_grondslag(accepted.legal_basis());
  *report.mutable_regel() = accepted.regel();
  report.set_bundel_sha256(to_hex(accepted.bundle_sha256()));
  *report.mutable_opmerking() = accepted.opmerking();
  return json_of(report);
}

std::string reason_json(const std::optional<MessageId>& id, std::string_view by, const v1::Refusal& refusal,
                        WallTime at) {
  reports::ReasonReport report;
  if (id) {
    report.set_bericht_id(id->to_string());
  }
  const WallTime decided{refusal.decided_unix_ms()};
  report.set_geweigerd_op(to_iso8601(decided.unix_ms > 0 ? decided : at));
  report.set_geweigerd_door(std::string(by));
  *report.mutable_fout() = refusal.fault();
  *report.mutable_bijna() = refusal.bijna();
  report.set_bundel_sha256(to_hex(refusal.bundle_sha256()));
  return json_of(report);
}

Result<std::string> status_json(const OutboxEntry& entry) {
  reports::StatusReport report;
  report.set_bericht_id(entry.accepted_id.value_or(entry.id).to_string());
  report.set_status(word_of(entry.state));
  if (is_final(entry.state)) {
    report.set_status_op(to_iso8601(entry.final_at));
  } else {
    v1::Receipt receipt;
    if (!receipt.ParseFromString(entry.receipt)) {
      return Error{Errc::kCorrupt, "ledger: the receipt of " + entry.id.to_string() + " cannot be read"};
    }
    report.set_status_op(to_iso8601({receipt.accepted().accepted_unix_ms()}));
  }
  report.set_verwerking(word_of(entry.processing));
  if (entry.processing != Processing::kUnknown) {
    report.set_verwerking_op(to_iso8601(entry.processing_at));
  }
  v1::Refusal refusal;
  if (!refusal.ParseFromString(entry.final_refusal)) {
    return Error{Errc::kCorrupt, "ledger: the refusal of " + entry.id.to_string() + " cannot be read"};
  }
  *report.mutable_fout() = refusal.fault();
  return json_of(report);
}

std::string alarm_json(const std::vector<Alarm>& alarms) {
  reports::AlarmReport report;
  for (const Alarm& alarm : alarms) {
    const auto id = MessageId::from_bytes(alarm.message_id);
    report.set_bericht_id(id.ok() ? id.value().to_string() : to_hex(alarm.message_id));
    report.add_code(alarm.code);
    report.set_tijdstip(to_iso8601(alarm.at));
  }
  return json_of(report);
}

}  // namespace corvid::gateway
