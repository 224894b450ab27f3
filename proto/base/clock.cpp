#include "proto/base/clock.h"

#include <date/date.h>
#include <date/tz.h>

namespace corvid {
namespace {

date::sys_time<std::chrono::milliseconds> to_sys(WallTime time) {
  return date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{time.unix_ms}};
}

}  // namespace

WallTime SystemClock::wall_now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

MonoTime SystemClock::mono_now() const { return std::chrono::steady_clock::now(); }

std::string to_iso8601(WallTime time) { return date::format("%FT%TZ", to_sys(time)); }

std::string amsterdam_date(WallTime time) {
  static const date::time_zone* const zone = date::locate_zone("Europe/Amsterdam");
  return date::format("%F", date::make_zoned(zone, to_sys(time)));
}

}  // namespace corvid
