#include "tests/simulation/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;

constexpr std::uint64_t kAuditEvery = 128;
constexpr std::uint64_t kEventsPerLetter = 12;
constexpr std::uint64_t kHealingEventsMax = 20'000;
constexpr int kEventsPerWeek = 200;
constexpr std::uint64_t kRebuildEvery = 1024;
// What the clock brings about is done a bounded part per turn: days that go, alarms of months.
constexpr std::uint64_t kTurnsAtOnceMax = 500;

// What an operator may set.
core::Options operators_choice(const Faults& faults, Dice& dice) {
  core::Options options;
  if (faults.has(Fault::kQuotas)) {
    options.submits_per_minute = 20 + static_cast<std::uint32_t>(dice.below(40));
    options.refusals_per_minute = 5 + static_cast<std::uint32_t>(dice.below(20));
    options.queued_per_receiver = 4 + dice.below(20);
  }
  if (dice.chance(500)) {
    // Shorter than a message may wait, or longer. An operator may choose ten days at least, twice what a message may
    // wait: then nothing that waits would ever be carried over.
    options.traffic_days = 2 + static_cast<std::uint32_t>(dice.below(dice.chance(500) ? 3 : 29));
  }
  if (dice.chance(500)) {
    options.scrub_interval = dice.between(1min, 60min);
  }
  if (dice.chance(300)) {
    options.delivery_term = dice.between(60min, 48h);
  }
  return options;
}

}  // namespace

World::World(const Cast& cast, const Options& options)
    : options_(options),
      dice_(options.seed),
      trace_(options.trace),
      faults_(options.faults ? *options.faults : Faults::random(dice_)),
      fault_names_(faults_.describe()),
      core_options_(operators_choice(faults_, dice_)),
      network_(agenda_, dice_, trace_),
      mail_(cast, dice_),
      oracle_(cast, mail_, core_options_, options.only),
      around_{cast, agenda_, dice_, trace_, network_, mail_, oracle_, faults_},
      router_(cast, core_options_) {
  around_.letters_left = options.events / kEventsPerLetter;
  if (faults_.has(Fault::kLarge)) {
    mail_.set_large(4);
  }
  if (faults_.has(Fault::kFlood)) {
    mail_.flood();
  }
  // An id that nobody remembers any more is free.
  if (faults_.has(Fault::kStolenIds) && (faults_.has(Fault::kMonths) || faults_.has(Fault::kWallSteps) ||
                                         core_options_.traffic_days != core::Options().traffic_days)) {
    faults_.remove(Fault::kStolenIds);
  }
  for (std::size_t i = 0; i < cast.members().size(); ++i) {
    gateways_.push_back(std::make_unique<Gateway>(i, cast.members()[i], around_));
    plan_tick(i);
  }
  network_.on_arrival([this](const core::Event& event) { take_in(event); },
                      [this](std::size_t owner, const std::string& link, const std::vector<core::Effect>& effects) {
                        gateways_[owner]->arrived(link, effects);
                      });
  agenda_.in(1ms, [this] { start_router(); });
  plan_chaos();
}

Outcome World::run() {
  trace_.note("seed {}, faults: {}", options_.seed, fault_names_);
  while (events_ < options_.events && !oracle_.breach()) {
    step();
  }
  if (!oracle_.breach()) {
    live_until_healed();
  }
  return {oracle_.breach(), events_, oracle_.accepted(), oracle_.records(), restarts_, fault_names_};
}

void World::step() {
  ++events_;
  trace_.begin(events_, agenda_.next());
  agenda_.run_next();
  if (events_ % kAuditEvery == 0) {
    oracle_.audit(router_.store());
  }
  if (events_ % kRebuildEvery == 0) {
    oracle_.rebuild(router_.store());
  }
  if (oracle_.breach()) {
    trace_.note("BROKEN {}: {}", name_of(oracle_.breach()->rule), oracle_.breach()->what);
  }
  trace_.end();
}

// ---- the second phase

