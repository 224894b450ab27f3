#include "router/core/turn_work.h"

#include "router/core/parties.h"

namespace corvid::core {

TurnWork::TurnWork(const TurnInput& input, WallTime now, store::Turn& turn, v1::StoreRow store_row)
    : now_(now),
      mono_(input.mono),
      today_(amsterdam_date(now)),
      turn_(turn),
      views_(turn),
      entropy_(input.seed),
      store_row_(std::move(store_row)) {
  store_row_.set_commit(store_row_.commit() + 1);
}

std::uint64_t TurnWork::record(const v1::RecordBody& body) {
  constexpr std::size_t kSaltBytes = 32;
  const std::uint64_t number = store::append_record(turn_, store_row_, now_, entropy_.take(kSaltBytes), body);
  if (body.has_destroyed() || body.has_segment_dropped()) {
    store_row_.set_destroyed_record(number);
    if (store_row_.unscrubbed_since_unix_ms() == 0) {
      store_row_.set_unscrubbed_since_unix_ms(now_.unix_ms);
    }
  }
  return number;
}

v1::Told TurnWork::next_notice(const PartyId& party) const {
  v1::Told told;
  *told.mutable_party() = to_party_ref(party);
  told.set_number(views_.party(party).notices_next());
  return told;
}

std::vector<Effect> TurnWork::finish() {
  if (!turn_.empty()) {
    views_.put_store_row(store_row_);
  }
  return std::move(effects_);
}

}  // namespace corvid::core
