#include "adapters/translation/exchange.h"

#include <utility>

#include "adapters/translation/codes.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "adapters/translation/required.h"

namespace corvid::translation {
namespace {

v1::PartyRef ref_of(const Partij& party) {
  v1::PartyRef ref;
  ref.set_oin(party.oin());
  ref.set_role(party.rol());
  return ref;
}

}  // namespace

const gateway::Correlation* known(const std::string& id, const std::string& path,
                                  const gateway::Correlations& correlations, Findings& findings) {
  if (is_blank(id)) {
    findings.add(kFieldMissing, path);
    return nullptr;
  }
  const auto parsed = MessageId::parse(id);
  if (!parsed.ok()) {
    return nullptr;
  }
  const auto found = correlations.find(parsed.value());
  if (found == correlations.end()) {
    findings.add(kUnknownReference, path);
    return nullptr;
  }
  return &found->second;
}

void address(gateway::Outgoing& outgoing, const google::protobuf::RepeatedPtrField<Partij>& named,
             const std::vector<v1::PartyRef>& otherwise) {
  outgoing.receivers = otherwise;
  if (!named.empty()) {
    outgoing.receivers.clear();
    for (const Partij& party : named) {
      outgoing.receivers.push_back(ref_of(party));
    }
  }
}

void answer(Draft& draft, const gateway::Correlation& parent, const google::protobuf::RepeatedPtrField<Partij>& named) {
  draft.answers = parent.type;
  draft.outgoing.in_reply_to = parent.id;
  draft.outgoing.receiver_role = parent.other.role();
  address(draft.outgoing, named, {parent.other});
}

void set_persons(Draft& draft, v1::Label label, const google::protobuf::RepeatedPtrField<Persoon>& persons,
                 const std::string& path) {
  const std::vector<Entry> entries = entries_of(persons, path);
  const PersonsTranslated translated = to_section(entries);
  draft.sections.set(label, translated.persons);
  draft.findings.add_all(translated.findings);
  draft.paths.add(v1::Label_Name(label) + ".personen", path);
  add_person_paths(draft.paths, label, entries);
}

void set_reference(Draft& draft, const std::string& reference, const std::string& path) {
  if (is_blank(reference)) {
    draft.findings.add(kFieldMissing, path);
  }
  draft.outgoing.native_reference = reference;
}

std::string id_bytes(const std::string& id) {
  const auto parsed = MessageId::parse(id);
  return parsed.ok() ? std::string(parsed.value().bytes()) : std::string();
}

gateway::Translation<gateway::Outgoing> finish(Draft draft, v1::Role sender, const text::ReasonCatalogue& catalogue) {
  gateway::Outgoing& outgoing = draft.outgoing;
  outgoing.sections = draft.sections.complete(outgoing.type, sender);
  const std::vector<std::string> missing = missing_fields({.type = outgoing.type,
                                                           .sender = sender,
                                                           .answers = draft.answers,
                                                           .facts = outgoing.facts,
                                                           .case_facts = outgoing.case_facts,
                                                           .sections = outgoing.sections});
  for (const std::string& path : missing) {
    draft.findings.add(kFieldMissing, draft.paths.native(path));
  }
  if (!draft.findings.empty()) {
    return draft.findings.refusal(catalogue);
  }
  outgoing.facts.set_volledig(v1::JA);
  return std::move(draft.outgoing);
}

const gateway::Correlation* parent_of(const client::Received& received, const gateway::Correlations& correlations) {
  const auto id = MessageId::from_bytes(received.header.in_reply_to());
  if (!id.ok()) {
    return nullptr;
  }
  const auto found = correlations.find(id.value());
  return found == correlations.end() ? nullptr : &found->second;
}

Findings check(const client::Received& received, const gateway::Correlation* parent) {
  Findings findings = check_sections(received.header.type(), received.sections);
  const std::vector<std::string> missing =
      missing_fields({.type = received.header.type(),
                      .sender = received.header.sender().role(),
                      .answers = parent == nullptr ? v1::MESSAGE_TYPE_ONBEPAALD : parent->type,
                      .facts = received.header.facts(),
                      .case_facts = received.case_facts,
                      .sections = received.sections});
  for (const std::string& path : missing) {
    findings.add(kFieldMissing, path);
  }
  return findings;
}

v1::Refusal refuse_type(const client::Received& received, const text::ReasonCatalogue& catalogue) {
  Findings findings;
  findings.add({std::string(kUnknownType), {{"berichtsoort", v1::MessageType_Name(received.header.type())}}, {"type"}});
  return findings.refusal(catalogue);
}

Herkomst origin_of(const client::Received& received) {
  const v1::Facts& facts = received.header.facts();
  Herkomst origin;
  origin.set_bericht_id(received.id.to_string());
  origin.set_gesprek_id(id_text(received.header.conversation_id()));
  origin.set_antwoord_op(id_text(received.header.in_reply_to()));
  *origin.mutable_afzender() = party_of(received.header.sender());
  origin.mutable_afzender()->set_naam(received.statement.sender_naam());
  *origin.mutable_aangenomen_op() = to_timestamp(received.statement.accepted_unix_ms());
  origin.set_gemeentecode(facts.gemeentecode());
  origin.set_gemeentecode_grond(facts.gemeentecode_grond());
  origin.set_acuut(received.case_facts.acuut());
  origin.set_crisisdienst_gebeld(received.case_facts.crisisdienst_gebeld());
  origin.set_geheimhouding(facts.geheimhouding());
  for (const std::string& id : facts.afgeleid_van()) {
    origin.add_afgeleid_van(id_text(id));
  }
  origin.set_aanvulling_op(id_text(facts.aanvulling_op()));
  for (const v1::Remark& remark : received.statement.opmerking()) {
    Opmerking* added = origin.add_opmerkingen();
    added->set_code(remark.code());
    added->set_tekst(remark.tekst());
  }
  return origin;
}

Partij party_of(const v1::PartyRef& party) {
  Partij named;
  named.set_oin(party.oin());
  named.set_rol(party.role());
  return named;
}

std::string id_text(std::string_view bytes) {
  const auto id = MessageId::from_bytes(bytes);
  return id.ok() ? id.value().to_string() : std::string();
}

std::string file_safe(std::string_view text) {
  constexpr std::size_t kNameBytesMax = 64;
  std::string safe(text.substr(0, kNameBytesMax));
  for (char& c : safe) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool keep = letter || (c >= '0' && c <= '9') || c == '-' || c == '_';
    c = keep ? c : '_';
  }
  return safe;
}

}  // namespace corvid::translation