void World::live_until_healed() {
  heal();
  const std::uint64_t bound = events_ + kHealingEventsMax;
  while (!oracle_.breach()) {
    if (at_rest() && around_.poison_excused) {
      outlive_poison();
    }
    if (at_rest()) {
      break;
    }
    if (events_ >= bound) {
      oracle_.left_over(fmt::format("after {} healthy events: {}", kHealingEventsMax, left_over()));
      return;
    }
    step();
  }
  oracle_.audit(router_.store());
  oracle_.rebuild(router_.store());
  std::map<PartyId, std::set<std::string>> told;
  for (const auto& gateway : gateways_) {
    told[gateway->member().id] = gateway->known_ends();
  }
  oracle_.judge_end(told);
}

// All else ended. A router that must first believe its clock again needs a second week.
void World::outlive_poison() {
  for (int week = 0; week < 2; ++week) {
    trace_.note("a week passes");
    agenda_.stand_still(8 * 24h);
    for (int i = 0; i < kEventsPerWeek && !oracle_.breach(); ++i) {
      step();
    }
  }
  around_.poison_excused = false;
}

void World::heal() {
  healing_ = true;
  faults_.clear();
  skew_ = 0ms;
  full_ = false;
  network_.set_slow(false);
  around_.letters_left = 0;
  if (!router_.suspended().empty()) {
    router_.suspend({});
    stop_router("nobody is suspended any more");
  }
}

bool World::at_rest() const {
  const bool ended = around_.poison_excused ? oracle_.all_ended_but(around_.poison) : oracle_.all_ended();
  return ended && oracle_.all_read() &&
         std::all_of(gateways_.begin(), gateways_.end(), [](const auto& gateway) { return gateway->at_rest(); });
}

std::string World::left_over() const {
  for (const auto& gateway : gateways_) {
    if (!gateway->at_rest()) {
      return gateway->member().name + " waits for " + gateway->waits_for();
    }
  }
  return oracle_.all_ended() ? "notices are not read" : "a message did not end";
}

// ---- gateways

void World::plan_tick(std::size_t gateway) {
  const bool sleeps = !healing_ && dice_.chance(10);
  agenda_.in(sleeps ? dice_.between(5s, 60s) : dice_.between(20ms, healing_ ? 3000ms : 1500ms), [this, gateway] {
    gateways_[gateway]->tick();
    plan_tick(gateway);
  });
}

// ---- router

void World::take_in(const core::Event& event) {
  if (!router_.up()) {
    trace_.note("a frame finds no router");
    return;
  }
  trace_.note("a frame is taken in");
  arrived_.push_back(event);
  plan_turn();
}

void World::plan_turn() {
  if (!std::exchange(turn_planned_, true)) {
    agenda_.in(dice_.between(0ms, 4ms), [this] {
      turn_planned_ = false;
      if (router_.up()) {
        turn();
      }
    });
  }
}

void World::plan_wakeup() {
  const auto due = router_.up() ? router_.next_wakeup() : std::nullopt;
  if (!due || (wakeup_planned_ && *wakeup_planned_ <= *due)) {
    return;
  }
  wakeup_planned_ = due;
  agenda_.at(*due, [this] {
    wakeup_planned_.reset();
    const auto wanted = router_.up() ? router_.next_wakeup() : std::nullopt;
    if (wanted && *wanted <= agenda_.now()) {
      trace_.note("alarm");
      turn();
      const bool again = router_.up() && arrived_.empty() && router_.next_wakeup() <= agenda_.now();
      turns_at_once_ = again ? turns_at_once_ + 1 : 0;
      if (turns_at_once_ > kTurnsAtOnceMax) {
        oracle_.spins();
      }
    } else {
      trace_.note("alarm, nothing due");
      plan_wakeup();
    }
  });
}

void World::turn() {
  plan_commit_fault();
  core::TurnInput input{router_wall(), agenda_.now(), dice_.seed(), std::exchange(arrived_, {})};
  input.scrubbed = std::exchange(scrubbed_, std::nullopt);
  if (full_) {
    input.room_bytes = core_options_.room_bytes_min - 1;
  }
  oracle_.turn_begins(skew_, input.now, input.mono, !full_);
  in_turn_ = input.events;
  killed_in_turn_ = false;
  trace_.note("turn of {} events", input.events.size());
  const auto done =
      router_.turn(input, [this](std::vector<core::Effect> effects) { return release(std::move(effects)); });
  if (!done.ok()) {
    if (done.error().code == Errc::kCorrupt) {
      oracle_.store_unreadable(done.error().text);
    }
    kill_router("its commit failed");
  } else if (killed_in_turn_) {
    kill_router("SIGKILL between two effects");
  } else {
    order_scrub();
    const auto due = router_.next_wakeup();
    if (!due || *due > agenda_.now()) {
      oracle_.turn_settled(scrub_runs_);
    }
    plan_wakeup();
  }
}

