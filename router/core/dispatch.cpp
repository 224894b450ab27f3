#include "router/core/dispatch.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/limits.h"

namespace corvid::core {
namespace {

constexpr std::size_t kPage = 64;

Window window_of(const Session& session) { return {session.window_messages, session.window_bytes}; }

}  // namespace

// What the store holds of each class from where the queue was read, a page at a time.
class Dispatch::Pages {
 public:
  Pages(Queue& queue, const PartyId& receiver, store::Views& views)
      : queue_(queue), receiver_(receiver), views_(views) {}

  // The next entry that may be handed out; it counts as passed only once take() is called.
  const store::QueueEntry* next() {
    while (const auto priority = queue_.next_class()) {
      std::deque<store::QueueEntry>& page = pages_.at(*priority);
      if (page.empty() && !fill(*priority, page)) {
        queue_.nothing_left(*priority);
        continue;
      }
      if (!queue_.is_held(page.front())) {
        return &page.front();
      }
      queue_.passed(page.front().at);
      page.pop_front();
    }
    return nullptr;
  }

  void take(const store::QueueEntry& entry) {
    queue_.passed(entry.at);
    pages_.at(entry.at.priority).pop_front();
  }

 private:
  bool fill(std::uint32_t priority, std::deque<store::QueueEntry>& page) {
    for (const store::QueueEntry& entry : views_.queued(receiver_, {priority, queue_.read_from(priority)}, kPage)) {
      if (entry.at.priority != priority) {
        break;
      }
      page.push_back(entry);
    }
    return !page.empty();
  }

  Queue& queue_;
  const PartyId& receiver_;
  store::Views& views_;
  std::array<std::deque<store::QueueEntry>, kPriorityClasses> pages_;
};

std::optional<WallTime> Dispatch::recover(const PartyId& party, store::Views& views) {
  std::optional<WallTime> earliest;
  store::QueuePlace from{kPriorityAcute, 0};
  while (true) {
    const auto page = views.queued(party, from, kPage);
    for (const store::QueueEntry& entry : page) {
      queued(party, entry.at);
      earliest = earliest ? std::min(*earliest, entry.deadline) : entry.deadline;
    }
    if (page.size() < kPage) {
      return earliest;
    }
    from = {page.back().at.priority, page.back().at.place + 1};
  }
}

void Dispatch::queued(const PartyId& receiver, const store::QueuePlace& at) {
  queues_[receiver].added(at);
  ++waiting_total_;
}

// False when the message does not fit the credit that is left.
bool Dispatch::deliver(Queue& queue, const Session& session, const store::QueueEntry& entry, TurnWork& work) {
  const auto row = work.views().message(entry.message);
  if (row && !queue.fits(row->traffic().envelope_bytes(), window_of(session))) {
    return false;
  }
  auto payload = row ? work.views().payload(entry.message) : std::nullopt;
  if (!payload) {
    work.fail_corrupt("a queued message has no row or no payload: " + entry.message.to_string());
    return false;
  }
  const std::uint32_t attempt = row->attempts() + 1;
  v1::RecordBody body;
  body.mutable_delivered()->set_message_id(std::string(entry.message.bytes()));
  body.mutable_delivered()->set_attempt(attempt);
  work.record(body);
  queue.handed_out(entry, row->traffic().envelope_bytes(), work.mono());

  DeliverMessage delivery;
  delivery.deliver.set_message_id(std::string(entry.message.bytes()));
  delivery.deliver.set_envelope_bytes(payload->envelope().size());
  *delivery.deliver.mutable_statement() = std::move(*payload->mutable_statement());
  delivery.deliver.set_attempt(attempt);
  delivery.envelope = std::move(*payload->mutable_envelope());
  work.effect({session.link, session.token, std::move(delivery)});
  return true;
}

std::uint64_t Dispatch::pump(const Session& session, TurnWork& work) {
  const auto found = queues_.find(session.party);
  if (found == queues_.end()) {
    return 0;
  }
  Queue& queue = found->second;
  Pages pages(queue, session.party, work.views());
  std::uint64_t handed_out = 0;
  while (queue.may_hand_out(window_of(session), work.mono())) {
    std::optional<store::QueueEntry> held = queue.due_alone(work.mono());
    if (!held) {
      held = queue.due_retry(work.mono());
    }
    const store::QueueEntry* fresh = held ? nullptr : pages.next();
    if (!held && fresh == nullptr) {
      break;
    }
    const store::QueueEntry entry = held ? *held : *fresh;
    if (!deliver(queue, session, entry, work)) {
      break;
    }
    ++handed_out;
    if (fresh != nullptr) {
      pages.take(entry);
    }
  }
  return handed_out;
}

void Dispatch::ended(const PartyId& receiver, const MessageId& message, const store::QueuePlace& at) {
  CORVID_CHECK(waiting_total_ > 0);
  --waiting_total_;
  queues_[receiver].ended(message, at);
}

void Dispatch::released(const PartyId& receiver, const MessageId& message, std::uint32_t attempts, MonoTime now) {
  queues_[receiver].released(message, attempts, now);
}

void Dispatch::receiver_gone(const PartyId& receiver, MonoTime now) {
  if (const auto found = queues_.find(receiver); found != queues_.end()) {
    found->second.receiver_gone(now);
  }
}

std::uint64_t Dispatch::waiting(const PartyId& receiver) const {
  const auto found = queues_.find(receiver);
  return found == queues_.end() ? 0 : found->second.count();
}

std::uint64_t Dispatch::in_flight(const PartyId& receiver) const {
  const auto found = queues_.find(receiver);
  return found == queues_.end() ? 0 : found->second.in_flight().size();
}

bool Dispatch::is_in_flight(const PartyId& receiver, const MessageId& message) const {
  const auto found = queues_.find(receiver);
  return found != queues_.end() && found->second.in_flight().count(message) != 0;
}

std::uint64_t Dispatch::in_flight_total() const {
  std::uint64_t total = 0;
  for (const auto& [party, queue] : queues_) {
    total += queue.in_flight().size();
  }
  return total;
}

std::optional<MonoTime> Dispatch::next_wakeup(MonoTime now) const {
  std::optional<MonoTime> next;
  for (const auto& [party, queue] : queues_) {
    if (const auto moment = queue.next_wakeup(now); moment && (!next || *moment < *next)) {
      next = moment;
    }
  }
  return next;
}

std::vector<PartyId> Dispatch::woken(MonoTime after, MonoTime now) const {
  std::vector<PartyId> parties;
  for (const auto& [party, queue] : queues_) {
    if (const auto moment = queue.next_wakeup(after); moment && *moment <= now) {
      parties.push_back(party);
    }
  }
  return parties;
}

std::vector<PartyId> Dispatch::stuck(MonoTime now) const {
  std::vector<PartyId> parties;
  for (const auto& [party, queue] : queues_) {
    if (const auto oldest = queue.oldest_in_flight(); oldest && *oldest + limits::kSettleWaitMax <= now) {
      parties.push_back(party);
    }
  }
  return parties;
}

}  // namespace corvid::core
