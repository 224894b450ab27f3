#include "adapters/gateway/header.h"

#include <catch2/catch.hpp>

#include <array>

#include "proto/base/limits.h"

namespace corvid::gateway {
namespace {

MessageId id_of(std::uint8_t seed) {
  std::array<std::uint8_t, 10> random{};
  random.fill(seed);
  return MessageId::make(1'700'000'000'000, random);
}

v1::PartyRef party(const char* oin, v1::Role role) {
  v1::PartyRef ref;
  ref.set_oin(oin);
  ref.set_role(role);
  return ref;
}

const WallTime kNow{1'700'000'000'000};
const MessageId kOwn = id_of(1);
const MessageId kParent = id_of(2);
const MessageId kConversation = id_of(3);

v1::Header header_of(const Outgoing& outgoing, const Correlations& correlations,
                     const std::vector<v1::PartyRef>& receivers = {party("2", v1::VEILIG_THUIS)}) {
  return make_header(outgoing, receivers, correlations, party("1", v1::POLITIE), kOwn, {"ref", "content"}, kNow);
}

Correlations parent_known() {
  Correlation parent;
  parent.id = kParent;
  parent.conversation = kConversation;
  parent.ticket = "ticket";
  return {{kParent, parent}};
}

TEST_CASE("a first message begins its own conversation and lives seven days", "[gateway]") {
  Outgoing outgoing;
  outgoing.type = v1::VT_MELDING;
  outgoing.purpose = "VT_MELDING";
  outgoing.legal_basis = "grondslag";
  outgoing.facts.set_gemeentecode("0599");
  const v1::Header header = header_of(outgoing, {});
  CHECK(header.message_id() == kOwn.bytes());
  CHECK(header.conversation_id() == kOwn.bytes());
  CHECK(header.in_reply_to().empty());
  CHECK(header.ticket().empty());
  CHECK(header.created_unix_ms() == kNow.unix_ms);
  CHECK(header.expires_unix_ms() == (kNow + limits::kValidityMax).unix_ms);
  CHECK(header.reference_tag() == "ref");
  CHECK(header.content_tag() == "content");
  CHECK(header.purpose() == "VT_MELDING");
  CHECK(header.legal_basis() == "grondslag");
  CHECK(header.facts().gemeentecode() == "0599");
  CHECK(header.sender().role() == v1::POLITIE);
}

TEST_CASE("an answer goes on in its parent's conversation with its parent's ticket", "[gateway]") {
  Outgoing outgoing;
  outgoing.in_reply_to = kParent;
  const v1::Header header = header_of(outgoing, parent_known());
  CHECK(header.in_reply_to() == kParent.bytes());
  CHECK(header.conversation_id() == kConversation.bytes());
  CHECK(header.ticket() == "ticket");
}

TEST_CASE("a message that begins anew refers to its parent but has its own conversation", "[gateway]") {
  Outgoing outgoing;
  outgoing.in_reply_to = kParent;
  outgoing.new_conversation = true;
  const v1::Header header = header_of(outgoing, parent_known());
  CHECK(header.in_reply_to() == kParent.bytes());
  CHECK(header.conversation_id() == kOwn.bytes());
  CHECK(header.ticket() == "ticket");
}

TEST_CASE("an answer to a message that the ledger does not know is left to the router to refuse", "[gateway]") {
  Outgoing outgoing;
  outgoing.in_reply_to = kParent;
  const v1::Header header = header_of(outgoing, {});
  CHECK(header.in_reply_to() == kParent.bytes());
  CHECK(header.conversation_id() == kOwn.bytes());
  CHECK(header.ticket().empty());
}

TEST_CASE("more than one receiver is passed on, so that the router refuses it by name", "[gateway]") {
  const v1::Header header = header_of({}, {}, {party("2", v1::VEILIG_THUIS), party("3", v1::RAAD)});
  CHECK(header.receiver_size() == 2);
}

TEST_CASE("every earlier message that a header names is looked up, malformed ids are not", "[gateway]") {
  v1::Header header;
  header.set_in_reply_to(std::string(kParent.bytes()));
  header.mutable_facts()->set_overdracht_id(std::string(id_of(4).bytes()));
  header.mutable_facts()->set_over_bericht_id(std::string(id_of(5).bytes()));
  header.mutable_facts()->set_aanvulling_op("kort");
  header.mutable_facts()->add_afgeleid_van(std::string(id_of(6).bytes()));
  CHECK(references_of(header) == std::vector<MessageId>{kParent, id_of(4), id_of(5), id_of(6)});
}

TEST_CASE("only an OVERDRACHT_ANTWOORD with AANVAARD accepts an OVERDRACHT", "[gateway]") {
  Outgoing outgoing;
  outgoing.type = v1::OVERDRACHT_ANTWOORD;
  outgoing.in_reply_to = kParent;
  CHECK_FALSE(accepted_overdracht_of(outgoing));
  outgoing.case_facts.set_besluit(v1::OverdrachtBesluit::GEWEIGERD);
  CHECK_FALSE(accepted_overdracht_of(outgoing));
  outgoing.case_facts.set_besluit(v1::OverdrachtBesluit::AANVAARD);
  CHECK(accepted_overdracht_of(outgoing) == kParent);
  outgoing.type = v1::TERUGMELDING;
  CHECK_FALSE(accepted_overdracht_of(outgoing));
}

TEST_CASE("what is kept of a sent message is enough to recognise its answer", "[gateway]") {
  Outgoing outgoing;
  outgoing.type = v1::VT_MELDING;
  outgoing.native_id = "BVH 1";
  outgoing.facts.set_gemeentecode("0599");
  const Correlation kept = correlation_of(outgoing, header_of(outgoing, {}), kOwn);
  CHECK(kept.sent_by_us);
  CHECK(kept.id == kOwn);
  CHECK(kept.conversation == kOwn);
  CHECK(kept.other.oin() == "2");
  CHECK(kept.native_id == "BVH 1");
  CHECK(kept.gemeentecode == "0599");
}

}  // namespace
}  // namespace corvid::gateway
