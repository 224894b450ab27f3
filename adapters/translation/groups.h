// The groups that every native format shares, to and from the payload: persons, contacts, organisations, attachments.
//
// In a native file persons refer to each other by a mark of their own; in a section by their place in the list.
// Ownership: values. Threads: any. Errors: findings with paths of the native file.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/translation/findings.h"
#include "adapters/translation/groups.pb.h"
#include "adapters/translation/paths.h"
#include "proto/base/ids.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::translation {

// A person of a native file on its way into a section.
struct Entry {
  enum class ForeignRelations {
    kFault,    // a relation with someone who is not in the same section cannot be sent: tell
    kLeftOut,  // it stands with the same person in another section
  };
  const Persoon* person = nullptr;
  std::string path;  // of the person in the file
  std::string rol;   // in this section
  ForeignRelations foreign_relations = ForeignRelations::kFault;
};
[[nodiscard]] std::vector<Entry> entries_of(const google::protobuf::RepeatedPtrField<Persoon>& persons,
                                            const std::string& path);

struct PersonsTranslated {
  v1::Personen persons;
  Findings findings;
};
[[nodiscard]] PersonsTranslated to_section(const std::vector<Entry>& entries);
// So that a fault in a section's person names the native field.
void add_person_paths(Paths& paths, v1::Label label, const std::vector<Entry>& entries);

// Marks are P1, P2, ... by place.
[[nodiscard]] google::protobuf::RepeatedPtrField<Persoon> from_section(const v1::Personen& persons);

[[nodiscard]] v1::Adres to_payload(const Adres& address);
[[nodiscard]] Adres from_payload(const v1::Adres& payload);
[[nodiscard]] v1::Contact to_payload(const Contact& contact);
[[nodiscard]] Contact from_payload(const v1::Contact& payload);
[[nodiscard]] v1::Organisatie to_payload(const Organisatie& organisation);
[[nodiscard]] Organisatie from_payload(const v1::Organisatie& payload);
[[nodiscard]] v1::Bijlagen to_payload(const google::protobuf::RepeatedPtrField<Bijlage>& attachments);
[[nodiscard]] google::protobuf::RepeatedPtrField<Bijlage> from_payload(const v1::Bijlagen& payload);
[[nodiscard]] v1::Geboortedatum to_payload(const Geboren& born);
[[nodiscard]] Geboren from_payload(const v1::Geboortedatum& payload);
// False when the length of the date does not fit what it says is missing.
[[nodiscard]] bool consistent(const Geboren& born);

// A time that is absent is 0. Finer than a millisecond is cut off.
[[nodiscard]] std::int64_t to_unix_ms(const google::protobuf::Timestamp& time);
[[nodiscard]] google::protobuf::Timestamp to_timestamp(std::int64_t unix_ms);

}  // namespace corvid::translation
