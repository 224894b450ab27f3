// Items that are sent again in every session until they are answered, in the order in which they came.
//
// Ownership: owns its items. Threads: one at a time; its owner guards it.
// Errors: kUnavailable when `max` items wait for their answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/result.h"

namespace corvid::client {

// What became of an item that was offered.
enum class Offered {
  kTaken,
  kLater,  // it waits; those behind it may go
  kFull,   // nothing more is taken
};

template <typename Key, typename Item, typename Hash = std::hash<Key>>
class Pending {
 public:
  struct Taken {
    Item item;
    bool was_sent = false;
  };

  explicit Pending(std::size_t max) : max_(max) {}

  // Adds an item, or replaces the one under the same key and sends that again.
  Result<void> put(const Key& key, Item item) {
    if (const auto found = turn_of_.find(key); found != turn_of_.end()) {
      entries_.at(found->second).item = std::move(item);
      unsent_.insert(found->second);
      return {};
    }
    if (entries_.size() >= max_) {
      return Error{Errc::kUnavailable, "too many are waiting for an answer"};
    }
    const std::uint64_t turn = next_turn_++;
    turn_of_.emplace(key, turn);
    entries_.emplace(turn, Entry{key, std::move(item)});
    unsent_.insert(turn);
    return {};
  }

  [[nodiscard]] bool contains(const Key& key) const { return turn_of_.count(key) != 0; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool any_unsent() const { return !unsent_.empty(); }

  // The answer is there. Nothing when there was no such item: a repeated answer.
  std::optional<Taken> take(const Key& key) {
    const auto found = turn_of_.find(key);
    if (found == turn_of_.end()) {
      return std::nullopt;
    }
    const std::uint64_t turn = found->second;
    Taken taken{std::move(entries_.at(turn).item), unsent_.count(turn) == 0};
    entries_.erase(turn);
    unsent_.erase(turn);
    turn_of_.erase(found);
    return taken;
  }

  // A new session: everything that is not answered goes again.
  void unsend_all() {
    for (const auto& [turn, entry] : entries_) {
      unsent_.insert(turn);
    }
  }

  // This one goes again. Returns it when it had been sent.
  const Item* unsend(const Key& key) {
    const auto found = turn_of_.find(key);
    if (found == turn_of_.end() || !unsent_.insert(found->second).second) {
      return nullptr;
    }
    return &entries_.at(found->second).item;
  }

  // Hands what is unsent to `offer(key, item)`, which tells what became of it.
  template <typename Offer>
  void send_each(Offer&& offer) {
    for (auto turn = unsent_.begin(); turn != unsent_.end();) {
      const Entry& entry = entries_.at(*turn);
      switch (offer(entry.key, entry.item)) {
        case Offered::kTaken:
          turn = unsent_.erase(turn);
          break;
        case Offered::kLater:
          ++turn;
          break;
        case Offered::kFull:
          return;
      }
    }
  }

  // The same for an `offer` that returns false when it takes no more.
  template <typename Offer>
  void send(Offer&& offer) {
    send_each([&](const Key& key, const Item& item) { return offer(key, item) ? Offered::kTaken : Offered::kFull; });
  }

 private:
  struct Entry {
    Key key;
    Item item;
  };

  std::size_t max_;
  std::uint64_t next_turn_ = 0;
  std::map<std::uint64_t, Entry> entries_;
  std::unordered_map<Key, std::uint64_t, Hash> turn_of_;
  std::set<std::uint64_t> unsent_;
};

}  // namespace corvid::client
