#include "tests/simulation/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "proto/base/check.h"
#include "proto/envelope/inspect.h"
#include "proto/envelope/review.h"
#include "router/core/parties.h"
#include "tests/support/message_builders.h"

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""h;

constexpr auto kValidity = 5 * 24h;
constexpr std::size_t kSaltBytes = 32;
constexpr std::size_t kLongWords = 40'000;
constexpr std::size_t kPartsFrom = 200'000;  // so large travels in parts
constexpr std::size_t kLargeLeast = 260'000;
constexpr std::uint64_t kLargeSpan = 400'000;

void set_times(v1::Header& header, WallTime now) {
  header.set_created_unix_ms(now.unix_ms);
  header.set_expires_unix_ms((now + kValidity).unix_ms);
}

std::string code_of(Flaw flaw) {
  switch (flaw) {
    case Flaw::kNone:
      return {};
    case Flaw::kWrongRegion:
      return "ONTVANGER_NIET_BEVOEGD";
    case Flaw::kUnknownParty:
      return "ONTVANGER_ONBEKEND";
    case Flaw::kUnreviewed:
      return "NIET_BEOORDEELD";
    case Flaw::kFifthText:
      return "TEKST_ONBEKEND";
    case Flaw::kWrongReader:
      return "NIET_DE_MELDER";
    case Flaw::kNotComplete:
      return "VERPLICHT_VELD_ONTBREEKT";
    case Flaw::kForgedSender:
      return "AFZENDER_KLOPT_NIET";
    case Flaw::kWrongSignature:
      return "HANDTEKENING_ONGELDIG";
    case Flaw::kUnreadable:
      return "BERICHT_ONLEESBAAR";
    case Flaw::kWrongContents:
      return "HANDTEKENING_ONGELDIG";
    case Flaw::kForgedTicket:
      return "VERWIJZING_ONBEKEND";
    case Flaw::kForeignReply:
      return "NIET_DE_MELDER";
    case Flaw::kStolenId:
      return "BERICHT_HERHAALD";
  }
  return {};
}

// Its parts, and the submission of its head in place of that of the whole.
envelope::Parts split_up(const std::string& bytes, core::Submission& submission) {
  auto parts = envelope::split(bytes);
  CORVID_CHECK(parts.ok());
  submission.envelope = parts->head;
  submission.inspection = envelope::inspect_head(parts->head, parts->section_bytes);
  submission.large.mutable_section_bytes()->Add(parts->section_bytes.begin(), parts->section_bytes.end());
  return std::move(parts).value();
}

envelope::Draft draft_of(const test::MessageSample& sample) {
  envelope::Draft draft;
  draft.header = sample.header;
  draft.case_facts = sample.case_facts;
  for (const v1::SectionRef& section : sample.header.section()) {
    draft.sections.push_back({section.label(), {}});
  }
  return draft;
}

test::MessageSample report_sample(v1::Role role) {
  if (role == v1::POLITIE) {
    return test::vt_melding();
  }
  return role == v1::OM ? test::om_melding() : test::halt_melding();
}

}  // namespace

struct Mail::Parts {
  envelope::Draft draft;
  MessageId id;
  std::string reference;
  std::string content;
  std::string canary;
};

MessageId Mail::next_id(WallTime now) {
  ++count_;
  std::array<std::uint8_t, 10> tail{};
  for (std::size_t i = 0; i < sizeof count_; ++i) {
    tail[2 + i] = static_cast<std::uint8_t>(count_ >> (56U - 8U * i));
  }
  return MessageId::make(now.unix_ms, tail);
}

Mail::Parts Mail::start(const MessageId& id, const Member& from, const PartyId& to, WallTime now) const {
  Parts parts;
  parts.id = id;
  parts.reference = fmt::format("{}-{}", from.name, count_);
  parts.content = parts.reference;
  parts.canary = fmt::format("canary-{:06};", count_);
  v1::Header& header = parts.draft.header;
  header.set_message_id(std::string(id.bytes()));
  header.set_conversation_id(header.message_id());
  *header.mutable_sender() = core::to_party_ref(from.id);
  *header.add_receiver() = core::to_party_ref(to);
  set_times(header, now);
  return parts;
}

