// Promises that can be broken on purpose, so that a test can show that it would notice.
//
// Only the simulation compiles store and core with CORVID_BROKEN_VARIANTS and chooses one variant per thread. In every
// other compilation `broken` is the constant false and the compiler removes what depends on it; tests/simulation checks
// that no production target defines the switch.
// Threads: the choice belongs to its thread. Errors: none.
#pragma once

namespace corvid {

enum class Variant {
  kNone,
  kReceiptBeforeCommit,      // what a turn tells leaves before its commit
  kEffectsOnFailedCommit,    // what a turn tells leaves although its commit failed
  kDedupMarkMissing,         // an acceptance leaves no mark of its reference
  kFeedbackToAnyone,         // whoever feedback is sent to passes for the reporter
  kPayloadKept,              // a final state leaves the payload where it is
  kRefusedKept,              // a refusal keeps the envelope
  kCreditIgnored,            // deliveries do not stop at the receiver's credit
  kRedeliveredAfterSettle,   // a delivered message stays in the queue with its payload
  kViewApart,                // the journal says processed, the row does not
  kNoticeLost,               // a final state is not told
  kNoticesReadForgotten,     // an acknowledgement of notices is not kept
  kAttemptsLost,             // attempts are not counted
  kStatementRemade,          // a redelivery carries another statement
  kDuplicateStampedAnew,     // a repeat gets a receipt of its own
  kForeignSettleTaken,       // anyone may settle any message
  kInFlightForgotten,        // what was under way to a receiver that left is never sent again
  kRetryForgotten,           // what was given back is never sent again
  kOvertaking,               // the newest message of a class is sent first
  kAcuteStarves,             // acute messages leave the other classes no share
  kExpiryUntold,             // what expires is not told
  kExpiryForgotten,          // what was not delivered in time waits on
  kDoubtIgnored,             // a wall clock that stepped is believed
  kScrubForgotten,           // what was destroyed stays in the files
  kScrubBelieved,            // a scrub that failed passes for done
  kTermForgotten,            // a clock does not outlive the records it was begun in
  kPlaceForgotten,           // what waits loses its place when its records go
  kTrafficKept,              // traffic data is never destroyed
  kTrafficGoesEarly,         // or two days too early
  kAlarmEarly,               // an alarm comes half a day too early
  kAlarmForgotten,           // or never
  kAnswerEndsNothing,        // the clock goes on after the answer
  kRoomIgnored,              // new messages are taken in on a full disk
  kQuotaIgnored,             // a party may send as much as it likes
  kChunksUnchecked,          // the contents of a large message are not held against its header
  kOverclaimTaken,           // who acknowledges notices that were never written has read all there are
  kIdReused,                 // an id may be used again
  kTicketForgotten,          // an answer to what is no longer known is refused with its ticket too
  kChunksKept,               // what came of a large message that was given up stays
};

#ifdef CORVID_BROKEN_VARIANTS
namespace base {
inline thread_local Variant broken_variant = Variant::kNone;
}  // namespace base
[[nodiscard]] inline bool broken(Variant variant) { return base::broken_variant == variant; }
#else
[[nodiscard]] constexpr bool broken(Variant) { return false; }
#endif

}  // namespace corvid
