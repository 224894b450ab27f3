#include "tests/component/gateway/rig.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <sstream>

#include "proto/base/entropy.h"
#include "proto/envelope/inspect.h"

namespace corvid::gateway::test {
namespace {

constexpr std::chrono::seconds kPatience{20};

using Fields = google::protobuf::Struct;

std::optional<Fields> fields_of(std::string_view native) {
  Fields fields;
  const google::protobuf::StringPiece text(native.data(), native.size());
  if (!google::protobuf::util::JsonStringToMessage(text, &fields).ok()) {
    return std::nullopt;
  }
  return fields;
}

std::string field(const Fields& fields, const std::string& name) {
  const auto found = fields.fields().find(name);
  return found == fields.fields().end() ? std::string() : found->second.string_value();
}

MessageId new_id(std::int64_t unix_ms) {
  const std::string random = random_bytes(10);
  std::array<std::uint8_t, 10> bytes{};
  std::copy(random.begin(), random.end(), bytes.begin());
  return MessageId::make(unix_ms, bytes);
}

// Lets the test look at a fake session that the gateway has closed.
class Borrowed final : public client::Session {
 public:
  explicit Borrowed(std::shared_ptr<client::FakeSession> fake) : fake_(std::move(fake)) {}

  Result<void> submit(const MessageId& id, std::string envelope) override {
    return fake_->submit(id, std::move(envelope));
  }
  Result<void> settle(v1::Settle settle) override { return fake_->settle(std::move(settle)); }
  Result<void> processed(const MessageId& id, v1::Processed::Outcome outcome) override {
    return fake_->processed(id, outcome);
  }
  Result<void> notices_read(std::uint64_t number) override { return fake_->notices_read(number); }
  Result<void> resolve(const v1::Resolve& question) override { return fake_->resolve(question); }
  [[nodiscard]] std::vector<client::Event> take_events() override { return fake_->take_events(); }

