// Calendar days as numbers, without a heap on the way to a decision. Days run in Europe/Amsterdam.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proto/base/clock.h"

namespace corvid::policy {

// Days since 1970-01-01 of a date written JJJJ-MM-DD; nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> day_of(std::string_view date);

// Is today later than day `last`?
[[nodiscard]] bool is_after_day(WallTime now, std::int64_t last);

// The first moment of a day. REQUIRES: a date that day_of understands.
[[nodiscard]] WallTime first_moment(std::string_view date);

}  // namespace corvid::policy
