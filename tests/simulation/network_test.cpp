#include "tests/simulation/network.h"

#include <catch2/catch.hpp>
#include <algorithm>
#include <sstream>

#include "tests/simulation/world.h"

using namespace corvid;
using namespace corvid::sim;

namespace {

struct Wire {
  Agenda agenda;
  Dice dice;
  Trace trace{nullptr};
  Network network{agenda, dice, trace};
  std::vector<std::string> up;    // tokens of the commands, as they arrived
  std::vector<std::string> down;  // tokens of the effects

  explicit Wire(std::uint64_t seed) : dice(seed) {
    network.on_arrival(
        [this](const core::Event& event) { up.push_back(std::get<core::CommandArrived>(event).command.session()); },
        [this](std::size_t, const std::string&, const std::vector<core::Effect>& effects) {
          down.push_back(effects.front().session);
        });
  }

  void send(const std::string& link, int number) {
    core::CommandArrived arrived{link, {}, {}, {}};
    arrived.command.set_session(std::to_string(number));
    network.send_up(link, arrived);
  }
  void run() {
    while (!agenda.empty()) {
      agenda.run_next();
    }
  }
};

}  // namespace

TEST_CASE("a connection delivers in order and once, and one that breaks loses only a tail", "[simulation][network]") {
  bool lost = false;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Wire wire(seed);
    const std::string link = wire.network.open(0);
    for (int i = 0; i < 20; ++i) {
      wire.send(link, i);
    }
    for (int i = 0; i < 5; ++i) {
      wire.agenda.run_next();
    }
    wire.network.cut(link);
    wire.run();
    for (std::size_t i = 0; i < wire.up.size(); ++i) {
      REQUIRE(wire.up[i] == std::to_string(i));
    }
    REQUIRE(wire.up.size() >= 5);
    lost = lost || wire.up.size() < 20;
  }
  CHECK(lost);
}

TEST_CASE("connections overtake each other", "[simulation][network]") {
  bool overtaken = false;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Wire wire(seed);
    wire.send(wire.network.open(0), 1);
    wire.send(wire.network.open(1), 2);
    wire.run();
    overtaken = overtaken || wire.up.front() == "2";
  }
  CHECK(overtaken);
}

TEST_CASE("what is sent to a gateway that is gone vanishes, and later the router knows", "[simulation][network]") {
  Wire wire(1);
  const std::string link = wire.network.open(0);
  wire.network.cut(link);
  CHECK(wire.network.send_down(link, {{link, "1", v1::Pong()}}));
  wire.run();
  CHECK(wire.down.empty());
  CHECK_FALSE(wire.network.send_down(link, {{link, "2", v1::Pong()}}));
}

TEST_CASE("one seed gives one history, byte for byte, and another seed another", "[simulation][trace]") {
  const Cast cast;
  const auto traced = [&](std::uint64_t seed) {
    std::ostringstream out;
    const Outcome outcome = World(cast, {seed, 400, &out}).run();
    CHECK_FALSE(outcome.breach);
    return out.str();
  };
  const std::string first = traced(7);
  CHECK(std::count(first.begin(), first.end(), '\n') >= 400);
  CHECK(first == traced(7));
  CHECK(first != traced(8));
}
