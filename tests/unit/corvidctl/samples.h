// Answers of a router with every field filled, and what tests ask of printed text.
//
// Threads: one; local_zone changes the time zone of the process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proto/corvid/v1/admin.pb.h"

namespace corvid::test {

inline constexpr const char* kMessage = "019365f0-0000-7000-8000-000000000001";
inline constexpr std::int64_t kAccepted = 1'795'457'045'123;  // 2026-11-23T19:04:05.123+01:00 in Amsterdam
inline constexpr std::int64_t kMidnight = 1'796'079'600'000;  // 2026-12-01T00:00:00+01:00, a week later
inline constexpr const char* kPoliceOin = "99000000000000200000";
inline constexpr const char* kVeiligThuisOin = "99000000000000201000";

// Printed times are those of Europe/Amsterdam from here on.
void local_zone();

[[nodiscard]] v1::Refusal sample_refusal();
// Accepted, delivered, given back, delivered again, refused by the receiver, destroyed.
[[nodiscard]] v1::MessageLife sample_life();
// A clock of its message, begun with it.
[[nodiscard]] v1::TermRow sample_term();
// Accepted, never delivered, expired after five days.
[[nodiscard]] v1::MessageLife expired_life();
// Never accepted: refused twice.
[[nodiscard]] v1::MessageLife refused_life();

[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);
[[nodiscard]] bool contains(std::string_view text, std::string_view part);
// The same words on one line with single spaces, so that a wrapped text can be found.
[[nodiscard]] std::string unwrapped(std::string_view text);

}  // namespace corvid::test
