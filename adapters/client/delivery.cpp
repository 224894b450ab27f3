#include "adapters/client/delivery.h"

#include <utility>

#include "proto/base/key_file.h"
#include "proto/envelope/inspect.h"
#include "proto/envelope/signing.h"

namespace corvid::client {
namespace {

bool same_party(const v1::PartyRef& a, const v1::PartyRef& b) { return a.oin() == b.oin() && a.role() == b.role(); }

Error unauthentic(std::string text) { return {Errc::kUnauthentic, std::move(text)}; }

Result<v1::RouterStatement> open_statement(const v1::SignedBody& signed_body, std::string_view router_signing_key) {
  CORVID_TRY(envelope::verify_body(envelope::kStatementType, signed_body, router_signing_key));
  v1::RouterStatement statement;
  if (!statement.ParseFromString(signed_body.body())) {
    return Error{Errc::kInvalidInput, "the router's statement does not parse"};
  }
  return statement;
}

Result<void> check_sender(const envelope::ReadEnvelope& read, const v1::RouterStatement& statement) {
  const std::string& key = statement.sender_signing_key();
  if (key.size() != envelope::kPublicKeyBytes) {
    return unauthentic("the statement names no sender key");
  }
  if (read.header.signing_key_id() != key_id(key) || !envelope::signature_fits(read, key)) {
    return unauthentic("the envelope is not signed with the sender key that the router verified");
  }
  return {};
}

// The ticket is what a reply returns: it must speak of exactly this message.
Result<void> check_ticket(const v1::Header& header, const v1::SignedBody& signed_ticket,
                          std::string_view router_signing_key) {
  CORVID_TRY(envelope::verify_body(envelope::kTicketType, signed_ticket, router_signing_key));
  v1::Ticket ticket;
  if (!ticket.ParseFromString(signed_ticket.body())) {
    return Error{Errc::kInvalidInput, "the ticket does not parse"};
  }
  const bool fits = ticket.message_id() == header.message_id() && ticket.root() == header.root() &&
                    ticket.type() == header.type() && same_party(ticket.sender(), header.sender()) &&
                    same_party(ticket.receiver(), header.receiver(0)) &&
                    ticket.conversation_id() == header.conversation_id();
  if (!fits) {
    return unauthentic("the ticket is of another message");
  }
  return {};
}

}  // namespace

const std::string* Received::section(v1::Label label) const {
  for (const envelope::SectionPlain& section : sections) {
    if (section.label == label) {
      return &section.plaintext;
    }
  }
  return nullptr;
}

Result<Received> open_delivery(std::string_view envelope_bytes, const v1::SignedBody& statement,
                               std::string_view router_signing_key) {
  CORVID_TRY_ASSIGN(v1::RouterStatement said, open_statement(statement, router_signing_key));
  envelope::Inspection inspection = envelope::inspect(envelope_bytes);
  if (!inspection.envelope || !inspection.faults.empty()) {
    const std::string code = inspection.faults.empty() ? "BERICHT_ONLEESBAAR" : inspection.faults.front().code;
    return Error{Errc::kInvalidInput, "the delivered envelope has a fault of form: " + code};
  }
  envelope::ReadEnvelope& read = *inspection.envelope;
  if (read.header.receiver_size() != 1) {
    return Error{Errc::kInvalidInput, "the delivered envelope names another number of receivers than one"};
  }
  if (said.message_id() != read.header.message_id() || said.header_sha256() != read.header_sha256) {
    return unauthentic("the router's statement is about another envelope");
  }
  CORVID_TRY(check_sender(read, said));
  CORVID_TRY(check_ticket(read.header, said.ticket(), router_signing_key));
  CORVID_TRY_ASSIGN(const MessageId id, MessageId::from_bytes(read.header.message_id()));

  Received received;
  received.id = id;
  std::vector<std::string> contents = envelope::section_contents(envelope_bytes);
  for (std::size_t i = 0; i < contents.size(); ++i) {
    received.sections.push_back({read.header.section(static_cast<int>(i)).label(), std::move(contents[i])});
  }
  received.header = std::move(read.header);
  received.case_facts = std::move(read.case_facts);
  received.statement = std::move(said);
  return received;
}

}  // namespace corvid::client
