// One question to the router's admin socket: connect (DEALER, CURVE with the operator's key), ask, wait, done.
//
// Ownership: nothing stays open after the call. Threads: one; blocks for `timeout` at most.
// Errors, each naming the endpoint and what to look at:
//   kUnavailable    nobody listens there, the key is refused, or no answer came in time
//   kConfiguration  the endpoint is none
//   kCorrupt        the answer cannot be read, or the router did not understand the question
//   kNotFound, kInvalidInput, kUnauthentic   the router says: not found, not unambiguous, not allowed
#pragma once

#include <chrono>

#include "adapters/corvidctl/access.h"
#include "proto/base/clock.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/admin.pb.h"

namespace corvid::ctl {

// `request` needs no protocol number. The answer is never an AdminError, and answers what was asked.
Result<v1::AdminReply> ask(const Access& access, v1::AdminRequest request, std::chrono::milliseconds timeout,
                           const Clock& clock);

}  // namespace corvid::ctl
