// What must hold in every history. Each rule is one promise of the router, seen from outside it.
//
// Threads: values. Errors: none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace corvid::sim {

enum class Rule {
  kToldBeforeCommit,      // what was told stands in the committed store
  kFirstReceiptAgain,     // a repeat gets the first receipt, byte for byte
  kAcceptedOnce,          // one message per sender and reference, one acceptance per id
  kNobodySentIt,          // nothing is accepted that its sender did not send
  kMustRefuse,            // what no rule permits is refused
  kRefusedForNothing,     // what is in order is refused only for the moment's reasons
  kPermitRecorded,        // no delivery without the recorded rule that permits it, of the rules in force
  kFeedbackToReporter,    // feedback goes to the reporter of the message it answers
  kOfficialText,          // and carries the official text of its code
  kStatementGenuine,      // the statement is the router's, about this message
  kSameStatement,         // every delivery carries the same statement
  kSameEnvelope,          // and exactly what the sender sent
  kRightReceiver,         // nobody is sent another's message
  kNothingAfterTheEnd,    // an ended message is not sent, released or ended again
  kAttemptsCount,         // attempts are numbered 1, 2, ...
  kOrderKept,             // first deliveries per receiver and class follow the order of acceptance
  kCreditKept,            // what is under way stays within the receiver's credit
  kOutcomeGiven,          // an outcome is the receiver's own, about what it was sent
  kOneEnd,                // a message ends once
  kEndIsTold,             // and its sender's log says how
  kNoticesInOrder,        // a party's notices are numbered without gaps
  kToldOnce,              // what a party confirmed is not told again
  kPayloadDestroyed,      // nothing of the content is left after the end
  kRefusedLeavesNothing,  // nor of what was refused
  kViewsEqualJournal,     // every row says what the journal says
  kStoreSound,            // the router can read its own store
  kOnceAtNativeSide,      // no native system gets a message twice
  kAlarmsPass,            // an alarm is over when its turn is: the router never spins
  kViewsRebuilt,          // and a rebuild from the journal gives the same rows
  kClockDoubted,          // a wall clock that stepped does not set the time
  kExpiredRightly,        // what expires was not delivered within its term
  kExpiredInTime,         // and does not wait longer
  kTermsAsRuled,          // the clocks that the rules want run, and no others
  kAlarmsInOrder,         // each alarm once, in order and not before its moment
  kAlarmsInTime,          // and not after it
  kTermKept,              // a clock outlives the records it was begun in
  kCarriedWhole,          // what waits keeps its place when its records go
  kKeptTooLong,           // traffic data goes when its term of storage is over
  kDestroyedEarly,        // and not before
  kScrubbedIsGone,        // of what was destroyed no byte is left after a scrub
  kScrubOrdered,          // which is ordered in time, and again when it fails
  kNoRoomNothingTaken,    // with too little room nothing new is accepted, and repeats are still answered
  kQuotaKept,             // nobody takes more than its share
  kWaitSaysWhy,           // who is told to wait is told why
  kChunksOfNobody,        // the parts of a message that was given up or refused are gone
  kFairShare,             // a class that waits gets its share of every round
  kEverythingEnds,        // when all heals, every message ends, is told, and nothing is left over
};

[[nodiscard]] std::string_view name_of(Rule rule);
// nullopt: there is none of that name.
[[nodiscard]] std::optional<Rule> rule_named(std::string_view name);
[[nodiscard]] std::vector<std::string> rule_names();

struct Breach {
  Rule rule;
  std::string what;
};

}  // namespace corvid::sim
