// Which clocks begin and end, and when they raise an alarm. A clock never delays, blocks or refuses a message.
//
// Whoever keeps the running clocks asks this after a message was accepted, after it was delivered, and after its result
// was told. Of an accepted message the ends come first, then the begins: a TERUGKOPPELING with code 1 ends the
// investigation that runs and begins a new one. What ends is named whether it runs or not.
//
// Ownership: answers point into the Bundle that gave them, which must outlive them. Threads: any. Purity: no clock; the
// same question gets the same answer. Nothing is taken from the heap when nothing begins or ends. Errors: none; a
// condition that cannot be judged does not hold.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "proto/base/clock.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/policy.pb.h"
#include "router/policy/bundle.h"
#include "router/policy/question.h"

namespace corvid::policy {

enum class About {
  kMessage,   // the accepted message itself
  kAnswered,  // the one it answers: header.in_reply_to
};
struct ClockBegin {
  const v1::Klok* klok = nullptr;
  About about = About::kMessage;
};
// Always of the clock about the message that the accepted one answers.
struct ClockEnd {
  const v1::Klok* klok = nullptr;
  v1::KlokEinde::Uitkomst uitkomst = v1::KlokEinde::UITKOMST_ONBEPAALD;
};
struct ClockChanges {
  std::vector<ClockEnd> ends;      // to be carried out first; each clock once
  std::vector<ClockBegin> begins;  // each clock once; one that still runs begins anew
};

// What the acceptance of this message does. Case facts count.
[[nodiscard]] ClockChanges clocks_on_acceptance(const Bundle& bundle, const Question& question);

// The clocks about a message that begin when it is delivered.
[[nodiscard]] std::vector<const v1::Klok*> clocks_on_delivery(const Bundle& bundle, v1::MessageType type,
                                                              v1::Role sender, v1::Role receiver);

// The clocks about a message of this type that end, as GEHAALD, when its receiver says *verwerkt* or *niet_verwerkt*.
[[nodiscard]] std::vector<const v1::Klok*> clocks_ended_by_result(const Bundle& bundle, v1::MessageType type);

// nullptr: no such clock in this bundle.
[[nodiscard]] const v1::Klok* find_klok(const Bundle& bundle, std::string_view id);

// When a clock that began at `begun` raises its alarms, in milliseconds since the Unix epoch.
//
// A term in days ends with its last day, and `bijna` in days is the start of the day so many before that one; so 1
// werkdag warns from the morning of the working day before the last. In hours both are counted back from the moment.
struct Moments {
  std::int64_t soon_unix_ms = 0;     // after the begin and before overdue; 0: no such alarm
  std::int64_t today_unix_ms = 0;    // the start of the last day; 0: a term in hours
  std::int64_t overdue_unix_ms = 0;  // the end of the last day, or the moment
  std::string_view kalender;
  std::uint64_t kalender_version = 0;
  bool beyond_calendar = false;  // a term in days that ends past the calendar's validity: counted by its rules
};
// REQUIRES: `klok` is of this bundle.
[[nodiscard]] Moments moments_of(const Bundle& bundle, const v1::Klok& klok, WallTime begun);

}  // namespace corvid::policy
