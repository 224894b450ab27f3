// A delivery is opened only when router, statement, ticket, envelope and sender all fit each other.
#include "adapters/client/delivery.h"

#include <catch2/catch.hpp>

#include "proto/base/entropy.h"
#include "proto/envelope/digest.h"
#include "proto/envelope/inspect.h"
#include "proto/envelope/signing.h"
#include "tests/unit/client/core_fixture.h"

namespace corvid::client {
namespace {

envelope::Signer a_signer() { return envelope::Signer(make_key_pair(KeyAlgorithm::kEd25519)); }

envelope::Draft a_draft() {
  envelope::Draft draft;
  v1::Header& header = draft.header;
  header.set_message_id(bytes_of(an_id(1)));
  header.set_type(v1::TERUGKOPPELING);
  header.set_purpose("terugkoppeling");
  header.set_legal_basis("wmo-4.1.1");
  header.mutable_sender()->set_oin("99000000000000000001");
  header.mutable_sender()->set_role(v1::VEILIG_THUIS);
  v1::PartyRef& receiver = *header.add_receiver();
  receiver.set_oin("99000000000000000002");
  receiver.set_role(v1::POLITIE);
  header.set_conversation_id(bytes_of(an_id(1)));
  header.set_created_unix_ms(1'790'000'000'000);
  header.set_expires_unix_ms(1'790'000'000'000 + 86'400'000);
  header.set_reference_tag(envelope::reference_tag("secret", "reference"));
  header.set_content_tag(envelope::content_tag("secret", "content"));
  header.mutable_facts()->set_gemeentecode("0363");
  draft.sections.push_back({v1::TERUGKOPPELING_KERN, "plain"});
  return draft;
}

// A router that states what is true, until a test changes its mind.
struct Chain {
  envelope::Signer sender = a_signer();
  envelope::Signer router = a_signer();
  std::string envelope_bytes;
  v1::Ticket ticket;
  v1::RouterStatement statement;

  Chain() {
    auto built = envelope::build(a_draft(), sender, std::string(32, 's'));
    REQUIRE(built.ok());
    envelope_bytes = *built;
    const auto inspection = envelope::inspect(envelope_bytes);
    REQUIRE(inspection.envelope);
    const v1::Header& header = inspection.envelope->header;
    ticket.set_message_id(header.message_id());
    ticket.set_root(header.root());
    ticket.set_type(header.type());
    *ticket.mutable_sender() = header.sender();
    *ticket.mutable_receiver() = header.receiver(0);
    ticket.set_conversation_id(header.conversation_id());
    statement.set_message_id(header.message_id());
    statement.set_header_sha256(inspection.envelope->header_sha256);
    statement.set_sender_signing_key(sender.public_key());
  }

  [[nodiscard]] Result<Received> open() const {
    v1::RouterStatement said = statement;
    *said.mutable_ticket() = router.sign_body(envelope::kTicketType, ticket.SerializeAsString());
    return open_delivery(envelope_bytes, router.sign_body(envelope::kStatementType, said.SerializeAsString()),
                         router.public_key());
  }

  [[nodiscard]] bool is_unauthentic() const {
    const auto opened = open();
    return !opened.ok() && opened.error().code == Errc::kUnauthentic;
  }
};

}  // namespace

TEST_CASE("a delivery in which everything fits is opened", "[delivery]") {
  const Chain chain;
  const auto received = chain.open();
  REQUIRE(received.ok());
  CHECK(received->id == an_id(1));
  CHECK(received->header.type() == v1::TERUGKOPPELING);
  REQUIRE(received->section(v1::TERUGKOPPELING_KERN) != nullptr);
  CHECK(*received->section(v1::TERUGKOPPELING_KERN) == "plain");
  CHECK(received->section(v1::MELDING_KERN) == nullptr);
}

TEST_CASE("a statement that another key signed is not believed", "[delivery]") {
  const Chain chain;
  const envelope::Signer stranger = a_signer();
  const auto opened = open_delivery(chain.envelope_bytes,
                                    chain.router.sign_body(envelope::kStatementType, "x"), stranger.public_key());
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == Errc::kUnauthentic);
}

TEST_CASE("a ticket does not pass for a statement", "[delivery]") {
  const Chain chain;
  const auto signed_as_ticket =
      chain.router.sign_body(envelope::kTicketType, chain.statement.SerializeAsString());
  const auto opened = open_delivery(chain.envelope_bytes, signed_as_ticket, chain.router.public_key());
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == Errc::kUnauthentic);
}

TEST_CASE("a statement about another message or header is not believed", "[delivery]") {
  Chain other_id;
  other_id.statement.set_message_id(bytes_of(an_id(2)));
  CHECK(other_id.is_unauthentic());
  Chain other_header;
  other_header.statement.set_header_sha256(envelope::sha256("another header"));
  CHECK(other_header.is_unauthentic());
}

TEST_CASE("an envelope that the named sender key did not sign is not believed", "[delivery]") {
  Chain chain;
  chain.statement.set_sender_signing_key(a_signer().public_key());
  CHECK(chain.is_unauthentic());
  chain.statement.clear_sender_signing_key();
  CHECK(chain.is_unauthentic());
}

TEST_CASE("a ticket of another message is not believed", "[delivery]") {
  const auto with = [](void (*change)(v1::Ticket&)) {
    Chain chain;
    change(chain.ticket);
    return chain.is_unauthentic();
  };
  CHECK(with([](v1::Ticket& ticket) { ticket.set_message_id(bytes_of(an_id(2))); }));
  CHECK(with([](v1::Ticket& ticket) { ticket.set_root(std::string(32, 'r')); }));
  CHECK(with([](v1::Ticket& ticket) { ticket.set_type(v1::VT_MELDING); }));
  CHECK(with([](v1::Ticket& ticket) { ticket.mutable_sender()->set_role(v1::OM); }));
  CHECK(with([](v1::Ticket& ticket) { ticket.mutable_receiver()->set_oin("99000000000000000009"); }));
  CHECK(with([](v1::Ticket& ticket) { ticket.set_conversation_id(bytes_of(an_id(2))); }));
}

TEST_CASE("a ticket that the router did not sign is not believed", "[delivery]") {
  const Chain chain;
  v1::RouterStatement said = chain.statement;
  *said.mutable_ticket() = chain.sender.sign_body(envelope::kTicketType, chain.ticket.SerializeAsString());
  const auto opened =
      open_delivery(chain.envelope_bytes, chain.router.sign_body(envelope::kStatementType, said.SerializeAsString()),
                    chain.router.public_key());
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == Errc::kUnauthentic);
}

TEST_CASE("an envelope that was changed on the way is not opened", "[delivery]") {
  Chain chain;
  v1::Envelope changed;
  REQUIRE(changed.ParseFromString(chain.envelope_bytes));
  changed.mutable_section(0)->set_content("changed");
  chain.envelope_bytes = changed.SerializeAsString();
  CHECK_FALSE(chain.open().ok());
  chain.envelope_bytes = "not an envelope";
  const auto opened = chain.open();
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == Errc::kInvalidInput);
}

}  // namespace corvid::client
