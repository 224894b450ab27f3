#include "tests/support/core_world.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>
#include <variant>

#include "proto/base/check.h"
#include "proto/base/hex.h"
#include "proto/base/limits.h"
#include "proto/envelope/inspect.h"
#include "store/check.h"
#include "store/layout.h"
#include "store/turn.h"

namespace corvid::test {
namespace {

// Loaded once: nothing changes a bundle.
const policy::Bundle& shipped_rules() {
  static const policy::Bundle rules = [] {
    auto bundle = policy::Bundle::load(CORVID_SOURCE_DIR "/deploy/chain/policy");
    CORVID_CHECK(bundle.ok());
    return std::move(bundle).value();
  }();
  return rules;
}

struct Keep {
  Told& told;

  void operator()(v1::Welcome& what) const { told.welcomes.push_back(std::move(what)); }
  void operator()(v1::HelloRefused& what) const { told.hello_refused.push_back(std::move(what)); }
  void operator()(v1::SessionEnded& what) const { told.ended.push_back(std::move(what)); }
  void operator()(v1::Receipt& what) const { told.receipts.push_back(std::move(what)); }
  void operator()(core::DeliverMessage& what) const { told.deliveries.push_back(std::move(what)); }
  void operator()(v1::Notice& what) const { told.notices.push_back(std::move(what)); }
  void operator()(v1::Resolved& what) const { told.resolved.push_back(std::move(what)); }
  void operator()(v1::Settled& what) const { told.settled.push_back(std::move(what)); }
  void operator()(core::ProcessedRecorded& what) const { told.processed_recorded.push_back(std::move(what.message)); }
  void operator()(v1::Busy& what) const { told.busy.push_back(std::move(what)); }
  void operator()(v1::Pong& what) const { told.pongs.push_back(std::move(what)); }
  void operator()(v1::Unknown& what) const { told.unknown.push_back(std::move(what)); }
  void operator()(core::LargeDeliveryBegin& what) const { told.large_begun.push_back(std::move(what)); }
  void operator()(core::LargeDeliveryChunk& what) const { told.large_chunks.push_back(std::move(what)); }
  void operator()(v1::LargeEnd& what) const { told.large_ended.push_back(std::move(what)); }
  void operator()(v1::LargeTaken& what) const { told.large_taken.push_back(std::move(what)); }
};

}  // namespace

CoreWorld::CoreWorld() : signer_(make_key_pair(KeyAlgorithm::kEd25519)), bundle_(shipped_rules()) {
  register_.set_id("test");
  register_.set_version(1);
  using Status = v1::PartyStatus;
  add_peer("politie", "99000000000000000001", v1::POLITIE, {}, Status::ACTIEF);
  add_peer("politie_2", "99000000000000000002", v1::POLITIE, {}, Status::ACTIEF);
  add_peer("vt_rotterdam", "99000000000000000011", v1::VEILIG_THUIS, {"0599", "0502"}, Status::ACTIEF);
  add_peer("vt_zhz", "99000000000000000012", v1::VEILIG_THUIS, {"0505"}, Status::ACTIEF);
  add_peer("raad", "99000000000000000021", v1::RAAD, {}, Status::ACTIEF);
  add_peer("team_rotterdam", "99000000000000000031", v1::LOKAAL_TEAM, {"0599"}, Status::ACTIEF);
  add_peer("team_dordrecht", "99000000000000000032", v1::LOKAAL_TEAM, {"0505"}, Status::ACTIEF);
  add_peer("om", "99000000000000000041", v1::OM, {}, Status::ACTIEF);
  add_peer("halt", "99000000000000000051", v1::HALT, {}, Status::ACTIEF);
  core_ = make_core(store_);
}

CoreWorld::~CoreWorld() {
  const auto report = store::check_views(store_);
  CORVID_CHECK(report.ok());
  for (const std::string& difference : report->described) {
    WARN(difference);
  }
  CORVID_CHECK(report->differences == 0);
}

void CoreWorld::add_peer(const std::string& name, const std::string& oin, v1::Role role,
                         const std::vector<std::string>& municipalities, v1::PartyStatus::Value status) {
  Peer& peer = peers_[name];
  peer.id = {oin, static_cast<int>(role)};
  peer.transport_key = make_key_pair(KeyAlgorithm::kCurve25519).public_key;
  peer.signer = std::make_unique<envelope::Signer>(make_key_pair(KeyAlgorithm::kEd25519));
  v1::Party* entry = register_.add_party();
  entry->set_oin(oin);
  entry->set_role(role);
  entry->set_naam(name);
  entry->set_status(status);
  entry->set_telefoon_crisis("010-0000000");
  for (const std::string& code : municipalities) {
    entry->add_gemeentecode(code);
  }
  v1::PartyKeys* keys = register_.add_keys();
  keys->set_oin(oin);
  keys->set_role(role);
  keys->add_transport()->set_hex(to_hex(peer.transport_key));
  keys->add_ondertekening()->set_hex(to_hex(peer.signer->public_key()));
  if (role == v1::POLITIE) {
    peer.reviewer = std::make_unique<envelope::Signer>(make_key_pair(KeyAlgorithm::kEd25519));
    keys->add_beoordelaar()->set_hex(to_hex(peer.reviewer->public_key()));
  }
}

std::unique_ptr<core::Core> CoreWorld::make_core(store::MemoryStore& store) const {
  auto parties = core::Parties::load(register_, "digest");
  CORVID_CHECK(parties.ok());
  auto row = store::open_layout(store, std::string(16, 'e'));
  CORVID_CHECK(row.ok());
  auto core = std::make_unique<core::Core>(std::move(parties).value(), bundle_, signer_, *row, options_);
  store::Turn turn(store);
  core->recover({now_, mono_, Seed{}, {}, room_bytes_, std::nullopt}, turn);
  CORVID_CHECK(!turn.failed());
  CORVID_CHECK(store.commit(turn.batch()) == store::CommitOutcome::kCommitted);
  return core;
}

Peer& CoreWorld::peer(const std::string& name) {
  const auto found = peers_.find(name);
  CORVID_CHECK(found != peers_.end());
  return found->second;
}

void CoreWorld::restart() {
  store_.crash();
  told_.clear();
  for (auto& [name, peer] : peers_) {
    peer.link.clear();
    peer.token.clear();
  }
  core_ = make_core(store_);
}

void CoreWorld::set_status(const std::string& name, v1::PartyStatus::Value status) {
  for (v1::Party& party : *register_.mutable_party()) {
    if (party.naam() == name) {
      party.set_status(status);
    }
  }
  restart();
}

void CoreWorld::keep(std::vector<core::Effect> effects) {
  for (core::Effect& effect : effects) {
    std::visit(Keep{told_[effect.link]}, effect.what);
  }
}

void CoreWorld::turn(std::vector<core::Event> events) {
  Seed seed{};
  ++seed_;
  for (std::size_t i = 0; i < 8; ++i) {
    seed[i] = static_cast<std::uint8_t>(seed_ >> (8 * i));
  }
  store::Turn store_turn(store_);
  core::TurnInput input{now_,        mono_, seed, std::move(events), room_bytes_,
                        std::exchange(scrubbed_, std::nullopt)};
  std::vector<core::Effect> effects = core_->turn(input, store_turn);
  CORVID_CHECK(!store_turn.failed());
  if (!store_turn.empty()) {
    CORVID_CHECK(store_.commit(store_turn.batch()) == store::CommitOutcome::kCommitted);
  }
  if (auto order = core_->take_scrub_order()) {
    scrub_orders_.push_back(std::move(*order));
  }
  keep(std::move(effects));
}

Told CoreWorld::told(const Peer& peer) { return std::exchange(told_[peer.link], Told{}); }

Told CoreWorld::connect(Peer& peer, std::uint32_t window_messages, std::uint64_t window_bytes) {
  peer.link = "link-" + std::to_string(++links_);
  v1::ClientCommand command;
  v1::Hello& hello = *command.mutable_hello();
  hello.set_protocol(1);
  *hello.mutable_party() = core::to_party_ref(peer.id);
  hello.mutable_credit()->set_messages(window_messages);
  hello.mutable_credit()->set_bytes(window_bytes);
  turn({core::CommandArrived{peer.link, peer.transport_key, command, {}}});
  Told result = told(peer);
  if (!result.welcomes.empty()) {
    peer.token = result.welcomes.front().session();
  }
  return result;
}

Told CoreWorld::command(Peer& peer, v1::ClientCommand command, const std::vector<std::string>& envelopes) {
  command.set_session(peer.token);
  core::CommandArrived arrived{peer.link, peer.transport_key, std::move(command), {}};
  for (const std::string& envelope : envelopes) {
    const std::string id = message_id_of(envelope);
    arrived.command.add_submit()->set_message_id(id);
    arrived.submissions.push_back({id, envelope, envelope::inspect(envelope)});
  }
  turn({std::move(arrived)});
  return told(peer);
}

Told CoreWorld::submit(Peer& peer, const std::vector<std::string>& envelopes) {
  return command(peer, {}, envelopes);
}

Told CoreWorld::large_begin(Peer& peer, const std::string& message_id, const envelope::Parts& parts) {
  core::CommandArrived arrived{peer.link, peer.transport_key, {}, {}};
  arrived.command.set_session(peer.token);
  v1::LargeBegin& begin = *arrived.command.mutable_large_begin();
  begin.set_message_id(message_id);
  begin.set_head_bytes(parts.head.size());
  begin.mutable_section_bytes()->Add(parts.section_bytes.begin(), parts.section_bytes.end());
  core::Submission head{message_id, parts.head, envelope::inspect_head(parts.head, parts.section_bytes)};
  *head.large.mutable_section_bytes() = begin.section_bytes();
  arrived.large_begin = std::move(head);
  turn({std::move(arrived)});
  return told(peer);
}

Told CoreWorld::large_chunk(Peer& peer, const std::string& message_id, std::uint64_t offset,
                            const std::string& bytes) {
  core::CommandArrived arrived{peer.link, peer.transport_key, {}, {}};
  arrived.command.set_session(peer.token);
  arrived.command.mutable_large_chunk()->set_message_id(message_id);
  arrived.command.mutable_large_chunk()->set_offset(offset);
  arrived.command.mutable_large_chunk()->set_chunk_bytes(bytes.size());
  arrived.large_chunk = bytes;
  turn({std::move(arrived)});
  return told(peer);
}

Told CoreWorld::large_end(Peer& peer, const std::string& message_id) {
  v1::ClientCommand command;
  command.mutable_large_end()->set_message_id(message_id);
  return this->command(peer, std::move(command));
}

Told CoreWorld::large_taken(Peer& peer, const MessageId& id, std::uint64_t offset) {
  v1::ClientCommand command;
  command.mutable_large_taken()->set_message_id(std::string(id.bytes()));
  command.mutable_large_taken()->set_offset(offset);
  return this->command(peer, std::move(command));
}

Told CoreWorld::submit_large(Peer& peer, const std::string& envelope) {
  const std::string id = message_id_of(envelope);
  const auto parts = envelope::split(envelope);
  CORVID_CHECK(parts.ok());
  Told said = large_begin(peer, id, *parts);
  for (std::size_t at = 0; at < parts->contents.size() && !said.large_taken.empty(); at += limits::kChunkBytes) {
    said = large_chunk(peer, id, at, parts->contents.substr(at, limits::kChunkBytes));
  }
  return said.large_taken.empty() ? said : large_end(peer, id);
}

Told CoreWorld::settle(Peer& peer, const MessageId& id, v1::Settle::Outcome outcome, const v1::Refusal& refusal) {
  v1::ClientCommand command;
  v1::Settle& settle = *command.add_settle();
  settle.set_message_id(std::string(id.bytes()));
  settle.set_outcome(outcome);
  *settle.mutable_refusal() = refusal;
  return this->command(peer, std::move(command));
}

void CoreWorld::advance(std::chrono::milliseconds by) {
  now_ = now_ + by;
  mono_ += by;
}

void CoreWorld::live(std::chrono::milliseconds by) {
  const MonoTime end = mono_ + by;
  while (mono_ < end) {
    const MonoTime due = std::clamp(core_->next_wakeup().value_or(end), mono_ + std::chrono::milliseconds(1), end);
    advance(std::chrono::ceil<std::chrono::milliseconds>(due - mono_));
    turn_without_events();
  }
}

void CoreWorld::lose(Peer& peer) {
  turn({core::LinkLost{peer.link}});
  peer.link.clear();
  peer.token.clear();
}

void CoreWorld::set_options(const core::Options& options) {
  options_ = options;
  restart();
}

MessageId CoreWorld::next_id() {
  ++ids_;
  std::array<std::uint8_t, 10> random{};
  for (std::size_t i = 0; i < 8; ++i) {
    random[2 + i] = static_cast<std::uint8_t>(ids_ >> (56 - 8 * i));
  }
  return MessageId::make(now_.unix_ms, random);
}

std::string CoreWorld::message_id_of(const std::string& envelope_bytes) {
  const envelope::Inspection inspection = envelope::inspect(envelope_bytes);
  return inspection.envelope ? inspection.envelope->header.message_id() : std::string(16, 'x');
}

std::string CoreWorld::seal(Peer& from, const Peer& to, envelope::Draft draft, const std::string& reference,
                            const std::string& content) {
  v1::Header& header = draft.header;
  if (header.message_id().empty()) {
    header.set_message_id(std::string(next_id().bytes()));
  }
  if (header.conversation_id().empty()) {
    header.set_conversation_id(header.message_id());
  }
  *header.mutable_sender() = core::to_party_ref(from.id);
  if (header.receiver_size() == 0) {
    *header.add_receiver() = core::to_party_ref(to.id);
  }
  if (header.created_unix_ms() == 0) {
    header.set_created_unix_ms(now_.unix_ms);
    header.set_expires_unix_ms((now_ + std::chrono::hours(24)).unix_ms);
  }
  header.set_reference_tag(envelope::reference_tag(from.id.oin, reference));
  header.set_content_tag(envelope::content_tag(from.id.oin, content));
  auto bytes = envelope::build(draft, *from.signer, std::string(32, 's'));
  CORVID_CHECK(bytes.ok());
  return std::move(bytes).value();
}

}  // namespace corvid::test
