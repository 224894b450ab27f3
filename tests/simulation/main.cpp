// corvid-sim: runs simulated worlds and stops at the first broken promise.
//
// Exit status: 0 every promise held (with --expect-caught: was broken and caught), 1 otherwise, 2 wrong usage.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <unistd.h>
#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/simulation/variants.h"
#include "tests/simulation/world.h"

namespace corvid::sim {
namespace {

struct Order {
  std::uint64_t seeds = 500;
  std::uint64_t first = 1;
  std::uint64_t events = 2000;
  unsigned threads = 0;
  bool one = false;
  bool trace = false;
  bool expect_caught = false;
  bool progress = false;
  std::string variant;
  std::string rule;
};

struct Tally {
  std::mutex lock;
  std::uint64_t events = 0;
  std::uint64_t accepted = 0;
  std::uint64_t restarts = 0;
  std::uint64_t worlds = 0;
  MonoTime told{};                // progress
  std::uint64_t failed_seed = 0;  // the smallest
  Outcome failed;
};

// What a CORVID_CHECK that stops the process leaves behind: which world it was.
thread_local char running_seed[64] = "";

void tell_seed(int) {
  const char* text = static_cast<const char*>(running_seed);
  (void)!::write(STDERR_FILENO, text, std::char_traits<char>::length(text));
  std::signal(SIGABRT, SIG_DFL);
  std::raise(SIGABRT);
}

// REQUIRES: the tally is held.
void tell_progress(const Order& order, Tally& tally) {
  constexpr std::chrono::seconds kInterval{10};
  const MonoTime now = SystemClock().mono_now();
  if (order.progress && now - tally.told >= kInterval) {
    tally.told = now;
    std::cerr << fmt::format("{} of {} worlds, {} events\n", tally.worlds, order.seeds, tally.events);
  }
}

void run_seeds(const Cast& cast, const Order& order, std::atomic<std::uint64_t>& next, Tally& tally) {
  choose_variant(order.variant);
  while (true) {
    const std::uint64_t seed = next.fetch_add(1);
    {
      const std::lock_guard hold(tally.lock);
      if (seed >= order.first + order.seeds || tally.failed_seed != 0) {
        return;
      }
    }
    const auto end = fmt::format_to_n(static_cast<char*>(running_seed), sizeof running_seed - 2, "in seed {}\n", seed);
    *end.out = '\0';
    Options options;
    options.seed = seed;
    options.events = order.events;
    options.only = rule_named(order.rule);
    options.trace = order.trace ? &std::cout : nullptr;
    const Outcome outcome = World(cast, options).run();
    const std::lock_guard hold(tally.lock);
    tally.events += outcome.events;
    tally.accepted += outcome.accepted;
    tally.restarts += outcome.restarts;
    ++tally.worlds;
    tell_progress(order, tally);
    if (outcome.breach && (tally.failed_seed == 0 || seed < tally.failed_seed)) {
      tally.failed_seed = seed;
      tally.failed = outcome;
    }
  }
}

int report(const Order& order, const Tally& tally, std::chrono::duration<double> took) {
  std::ostream& out = order.trace ? std::cerr : std::cout;
  if (tally.failed_seed == 0) {
    out << fmt::format("{} worlds, {} events, {} messages accepted, {} router starts, {:.1f} s, {:.0f} events/s\n",
                       order.seeds, tally.events, tally.accepted, tally.restarts, took.count(),
                       static_cast<double>(tally.events) / took.count());
    out << (order.expect_caught ? "NOT CAUGHT\n" : "every promise held\n");
    return order.expect_caught ? 1 : 0;
  }
  const Breach& breach = *tally.failed.breach;
  out << fmt::format("seed {} breaks {}: {}\nfaults: {}\nreplay: corvid-sim --seed {} --events {}{} --trace\n",
                     tally.failed_seed, name_of(breach.rule), breach.what, tally.failed.faults, tally.failed_seed,
                     order.events,
                     (order.variant.empty() ? "" : " --variant " + order.variant) +
                         (order.rule.empty() ? "" : " --rule " + order.rule));
  if (order.expect_caught) {
    out << fmt::format("caught after {} worlds\n", tally.failed_seed - order.first + 1);
  }
  return order.expect_caught ? 0 : 1;
}

int run(const Order& order) {
  std::signal(SIGABRT, tell_seed);
  const Cast cast;
  std::atomic<std::uint64_t> next{order.first};
  Tally tally;
  const auto began = SystemClock().mono_now();
  std::vector<std::thread> threads;
  const unsigned count = order.trace ? 1 : order.threads != 0 ? order.threads : std::thread::hardware_concurrency();
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&] { run_seeds(cast, order, next, tally); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  return report(order, tally, SystemClock().mono_now() - began);
}

}  // namespace
}  // namespace corvid::sim

int main(int argc, char** argv) {
  corvid::sim::Order order;
  CLI::App app{"Runs simulated worlds around the router's core; an oracle judges every step."};
  app.name("corvid-sim");
  app.add_option("--seeds", order.seeds, "how many worlds, from --seed on")->capture_default_str();
  const auto* seed = app.add_option("--seed", order.first, "the first seed; alone: only this world");
  app.add_option("--events", order.events, "events per world before everything heals")->capture_default_str();
  app.add_option("--threads", order.threads, "worlds at a time; 0: one per processor")->capture_default_str();
  app.add_flag("--trace", order.trace, "one line per event on standard output");
  app.add_option("--variant", order.variant, "break this promise on purpose")
      ->check(CLI::IsMember(corvid::sim::variant_names()));
  app.add_option("--rule", order.rule, "judge by this rule only")->check(CLI::IsMember(corvid::sim::rule_names()));
  app.add_flag("--expect-caught", order.expect_caught,
               "succeed when the variant's rule finds it, fail when no world is found broken");
  app.add_flag("--progress", order.progress, "tell every 10 s on standard error how far it is");
  app.footer(
      "Without --variant every rule must hold in every world. A failure prints the seed, the rule and the replay.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (order.expect_caught && order.variant.empty()) {
    std::cerr << "--expect-caught needs a --variant\n";
    return 2;
  }
  if (order.expect_caught && order.rule.empty()) {
    order.rule = corvid::sim::name_of(corvid::sim::noticed_by(order.variant));
  }
  if (seed->count() > 0 && app.get_option("--seeds")->count() == 0) {
    order.seeds = 1;
  }
  return corvid::sim::run(order);
}
