#include "router/core/sessions.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"

namespace corvid::core {

std::vector<Session> Sessions::open(Session session) {
  std::vector<Session> closed;
  if (auto former = close(session.link)) {
    closed.push_back(std::move(*former));
  }
  if (const auto link = link_of_.find(session.party); link != link_of_.end()) {
    if (auto former = close(std::string(link->second))) {
      closed.push_back(std::move(*former));
    }
  }
  link_of_[session.party] = session.link;
  const std::string link = session.link;
  by_link_.emplace(link, std::move(session));
  CORVID_CHECK(by_link_.size() == link_of_.size());
  return closed;
}

std::optional<Session> Sessions::close(const std::string& link) {
  const auto found = by_link_.find(link);
  if (found == by_link_.end()) {
    return std::nullopt;
  }
  Session session = std::move(found->second);
  by_link_.erase(found);
  link_of_.erase(session.party);
  return session;
}

Session* Sessions::by_link(const std::string& link) {
  const auto found = by_link_.find(link);
  return found == by_link_.end() ? nullptr : &found->second;
}

Session* Sessions::by_party(const PartyId& party) {
  const auto found = link_of_.find(party);
  return found == link_of_.end() ? nullptr : by_link(found->second);
}

const Session* Sessions::by_party(const PartyId& party) const {
  const auto found = link_of_.find(party);
  if (found == link_of_.end()) {
    return nullptr;
  }
  const auto session = by_link_.find(found->second);
  return session == by_link_.end() ? nullptr : &session->second;
}

std::vector<std::string> Sessions::silent_since(MonoTime mono) const {
  std::vector<std::string> links;
  for (const auto& [link, session] : by_link_) {
    if (session.seen <= mono) {
      links.push_back(link);
    }
  }
  return links;
}

std::optional<MonoTime> Sessions::oldest_seen() const {
  std::optional<MonoTime> oldest;
  for (const auto& [link, session] : by_link_) {
    oldest = oldest ? std::min(*oldest, session.seen) : session.seen;
  }
  return oldest;
}

std::vector<Session> Sessions::all() const {
  std::vector<Session> sessions;
  for (const auto& [link, session] : by_link_) {
    sessions.push_back(session);
  }
  return sessions;
}

}  // namespace corvid::core
