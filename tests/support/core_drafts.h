// The two smallest messages that the shipped rules let pass, for tests of what the router does with any message: a
// report by HALT to the Veilig Thuis of Rotterdam, and the feedback on it.
#pragma once

#include <string>
#include <vector>

#include "proto/base/check.h"
#include "tests/support/core_world.h"

namespace corvid::test {

inline envelope::Draft report_draft(v1::JaNee acuut = v1::NEE, const std::string& gemeentecode = "0599") {
  envelope::Draft draft;
  draft.header.set_type(v1::VT_MELDING);
  draft.header.set_purpose("VT_MELDING");
  draft.header.set_legal_basis("WMO_5_2_6");
  v1::Facts& facts = *draft.header.mutable_facts();
  facts.set_volledig(v1::JA);
  facts.set_gemeentecode(gemeentecode);
  facts.set_gemeentecode_grond(v1::GemeentecodeGrond::WOONPLAATS);
  facts.set_bron_soort(v1::BronSoort::HALT);
  facts.set_datum_signaal("2026-11-17");
  draft.case_facts.set_acuut(acuut);
  if (acuut == v1::JA) {
    draft.case_facts.set_crisisdienst_gebeld(v1::JA);
  }
  for (int label = v1::MELDING_KERN; label <= v1::MELDING_BIJLAGEN; ++label) {
    draft.sections.push_back({static_cast<v1::Label>(label), "sealed words"});
  }
  return draft;
}

inline envelope::Draft feedback_draft(const std::string& report_id,
                                      v1::TerugkoppelingCode::Value code = v1::TerugkoppelingCode::CODE_1) {
  envelope::Draft draft;
  draft.header.set_type(v1::TERUGKOPPELING);
  draft.header.set_purpose("TERUGKOPPELING_MELDER");
  draft.header.set_legal_basis("WMO_4_1_1_LID_2_G");
  draft.header.set_in_reply_to(report_id);
  draft.header.set_conversation_id(report_id);
  v1::Facts& facts = *draft.header.mutable_facts();
  facts.set_volledig(v1::JA);
  facts.set_volgnummer(1);
  facts.set_moment(v1::Moment::NA_TRIAGE);
  draft.case_facts.set_acuut(v1::NEE);
  draft.case_facts.set_code(code);
  draft.sections = {{v1::TERUGKOPPELING_KERN, "sealed words"}};
  return draft;
}

// Sends a report and returns its envelope; it waits at vt_rotterdam.
inline std::string report(CoreWorld& world, const std::string& reference = "H-1") {
  Peer& halt = world.peer("halt");
  if (world.core().sessions().by_party(halt.id) == nullptr) {
    world.connect(halt);
  }
  std::string envelope = world.seal(halt, world.peer("vt_rotterdam"), report_draft(), reference);
  const Told told = world.submit(halt, envelope);
  CORVID_CHECK(told.receipts.size() == 1 && told.receipts.front().has_accepted());
  return envelope;
}

inline MessageId id_of(const std::string& envelope) {
  auto id = MessageId::from_bytes(CoreWorld::message_id_of(envelope));
  CORVID_CHECK(id.ok());
  return *id;
}

inline std::vector<std::string> codes(const v1::Refusal& refusal) {
  std::vector<std::string> codes;
  for (const v1::Fault& fault : refusal.fault()) {
    codes.push_back(fault.code());
  }
  return codes;
}

}  // namespace corvid::test
