// A router core with a memory store, a small register and the shipped rules, cranked by hand: no thread, no socket, no
// clock.
//
// Ownership: owns everything. Threads: one. Errors: a commit that is not committed stops the test.
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "proto/envelope/build.h"
#include "proto/envelope/signing.h"
#include "proto/envelope/split.h"
#include "router/core/core.h"
#include "router/policy/bundle.h"
#include "store/memory_store.h"

namespace corvid::test {

// One connection point as its own software sees it.
struct Peer {
  PartyId id;
  std::string transport_key;
  std::unique_ptr<envelope::Signer> signer;
  std::unique_ptr<envelope::Signer> reviewer;  // police only
  std::string link;                            // empty: not connected
  std::string token;
};

// What the core told one peer in one turn.
struct Told {
  std::vector<v1::Receipt> receipts;
  std::vector<core::DeliverMessage> deliveries;
  std::vector<v1::Notice> notices;
  std::vector<v1::Settled> settled;
  std::vector<v1::Settled> processed_recorded;
  std::vector<v1::Resolved> resolved;
  std::vector<v1::SessionEnded> ended;
  std::vector<v1::Unknown> unknown;
  std::vector<v1::HelloRefused> hello_refused;
  std::vector<v1::Welcome> welcomes;
  std::vector<v1::Busy> busy;
  std::vector<v1::Pong> pongs;
  std::vector<core::LargeDeliveryBegin> large_begun;
  std::vector<core::LargeDeliveryChunk> large_chunks;
  std::vector<v1::LargeEnd> large_ended;
  std::vector<v1::LargeTaken> large_taken;
};

class CoreWorld {
 public:
  CoreWorld();
  // Whatever happened in a test, the views follow from the journal.
  ~CoreWorld();
  CoreWorld(const CoreWorld&) = delete;
  CoreWorld& operator=(const CoreWorld&) = delete;

  // politie, politie_2, vt_rotterdam (0599, 0502), vt_zhz (0505), raad, team_rotterdam (0599), team_dordrecht (0505),
  // om, halt.
  Peer& peer(const std::string& name);

  // Says hello on a fresh link and keeps the token.
  Told connect(Peer& peer, std::uint32_t window_messages = 512, std::uint64_t window_bytes = 64 * 1024 * 1024);
  // One turn with one command in the peer's session; tells what that peer was told. What others were told waits in
  // their own told().
  Told command(Peer& peer, v1::ClientCommand command, const std::vector<std::string>& envelopes = {});
  Told submit(Peer& peer, const std::vector<std::string>& envelopes);
  Told submit(Peer& peer, const std::string& envelope) { return submit(peer, std::vector<std::string>{envelope}); }
  // One turn each: the head, a run of the contents, the end.
  Told large_begin(Peer& peer, const std::string& message_id, const envelope::Parts& parts);
  Told large_chunk(Peer& peer, const std::string& message_id, std::uint64_t offset, const std::string& bytes);
  Told large_end(Peer& peer, const std::string& message_id);
  Told large_taken(Peer& peer, const MessageId& id, std::uint64_t offset);
  // All of it, as a client does; what was told at the end.
  Told submit_large(Peer& peer, const std::string& envelope);
  Told settle(Peer& peer, const MessageId& id, v1::Settle::Outcome outcome, const v1::Refusal& refusal = {});
  Told told(const Peer& peer);  // and forgets it
  void turn(std::vector<core::Event> events);
  void turn_without_events() { turn({}); }
  void advance(std::chrono::milliseconds by);
  // Turns as the loop makes them, whenever one is due, until so much time has passed.
  void live(std::chrono::milliseconds by);
  // Moves the wall clock alone.
  void step_wall_clock(std::chrono::milliseconds by) { now_ = now_ + by; }
  // The peer's connection is gone, as the next turn learns.
  void lose(Peer& peer);
  void set_room_bytes(std::uint64_t bytes) { room_bytes_ = bytes; }
  // With other options from here on; a restart.
  void set_options(const core::Options& options);
  // Orders that the core gave the store; the outcome of one goes into the next turn.
  [[nodiscard]] const std::vector<std::vector<store::KeyRange>>& scrub_orders() const { return scrub_orders_; }
  void scrub_ends(bool succeeded) { scrubbed_ = succeeded; }

  // A new core over what the store holds, as after SIGKILL. Nobody is connected.
  void restart();
  // A second core over a store of its own, recovered there: for runs that are compared.
  [[nodiscard]] std::unique_ptr<core::Core> make_core(store::MemoryStore& store) const;
  // The register with this party's status changed; takes a restart.
  void set_status(const std::string& name, v1::PartyStatus::Value status);

  [[nodiscard]] WallTime now() const { return now_; }
  [[nodiscard]] MonoTime mono() const { return mono_; }
  [[nodiscard]] core::Core& core() { return *core_; }
  [[nodiscard]] store::MemoryStore& store() { return store_; }
  [[nodiscard]] const envelope::Signer& router_signer() const { return signer_; }
  [[nodiscard]] const policy::Bundle& bundle() const { return bundle_; }
  // Fills header.sender and the receiver, ids, times, tags; signs. `reference` and `content` feed the tags.
  std::string seal(Peer& from, const Peer& to, envelope::Draft draft, const std::string& reference,
                   const std::string& content = "content");
  MessageId next_id();
  static std::string message_id_of(const std::string& envelope);

 private:
  void add_peer(const std::string& name, const std::string& oin, v1::Role role,
                const std::vector<std::string>& municipalities, v1::PartyStatus::Value status);
  void keep(std::vector<core::Effect> effects);

  WallTime now_{1'795'000'000'000};  // 18 November 2026
  MonoTime mono_{std::chrono::hours(1)};
  std::uint64_t seed_ = 0;
  std::uint64_t ids_ = 0;
  std::uint64_t links_ = 0;
  v1::Register register_;
  std::map<std::string, Peer> peers_;
  core::Options options_;
  std::uint64_t room_bytes_ = std::numeric_limits<std::uint64_t>::max();
  std::optional<bool> scrubbed_;
  std::vector<std::vector<store::KeyRange>> scrub_orders_;
  store::MemoryStore store_;
  envelope::Signer signer_;
  const policy::Bundle& bundle_;
  std::unique_ptr<core::Core> core_;
  std::map<std::string, Told> told_;  // by link
};

}  // namespace corvid::test