void World::order_scrub() {
  if (!router_.order_scrub()) {
    return;
  }
  scrub_runs_ = true;
  agenda_.in(dice_.between(10ms, 60s), [this, process = restarts_] {
    if (!router_.up() || process != restarts_) {
      trace_.note("a scrub died with its process");
      return;
    }
    const bool fails = faults_.has(Fault::kScrubFails) && dice_.chance(500);
    router_.store().finish_scrub(fails ? store::ScrubState::kFailed : store::ScrubState::kDone);
    scrubbed_ = router_.store().scrub_state() == store::ScrubState::kDone;
    scrub_runs_ = false;
    trace_.note("a scrub {}", *scrubbed_ ? "is done" : "failed");
    if (!*scrubbed_) {
      oracle_.scrub_failed(agenda_.now());
    }
    plan_turn();
  });
}

// Only now is the turn known to be committed.
Result<void> World::release(std::vector<core::Effect> effects) {
  oracle_.heard(in_turn_);
  oracle_.committed(router_.store());
  if (faults_.has(Fault::kRouterKill) && dice_.chance(6)) {
    killed_in_turn_ = true;
    effects.resize(static_cast<std::size_t>(dice_.below(effects.size() + 1)));
  }
  trace_.note("tells {}", effects.size());
  send(effects);
  return {};
}

void World::send(const std::vector<core::Effect>& effects) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<core::Effect>> by_link;
  for (const core::Effect& effect : effects) {
    oracle_.released(effect);
    auto& of_link = by_link[effect.link];
    if (of_link.empty()) {
      order.push_back(effect.link);
    }
    of_link.push_back(effect);
  }
  for (const std::string& link : order) {
    if (!network_.send_down(link, std::move(by_link[link]))) {
      arrived_.emplace_back(core::LinkLost{link});
      plan_turn();
    }
  }
}

void World::plan_commit_fault() {
  const auto plan = [this](Fault fault, store::CommitFault how) {
    if (faults_.has(fault) && dice_.chance(3)) {
      trace_.note("the next commit fails");
      router_.store().fail_commit(0, how);
    }
  };
  plan(Fault::kCommitRefused, store::CommitFault::kRefused);
  plan(Fault::kCommitLost, store::CommitFault::kIndeterminateLost);
  plan(Fault::kCommitKept, store::CommitFault::kIndeterminateKept);
}

void World::start_router() {
  if (router_.up()) {
    trace_.note("the router runs already");
    return;
  }
  ++restarts_;
  plan_commit_fault();
  oracle_.router_begins(skew_, router_wall(), agenda_.now());
  const auto started = router_.start(router_wall(), agenda_.now(), dice_.seed());
  trace_.note("the router starts, rules {}, {} suspended", router_.rules(), router_.suspended().size());
  if (!started.ok()) {
    if (started.error().code == Errc::kCorrupt) {
      oracle_.store_unreadable(started.error().text);
    }
    kill_router("its first commit failed");
    return;
  }
  oracle_.committed(router_.store());
  oracle_.audit(router_.store());
  plan_wakeup();
}

void World::kill_router(const char* why) {
  trace_.note("the router dies: {}", why);
  router_.kill();
  arrived_.clear();
  scrubbed_.reset();
  scrub_runs_ = false;
  network_.router_gone();
  oracle_.router_died();
  oracle_.committed(router_.store());
  agenda_.in(healing_ ? 200ms : dice_.between(50ms, 8s), [this] { start_router(); });
}

void World::stop_router(const char* why) {
  if (router_.up()) {
    send(router_.farewell());
    kill_router(why);
  }
}

}  // namespace corvid::sim
