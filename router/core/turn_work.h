// What the parts of the core share during one turn: time, the views, the journal's pen and the effects so far.
//
// Ownership: borrows input, store turn and register; made and dropped by Core::turn. Threads: loop.
// Errors: a failed read marks the store turn; Core::turn then releases nothing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "proto/base/entropy.h"
#include "router/core/effect.h"
#include "router/core/event.h"
#include "store/journal.h"
#include "store/keys.h"
#include "store/turn.h"
#include "store/views.h"

namespace corvid::core {

class TurnWork {
 public:
  // `now`: what time it is, as far as the wall clock can be believed.
  TurnWork(const TurnInput& input, WallTime now, store::Turn& turn, v1::StoreRow store_row);

  [[nodiscard]] WallTime now() const { return now_; }
  [[nodiscard]] MonoTime mono() const { return mono_; }
  [[nodiscard]] const std::string& today() const { return today_; }  // Europe/Amsterdam, JJJJ-MM-DD
  [[nodiscard]] std::uint64_t commit() const { return store_row_.commit(); }  // number of the commit this turn makes
  [[nodiscard]] store::Views& views() { return views_; }
  [[nodiscard]] const store::Turn& rows() const { return turn_; }
  [[nodiscard]] EntropyStream& entropy() { return entropy_; }

  // Appends one journal record, which brings the views up to date, and returns its number.
  std::uint64_t record(const v1::RecordBody& body);

  // The number of the notice that a record tells `party` of, and the party, for that record's `told`.
  [[nodiscard]] v1::Told next_notice(const PartyId& party) const;

  // Its term of storage is over.
  void erase_record(std::uint64_t number) { turn_.erase(store::journal_key(number)); }

  // Stored rows contradict each other: nothing of this turn may be committed or told.
  void fail_corrupt(std::string text) { turn_.fail(Error{Errc::kCorrupt, std::move(text)}); }

  void effect(Effect effect) { effects_.push_back(std::move(effect)); }

  // Writes the store row when the turn wrote anything, and hands over the effects.
  [[nodiscard]] std::vector<Effect> finish();
  [[nodiscard]] const v1::StoreRow& store_row() const { return store_row_; }
  [[nodiscard]] v1::StoreRow& store_row() { return store_row_; }

 private:
  WallTime now_;
  MonoTime mono_;
  std::string today_;
  store::Turn& turn_;
  store::Views views_;
  EntropyStream entropy_;
  v1::StoreRow store_row_;
  std::vector<Effect> effects_;
};

}  // namespace corvid::core