void Mail::fill_sections(envelope::Draft& draft, const std::string& canary) {
  for (envelope::SectionPlain& section : draft.sections) {
    section.plaintext = canary;
  }
  draft.sections.back().plaintext += std::string(dice_.below(dice_.chance(50) ? kLongWords : 400), 'w');
}

void Mail::review(envelope::Draft& draft, const Member& from, WallTime now) {
  v1::Facts& facts = *draft.header.mutable_facts();
  facts.set_verrijkt_op_unix_ms((now + -3h).unix_ms);
  facts.mutable_beoordeling()->set_tijdstip_unix_ms((now + -2h).unix_ms);
  const std::string digest = envelope::review_digest(std::string(kSaltBytes, 'z'), draft.sections);
  *facts.mutable_beoordeling() = envelope::attest(facts.beoordeling(), digest, *from.reviewer);
}

// Takes the sample's own words, and puts the parties, ids and times of `parts` over them.
LetterPtr Mail::seal(Parts parts, const Member& from, const PartyId& to, Flaw flaw) {
  v1::Header& header = parts.draft.header;
  header.set_reference_tag(envelope::reference_tag(from.id.oin, parts.reference));
  header.set_content_tag(envelope::content_tag(from.id.oin, parts.content));
  if (flaw == Flaw::kNotComplete) {
    header.mutable_facts()->clear_volledig();
  } else if (flaw == Flaw::kForgedSender) {
    *header.mutable_sender() = core::to_party_ref(cast_.members().front().id == from.id ? cast_.members().back().id
                                                                                        : cast_.members().front().id);
  }
  const envelope::Signer& signer = flaw == Flaw::kWrongSignature ? cast_.router() : from.signer;
  auto built = envelope::build(parts.draft, signer, std::string(kSaltBytes, 's'));
  CORVID_CHECK(built.ok());
  std::string bytes = flaw == Flaw::kUnreadable ? "no envelope " + parts.canary : std::move(built).value();
  auto letter = std::make_shared<Letter>();
  letter->id = parts.id;
  letter->submission = {std::string(parts.id.bytes()), bytes, envelope::inspect(bytes)};
  CORVID_CHECK(letter->submission.inspection.faults.empty() || flaw == Flaw::kUnreadable || flaw == Flaw::kFifthText);
  if (bytes.size() > kPartsFrom && flaw != Flaw::kUnreadable) {
    letter->parts = split_up(bytes, letter->submission);
    if (flaw == Flaw::kWrongContents) {
      letter->parts->contents.back() = '!';
    }
  }
  letter->sender = from.id;
  letter->receiver = to;
  letter->type = header.type();
  letter->reference = parts.reference;
  letter->content = parts.content;
  letter->in_reply_to = header.in_reply_to();
  letter->canary = parts.canary;
  letter->acute = parts.draft.case_facts.acuut() == v1::JA;
  letter->must_refuse = code_of(flaw);
  letter->draft = std::move(parts.draft);
  if (flaw == Flaw::kStolenId) {
    stolen_[{letter->sender, std::string(letter->id.bytes())}] = letter;
    return letter;
  }
  letters_.push_back(letter);
  by_id_[std::string(letter->id.bytes())] = letter;
  return letter;
}

namespace {

// The sample with the parties, ids and times that `into` holds already.
void merge(envelope::Draft& into, const test::MessageSample& sample) {
  const v1::Header own = into.header;
  into = draft_of(sample);
  v1::Header& header = into.header;
  header.set_message_id(own.message_id());
  header.set_conversation_id(own.conversation_id());
  *header.mutable_sender() = own.sender();
  *header.mutable_receiver() = own.receiver();
  header.set_created_unix_ms(own.created_unix_ms());
  header.set_expires_unix_ms(own.expires_unix_ms());
}

void answer(envelope::Draft& draft, const Letter& parent) {
  draft.header.set_in_reply_to(std::string(parent.id.bytes()));
  draft.header.set_conversation_id(parent.draft.header.conversation_id());
}

}  // namespace

