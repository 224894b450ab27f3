#include "adapters/gateway/header.h"

#include <optional>

#include "proto/base/limits.h"

namespace corvid::gateway {

v1::Header make_header(const Outgoing& outgoing, const std::vector<v1::PartyRef>& receivers,
                       const Correlations& correlations, const v1::PartyRef& sender, const MessageId& id,
                       const Tags& tags, WallTime now) {
  v1::Header header;
  header.set_message_id(std::string(id.bytes()));
  header.set_type(outgoing.type);
  header.set_purpose(outgoing.purpose);
  header.set_legal_basis(outgoing.legal_basis);
  *header.mutable_sender() = sender;
  for (const v1::PartyRef& receiver : receivers) {
    *header.add_receiver() = receiver;
  }
  header.set_conversation_id(std::string(id.bytes()));
  if (outgoing.in_reply_to) {
    header.set_in_reply_to(std::string(outgoing.in_reply_to->bytes()));
    const auto parent = correlations.find(*outgoing.in_reply_to);
    if (parent != correlations.end()) {
      header.set_ticket(parent->second.ticket);
      if (!outgoing.new_conversation) {
        header.set_conversation_id(std::string(parent->second.conversation.bytes()));
      }
    }
  }
  header.set_created_unix_ms(now.unix_ms);
  header.set_expires_unix_ms((now + limits::kValidityMax).unix_ms);
  header.set_reference_tag(tags.reference);
  header.set_content_tag(tags.content);
  *header.mutable_facts() = outgoing.facts;
  return header;
}

Correlation correlation_of(const Outgoing& outgoing, const v1::Header& header, const MessageId& id) {
  Correlation correlation;
  correlation.id = id;
  correlation.sent_by_us = true;
  correlation.type = outgoing.type;
  if (header.receiver_size() > 0) {
    correlation.other = header.receiver(0);
  }
  const auto conversation = MessageId::from_bytes(header.conversation_id());
  correlation.conversation = conversation.ok() ? conversation.value() : id;
  correlation.native_id = outgoing.native_id;
  correlation.gemeentecode = outgoing.facts.gemeentecode();
  return correlation;
}

std::vector<MessageId> references_of(const v1::Header& header) {
  std::vector<MessageId> ids;
  const auto add = [&ids](const std::string& bytes) {
    const auto id = MessageId::from_bytes(bytes);
    if (id.ok()) {
      ids.push_back(id.value());
    }
  };
  add(header.in_reply_to());
  add(header.facts().aanvulling_op());
  add(header.facts().overdracht_id());
  add(header.facts().over_bericht_id());
  for (const std::string& derived_from : header.facts().afgeleid_van()) {
    add(derived_from);
  }
  return ids;
}

std::optional<MessageId> accepted_overdracht_of(const Outgoing& outgoing) {
  const bool accepts =
      outgoing.type == v1::OVERDRACHT_ANTWOORD && outgoing.case_facts.besluit() == v1::OverdrachtBesluit::AANVAARD;
  return accepts ? outgoing.in_reply_to : std::nullopt;
}

}  // namespace corvid::gateway
