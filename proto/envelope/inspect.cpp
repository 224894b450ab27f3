#include "proto/envelope/inspect.h"

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/envelope/commitment.h"
#include "proto/envelope/digest.h"
#include "proto/envelope/invalid_text.h"
#include "proto/envelope/signing.h"

namespace corvid::envelope {
namespace {

using Faults = std::vector<FormFault>;

constexpr std::size_t kKeyIdBytes = 16;
constexpr std::size_t kSaltBytes = 32;

void unreadable(Faults& faults, std::string path) { faults.push_back({"BERICHT_ONLEESBAAR", std::move(path), {}}); }

void too_long(Faults& faults, std::string path, std::size_t bytes, std::size_t maximum) {
  if (bytes > maximum) {
    faults.push_back({"VELD_TE_LANG", std::move(path), {{"maximum", std::to_string(maximum) + " bytes"}}});
  }
}

void expect_bytes(Faults& faults, std::string path, std::size_t bytes, std::size_t expected) {
  if (bytes != expected) {
    unreadable(faults, std::move(path));
  }
}

void expect_message_id(Faults& faults, std::string path, std::string_view bytes) {
  if (!MessageId::from_bytes(bytes).ok()) {
    unreadable(faults, std::move(path));
  }
}

void expect_optional_message_id(Faults& faults, std::string path, std::string_view bytes) {
  if (!bytes.empty()) {
    expect_message_id(faults, std::move(path), bytes);
  }
}

void expect_party(Faults& faults, const std::string& path, const v1::PartyRef& party) {
  if (!is_oin(party.oin())) {
    unreadable(faults, path + ".oin");
  }
  if (party.role() == v1::ROLE_ONBEPAALD || !v1::Role_IsValid(party.role())) {
    unreadable(faults, path + ".role");
  }
}

// Paths begin in the header, where almost every fault is: "facts.kader", "section[2].label".
std::string below(const std::string& path, const std::string& field) {
  return path.empty() ? field : path + "." + field;
}

// No field exists that is not in the schema: one that we do not know could change what the message means.
void refuse_unknown_fields(Faults& faults, const std::string& path, const google::protobuf::Message& message) {
  struct Open {
    const google::protobuf::Message* message;
    std::string path;
  };
  std::vector<Open> worklist{{&message, path}};
  for (std::size_t i = 0; i < worklist.size() && faults.size() < limits::kFaultsMax; ++i) {
    const Open open = worklist[i];
    const auto* reflection = open.message->GetReflection();
    const auto& unknown = reflection->GetUnknownFields(*open.message);
    for (int j = 0; j < unknown.field_count() && faults.size() < limits::kFaultsMax; ++j) {
      unreadable(faults, below(open.path, "#" + std::to_string(unknown.field(j).number())));
    }
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    reflection->ListFields(*open.message, &fields);
    for (const auto* field : fields) {
      if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
        continue;
      }
      if (!field->is_repeated()) {
        worklist.push_back({&reflection->GetMessage(*open.message, field), below(open.path, field->name())});
        continue;
      }
      for (int j = 0; j < reflection->FieldSize(*open.message, field); ++j) {
        worklist.push_back({&reflection->GetRepeatedMessage(*open.message, field, j),
                            below(open.path, field->name()) + "[" + std::to_string(j) + "]"});
      }
    }
  }
}

template <typename Message>
bool parse_part(Faults& faults, const std::string& path, const std::string& bytes, Message& message) {
  for (const std::string& field : invalid_text_paths(*Message::descriptor(), bytes)) {
    faults.push_back({"TEKENS_ONGELDIG", below(path, field), {}});
  }
  if (!faults.empty()) {
    return false;
  }
  if (!message.ParseFromString(bytes)) {
    unreadable(faults, path.empty() ? "header" : path);
    return false;
  }
  refuse_unknown_fields(faults, path, message);
  return true;
}

void check_identity(Faults& faults, const v1::Header& header) {
  if (header.format() != 1) {
    faults.push_back({"VERSIE_NIET_ONDERSTEUND", "format", {{"versie", std::to_string(header.format())}}});
  }
  if (header.suite() != v1::ONVERZEGELD) {
    faults.push_back({"VERSIE_NIET_ONDERSTEUND", "suite", {{"versie", std::to_string(header.suite())}}});
  }
  expect_message_id(faults, "message_id", header.message_id());
  if (header.type() == v1::MESSAGE_TYPE_ONBEPAALD || !v1::MessageType_IsValid(header.type())) {
    faults.push_back({"BERICHTSOORT_ONBEKEND", "type", {{"berichtsoort", std::to_string(header.type())}}});
  }
  expect_party(faults, "sender", header.sender());
  too_long(faults, "receiver", static_cast<std::size_t>(header.receiver_size()), limits::kReceiversNamedMax);
  for (int i = 0; i < header.receiver_size() && i < static_cast<int>(limits::kReceiversNamedMax); ++i) {
    expect_party(faults, "receiver[" + std::to_string(i) + "]", header.receiver(i));
  }
  if (header.receiver_size() == 0) {
    unreadable(faults, "receiver");
  }
  expect_bytes(faults, "signing_key_id", header.signing_key_id().size(), kKeyIdBytes);
  expect_bytes(faults, "sealing_key_id", header.sealing_key_id().size(), 0);
}

void check_references(Faults& faults, const v1::Header& header) {
  expect_message_id(faults, "conversation_id", header.conversation_id());
  expect_optional_message_id(faults, "in_reply_to", header.in_reply_to());
  too_long(faults, "ticket", header.ticket().size(), limits::kTicketBytesMax);
  too_long(faults, "purpose", header.purpose().size(), limits::kPurposeBytesMax);
  too_long(faults, "legal_basis", header.legal_basis().size(), limits::kLegalBasisBytesMax);
  expect_bytes(faults, "reference_tag", header.reference_tag().size(), kDigestBytes);
  expect_bytes(faults, "content_tag", header.content_tag().size(), kDigestBytes);
  // The router's clock says whether it expired; here only that the term has the right shape. Checked without
  // subtracting, which could overflow on hostile values.
  const bool ordered = header.created_unix_ms() > 0 && header.expires_unix_ms() > header.created_unix_ms();
  if (!ordered) {
    unreadable(faults, "created_unix_ms");
  }
  if (ordered && header.expires_unix_ms() - header.created_unix_ms() > limits::kValidityMax.count()) {
    unreadable(faults, "expires_unix_ms");
  }
}

void check_control(Faults& faults, const std::string& path, const v1::Controle& controle) {
  too_long(faults, path + ".regelversie", controle.regelversie().size(), limits::kRuleVersionBytesMax);
}

void check_facts(Faults& faults, const v1::Facts& facts) {
  const std::string path = "facts.";
  if (!facts.gemeentecode().empty() && !is_gemeentecode(facts.gemeentecode())) {
    unreadable(faults, path + "gemeentecode");
  }
  if (!facts.datum_signaal().empty() && !is_iso_date(facts.datum_signaal())) {
    unreadable(faults, path + "datum_signaal");
  }
  too_long(faults, path + "afgeleid_van", static_cast<std::size_t>(facts.afgeleid_van_size()),
           limits::kDerivedFromMax);
  for (int i = 0; i < facts.afgeleid_van_size() && i < static_cast<int>(limits::kDerivedFromMax); ++i) {
    expect_message_id(faults, path + "afgeleid_van[" + std::to_string(i) + "]", facts.afgeleid_van(i));
  }
  expect_optional_message_id(faults, path + "aanvulling_op", facts.aanvulling_op());
  expect_optional_message_id(faults, path + "overdracht_id", facts.overdracht_id());
  expect_optional_message_id(faults, path + "over_bericht_id", facts.over_bericht_id());
  if (facts.has_voorgestelde_ontvanger()) {
    expect_party(faults, path + "voorgestelde_ontvanger", facts.voorgestelde_ontvanger());
  }
  if (facts.has_beoordeling()) {
    const v1::Beoordeling& review = facts.beoordeling();
    expect_bytes(faults, path + "beoordeling.beoordelaar_sleutel", review.beoordelaar_sleutel().size(), kKeyIdBytes);
    expect_bytes(faults, path + "beoordeling.digest", review.digest().size(), kDigestBytes);
    expect_bytes(faults, path + "beoordeling.handtekening", review.handtekening().size(), kSignatureBytes);
  }
  check_control(faults, path + "namen_gecontroleerd", facts.namen_gecontroleerd());
  check_control(faults, path + "overname_gecontroleerd", facts.overname_gecontroleerd());
}

std::string section_path(int index) { return "section[" + std::to_string(index) + "]"; }

// False: header and envelope are not about the same sections.
bool check_section_table(Faults& faults, const v1::Header& header, const v1::Envelope& envelope) {
  if (header.section_size() != envelope.section_size() ||
      static_cast<std::size_t>(header.section_size()) > limits::kSectionsMax) {
    unreadable(faults, "section");
    return false;
  }
  std::set<int> labels;
  std::vector<std::string> commitments;
  for (int i = 0; i < header.section_size(); ++i) {
    const v1::SectionRef& reference = header.section(i);
    if (reference.label() == v1::LABEL_ONBEPAALD || !v1::Label_IsValid(reference.label()) ||
        !labels.insert(reference.label()).second) {
      unreadable(faults, section_path(i) + ".label");
    }
    commitments.push_back(reference.commitment());
  }
  if (tree_root(commitments) != header.root()) {
    faults.push_back({"HANDTEKENING_ONGELDIG", "root", {}});
  }
  return true;
}

// REQUIRES: check_section_table.
void check_contents(Faults& faults, const v1::Header& header, const v1::Envelope& envelope) {
  for (int i = 0; i < header.section_size(); ++i) {
    const v1::SectionRef& reference = header.section(i);
    const v1::Section& section = envelope.section(i);
    const std::string commitment = section_commitment(static_cast<std::uint32_t>(i), reference.label(),
                                                      reference.withholdable(), section.content(),
                                                      section.key_commitment());
    if (commitment != reference.commitment()) {
      faults.push_back(unfit_content(i));
    }
  }
}

// REQUIRES: check_section_table.
void check_no_contents(Faults& faults, const v1::Envelope& head, std::span<const std::uint64_t> section_bytes) {
  if (section_bytes.size() != static_cast<std::size_t>(head.section_size())) {
    unreadable(faults, "section_bytes");
  }
  for (int i = 0; i < head.section_size(); ++i) {
    if (!head.section(i).content().empty()) {
      unreadable(faults, section_path(i) + ".content");
    }
  }
}

void too_large(Faults& faults, std::uint64_t bytes, std::size_t maximum) {
  if (bytes > maximum) {
    faults.push_back({"BERICHT_TE_GROOT",
                      "envelope",
                      {{"grootte", std::to_string(bytes) + " bytes"},
                       {"maximum", std::to_string(maximum) + " bytes"}}});
  }
}

// Announced lengths may be anything: the sum stops at the largest number there is.
std::uint64_t whole_bytes(std::size_t head_bytes, std::span<const std::uint64_t> section_bytes) {
  std::uint64_t sum = head_bytes;
  for (const std::uint64_t bytes : section_bytes) {
    sum += std::min(bytes, std::numeric_limits<std::uint64_t>::max() - sum);
  }
  return sum;
}

void check_case_facts(Faults& faults, const v1::Header& header, const v1::Envelope& envelope) {
  too_long(faults, "case_facts", envelope.case_facts().size(), limits::kCaseFactsBytesMax);
  expect_bytes(faults, "case_facts_salt", envelope.case_facts_salt().size(), kSaltBytes);
  if (case_facts_commitment(envelope.case_facts_salt(), envelope.case_facts()) != header.case_facts_commitment()) {
    faults.push_back({"HANDTEKENING_ONGELDIG", "case_facts_commitment", {}});
  }
}

bool parse_envelope(Faults& faults, std::string_view bytes, v1::Envelope& envelope) {
  if (!envelope.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || envelope.signed_header().empty()) {
    unreadable(faults, "envelope");
    return false;
  }
  refuse_unknown_fields(faults, "envelope", envelope);
  too_long(faults, "header", envelope.signed_header().size(), limits::kHeaderBytesMax);
  return faults.empty();
}

ReadEnvelope read_from(ReadEnvelope read, v1::Envelope& envelope) {
  read.header_sha256 = sha256(envelope.signed_header());
  read.signature = std::move(*envelope.mutable_signature());
  read.signed_header = std::move(*envelope.mutable_signed_header());
  for (v1::Section& section : *envelope.mutable_section()) {
    read.key_commitments.push_back(std::move(*section.mutable_key_commitment()));
  }
  return read;
}

// All of the envelope but its contents; `check_sections(envelope, header)` judges those, when the table allows it.
template <typename CheckSections>
Inspection inspect_parsed(v1::Envelope& envelope, CheckSections&& check_sections) {
  Inspection inspection;
  Faults& faults = inspection.faults;
  ReadEnvelope read;
  if (!parse_part(faults, "", envelope.signed_header(), read.header) ||
      !parse_part(faults, "case_facts", envelope.case_facts(), read.case_facts)) {
    return inspection;
  }
  check_identity(faults, read.header);
  check_references(faults, read.header);
  check_facts(faults, read.header.facts());
  if (check_section_table(faults, read.header, envelope)) {
    check_sections(faults, read.header);
  }
  check_case_facts(faults, read.header, envelope);
  inspection.envelope = read_from(std::move(read), envelope);
  return inspection;
}

}  // namespace

