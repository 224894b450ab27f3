#include "router/core/acceptance.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/envelope/digest.h"
#include "router/core/dispatch.h"

namespace corvid::core {
namespace {

v1::SignedBody make_ticket(const v1::Traffic& traffic, WallTime now, const envelope::Signer& signer) {
  v1::Ticket ticket;
  ticket.set_message_id(traffic.message_id());
  ticket.set_root(traffic.root());
  ticket.set_type(traffic.type());
  *ticket.mutable_sender() = traffic.sender();
  *ticket.mutable_receiver() = traffic.receiver();
  ticket.set_accepted_unix_ms(now.unix_ms);
  ticket.set_conversation_id(traffic.conversation_id());
  return signer.sign_body(envelope::kTicketType, ticket.SerializeAsString());
}

v1::SignedBody make_statement(const Acceptance& acceptance, const policy::Decision& decision,
                              const policy::Bundle& bundle, const envelope::Signer& signer, const TurnWork& work) {
  const v1::Traffic& traffic = acceptance.traffic;
  v1::RouterStatement statement;
  statement.set_message_id(traffic.message_id());
  statement.set_header_sha256(traffic.header_sha256());
  statement.set_accepted_unix_ms(work.now().unix_ms);
  statement.set_bundle_id(bundle.id());
  statement.set_bundle_version(bundle.version());
  statement.set_bundle_sha256(bundle.digest());
  for (const v1::Rule* rule : decision.permitted_by) {
    statement.add_regel(rule->id());
  }
  for (const v1::Obligation* obligation : decision.obligations) {
    *statement.add_verplichting() = *obligation;
  }
  for (const v1::Remark& remark : decision.remarks) {
    *statement.add_opmerking() = remark;
  }
  statement.set_official_text(decision.official_text);
  *statement.mutable_ticket() = make_ticket(traffic, work.now(), signer);
  const RegisteredKey* key = acceptance.sender.signing_key(acceptance.signing_key_id, work.today());
  CORVID_CHECK(key != nullptr);
  statement.set_sender_signing_key(key->bytes);
  statement.set_sender_naam(acceptance.sender.entry.naam());
  return signer.sign_body(envelope::kStatementType, statement.SerializeAsString());
}

v1::Accepted make_accepted(const v1::Traffic& traffic, const policy::Decision& decision, const policy::Bundle& bundle,
                           const TurnWork& work) {
  v1::Accepted accepted;
  accepted.set_message_id(traffic.message_id());
  accepted.set_accepted_unix_ms(work.now().unix_ms);
  *accepted.mutable_receiver() = traffic.receiver();
  accepted.set_purpose(traffic.purpose());
  accepted.set_legal_basis(traffic.legal_basis());
  for (const v1::Rule* rule : decision.permitted_by) {
    accepted.add_regel(rule->id());
  }
  accepted.set_bundle_sha256(bundle.digest());
  for (const v1::Remark& remark : decision.remarks) {
    *accepted.add_opmerking() = remark;
  }
  accepted.set_commit(work.commit());
  return accepted;
}

std::uint64_t record_submitted(const Acceptance& acceptance, const policy::Decision& decision,
                               const v1::Accepted& accepted, const v1::SignedBody& statement, TurnWork& work) {
  v1::RecordBody body;
  v1::Submitted& submitted = *body.mutable_submitted();
  *submitted.mutable_traffic() = acceptance.traffic;
  *submitted.mutable_regel() = accepted.regel();
  submitted.set_bundle_sha256(accepted.bundle_sha256());
  for (const v1::Obligation* obligation : decision.obligations) {
    *submitted.add_verplichting() = *obligation;
  }
  *submitted.mutable_opmerking() = accepted.opmerking();
  submitted.set_statement_sha256(envelope::sha256(statement.body()));
  submitted.set_commit(work.commit());
  return work.record(body);
}

}  // namespace

Accepted write_acceptance(const Acceptance& acceptance, const policy::Decision& decision, const policy::Bundle& bundle,
                          const envelope::Signer& signer, TurnWork& work) {
  const v1::Traffic& traffic = acceptance.traffic;
  const auto id = MessageId::from_bytes(traffic.message_id());
  CORVID_CHECK(id.ok());
  v1::SignedBody statement = make_statement(acceptance, decision, bundle, signer, work);
  v1::Accepted accepted = make_accepted(traffic, decision, bundle, work);
  const std::uint64_t record = record_submitted(acceptance, decision, accepted, statement, work);

  const PartyId receiver = to_party_id(traffic.receiver());
  v1::PartyRow party = work.views().party(receiver);
  const store::QueuePlace at{acceptance.case_facts.acuut() == v1::JA ? kPriorityAcute : kPriorityOrdinary,
                             party.place_next()};
  party.set_place_next(at.place + 1);
  work.views().put_party(receiver, party);
  work.views().put_queued(receiver, {at, *id});

  v1::MessageRow row;
  *row.mutable_traffic() = traffic;
  row.set_state(v1::MessageRow::WACHT);
  row.set_accepted_unix_ms(work.now().unix_ms);
  row.set_accepted_body(accepted.SerializeAsString());
  row.set_priority(at.priority);
  row.set_place(at.place);
  row.add_record(record);
  work.views().put_message(*id, row);

  v1::PayloadRow payload;
  payload.set_envelope(acceptance.envelope);
  *payload.mutable_statement() = std::move(statement);
  work.views().put_payload(*id, payload);

  v1::DedupRow mark;
  mark.set_message_id(traffic.message_id());
  mark.set_content_tag(traffic.content_tag());
  work.views().put_dedup(acceptance.sender.id, traffic.reference_tag(), mark);

  Accepted answer;
  answer.receiver = receiver;
  answer.at = at;
  answer.receipt.set_message_id(traffic.message_id());
  *answer.receipt.mutable_accepted() = std::move(accepted);
  return answer;
}

std::optional<v1::Ticket> read_ticket(const std::string& ticket_bytes, const MessageId& expected,
                                      std::string_view router_public_key) {
  v1::SignedBody signed_body;
  v1::Ticket ticket;
  if (ticket_bytes.empty() || !signed_body.ParseFromString(ticket_bytes) ||
      !envelope::verify_body(envelope::kTicketType, signed_body, router_public_key).ok() ||
      !ticket.ParseFromString(signed_body.body()) || ticket.message_id() != expected.bytes()) {
    return std::nullopt;
  }
  return ticket;
}

}  // namespace corvid::core
