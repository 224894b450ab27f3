#include <catch2/catch.hpp>

#include <algorithm>

#include "store/turn.h"
#include "tests/support/core_drafts.h"

using namespace corvid;
using namespace corvid::test;

namespace {

core::CommandArrived submission(const Peer& peer, const std::string& envelope) {
  core::CommandArrived arrived{peer.link, peer.transport_key, {}, {}};
  arrived.command.set_session(peer.token);
  arrived.command.add_submit()->set_message_id(CoreWorld::message_id_of(envelope));
  arrived.submissions.push_back({CoreWorld::message_id_of(envelope), envelope, envelope::inspect(envelope)});
  return arrived;
}

bool same(const std::vector<store::Write>& a, const std::vector<store::Write>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const store::Write& x, const store::Write& y) {
    return x.key == y.key && x.value == y.value;
  });
}

}  // namespace

TEST_CASE("the same events with the same seed write the same bytes", "[core][determinism]") {
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  core::CommandArrived hello{"link", halt.transport_key, {}, {}};
  hello.command.mutable_hello()->set_protocol(1);
  *hello.command.mutable_hello()->mutable_party() = core::to_party_ref(halt.id);
  std::vector<std::string> envelopes;
  for (int i = 0; i < 20; ++i) {
    envelopes.push_back(world.seal(halt, world.peer("vt_rotterdam"), report_draft(), std::to_string(i)));
  }
  const auto run = [&](std::uint8_t seed) {
    store::MemoryStore store = world.store();
    const auto core = world.make_core(store);
    store::Turn turn(store);
    const auto welcome = core->turn({world.now(), world.mono(), Seed{seed}, {hello}}, turn);
    Peer peer{halt.id, halt.transport_key, nullptr, nullptr, "link", welcome.at(0).session};
    std::vector<core::Event> events;
    for (const std::string& envelope : envelopes) {
      events.emplace_back(submission(peer, envelope));
    }
    CHECK(core->turn({world.now(), world.mono(), Seed{seed}, std::move(events)}, turn).size() == envelopes.size());
    return turn.batch();
  };
  CHECK(same(run(1), run(1)));
  CHECK_FALSE(same(run(1), run(2)));
}

TEST_CASE("an uncertain commit leaves nothing that was told, and the repeat is accepted once", "[core][determinism]") {
  const auto fault = GENERATE(store::CommitFault::kIndeterminateLost, store::CommitFault::kIndeterminateKept);
  CoreWorld world;
  Peer& halt = world.peer("halt");
  world.connect(halt);
  const std::string envelope = world.seal(halt, world.peer("vt_rotterdam"), report_draft(), "H-1");
  // The turn is decided, the commit's outcome is not known: no effect leaves, the process ends.
  store::Turn turn(world.store());
  (void)world.core().turn({world.now(), world.mono(), Seed{7}, {submission(halt, envelope)}}, turn);
  world.store().fail_commit(0, fault);
  CHECK(world.store().commit(turn.batch()) == store::CommitOutcome::kIndeterminate);
  world.restart();
  world.connect(halt);
  const Told told = world.submit(halt, envelope);
  REQUIRE(told.receipts.size() == 1);
  CHECK(told.receipts.front().has_accepted());
  CHECK(world.core().dispatch().waiting_total() == 1);
}
