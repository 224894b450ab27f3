#include "router/core/acceptance.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/envelope/digest.h"
#include "store/derive.h"

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
  statement.set_plaats_in_gesprek(acceptance.conversation_place);
  return signer.sign_body(envelope::kStatementType, statement.SerializeAsString());
}

v1::Submitted make_submitted(const Acceptance& acceptance, const policy::Decision& decision,
                             const policy::Bundle& bundle, const v1::SignedBody& statement, const TurnWork& work) {
  v1::Submitted submitted;
  *submitted.mutable_traffic() = acceptance.traffic;
  for (const v1::Rule* rule : decision.permitted_by) {
    submitted.add_regel(rule->id());
  }
  submitted.set_bundle_sha256(bundle.digest());
  for (const v1::Obligation* obligation : decision.obligations) {
    *submitted.add_verplichting() = *obligation;
  }
  for (const v1::Remark& remark : decision.remarks) {
    *submitted.add_opmerking() = remark;
  }
  submitted.set_statement_sha256(envelope::sha256(statement.body()));
  submitted.set_commit(work.commit());
  submitted.set_conversation_place(acceptance.conversation_place);
  submitted.set_deadline_unix_ms(acceptance.deadline.unix_ms);
  return submitted;
}

}  // namespace

Accepted write_acceptance(const Acceptance& acceptance, const policy::Decision& decision, const policy::Bundle& bundle,
                          const envelope::Signer& signer, TurnWork& work) {
  const v1::Traffic& traffic = acceptance.traffic;
  const auto id = MessageId::from_bytes(traffic.message_id());
  CORVID_CHECK(id.ok());
  v1::SignedBody statement = make_statement(acceptance, decision, bundle, signer, work);
  const PartyId receiver = to_party_id(traffic.receiver());
  const store::QueuePlace at{acceptance.priority, work.views().party(receiver).place_next()};
  v1::RecordBody body;
  *body.mutable_submitted() = make_submitted(acceptance, decision, bundle, statement, work);
  body.mutable_submitted()->set_priority(at.priority);
  body.mutable_submitted()->set_place(at.place);
  work.record(body);

  v1::PayloadRow payload;
  payload.set_envelope(acceptance.envelope);
  if (!acceptance.large.upload().empty()) {
    *payload.mutable_large() = acceptance.large;
  }
  *payload.mutable_statement() = std::move(statement);
  work.views().put_payload(*id, payload);

  Accepted answer;
  answer.receiver = receiver;
  answer.entry = {at, *id, acceptance.deadline};
  answer.receipt.set_message_id(traffic.message_id());
  *answer.receipt.mutable_accepted() = store::accepted_of(body.submitted(), work.now());
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
