// Who is connected: at most one session per connection point, known by link and by party.
//
// A session is bound to the authenticated key that said hello; a frame with another key on the same link is not its.
// Ownership: owns the sessions; pointers are valid until the next open or close. Threads: loop. Errors: none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proto/base/clock.h"
#include "proto/base/ids.h"

namespace corvid::core {

struct Session {
  std::string token;  // 16 random bytes
  std::string link;
  std::string transport_key;
  PartyId party;
  std::string software;
  std::uint32_t window_messages = 0;  // what the party can take, at most limits.h
  std::uint64_t window_bytes = 0;
  std::uint64_t notice_sent = 0;  // the newest notice sent in this session
  WallTime since;
  WallTime seen_at;
  MonoTime seen;
};

class Sessions {
 public:
  // Adds the session; a former one of the same party, or on the same link, is closed and returned.
  std::vector<Session> open(Session session);
  std::optional<Session> close(const std::string& link);

  [[nodiscard]] Session* by_link(const std::string& link);
  [[nodiscard]] Session* by_party(const PartyId& party);
  [[nodiscard]] const Session* by_party(const PartyId& party) const;
  [[nodiscard]] std::size_t size() const { return by_link_.size(); }

  // Links of sessions that were last heard of at `mono` or before.
  [[nodiscard]] std::vector<std::string> silent_since(MonoTime mono) const;
  // When the session that has been silent longest was last heard of.
  [[nodiscard]] std::optional<MonoTime> oldest_seen() const;
  [[nodiscard]] std::vector<Session> all() const;

 private:
  std::unordered_map<std::string, Session> by_link_;
  std::unordered_map<PartyId, std::string, PartyIdHash> link_of_;
};

}  // namespace corvid::core
