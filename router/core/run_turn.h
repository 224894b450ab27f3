// A turn from its events to what is told: decide, commit, and only then release.
//
// Every process that runs a core runs it through here, the simulation included.
// Ownership: borrows for the call. Threads: loop.
// Errors: kIo or kCorrupt when the turn could not be read, or its commit is not certain: nothing of it was released,
// and the process must end. An error of `release` is passed on; the turn is committed then.
#pragma once

#include <functional>
#include <vector>

#include "proto/base/result.h"
#include "router/core/core.h"
#include "store/key_value.h"

namespace corvid::core {

using Release = std::function<Result<void>(std::vector<Effect>)>;

[[nodiscard]] Result<void> run_turn(Core& core, const TurnInput& input, store::KeyValueStore& store,
                                    const Release& release);

// The same for Core::recover, which tells nobody.
[[nodiscard]] Result<void> run_recovery(Core& core, const TurnInput& input, store::KeyValueStore& store);

}  // namespace corvid::core
