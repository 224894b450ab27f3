// Connections between gateways and the router, as ZeroMQ over TCP gives them: within one connection and direction
// everything arrives in order and once, or the connection is gone and with it a tail of what was under way. Between
// connections nothing is in order.
//
// The router is not told when a peer goes: a while later its sends fail, which is LinkLost. Until then they vanish.
// Ownership: borrows agenda, dice and trace. Threads: one. Errors: none.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "router/core/effect.h"
#include "router/core/event.h"
#include "tests/simulation/agenda.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/trace.h"

namespace corvid::sim {

class Network {
 public:
  using UpArrived = std::function<void(const core::Event& event)>;
  using DownArrived = std::function<void(std::size_t owner, const std::string& link, const std::vector<core::Effect>&)>;

  Network(Agenda& agenda, Dice& dice, Trace& trace) : agenda_(agenda), dice_(dice), trace_(trace) {}
  void on_arrival(UpArrived up, DownArrived down);
  void set_slow(bool slow) { slow_ = slow; }

  // A new connection of gateway `owner`; its name is new too.
  std::string open(std::size_t owner);
  // The gateway's side is gone. A random part of what it sent still arrives; nothing reaches it any more.
  void cut(const std::string& link);
  // The router's process is gone: every connection with it.
  void router_gone();

  // REQUIRES: event.link is `link` where it has one.
  void send_up(const std::string& link, core::Event event);
  // False: the router knows by now that nobody is there.
  bool send_down(const std::string& link, std::vector<core::Effect> effects);

  [[nodiscard]] bool is_open(const std::string& link) const;
  [[nodiscard]] std::uint64_t links_opened() const { return count_; }

 private:
  struct Direction {
    std::uint64_t sent = 0;
    std::uint64_t arrived = 0;
    std::uint64_t cut_after = UINT64_MAX;  // frames beyond it are lost
    MonoTime last{};                       // arrival of the newest
  };
  struct Link {
    std::size_t owner = 0;
    bool open = true;
    bool router_noticed = false;
    std::chrono::milliseconds delay{1};
    Direction up;
    Direction down;
  };

  std::uint64_t plan(Link& link, Direction& direction);

  Agenda& agenda_;
  Dice& dice_;
  Trace& trace_;
  UpArrived up_;
  DownArrived down_;
  bool slow_ = false;
  std::uint64_t count_ = 0;
  std::map<std::string, std::shared_ptr<Link>> links_;
};

}  // namespace corvid::sim
