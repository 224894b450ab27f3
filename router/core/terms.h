// The clocks that run: begun and ended by what happens to messages, stepped by time. They raise alarms and do nothing
// else: no message waits for one.
//
// A running clock is a row in the store that keeps the moments it was begun with, whatever calendar or rule comes
// later. It ends when what it waits for is accepted, when its message falls away, or with its message's term of
// storage. A functional result that does not come ends its clock as *onbekend*, and the sender is told.
//
// Ownership: borrows the bundle; counts in memory. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>
#include <set>

#include "router/core/turn_work.h"
#include "router/policy/bundle.h"
#include "router/policy/question.h"

namespace corvid::core {

class Terms {
 public:
  explicit Terms(const policy::Bundle& bundle) : bundle_(bundle) {}

  // Counts what runs; called once at the start.
  void recover(const store::Turn& rows);

  // A message was accepted: ends clocks of the message it answers, begins its own. `parent` is that message's traffic;
  // nullptr: it answers none that is known, by its record or by a ticket.
  void accepted(const policy::Question& question, const v1::Traffic& traffic, const v1::Traffic* parent,
                TurnWork& work);
  void delivered(const v1::Traffic& traffic, TurnWork& work);
  // The native side told its result.
  void processed(const v1::Traffic& traffic, TurnWork& work);
  // Refused by its receiver or not delivered in time: nobody has to act on it any more.
  void fell_away(const MessageId& message, TurnWork& work);

  // Lets time pass, a bounded number of steps; returns whom a new notice is for. REQUIRES: the wall clock is believed.
  [[nodiscard]] std::set<PartyId> step(TurnWork& work);
  // The bound of this turn was reached: another should follow at once.
  [[nodiscard]] bool has_more() const { return has_more_; }

  // Writes the step that ends a clock; `row` as it stands in the store.
  void end(const v1::TermRow& row, v1::TermRecord::Step step, TurnWork& work);

  [[nodiscard]] std::uint64_t running() const { return running_; }
  [[nodiscard]] std::uint64_t overdue() const { return overdue_; }

 private:
  void begin(const v1::Klok& klok, const v1::Traffic& about, TurnWork& work);
  std::optional<PartyId> step_one(v1::TermRow row, TurnWork& work);

  const policy::Bundle& bundle_;
  std::uint64_t running_ = 0;
  std::uint64_t overdue_ = 0;
  // No clock has its next moment before this; in front of it the store may be full of moments that are gone.
  WallTime none_before_;
  bool has_more_ = false;
};

}  // namespace corvid::core