LetterPtr Mail::report(const Member& from, WallTime now, Flaw flaw) {
  static constexpr std::array<const char*, 3> kMunicipalities{"0599", "0502", "0505"};
  const std::string municipality = kMunicipalities[floods_ ? 0 : dice_.below(kMunicipalities.size())];
  const std::string addressed = flaw == Flaw::kWrongRegion ? (municipality == "0505" ? "0599" : "0505") : municipality;
  PartyId to = cast_.competent(v1::VEILIG_THUIS, addressed).id;
  if (flaw == Flaw::kUnknownParty) {
    to.oin = "99000000000000009999";
  }
  Parts parts = start(next_id(now), from, to, now);
  merge(parts.draft, report_sample(static_cast<v1::Role>(from.id.role)));
  parts.draft.header.mutable_facts()->set_gemeentecode(municipality);
  if (dice_.chance(acute_permille_)) {
    parts.draft.case_facts.set_acuut(v1::JA);
    parts.draft.case_facts.set_crisisdienst_gebeld(v1::JA);
  }
  fill_sections(parts.draft, parts.canary);
  const bool large = large_left_ > 0 && dice_.chance(flaw == Flaw::kWrongContents ? 1000 : 100);
  if (large) {
    --large_left_;
    parts.draft.sections.back().plaintext += std::string(kLargeLeast + dice_.below(kLargeSpan), 'l');
  } else if (flaw == Flaw::kWrongContents) {
    flaw = Flaw::kNone;
  }
  if (from.reviewer && flaw != Flaw::kUnreviewed) {
    review(parts.draft, from, now);
  }
  return seal(std::move(parts), from, to, flaw);
}

LetterPtr Mail::feedback(const Letter& report, const std::string& ticket, WallTime now, Flaw flaw) {
  const Member& from = cast_.member(report.receiver);
  PartyId to = report.sender;
  if (flaw == Flaw::kWrongReader) {
    const PartyId police{"99000000000000000001", v1::POLITIE};
    to = to == police ? PartyId{"99000000000000000041", v1::OM} : police;
  }
  Parts parts = start(next_id(now), from, to, now);
  merge(parts.draft, test::terugkoppeling());
  answer(parts.draft, report);
  parts.draft.header.set_ticket(ticket);
  parts.draft.case_facts.set_code(
      static_cast<v1::TerugkoppelingCode::Value>(flaw == Flaw::kFifthText ? 5 : 1 + static_cast<int>(dice_.below(4))));
  if (flaw == Flaw::kForgedTicket) {
    parts.draft.header.set_ticket(
        from.signer.sign_body(envelope::kTicketType, v1::Ticket().SerializeAsString()).SerializeAsString());
  } else if (flaw == Flaw::kForeignReply) {
    const auto other = std::find_if(letters_.begin(), letters_.end(), [&](const LetterPtr& letter) {
      return letter->type == v1::VT_MELDING && letter->receiver != from.id;
    });
    if (other != letters_.end()) {
      parts.draft.header.clear_ticket();
      answer(parts.draft, **other);
    } else {
      flaw = Flaw::kNone;
    }
  }
  fill_sections(parts.draft, parts.canary);
  return seal(std::move(parts), from, to, flaw);
}

LetterPtr Mail::transfer(const Letter& report, WallTime now, Flaw flaw) {
  const Member& from = cast_.member(report.receiver);
  const std::string municipality = from.municipalities.front();
  const std::string addressed = flaw == Flaw::kWrongRegion ? (municipality == "0505" ? "0599" : "0505") : municipality;
  const PartyId to = cast_.competent(v1::LOKAAL_TEAM, addressed).id;
  Parts parts = start(next_id(now), from, to, now);
  merge(parts.draft, dice_.chance(300) ? test::overdracht_na_interventie() : test::overdracht());
  v1::Facts& facts = *parts.draft.header.mutable_facts();
  facts.set_gemeentecode(municipality);
  facts.set_afgeleid_van(0, std::string(report.id.bytes()));
  fill_sections(parts.draft, parts.canary);
  return seal(std::move(parts), from, to, flaw);
}

LetterPtr Mail::transfer_answer(const Letter& transfer, WallTime now) {
  const Member& from = cast_.member(transfer.receiver);
  Parts parts = start(next_id(now), from, transfer.sender, now);
  merge(parts.draft, test::overdracht_antwoord());
  answer(parts.draft, transfer);
  fill_sections(parts.draft, parts.canary);
  return seal(std::move(parts), from, transfer.sender, Flaw::kNone);
}

