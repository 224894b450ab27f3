// What happens to a world from outside: the faults that are not in a gateway's own behaviour.
#include <array>
#include <utility>

#include "tests/simulation/world.h"

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

}  // namespace

void World::plan_chaos() {
  agenda_.in(dice_.between(200ms, 3000ms), [this] {
    if (healing_) {
      trace_.note("quiet");
      return;
    }
    chaos();
    plan_chaos();
  });
}

void World::chaos() {
  break_something();
  if (faults_.has(Fault::kWallSteps) && dice_.chance(60)) {
    step_wall_clock();
  }
  if (faults_.has(Fault::kMonths) && dice_.chance(15)) {
    const auto days = 1 + static_cast<int>(dice_.below(60));
    trace_.note("{} days pass", days);
    agenda_.stand_still(days * 24h);
  }
  if (faults_.has(Fault::kFull) && dice_.chance(150)) {
    full_ = dice_.chance(500);
    trace_.note("the disk {}", full_ ? "is full" : "has room");
  }
  if (faults_.has(Fault::kHours) && dice_.chance(60)) {
    const auto hours = 1 + static_cast<int>(dice_.below(60));
    trace_.note("{} hours pass", hours);
    agenda_.stand_still(hours * 1h);
  }
  change_operators_mind();
  if (faults_.has(Fault::kRouterKill) && router_.up() && dice_.chance(20)) {
    kill_router("SIGKILL");
  }
}

void World::break_something() {
  Gateway& gateway = *dice_.pick(gateways_);
  if (faults_.has(Fault::kSlowLinks)) {
    network_.set_slow(dice_.chance(500));
  }
  if (faults_.has(Fault::kLinkLoss) && dice_.chance(350)) {
    trace_.note("{} of {} breaks", gateway.link(), gateway.member().name);
    network_.cut(gateway.link());
  } else if (faults_.has(Fault::kGatewayCrash) && dice_.chance(200)) {
    trace_.note("{} crashes", gateway.member().name);
    gateway.crash();
  }
}

void World::step_wall_clock() {
  static constexpr std::array<std::chrono::milliseconds, 8> kSkews{0ms, 0ms, -90s, 90s, -3h, 5h, 24h * 400, -24h * 20};
  skew_ = kSkews.at(dice_.below(kSkews.size()));
  trace_.note("the router's wall clock is {} s off", skew_.count() / 1000);
}

void World::change_operators_mind() {
  if (faults_.has(Fault::kSuspensions) && dice_.chance(25)) {
    std::set<PartyId> suspended;
    if (dice_.chance(600)) {
      suspended.insert(dice_.pick(gateways_)->member().id);
    }
    router_.suspend(suspended);
    stop_router("another register");
  } else if (faults_.has(Fault::kRuleReload) && dice_.chance(25)) {
    router_.choose_rules(static_cast<std::size_t>(dice_.below(Cast::kBundles)));
    stop_router("other rules");
  }
}

}  // namespace corvid::sim
