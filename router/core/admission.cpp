#include "router/core/admission.h"

#include <algorithm>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/limits.h"
#include "proto/envelope/review.h"
#include "router/core/acceptance.h"
#include "router/core/notice_log.h"
#include "router/core/payload.h"
#include "router/core/refusals.h"
#include "router/policy/decide.h"

namespace corvid::core {
namespace {

std::uint64_t bytes_of(const Submission& submission) {
  return submission.envelope.size() + payload::contents_bytes(submission.large);
}

// What is recorded of a refused message whose own word about itself cannot be believed.
v1::Traffic bare_traffic(const Submission& submission, const RegisteredParty& sender) {
  v1::Traffic traffic;
  traffic.set_message_id(submission.message_id);
  *traffic.mutable_sender() = sender.ref();
  traffic.set_envelope_bytes(bytes_of(submission));
  return traffic;
}

v1::Traffic traffic_of(const Submission& submission, const envelope::ReadEnvelope& read) {
  const v1::Header& header = read.header;
  v1::Traffic traffic;
  traffic.set_message_id(header.message_id());
  traffic.set_type(header.type());
  *traffic.mutable_sender() = header.sender();
  if (header.receiver_size() > 0) {
    *traffic.mutable_receiver() = header.receiver(0);
  }
  traffic.set_purpose(header.purpose());
  traffic.set_legal_basis(header.legal_basis());
  traffic.set_conversation_id(header.conversation_id());
  traffic.set_in_reply_to(header.in_reply_to());
  traffic.set_created_unix_ms(header.created_unix_ms());
  traffic.set_expires_unix_ms(header.expires_unix_ms());
  traffic.set_header_sha256(read.header_sha256);
  traffic.set_root(header.root());
  traffic.set_envelope_bytes(bytes_of(submission));
  traffic.set_reference_tag(header.reference_tag());
  traffic.set_content_tag(header.content_tag());
  *traffic.mutable_facts() = header.facts();
  return traffic;
}

std::string or_nothing(const RegisteredParty* party) { return party == nullptr ? std::string() : party->entry.naam(); }

}  // namespace

// One message with everything that could be found out about it. `verified` views into its neighbours here.
struct Admission::Case {
  Case(const envelope::ReadEnvelope& envelope, const RegisteredParty& from) : read(envelope), sender(from) {}

  const envelope::ReadEnvelope& read;
  const RegisteredParty& sender;
  const RegisteredParty* receiver = nullptr;
  v1::Traffic parent;  // of header.in_reply_to, from the record or from a valid ticket
  bool parent_known = false;
  std::string receiver_naam;
  std::string competent_naam;
  std::string veilig_thuis_naam;
  std::string telefoon;
  policy::Verified verified;