LetterPtr Mail::report_back(const Letter& transfer, WallTime now) {
  const Member& from = cast_.member(transfer.receiver);
  Parts parts = start(next_id(now), from, transfer.sender, now);
  merge(parts.draft, test::terugmelding());
  parts.draft.header.set_in_reply_to(std::string(transfer.id.bytes()));
  parts.draft.header.mutable_facts()->set_overdracht_id(parts.draft.header.in_reply_to());
  fill_sections(parts.draft, parts.canary);
  return seal(std::move(parts), from, transfer.sender, Flaw::kNone);
}

LetterPtr Mail::question(const Letter& report, WallTime now) {
  const Member& from = cast_.member(report.receiver);
  const PartyId to{"99000000000000000021", v1::RAAD};
  Parts parts = start(next_id(now), from, to, now);
  merge(parts.draft, test::informatieverzoek());
  parts.draft.header.mutable_facts()->set_over_bericht_id(std::string(report.id.bytes()));
  fill_sections(parts.draft, parts.canary);
  return seal(std::move(parts), from, to, Flaw::kNone);
}

LetterPtr Mail::question_answer(const Letter& question, WallTime now) {
  const Member& from = cast_.member(question.receiver);
  Parts parts = start(next_id(now), from, question.sender, now);
  merge(parts.draft, test::informatieantwoord());
  answer(parts.draft, question);
  fill_sections(parts.draft, parts.canary);
  return seal(std::move(parts), from, question.sender, Flaw::kNone);
}

LetterPtr Mail::again(const Letter& letter, WallTime now) {
  const Member& from = cast_.member(letter.sender);
  Parts parts{letter.draft, next_id(now), letter.reference, letter.content, letter.canary};
  v1::Header& header = parts.draft.header;
  const bool begins = header.conversation_id() == header.message_id();
  header.set_message_id(std::string(parts.id.bytes()));
  if (begins) {
    header.set_conversation_id(header.message_id());
  }
  set_times(header, now);
  return seal(std::move(parts), from, letter.receiver, Flaw::kNone);
}

LetterPtr Mail::stolen(const Member& from, const MessageId& id, WallTime now) {
  ++count_;
  const PartyId to = cast_.competent(v1::VEILIG_THUIS, "0505").id;
  Parts parts = start(id, from, to, now);
  merge(parts.draft, report_sample(static_cast<v1::Role>(from.id.role)));
  parts.draft.header.mutable_facts()->set_gemeentecode("0505");
  fill_sections(parts.draft, parts.canary);
  if (from.reviewer) {
    review(parts.draft, from, now);
  }
  return seal(std::move(parts), from, to, Flaw::kStolenId);
}

LetterPtr Mail::same_reference(const Letter& letter, WallTime now) {
  const Member& from = cast_.member(letter.sender);
  Parts parts = start(next_id(now), from, letter.receiver, now);
  const v1::Header own = parts.draft.header;
  parts.draft = letter.draft;
  parts.draft.header.set_message_id(own.message_id());
  parts.draft.header.set_created_unix_ms(own.created_unix_ms());
  parts.draft.header.set_expires_unix_ms(own.expires_unix_ms());
  if (letter.draft.header.conversation_id() == letter.id.bytes()) {
    parts.draft.header.set_conversation_id(own.message_id());
  }
  parts.reference = letter.reference;
  for (envelope::SectionPlain& section : parts.draft.sections) {
    section.plaintext = parts.canary;
  }
  if (from.reviewer && letter.type == v1::VT_MELDING) {
    review(parts.draft, from, now);
  }
  return seal(std::move(parts), from, letter.receiver, Flaw::kNone);
}

const Letter* Mail::find(std::string_view message_id, const PartyId& sender) const {
  const auto found = stolen_.find({sender, std::string(message_id)});
  return found == stolen_.end() ? find(message_id) : found->second.get();
}

const Letter* Mail::find(std::string_view message_id) const {
  const auto found = by_id_.find(message_id);
  return found == by_id_.end() ? nullptr : found->second.get();
}

}  // namespace corvid::sim
