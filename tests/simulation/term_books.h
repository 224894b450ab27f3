// The clocks that run, kept twice: as the rules of the chain want them, and as the journal says they are.
//
// The rules are written out here by hand, for the types that a simulation sends; the bundle is not asked.
// Ownership: a value. Threads: one. Errors: the first thing that is wrong, in words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/clock.h"
#include "proto/corvid/v1/record.pb.h"
#include "tests/simulation/mail.h"

namespace corvid::sim {

class TermBooks {
 public:
  using Key = std::pair<std::string, std::string>;  // message id, clock

  // ---- what the rules want
  void accepted(const Letter& letter);
  void delivered(const Letter& letter);
  void processed(const std::string& message_id);
  void fell_away(const std::string& message_id);

  // ---- what the journal says. The answer is what is wrong; empty: nothing.
  [[nodiscard]] std::string stepped(const v1::TermRecord& record, std::uint64_t number, WallTime at);
  [[nodiscard]] std::string carried(const v1::TermRow& row, std::uint64_t number);
  // Records before this one are no longer kept.
  [[nodiscard]] std::string kept_from(std::uint64_t first);

  // ---- do they agree?
  [[nodiscard]] std::string differ();
  // A clock whose next alarm should have been given by `now`.
  [[nodiscard]] std::string late(WallTime now) const;

  [[nodiscard]] static bool by_time(v1::TermRecord::Step step) {
    return step == v1::TermRecord::BIJNA || step == v1::TermRecord::VANDAAG || step == v1::TermRecord::TE_LAAT ||
           step == v1::TermRecord::ONBEKEND;
  }

 private:
  struct Running {
    v1::TermRow row;  // as it was begun, with the newest step
    std::uint64_t base = 0;
  };

  [[nodiscard]] static std::string begun(const v1::TermRow& row, WallTime at);

  std::set<Key> wanted_;
  std::map<Key, Running> running_;
  std::vector<std::uint64_t> given_up_;  // the records in which clocks stood that were given up in this commit
  bool touched_ = false;                 // since they were compared
};

}  // namespace corvid::sim