 private:
  std::shared_ptr<client::FakeSession> fake_;
};

v1::PartyRef party_ref(const char* oin, v1::Role role) {
  v1::PartyRef party;
  party.set_oin(oin);
  party.set_role(role);
  return party;
}

}  // namespace

v1::PartyRef police() { return party_ref("99000000000000000001", v1::POLITIE); }
v1::PartyRef veilig_thuis() { return party_ref("99000000000000000002", v1::VEILIG_THUIS); }

text::ReasonCatalogue small_catalogue() {
  v1::PolicyBundle bundle;
  for (const char* code : {"BERICHT_TE_GROOT", "TEKENS_ONGELDIG", "BERICHT_ONLEESBAAR", "HANDTEKENING_ONGELDIG",
                           "VERPLICHT_VELD_ONTBREEKT", "ONTVANGER_NIET_BEVOEGD", "NIET_BEOORDEELD"}) {
    auto* reason = bundle.add_reden();
    reason->set_code(code);
    reason->set_klasse(v1::LEVERANCIER);
    reason->set_reden("Het kan niet. Het maximum is {maximum}.");
    reason->set_herstel("Herstel het.");
    reason->set_verwijzing("protocol");
  }
  for (const auto code : {v1::TerugkoppelingCode::CODE_1, v1::TerugkoppelingCode::CODE_2,
                          v1::TerugkoppelingCode::CODE_3, v1::TerugkoppelingCode::CODE_4}) {
    auto* text = bundle.add_tekst();
    text->set_code(code);
    text->set_tekst("tekst");
  }
  auto catalogue = text::ReasonCatalogue::from(bundle);
  REQUIRE(catalogue.ok());
  return std::move(catalogue).value();
}

// ---- translator -----------------------------------------------------------------------------------------------------

std::vector<MessageId> TestTranslator::references(std::string_view native) const {
  const auto fields = fields_of(native);
  const auto id = MessageId::parse(fields ? field(*fields, "antwoord_op") : std::string());
  return id.ok() ? std::vector<MessageId>{id.value()} : std::vector<MessageId>{};
}

Translation<Outgoing> TestTranslator::outgoing(std::string_view native, const Correlations& correlations) const {
  seen.push_back(correlations);
  const auto fields = fields_of(native);
  const std::string code = fields ? field(*fields, "weiger") : "BERICHT_ONLEESBAAR";
  if (!code.empty()) {
    v1::Refusal refusal;
    *refusal.add_fault() = reasons_.fault(code, {}, {"betrokkenen"});
    return refusal;
  }
  Outgoing outgoing;
  v1::MessageType_Parse(field(*fields, "soort"), &outgoing.type);
  outgoing.purpose = "VT_MELDING";
  outgoing.legal_basis = "WPG_23";
  outgoing.receiver_role = v1::VEILIG_THUIS;
  if (!field(*fields, "ontvanger").empty()) {
    outgoing.receivers.push_back(party_ref(field(*fields, "ontvanger").c_str(), v1::VEILIG_THUIS));
  }
  const auto parent = MessageId::parse(field(*fields, "antwoord_op"));
  if (parent.ok()) {
    outgoing.in_reply_to = parent.value();
  }
  outgoing.new_conversation = outgoing.type == v1::TERUGMELDING;
  outgoing.facts.set_gemeentecode(field(*fields, "gemeente"));
  if (field(*fields, "besluit") == "AANVAARD") {
    outgoing.case_facts.set_besluit(v1::OverdrachtBesluit::AANVAARD);
  }
  outgoing.sections.push_back({v1::MELDING_KERN, field(*fields, "tekst")});
  outgoing.native_reference = field(*fields, "referentie");
  outgoing.native_id = field(*fields, "nummer");
  return outgoing;
}

Translation<Native> TestTranslator::incoming(const client::Received& received, const Correlations& correlations) const {
  seen.push_back(correlations);
  const std::string& text = received.sections.at(0).plaintext;
  if (text == "WEIGER") {
    v1::Refusal refusal;
    *refusal.add_fault() = reasons_.fault("VERPLICHT_VELD_ONTBREEKT", {}, {"kern.datum"});
    return refusal;
  }
  Native native{"melding", "{\"tekst\":\"" + text + "\"}", "nummer-" + text, std::nullopt};
  if (text == "ALARM") {
    native.alarm = reasons_.fault("NIET_BEOORDEELD");
  }
  return native;
}

// ---- rig ------------------------------------------------------------------------------------------------------------

Rig::Rig(v1::PartyRef party)
    : party_(std::move(party)),
      signer_(make_key_pair(KeyAlgorithm::kEd25519)),
      other_signer_(make_key_pair(KeyAlgorithm::kEd25519)),
      router_signer_(make_key_pair(KeyAlgorithm::kEd25519)) {}

Rig::~Rig() { stop(); }

void Rig::open() {
  auto opened = Ledger::open(ledger_path(), party_);
  REQUIRE(opened.ok());
  ledger = std::move(opened).value();
  auto folders = Spool::open(dir_.path() / "spool");
  REQUIRE(folders.ok());
  spool = std::make_unique<Spool>(std::move(folders).value());
}

void Rig::start() {
  if (!ledger) {
    open();
  }
  context.restart();
  const Parts parts{party_, router_signer_.public_key(), *ledger, *spool, translator, reasons, signer_, secret_, clock};
  const OpenSession open_session = [this](const SessionStart&, std::function<void()> on_events) {
    session = std::make_shared<client::FakeSession>(std::move(on_events));
    session->fail_with(session_failure);
    return Result<std::unique_ptr<client::Session>>(std::make_unique<Borrowed>(session));
  };
  const GatewayTimes times{.retry_first = std::chrono::milliseconds{1}, .retry_max = std::chrono::milliseconds{10}};
  gateway_ = std::make_unique<Gateway>(
      context, parts, open_session, [this](const Error& error) { ended = error; }, times);
  REQUIRE(gateway_->start().ok());
}

void Rig::stop() {
  gateway_.reset();
  session.reset();
  context.restart();
  context.poll();
  ledger.reset();
  spool.reset();
}

void Rig::drop(const std::string& name, const std::string& bytes) const {
  std::filesystem::create_directories(path("out"));
  const std::filesystem::path hidden = path("out/.wordt-geschreven");
  std::ofstream(hidden, std::ios::binary) << bytes;
  std::filesystem::rename(hidden, path("out") / name);
}

std::string Rig::native(const std::string& reference, const std::string& extra) const {
  return R"({"soort":"VT_MELDING","referentie":")" + reference + R"(","nummer":"BVH-)" + reference +
         R"(","ontvanger":"99000000000000000002")" + extra + "}";
}

