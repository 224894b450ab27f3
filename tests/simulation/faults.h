// What can go wrong in a world. Each seed takes a random subset, so that every fault is also met without the others.
//
// Threads: values. Errors: none.
#pragma once

#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>

#include "tests/simulation/dice.h"

namespace corvid::sim {

enum class Fault {
  // the network
  kLinkLoss,   // connections break, with what was under way
  kSlowLinks,  // seconds instead of milliseconds
  // gateways
  kGatewayCrash,   // memory gone, ledger kept
  kHelloStorm,     // one party connects again and again
  kResends,        // what was answered is sent again, in the same session too
  kStaleCommands,  // commands of former sessions, and of somebody else's session
  kMalformed,      // bytes that are no command
  kBadMail,        // messages that must be refused
  kNewIds,         // the same native message under a new id
  kStolenIds,      // a message under the id of somebody else's
  kFlood,          // acute reports in plenty
  kLarge,          // messages in parts
  kBadParts,       // parts that are missing, repeated, wrong or given up
  // receivers
  kRefusing,     // functional refusals
  kNotNow,       // transport refusals
  kSettlesLate,  // or never, while it lasts
  kSettlesTwice,
  kSettlesForeign,  // what it was not sent
  kProcessedFirst,  // tells the native outcome without a settle
  kDeaf,            // does not acknowledge notices
  kOverclaims,      // acknowledges notices that were never written
  kLateAnswers,     // people answer after weeks
  kPoison,          // one message stops whoever gets it
  kNoCredit,
  kSmallCredit,
  // the router's machine
  kWallSteps,
  kMonths,  // everything stands still for a long time
  kHours,   // or hours
  kScrubFails,
  kFull,    // the disk has no room, now and then
  kQuotas,  // parties may send and queue little
  kCommitRefused,
  kCommitLost,
  kCommitKept,
  kRouterKill,  // SIGKILL, also between two effects of one turn
  // the operators
  kSuspensions,
  kRuleReload,
  kCount,
};

inline constexpr std::size_t kFaultCount = static_cast<std::size_t>(Fault::kCount);

class Faults {
 public:
  Faults() = default;  // none

  // Each with even chance; one world in sixteen is free of all.
  static Faults random(Dice& dice);

  [[nodiscard]] bool has(Fault fault) const { return set_.test(static_cast<std::size_t>(fault)); }
  void add(Fault fault) { set_.set(static_cast<std::size_t>(fault)); }
  void remove(Fault fault) { set_.reset(static_cast<std::size_t>(fault)); }
  void clear() { set_.reset(); }
  // Names in order, for people.
  [[nodiscard]] std::string describe() const;

 private:
  std::bitset<kFaultCount> set_;
};

[[nodiscard]] std::string_view name_of(Fault fault);

}  // namespace corvid::sim
