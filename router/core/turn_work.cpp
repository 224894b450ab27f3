#include "router/core/turn_work.h"

namespace corvid::core {

TurnWork::TurnWork(const TurnInput& input, store::Turn& turn, v1::StoreRow store_row)
    : now_(input.now),
      mono_(input.mono),
      today_(amsterdam_date(input.now)),
      turn_(turn),
      views_(turn),
      entropy_(input.seed),
      store_row_(std::move(store_row)) {
  store_row_.set_commit(store_row_.commit() + 1);
}

std::uint64_t TurnWork::record(const v1::RecordBody& body) {
  constexpr std::size_t kSaltBytes = 32;
  const std::uint64_t number = store_row_.record_next();
  store_row_.set_record_next(number + 1);
  store::append_record(turn_, number, now_, entropy_.take(kSaltBytes), body);
  return number;
}

std::vector<Effect> TurnWork::finish() {
  if (!turn_.empty()) {
    views_.put_store_row(store_row_);
  }
  return std::move(effects_);
}

}  // namespace corvid::core
