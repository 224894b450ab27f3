#include "router/core/run_turn.h"

#include <utility>

#include "proto/base/broken.h"
#include "store/turn.h"

namespace corvid::core {
namespace {

// A commit that is not certain ends the process: nobody may be told anything.
Result<void> commit(const store::Turn& turn, store::KeyValueStore& store) {
  if (turn.failed()) {
    return *turn.failure();
  }
  if (turn.empty()) {
    return {};
  }
  switch (store.commit(turn.batch())) {
    case store::CommitOutcome::kCommitted:
      return {};
    case store::CommitOutcome::kRefused:
      return Error{Errc::kIo, "the store refused a commit; nothing of it was told"};
    case store::CommitOutcome::kIndeterminate:
      return Error{Errc::kIo, "the outcome of a commit is not known; nothing of it was told"};
  }
  return {};
}

}  // namespace

Result<void> run_turn(Core& core, const TurnInput& input, store::KeyValueStore& store, const Release& release) {
  store::Turn turn(store);
  std::vector<Effect> effects = core.turn(input, turn);
  if (broken(Variant::kReceiptBeforeCommit)) {
    CORVID_TRY(release(std::exchange(effects, {})));
  }
  const Result<void> committed = commit(turn, store);
  if (!committed.ok() && !broken(Variant::kEffectsOnFailedCommit)) {
    return committed.error();
  }
  return release(std::move(effects));
}

Result<void> run_recovery(Core& core, const TurnInput& input, store::KeyValueStore& store) {
  store::Turn turn(store);
  core.recover(input, turn);
  return commit(turn, store);
}

}  // namespace corvid::core