std::string Rig::content(const std::string& relative) const {
  std::ostringstream bytes;
  bytes << std::ifstream(path(relative), std::ios::binary).rdbuf();
  return bytes.str();
}

std::vector<std::string> Rig::names(const std::string& folder) const {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(path(folder))) {
    if (!entry.path().filename().string().starts_with('.')) {
      found.push_back(entry.path().filename());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

void Rig::run_until(const std::function<bool()>& done) {
  const SystemClock real;
  const MonoTime deadline = real.mono_now() + kPatience;
  while (!done()) {
    REQUIRE(real.mono_now() < deadline);
    context.restart();
    context.run_one_until(deadline);
  }
}

void Rig::settle_down() {
  context.restart();
  while (context.poll() > 0) {
  }
}

v1::Receipt Rig::receipt(const MessageId& id, const std::string& epoch) const {
  v1::Receipt receipt;
  receipt.set_message_id(std::string(id.bytes()));
  auto* accepted = receipt.mutable_accepted();
  accepted->set_message_id(std::string(id.bytes()));
  accepted->set_accepted_unix_ms(clock.wall.unix_ms);
  *accepted->mutable_receiver() = veilig_thuis();
  accepted->set_purpose("VT_MELDING");
  accepted->set_legal_basis("WPG_23");
  accepted->add_regel("politie-naar-vt");
  accepted->set_bundle_sha256(std::string(32, '\x1f'));
  auto* remark = accepted->add_opmerking();
  remark->set_code("TE_LAAT");
  remark->set_tekst("Deze melding is verstuurd na de termijn van vijf dagen.");
  if (!epoch.empty()) {
    v1::Mark mark;
    mark.set_epoch(epoch);
    mark.set_commit(1);
    *receipt.mutable_mark() = router_signer_.sign_body(envelope::kMarkType, mark.SerializeAsString());
  }
  return receipt;
}

client::Delivery Rig::delivery(const std::string& text, v1::MessageType type,
                               const std::optional<MessageId>& in_reply_to) const {
  const MessageId id = new_id(clock.wall.unix_ms);
  envelope::Draft draft;
  v1::Header& header = draft.header;
  header.set_message_id(std::string(id.bytes()));
  header.set_type(type);
  header.set_purpose("TERUGKOPPELING_MELDER");
  header.set_legal_basis("WMO");
  *header.mutable_sender() = veilig_thuis();
  *header.add_receiver() = party_;
  header.set_conversation_id(std::string(id.bytes()));
  if (in_reply_to) {
    header.set_in_reply_to(std::string(in_reply_to->bytes()));
  }
  header.set_created_unix_ms(clock.wall.unix_ms);
  header.set_expires_unix_ms(clock.wall.unix_ms + 1000);
  header.set_reference_tag(std::string(32, 'r'));
  header.set_content_tag(std::string(32, 'c'));
  draft.sections.push_back({v1::TERUGKOPPELING_KERN, text});
  auto envelope = envelope::build(draft, other_signer_, random_bytes(32));
  REQUIRE(envelope.ok());
  const auto inspected = envelope::inspect(envelope.value());
  REQUIRE(inspected.envelope);
  const v1::Header& signed_header = inspected.envelope->header;

  v1::Ticket ticket;
  ticket.set_message_id(signed_header.message_id());
  ticket.set_root(signed_header.root());
  ticket.set_type(type);
  *ticket.mutable_sender() = signed_header.sender();
  *ticket.mutable_receiver() = signed_header.receiver(0);
  ticket.set_conversation_id(signed_header.conversation_id());
  v1::RouterStatement statement;
  statement.set_message_id(signed_header.message_id());
  statement.set_header_sha256(inspected.envelope->header_sha256);
  *statement.mutable_ticket() = router_signer_.sign_body(envelope::kTicketType, ticket.SerializeAsString());
  statement.set_sender_signing_key(other_signer_.public_key());
  return {id, 1, std::move(envelope).value(),
          router_signer_.sign_body(envelope::kStatementType, statement.SerializeAsString())};
}

}  // namespace corvid::gateway::test
