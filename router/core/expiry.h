// Messages that were not delivered within their term: ended as *verlopen*, their sender told, their payload destroyed.
//
// What is under way is left until it comes back. A queue is searched when its earliest deadline has passed, at most
// once per limits::kExpiryInterval and a bounded part per turn, so that a long queue holds nobody up.
//
// Ownership: borrows dispatch and settlement. Threads: loop. Errors: see store::Turn.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>

#include "router/core/dispatch.h"
#include "router/core/settlement.h"

namespace corvid::core {

class Expiry {
 public:
  Expiry(const Dispatch& dispatch, Settlement& settlement) : dispatch_(dispatch), settlement_(settlement) {}

  // A message for `receiver` has this deadline.
  void added(const PartyId& receiver, WallTime deadline);

  // Ends what is due; returns whom a new notice is for. REQUIRES: the wall clock is believed.
  [[nodiscard]] std::set<PartyId> step(TurnWork& work);

  // The bound of this turn was reached: another should follow at once.
  [[nodiscard]] bool has_more() const { return has_more_; }
  // How many the last step ended.
  [[nodiscard]] std::size_t ended() const { return ended_; }

 private:
  struct Search {
    WallTime next;                            // when to search
    std::optional<store::QueuePlace> cursor;  // in the middle of a search
    std::optional<WallTime> earliest;         // deadline found so far that has not passed
  };
  struct Budget {
    std::size_t looks;
    std::size_t ends;
  };

  // False: the budget ended before the queue did.
  bool search(const PartyId& receiver, Search& search, Budget& budget, std::set<PartyId>& senders, TurnWork& work);

  const Dispatch& dispatch_;
  Settlement& settlement_;
  std::map<PartyId, Search> searches_;
  std::size_t ended_ = 0;
  bool has_more_ = false;
};

}  // namespace corvid::core
