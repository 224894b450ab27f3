#include "router/core/expiry.h"

#include <algorithm>

#include "proto/base/broken.h"
#include "proto/base/limits.h"

namespace corvid::core {

void Expiry::added(const PartyId& receiver, WallTime deadline) {
  const auto [found, is_new] = searches_.try_emplace(receiver, Search{deadline, std::nullopt, std::nullopt});
  Search& search = found->second;
  if (is_new) {
    return;
  }
  if (search.cursor) {
    search.earliest = search.earliest ? std::min(*search.earliest, deadline) : deadline;
  } else {
    search.next = std::min(search.next, deadline);
  }
}

std::set<PartyId> Expiry::step(TurnWork& work) {
  std::set<PartyId> senders;
  Budget budget{limits::kExpirySearchPerTurn, limits::kExpiriesPerTurn};
  has_more_ = false;
  for (auto entry = searches_.begin(); entry != searches_.end() && !has_more_;) {
    Search& current = entry->second;
    if (!current.cursor && current.next > work.now()) {
      ++entry;
      continue;
    }
    if (!search(entry->first, current, budget, senders, work)) {
      has_more_ = true;
    } else if (!current.earliest) {
      entry = searches_.erase(entry);
    } else {
      current = Search{std::max(*current.earliest, work.now() + limits::kExpiryInterval), std::nullopt, std::nullopt};
      ++entry;
    }
  }
  ended_ = limits::kExpiriesPerTurn - budget.ends;
  return senders;
}

bool Expiry::search(const PartyId& receiver, Search& search, Budget& budget, std::set<PartyId>& senders,
                    TurnWork& work) {
  constexpr std::size_t kPage = 64;
  store::QueuePlace from = search.cursor.value_or(store::QueuePlace{kPriorityAcute, 0});
  while (true) {
    const auto page = work.views().queued(receiver, from, kPage);
    for (const store::QueueEntry& entry : page) {
      if (budget.looks == 0 || budget.ends == 0) {
        search.cursor = entry.at;
        return false;
      }
      --budget.looks;
      const bool is_due = !broken(Variant::kExpiryForgotten) && entry.deadline <= work.now() &&
                          !dispatch_.is_in_flight(receiver, entry.message);
      if (!is_due) {
        search.earliest = search.earliest ? std::min(*search.earliest, entry.deadline) : entry.deadline;
        continue;
      }
      --budget.ends;
      if (const auto sender = settlement_.expire(entry.message, work)) {
        senders.insert(*sender);
      }
    }
    if (page.size() < kPage) {
      return true;
    }
    from = {page.back().at.priority, page.back().at.place + 1};
  }
}

}  // namespace corvid::core
