// One simulated world: a router, nine connection points, a network, clocks and whatever can go wrong, from one seed.
//
// First a phase in which the seed's faults happen and the oracle judges every step; then all heals, and everything must
// end within a bounded number of steps.
// Ownership: owns all of it; borrows cast and trace stream. Threads: one. Errors: the outcome names the broken rule.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <vector>

#include "tests/simulation/faults.h"
#include "tests/simulation/gateway.h"
#include "tests/simulation/router_process.h"

namespace corvid::sim {

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t events = 2000;     // before everything heals
  std::ostream* trace = nullptr;   // one line per event
  std::optional<Faults> faults{};  // instead of the seed's own
  std::optional<Rule> only{};      // the only rule that is judged
};

struct Outcome {
  std::optional<Breach> breach;
  std::uint64_t events = 0;
  std::size_t accepted = 0;
  std::uint64_t records = 0;
  std::uint64_t restarts = 0;
  std::string faults;
};

class World {
 public:
  World(const Cast& cast, const Options& options);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] Outcome run();

 private:
  void step();
  void live_until_healed();
  void outlive_poison();
  void heal();
  [[nodiscard]] bool at_rest() const;
  [[nodiscard]] std::string left_over() const;

  // ---- gateways
  void plan_tick(std::size_t gateway);

  // ---- router
  [[nodiscard]] WallTime router_wall() const { return around_.now() + skew_; }
  void take_in(const core::Event& event);
  void plan_turn();
  void plan_wakeup();
  void turn();
  Result<void> release(std::vector<core::Effect> effects);
  void send(const std::vector<core::Effect>& effects);
  void plan_commit_fault();
  void order_scrub();
  void start_router();
  void kill_router(const char* why);
  void stop_router(const char* why);

  // ---- chaos
  void plan_chaos();
  void chaos();
  void break_something();
  void step_wall_clock();
  void change_operators_mind();

  Options options_;
  Dice dice_;
  Trace trace_;
  Faults faults_;
  std::string fault_names_;
  core::Options core_options_;
  Agenda agenda_;
  Network network_;
  Mail mail_;
  Oracle oracle_;
  Surroundings around_;
  RouterProcess router_;
  std::vector<std::unique_ptr<Gateway>> gateways_;

  std::vector<core::Event> arrived_;  // since the last turn
  std::vector<core::Event> in_turn_;  // of the turn that runs
  bool turn_planned_ = false;
  std::optional<MonoTime> wakeup_planned_;
  std::uint64_t turns_at_once_ = 0;  // alarms in a row that wished for another one at their own moment
  bool killed_in_turn_ = false;
  bool full_ = false;  // the disk
  bool scrub_runs_ = false;
  std::optional<bool> scrubbed_;  // the outcome that the next turn is told
  bool healing_ = false;
  std::chrono::milliseconds skew_{0};  // of the router's wall clock
  std::uint64_t events_ = 0;
  std::uint64_t restarts_ = 0;
};

}  // namespace corvid::sim
