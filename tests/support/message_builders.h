// One valid message of each type, for tests that change one thing and see what happens.
//
// A sample is what its sender asserts: header with facts, case facts, and a section table with the type's label set
// (zero commitments: envelope::build makes real ones). `parent` is the message it answers, when it answers one; a test
// that asks the policy puts it into Verified, a test that asks the router lets the router have accepted it before.
// Times are before kNow; parties have OINs with prefix 99.
//
// Ownership: values. Threads: any. Errors: none.
#pragma once

#include <optional>
#include <vector>

#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/corvid/v1/envelope.pb.h"
#include "proto/corvid/v1/facts.pb.h"

namespace corvid::test {

inline constexpr WallTime kNow{1'795'428'000'000};  // 2026-11-23T10:00:00Z, a Monday
inline constexpr char kGemeentecode[] = "0599";

struct ParentSample {
  MessageId id;
  v1::MessageType type = v1::MESSAGE_TYPE_ONBEPAALD;
  v1::PartyRef sender;
  v1::PartyRef receiver;
};

struct MessageSample {
  v1::Header header;
  v1::CaseFacts case_facts;
  std::optional<ParentSample> parent;
};

// The connection point number `number` of a role; the same arguments give the same party.
[[nodiscard]] v1::PartyRef party(v1::Role role, int number = 1);
// Distinct UUIDv7 ids, in order of `number`.
[[nodiscard]] MessageId message_id(int number);

[[nodiscard]] MessageSample vt_melding();      // POLITIE to VEILIG_THUIS, reviewed
[[nodiscard]] MessageSample om_melding();      // OM to VEILIG_THUIS
[[nodiscard]] MessageSample halt_melding();    // HALT to VEILIG_THUIS
[[nodiscard]] MessageSample terugkoppeling();  // VEILIG_THUIS to POLITIE, code 1, on a VT_MELDING
[[nodiscard]] MessageSample overdracht();      // VEILIG_THUIS to LOKAAL_TEAM, DIRECT, derived from a report
[[nodiscard]] MessageSample overdracht_na_interventie();
[[nodiscard]] MessageSample overdracht_antwoord();  // LOKAAL_TEAM to VEILIG_THUIS, AANVAARD
[[nodiscard]] MessageSample terugmelding();         // LOKAAL_TEAM to VEILIG_THUIS, on an OVERDRACHT
[[nodiscard]] MessageSample informatieverzoek();    // VEILIG_THUIS to RAAD, BEKENDHEID
[[nodiscard]] MessageSample informatieantwoord();   // RAAD to VEILIG_THUIS
// All of the above.
[[nodiscard]] std::vector<MessageSample> all_samples();

// The label set of a type as fields.md gives it, in order.
[[nodiscard]] std::vector<v1::Label> label_set(v1::MessageType type);
// Replaces the section table.
void set_labels(v1::Header& header, const std::vector<v1::Label>& labels);

}  // namespace corvid::test
