// What is kept too long goes: traffic data before six months are over, content from every file within a day.
//
// The journal is destroyed from its oldest record on, segment by segment, a bounded number of records per turn. What is
// still alive of a record that goes (a message that waits, a clock that runs, counters) is carried over into a new
// record in the same commit, so that the views always follow from what is kept. What has ended goes with its record:
// its row, its duplicate mark, the notice that nobody asked for.
//
// Erased is not gone: the store is told to scrub, and told again until it has.
//
// Ownership: borrows options and terms. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "router/core/options.h"
#include "router/core/terms.h"
#include "router/core/turn_work.h"

namespace corvid::core {

class Retention {
 public:
  Retention(const Options& options, Terms& terms) : options_(options), terms_(terms) {}

  // Destroys what is due. REQUIRES: the wall clock is believed.
  void step(TurnWork& work);
  // The bound of this turn was reached: another should follow at once.
  [[nodiscard]] bool has_more() const { return has_more_; }

  // The outcome of an order. False: it failed and is due again.
  void scrubbed(bool succeeded, TurnWork& work);
  // What is to be scrubbed now; the caller orders it after the commit. nullopt: nothing is due, or an order runs.
  [[nodiscard]] std::optional<std::vector<store::KeyRange>> take_order(const TurnWork& work);

 private:
  [[nodiscard]] std::uint32_t day_at_most(const store::Segment& oldest, std::uint32_t today, TurnWork& work);
  void drop_segment(const store::Segment& segment, std::uint64_t end, TurnWork& work);
  void drop_record(std::uint64_t number, std::set<PartyId>& parties, TurnWork& work);
  void drop_message(const std::string& id_bytes, std::uint64_t number, TurnWork& work);
  void drop_notice(const v1::Told& told, std::set<PartyId>& parties, TurnWork& work);
  void drop_term(const v1::TermRow& recorded, std::uint64_t number, TurnWork& work);
  void drop_conversation(const std::string& id_bytes, std::uint64_t number, TurnWork& work);
  void drop_carried(const v1::Carried& carried, std::uint64_t number, std::set<PartyId>& parties, TurnWork& work);
  void carry_party(const PartyId& party, std::uint64_t first_kept, TurnWork& work);

  // What is known of the oldest segment today: looking at all of them is for once a day.
  struct Judged {
    std::uint64_t first = 0;
    std::uint32_t today = 0;
    std::uint32_t day = 0;
  };

  const Options& options_;
  Terms& terms_;
  bool has_more_ = false;
  std::optional<Judged> judged_;
  std::optional<std::uint64_t> ordered_through_;  // the record before which everything destroyed is in the order
  WallTime ordered_at_;
  std::optional<MonoTime> retry_at_;  // an order failed: not before this
};

}  // namespace corvid::core
