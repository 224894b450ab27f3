#include "adapters/police/feedback.h"

#include <string>
#include <string_view>

#include "adapters/police/bvh.pb.h"
#include "adapters/translation/codes.h"
#include "adapters/translation/exchange.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::police {
namespace {

// Durable, but not for BVH: an operator looks.
gateway::Native alarm(const text::ReasonCatalogue& catalogue, std::string_view code, const std::string& path) {
  gateway::Native native;
  native.alarm = catalogue.fault(code, {{"veld", path}}, {path});
  return native;
}

bvh::Terugkoppeling record_of(const client::Received& received, const v1::TerugkoppelingKern& kern,
                              const std::string& bvh_number) {
  bvh::Terugkoppeling record;
  record.set_bvh_nummer(bvh_number);
  record.set_bericht_id(received.id.to_string());
  record.set_volgnummer(received.header.facts().volgnummer());
  if (received.case_facts.code() != v1::TerugkoppelingCode::ONBEPAALD) {
    record.set_code(static_cast<int>(received.case_facts.code()));
    record.set_tekst(received.statement.official_text());
  } else {
    record.set_status(v1::TerugkoppelingStatus::Value_Name(received.case_facts.status()));
  }
  record.set_datum_uitkomst(kern.datum_uitkomst());
  record.mutable_veilig_thuis()->set_oin(received.header.sender().oin());
  record.mutable_veilig_thuis()->set_naam(received.statement.sender_naam());
  if (kern.has_zicht_op_veiligheid_bij()) {
    *record.mutable_zicht_op_veiligheid_bij() = translation::from_payload(kern.zicht_op_veiligheid_bij());
  }
  return record;
}

}  // namespace

gateway::Translation<gateway::Native> feedback_of(const client::Received& received,
                                                  const gateway::Correlations& correlations,
                                                  const text::ReasonCatalogue& catalogue) {
  const gateway::Correlation* report = translation::parent_of(received, correlations);
  const translation::Findings findings = translation::check(received, report);
  if (!findings.empty()) {
    return findings.refusal(catalogue);
  }
  if (report == nullptr || !report->sent_by_us || report->type != v1::VT_MELDING) {
    return alarm(catalogue, translation::kUnknownReference, "in_reply_to");
  }
  const auto kern = translation::content<v1::TerugkoppelingKern>(received.sections, v1::TERUGKOPPELING_KERN);
  if (kern.identificatie_vt_melding() != report->native_id) {
    return alarm(catalogue, translation::kUnknownReference, "TERUGKOPPELING_KERN.identificatie_vt_melding");
  }
  const bool has_code = received.case_facts.code() != v1::TerugkoppelingCode::ONBEPAALD;
  if (has_code && received.statement.official_text().empty()) {
    return alarm(catalogue, translation::kUnknownText, "statement.official_text");
  }
  gateway::Native native;
  native.native_id = report->native_id;
  native.file_stem = "terugkoppeling-" + translation::file_safe(report->native_id) + "-" +
                     std::to_string(received.header.facts().volgnummer());
  native.bytes = translation::write_native(record_of(received, kern, report->native_id));
  return native;
}

}  // namespace corvid::police
