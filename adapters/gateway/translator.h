// What a party's adapter must supply: pure translation between its native files and messages.
//
// Ownership: the gateway owns the translator. Threads: the gateway's one. Purity: no clock, no disk, no socket; what
// the ledger knows of earlier messages is handed in.
// Errors: a translation that cannot be made is a Refusal with every fault, from the reason catalogue.
//
// A rule about who may send what does not belong here: the router decides. Here belong native form, required sealed
// fields, and checks that need the open content.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/client/delivery.h"
#include "proto/base/ids.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/facts.pb.h"
#include "proto/envelope/build.h"

namespace corvid::gateway {

// What the ledger knows of an earlier message, sent or received.
struct Correlation {
  MessageId id;
  bool sent_by_us = false;
  v1::MessageType type = v1::MESSAGE_TYPE_ONBEPAALD;
  v1::PartyRef other;            // the other party of that message
  MessageId conversation;
  std::string ticket;            // serialised SignedBody; empty for messages we sent
  std::string native_id;         // such as the BVH number
  std::string gemeentecode;
  bool accepted_overdracht = false;  // an OVERDRACHT that this party answered with AANVAARD
};
using Correlations = std::map<MessageId, Correlation>;

// A native file, understood.
struct Outgoing {
  v1::MessageType type = v1::MESSAGE_TYPE_ONBEPAALD;
  std::string purpose;
  std::string legal_basis;
  v1::Role receiver_role = v1::ROLE_ONBEPAALD;
  // More than one is passed on, so that the router refuses it by name. None: the competent party of `receiver_role`
  // for facts.gemeentecode is asked for.
  std::vector<v1::PartyRef> receivers;
  std::optional<MessageId> in_reply_to;
  bool new_conversation = false;  // although it refers to an earlier message
  v1::Facts facts;
  v1::CaseFacts case_facts;
  std::vector<envelope::SectionPlain> sections;
  std::string native_reference;  // the party's own reference; only its tag travels
  std::string native_id;         // kept in the ledger to recognise answers
};

// A message, in the party's native form.
struct Native {
  std::string file_stem;  // the gateway adds the message id and .json
  std::string bytes;
  std::string native_id;  // kept in the ledger to build answers
  // Set when the message is durable but must not be handed over: an operator is told, the result is niet_verwerkt.
  std::optional<v1::Fault> alarm;
};

template <typename T>
using Translation = std::variant<T, v1::Refusal>;

class Translator {
 public:
  virtual ~Translator() = default;

  // Ids of earlier messages that the native bytes refer to; empty when they cannot be read.
  [[nodiscard]] virtual std::vector<MessageId> references(std::string_view native) const = 0;

  [[nodiscard]] virtual Translation<Outgoing> outgoing(std::string_view native,
                                                       const Correlations& correlations) const = 0;

  // `correlations` holds what the ledger knows of header.in_reply_to and of the facts' message ids.
  [[nodiscard]] virtual Translation<Native> incoming(const client::Received& received,
                                                     const Correlations& correlations) const = 0;
};

}  // namespace corvid::gateway
