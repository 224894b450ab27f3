// The router's process: the production core over the in-memory store, started, killed and started again.
//
// Ownership: owns store and core; borrows cast. Threads: one. Errors: those of run_turn; after one the process is to be
// killed.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "proto/base/result.h"
#include "router/core/options.h"
#include "router/core/run_turn.h"
#include "store/memory_store.h"
#include "tests/simulation/cast.h"

namespace corvid::sim {

class RouterProcess {
 public:
  RouterProcess(const Cast& cast, const core::Options& options) : cast_(cast), options_(options) {}

  // What the next start reads: who is suspended, which rules are in force.
  void suspend(const std::set<PartyId>& parties);
  void choose_rules(std::size_t bundle) { bundle_ = bundle; }
  [[nodiscard]] const std::set<PartyId>& suspended() const { return suspended_; }
  [[nodiscard]] std::size_t rules() const { return bundle_; }

  // REQUIRES: !up().
  [[nodiscard]] Result<void> start(WallTime now, MonoTime mono, const Seed& seed);
  // SIGKILL: what was not committed is gone, and what hangs in doubt is decided.
  void kill();
  [[nodiscard]] bool up() const { return core_ != nullptr; }

  // REQUIRES: up().
  [[nodiscard]] Result<void> turn(const core::TurnInput& input, const core::Release& release);
  [[nodiscard]] std::vector<core::Effect> farewell() const { return core_->farewell(); }
  [[nodiscard]] std::optional<MonoTime> next_wakeup() const { return core_->next_wakeup(); }

  // What the core wants scrubbed is ordered, and is under way. After a turn.
  [[nodiscard]] bool order_scrub();

  [[nodiscard]] store::MemoryStore& store() { return store_; }

 private:
  const Cast& cast_;
  core::Options options_;
  store::MemoryStore store_;
  std::unique_ptr<core::Core> core_;
  std::set<PartyId> suspended_;
  std::uint64_t register_version_ = 1;
  std::size_t bundle_ = 0;
};

}  // namespace corvid::sim
