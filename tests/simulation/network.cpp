#include "tests/simulation/network.h"

#include <utility>

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""ms;

constexpr auto kDelayMax = 20ms;
constexpr auto kSlowDelayMax = 3000ms;
constexpr auto kNoticedWithin = 8000ms;

}  // namespace

void Network::on_arrival(UpArrived up, DownArrived down) {
  up_ = std::move(up);
  down_ = std::move(down);
}

std::string Network::open(std::size_t owner) {
  auto link = std::make_shared<Link>();
  link->owner = owner;
  link->delay = dice_.between(1ms, slow_ && dice_.chance(400) ? kSlowDelayMax : kDelayMax);
  std::string name = "link-" + std::to_string(++count_);
  links_[name] = std::move(link);
  return name;
}

// The number of the frame and, in `direction.last`, when it arrives: never before the one sent before it.
std::uint64_t Network::plan(Link& link, Direction& direction) {
  const MonoTime soonest = agenda_.now() + dice_.between(1ms, link.delay);
  direction.last = std::max(direction.last, soonest);
  return ++direction.sent;
}

void Network::send_up(const std::string& name, core::Event event) {
  const auto found = links_.find(name);
  if (found == links_.end() || !found->second->open) {
    return;
  }
  const std::shared_ptr<Link> link = found->second;
  const std::uint64_t number = plan(*link, link->up);
  agenda_.at(link->up.last, [this, link, number, event = std::move(event)] {
    if (number > link->up.cut_after) {
      trace_.note("a frame to the router is lost");
      return;
    }
    link->up.arrived = number;
    up_(event);
  });
}

bool Network::send_down(const std::string& name, std::vector<core::Effect> effects) {
  const auto found = links_.find(name);
  if (found == links_.end() || found->second->router_noticed) {
    return false;
  }
  const std::shared_ptr<Link> link = found->second;
  if (!link->open) {
    return true;
  }
  const std::uint64_t number = plan(*link, link->down);
  agenda_.at(link->down.last, [this, link, name, number, effects = std::move(effects)] {
    if (number > link->down.cut_after) {
      trace_.note("a frame on {} is lost", name);
      return;
    }
    link->down.arrived = number;
    down_(link->owner, name, effects);
  });
  return true;
}

void Network::cut(const std::string& name) {
  const auto found = links_.find(name);
  if (found == links_.end() || !found->second->open) {
    return;
  }
  const std::shared_ptr<Link> link = found->second;
  link->open = false;
  link->up.cut_after = link->up.arrived + dice_.below(link->up.sent - link->up.arrived + 1);
  link->down.cut_after = link->down.arrived;
  agenda_.in(dice_.between(1ms, kNoticedWithin), [this, name, link] {
    trace_.note("{} is known to be gone", name);
    link->router_noticed = true;
    links_.erase(name);
  });
}

void Network::router_gone() {
  for (auto& [name, link] : links_) {
    link->open = false;
    link->router_noticed = true;
    link->up.cut_after = link->up.arrived;
    link->down.cut_after = link->down.arrived;
  }
  links_.clear();
}

bool Network::is_open(const std::string& name) const {
  const auto found = links_.find(name);
  return found != links_.end() && found->second->open;
}

}  // namespace corvid::sim