FormFault unfit_content(int index) { return {"HANDTEKENING_ONGELDIG", section_path(index) + ".commitment", {}}; }

Inspection inspect(std::string_view envelope_bytes, std::size_t bytes_max) {
  Inspection unread;
  too_large(unread.faults, envelope_bytes.size(), bytes_max);
  v1::Envelope envelope;
  if (!unread.faults.empty() || !parse_envelope(unread.faults, envelope_bytes, envelope)) {
    return unread;
  }
  return inspect_parsed(envelope, [&](Faults& faults, const v1::Header& header) {
    check_contents(faults, header, envelope);
  });
}

Inspection inspect_head(std::string_view head_bytes, std::span<const std::uint64_t> section_bytes) {
  Inspection unread;
  too_long(unread.faults, "head", head_bytes.size(), limits::kLargeHeadBytesMax);
  too_large(unread.faults, whole_bytes(head_bytes.size(), section_bytes), limits::kEnvelopeBytesMax);
  v1::Envelope head;
  if (!unread.faults.empty() || !parse_envelope(unread.faults, head_bytes, head)) {
    return unread;
  }
  return inspect_parsed(head, [&](Faults& faults, const v1::Header&) {
    check_no_contents(faults, head, section_bytes);
  });
}

bool signature_fits(const ReadEnvelope& envelope, std::string_view public_key) {
  return verify(kHeaderType, envelope.signed_header, envelope.signature, public_key);
}

std::vector<std::string> section_contents(std::string_view envelope_bytes) {
  v1::Envelope envelope;
  std::vector<std::string> contents;
  if (!envelope.ParseFromArray(envelope_bytes.data(), static_cast<int>(envelope_bytes.size()))) {
    return contents;
  }
  for (v1::Section& section : *envelope.mutable_section()) {
    contents.push_back(std::move(*section.mutable_content()));
  }
  return contents;
}

}  // namespace corvid::envelope