  [[nodiscard]] const v1::Header& header() const { return read.header; }
};

Answer Admission::decide(const Submission& submission, const RegisteredParty& sender, const Capacity& capacity,
                         Stage stage, TurnWork& work) {
  const auto refuse_with = [&](const v1::Traffic& traffic, std::vector<v1::Fault> faults) {
    return refuse(submission, traffic,
                  make_refusal(bundle_.reasons(), std::move(faults), work.now(), bundle_.digest()), work);
  };
  if (notice_log::unread(sender.id, work.views()) >= limits::kNoticesPerPartyMax) {
    return TurnedAway{};
  }
  if (!submission.inspection.envelope) {
    return refuse_with(bare_traffic(submission, sender), worded(bundle_.reasons(), submission.inspection.faults));
  }
  if (auto faults = identity_faults(submission, sender, work); !faults.empty()) {
    return refuse_with(bare_traffic(submission, sender), std::move(faults));
  }
  Case message(*submission.inspection.envelope, sender);
  if (auto answer = repeated(message, work)) {
    return std::move(*answer);
  }
  if (!capacity.room) {
    return TurnedAway{TurnedAway::Why::kNoRoom};
  }
  find_parent(message, work);
  verify_facts(message, work);
  std::vector<v1::Fault> faults = worded(bundle_.reasons(), submission.inspection.faults);
  for (v1::Fault& fault : router_faults(message, submission.message_id, work)) {
    faults.push_back(std::move(fault));
  }
  policy::Decision decision =
      policy::decide(bundle_, {message.header(), message.read.case_facts, message.verified, work.now()});
  for (v1::Fault& fault : decision.faults) {
    faults.push_back(std::move(fault));
  }
  if (!faults.empty() || !decision.permitted) {
    v1::Refusal refusal = make_refusal(bundle_.reasons(), std::move(faults), work.now(), bundle_.digest());
    for (v1::NearMiss& near : decision.near_misses) {
      *refusal.add_bijna() = std::move(near);
    }
    return refuse(submission, traffic_of(submission, message.read), std::move(refusal), work);
  }
  if (is_full(message, capacity)) {
    return TurnedAway{};
  }
  if (stage == Stage::kAhead) {
    return MayFollow{};
  }
  return accept(submission, message, decision, work);
}

Answer Admission::refuse_contents(const Submission& submission, const RegisteredParty& sender,
                                  const std::vector<envelope::FormFault>& faults, TurnWork& work) const {
  v1::Refusal refusal =
      make_refusal(bundle_.reasons(), worded(bundle_.reasons(), faults), work.now(), bundle_.digest());
  return refuse(submission, bare_traffic(submission, sender), std::move(refusal), work);
}

bool Admission::is_full(const Case& message, const Capacity& capacity) const {
  return capacity.dispatch.waiting(message.receiver->id) >= options_.queued_per_receiver ||
         capacity.dispatch.waiting_total() >= limits::kQueuedTotalMax;
}

Accepted Admission::accept(const Submission& submission, const Case& message, const policy::Decision& decision,
                           TurnWork& work) {
  const policy::TypeRules* type = bundle_.type(message.header().type());
  std::uint32_t place = 1;
  const auto conversation = MessageId::from_bytes(message.parent.conversation_id());
  if (continues(message) && conversation.ok()) {
    const auto row = work.views().conversation(*conversation);
    place = (row ? row->messages() : 1) + 1;
  }
  std::uint32_t priority = type->voorrang == v1::Voorrang::EERST ? kPriorityFirst : kPriorityOrdinary;
  if (message.read.case_facts.acuut() == v1::JA) {
    priority = kPriorityAcute;
  }
  const bool has_own_term = type->bezorgtermijn > std::chrono::hours::zero();
  const WallTime term_end = work.now() + (has_own_term ? type->bezorgtermijn : options_.delivery_term);
  const Acceptance acceptance{submission.envelope,
                              submission.large,
                              traffic_of(submission, message.read),
                              message.sender,
                              message.header().signing_key_id(),
                              priority,
                              place,
                              std::min(term_end, WallTime{message.header().expires_unix_ms()})};
  Accepted accepted = write_acceptance(acceptance, decision, bundle_, signer_, work);
  terms_.accepted({message.header(), message.read.case_facts, message.verified, work.now()}, acceptance.traffic,
                  message.parent_known ? &message.parent : nullptr, work);
  return accepted;
}

// It goes on with the conversation of the message that it answers.
bool Admission::continues(const Case& message) const {
  const policy::TypeRules* type = bundle_.type(message.header().type());
  return message.parent_known && type != nullptr && !type->new_conversation;
}

std::vector<v1::Fault> Admission::identity_faults(const Submission& submission, const RegisteredParty& sender,
                                                  const TurnWork& work) const {
  const envelope::ReadEnvelope& read = *submission.inspection.envelope;
  const text::ReasonCatalogue& reasons = bundle_.reasons();
  if (to_party_id(read.header.sender()) != sender.id) {
    return {reasons.fault("AFZENDER_KLOPT_NIET", {}, {"sender"})};
  }
  const RegisteredKey* key = sender.signing_key(read.header.signing_key_id(), work.today());
  if (key == nullptr) {
    return {reasons.fault("HANDTEKENING_ONGELDIG", {}, {"signing_key_id"})};
  }
  if (!envelope::signature_fits(read, key->bytes)) {
    return {reasons.fault("HANDTEKENING_ONGELDIG", {}, {"signature"})};
  }
  return {};
}

// A repeat is recognised before anything else is judged: the first receipt stands, whatever changed since.
std::optional<Answer> Admission::repeated(const Case& message, TurnWork& work) const {
  const auto mark = work.views().dedup(message.sender.id, message.header().reference_tag());
  if (!mark || mark->content_tag() != message.header().content_tag()) {
    return std::nullopt;
  }
  const auto first = MessageId::from_bytes(mark->message_id());
  const auto row = first.ok() ? work.views().message(*first) : std::nullopt;
  v1::Receipt receipt;
  receipt.set_message_id(message.header().message_id());
  if (!row || !receipt.mutable_accepted()->ParseFromString(row->accepted_body())) {
    work.fail_corrupt("a dedup mark points to no message");
    return TurnedAway{};
  }
  if (broken(Variant::kDuplicateStampedAnew)) {
    receipt.mutable_accepted()->set_accepted_unix_ms(work.now().unix_ms);
  }
  return Repeated{std::move(receipt)};
}

void Admission::find_parent(Case& message, TurnWork& work) const {
  const auto id = MessageId::from_bytes(message.header().in_reply_to());
  if (!id.ok()) {
    return;
  }
  policy::Parent parent;
  if (auto row = work.views().message(*id)) {
    message.parent = std::move(*row->mutable_traffic());
    parent.delivered = row->state() == v1::MessageRow::AFGELEVERD;
  } else if (const auto ticket = read_ticket(message.header().ticket(), *id, signer_.public_key());
             ticket && !broken(Variant::kTicketForgotten)) {
    message.parent.set_message_id(ticket->message_id());
    message.parent.set_type(ticket->type());
    *message.parent.mutable_sender() = ticket->sender();
    *message.parent.mutable_receiver() = ticket->receiver();
    message.parent.set_conversation_id(ticket->conversation_id());
    parent.delivered = true;
  } else {
    return;
  }
  message.parent_known = true;
  parent.type = message.parent.type();
  parent.sender = broken(Variant::kFeedbackToAnyone) ? &message.header().receiver(0) : &message.parent.sender();
  parent.receiver = &message.parent.receiver();
  message.verified.parent = parent;
}

void Admission::verify_facts(Case& message, const TurnWork& work) const {
  const v1::Header& header = message.header();
  const std::string& municipality = header.facts().gemeentecode();
  if (header.receiver_size() > 0) {
    message.receiver = parties_.find(header.receiver(0));
    message.receiver_naam = or_nothing(message.receiver);
    const RegisteredParty* competent = parties_.competent(header.receiver(0).role(), municipality, work.today());
    message.competent_naam = or_nothing(competent);
    if (competent != nullptr) {
      message.verified.region_competent =
          competent == message.receiver ? policy::Tri::kYes : policy::Tri::kNo;
    }
  }
  const RegisteredParty* veilig_thuis = parties_.competent(v1::VEILIG_THUIS, municipality, work.today());
  message.veilig_thuis_naam = or_nothing(veilig_thuis);
  message.telefoon = veilig_thuis == nullptr ? std::string() : veilig_thuis->entry.telefoon_crisis();
  if (header.facts().has_beoordeling()) {
    const v1::Beoordeling& review = header.facts().beoordeling();
    const RegisteredKey* key = message.sender.reviewer_key(review.beoordelaar_sleutel(), work.today());
    const bool fits = key != nullptr && envelope::review_signature_fits(review, key->bytes);
    message.verified.reviewer = fits ? policy::Tri::kYes : policy::Tri::kNo;
  }
  message.verified.receiver_naam = message.receiver_naam;
  message.verified.competent_naam = message.competent_naam;
  message.verified.veilig_thuis_naam = message.veilig_thuis_naam;
  message.verified.telefoon = message.telefoon;
}

std::vector<v1::Fault> Admission::router_faults(const Case& message, const std::string& announced_id,
                                                TurnWork& work) const {
  const text::ReasonCatalogue& reasons = bundle_.reasons();
  const v1::Header& header = message.header();
  std::vector<v1::Fault> faults = reference_faults(message, work);
  if (work.views().dedup(message.sender.id, header.reference_tag())) {
    faults.push_back(reasons.fault("REFERENTIE_NIET_UNIEK", {}, {"reference_tag"}));
  }
  if (announced_id != header.message_id()) {
    faults.push_back(reasons.fault("BERICHT_ONLEESBAAR", {{"veld", "submit.message_id"}}, {"submit.message_id"}));
  }
  const auto id = MessageId::from_bytes(header.message_id());
  if (id.ok() && work.views().message(*id) && !broken(Variant::kIdReused)) {
    faults.push_back(reasons.fault("BERICHT_HERHAALD", {}, {"message_id"}));
  }
  if (header.expires_unix_ms() <= work.now().unix_ms) {
    const std::string date = amsterdam_date({header.expires_unix_ms()});
    faults.push_back(reasons.fault("BERICHT_VERLOPEN", {{"datum", date}}, {"expires_unix_ms"}));
  }
  if (header.created_unix_ms() > (work.now() + limits::kClockSkewMax).unix_ms) {
    faults.push_back(reasons.fault("BERICHT_ONLEESBAAR", {{"veld", "created_unix_ms"}},
                                   {"created_unix_ms"}));
  }
  if (message.sender.suspended()) {
    faults.push_back(reasons.fault("AFZENDER_GESCHORST", {{"telefoon", message.telefoon}}));
  }
  if (header.receiver_size() == 0) {
    return faults;
  }
  if (message.receiver == nullptr || !message.receiver->takes_part_on(work.today())) {
    faults.push_back(reasons.fault("ONTVANGER_ONBEKEND", {}, {"receiver[0]"}));
  } else if (message.receiver->suspended()) {
    faults.push_back(reasons.fault("ONTVANGER_GESCHORST", {{"ontvanger", message.receiver_naam}}));
  } else if (message.receiver->id == message.sender.id) {
    faults.push_back(reasons.fault("ONTVANGER_IS_AFZENDER", {}, {"receiver[0]"}));
  }
  return faults;
}

// Every earlier message that this one names must be one that its sender took part in.
std::vector<v1::Fault> Admission::reference_faults(const Case& message, TurnWork& work) const {
  const text::ReasonCatalogue& reasons = bundle_.reasons();
  const v1::Header& header = message.header();
  std::vector<v1::Fault> faults;
  const auto unknown = [&](const std::string& path) {
    faults.push_back(reasons.fault("VERWIJZING_ONBEKEND", {}, {path}));
  };
  const auto took_part = [&](const std::string& bytes) {
    const auto id = MessageId::from_bytes(bytes);
    const auto row = id.ok() ? work.views().message(*id) : std::nullopt;
    return row && (to_party_id(row->traffic().sender()) == message.sender.id ||
                   to_party_id(row->traffic().receiver()) == message.sender.id);
  };
  const v1::Facts& facts = header.facts();
  if (!facts.over_bericht_id().empty() && !took_part(facts.over_bericht_id())) {
    unknown("facts.over_bericht_id");
  }
  if (!facts.aanvulling_op().empty() && !took_part(facts.aanvulling_op())) {
    unknown("facts.aanvulling_op");
  }
  for (int i = 0; i < facts.afgeleid_van_size(); ++i) {
    if (!took_part(facts.afgeleid_van(i))) {
      unknown("facts.afgeleid_van[" + std::to_string(i) + "]");
    }
  }
  // A ticket that is not the router's own for this very message is no correlation, whatever else is known.
  const auto answered = MessageId::from_bytes(header.in_reply_to());
  if (!header.ticket().empty() &&
      (!answered.ok() || !read_ticket(header.ticket(), *answered, signer_.public_key()))) {
    unknown("ticket");
  }
  const std::string& expected = continues(message) ? message.parent.conversation_id() : header.message_id();
  // Of a message that the sender took no part in, nothing is told: that it exists least of all.
  const bool is_party = message.parent_known && (to_party_id(message.parent.sender()) == message.sender.id ||
                                                 to_party_id(message.parent.receiver()) == message.sender.id);
  const bool judged = is_party || header.in_reply_to().empty();
  if (judged && header.conversation_id() != expected) {
    unknown("conversation_id");
  }
  return faults;
}

Answer Admission::refuse(const Submission& submission, const v1::Traffic& traffic, v1::Refusal refusal,
                         TurnWork& work) const {
  v1::RecordBody body;
  *body.mutable_refused()->mutable_traffic() = traffic;
  body.mutable_refused()->mutable_traffic()->set_message_id(submission.message_id);  // as announced: what is answered
  *body.mutable_refused()->mutable_refusal() = refusal;
  if (broken(Variant::kRefusedKept)) {
    body.mutable_refused()->mutable_traffic()->set_content_tag(submission.envelope);
  }
  work.record(body);
  v1::Receipt receipt;
  receipt.set_message_id(submission.message_id);
  *receipt.mutable_refused() = std::move(refusal);
  return Refused{std::move(receipt)};
}

}  // namespace corvid::core
