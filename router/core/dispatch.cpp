#include "router/core/dispatch.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/check.h"
#include "proto/base/limits.h"

namespace corvid::core {
namespace {

constexpr std::size_t kPage = 64;

Window window_of(const Session& session) { return {session.window_messages, session.window_bytes}; }

DeliverMessage whole(v1::PayloadRow payload, const MessageId& message, std::uint32_t attempt) {
  DeliverMessage delivery;
  delivery.deliver.set_message_id(std::string(message.bytes()));
  delivery.deliver.set_envelope_bytes(payload.envelope().size());
  *delivery.deliver.mutable_statement() = std::move(*payload.mutable_statement());
  delivery.deliver.set_attempt(attempt);
  delivery.envelope = std::move(*payload.mutable_envelope());
  return delivery;
}

LargeDeliveryBegin large_begin(v1::PayloadRow payload, const MessageId& message, std::uint32_t attempt) {
  LargeDeliveryBegin begin;
  begin.begin.set_message_id(std::string(message.bytes()));
  begin.begin.set_head_bytes(payload.envelope().size());
  *begin.begin.mutable_section_bytes() = payload.large().section_bytes();
  *begin.begin.mutable_statement() = std::move(*payload.mutable_statement());
  begin.begin.set_attempt(attempt);
  begin.head = std::move(*payload.mutable_envelope());
  return begin;
}

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
    if (broken(Variant::kOvertaking)) {
      std::reverse(page.begin(), page.end());
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
  lanes_[receiver].queue.added(at);
  ++waiting_total_;
}

Dispatch::Handed Dispatch::deliver(Lane& lane, const Session& session, const store::QueueEntry& entry,
                                   TurnWork& work) {
  const auto row = work.views().message(entry.message);
  if (row && !lane.queue.fits(row->traffic().envelope_bytes(), window_of(session))) {
    return Handed::kNot;
  }
  auto payload = row ? work.views().payload(entry.message) : std::nullopt;
  if (!payload) {
    work.fail_corrupt("a queued message has no row or no payload: " + entry.message.to_string());
    return Handed::kNot;
  }
  if (payload->has_large() && lane.large) {
    lane.queue.line_up(entry);
    return Handed::kLinedUp;
  }
  const std::uint32_t attempt = broken(Variant::kAttemptsLost) ? 1 : row->attempts() + 1;
  v1::RecordBody body;
  body.mutable_delivered()->set_message_id(std::string(entry.message.bytes()));
  body.mutable_delivered()->set_attempt(attempt);
  work.record(body);
  if (broken(Variant::kStatementRemade) && attempt > 1) {
    payload->mutable_statement()->set_signature(work.entropy().take(64));
  }
  lane.queue.handed_out(entry, row->traffic().envelope_bytes(), work.mono());
  if (payload->has_large()) {
    lane.large.emplace(entry.message, payload->large());
    work.effect({session.link, session.token, large_begin(*std::move(payload), entry.message, attempt)});
  } else {
    work.effect({session.link, session.token, whole(*std::move(payload), entry.message, attempt)});
  }
  return Handed::kOut;
}

// What was handed out or lined up before and may go now.
std::optional<store::QueueEntry> Dispatch::held_entry(const Lane& lane, MonoTime now) {
  if (auto alone = lane.queue.due_alone(now)) {
    return alone;
  }
  if (auto large = lane.queue.next_large(); large && !lane.large) {
    return large;
  }
  return lane.queue.due_retry(now);
}

std::uint64_t Dispatch::pump(const Session& session, TurnWork& work) {
  const auto found = lanes_.find(session.party);
  if (found == lanes_.end()) {
    return 0;
  }
  Lane& lane = found->second;
  Pages pages(lane.queue, session.party, work.views());
  std::uint64_t handed_out = 0;
  pump_large(lane, session, work);
  while (lane.queue.may_hand_out(window_of(session), work.mono())) {
    const std::optional<store::QueueEntry> held = held_entry(lane, work.mono());
    const store::QueueEntry* fresh = held ? nullptr : pages.next();
    if (!held && fresh == nullptr) {
      break;
    }
    const store::QueueEntry entry = held ? *held : *fresh;
    const Handed handed = deliver(lane, session, entry, work);
    if (handed == Handed::kNot) {
      break;
    }
    handed_out += handed == Handed::kOut ? 1U : 0U;
    if (fresh != nullptr) {
      pages.take(entry);
    }
  }
  return handed_out;
}

void Dispatch::pump_large(Lane& lane, const Session& session, TurnWork& work) {
  short_of_budget_.erase(session.party);
  if (!lane.large) {
    return;
  }
  lane.large->pump(session, large_budget_, work);
  if (lane.large->sent_all()) {
    lane.large.reset();
  } else if (lane.large->waits_for_budget()) {
    short_of_budget_.insert(session.party);
  }
}

void Dispatch::taken(const PartyId& receiver, const MessageId& message, std::uint64_t offset) {
  const auto found = lanes_.find(receiver);
  if (found != lanes_.end() && found->second.large && found->second.large->message() == message) {
    found->second.large->taken(offset);
  }
}

void Dispatch::ended(const PartyId& receiver, const MessageId& message, const store::QueuePlace& at) {
  CORVID_CHECK(waiting_total_ > 0);
  --waiting_total_;
  Lane& lane = lanes_[receiver];
  lane.queue.ended(message, at);
  stop_large(receiver, lane, message);
}

void Dispatch::released(const PartyId& receiver, const MessageId& message, std::uint32_t attempts, MonoTime now) {
  Lane& lane = lanes_[receiver];
  if (lane.queue.released(message, attempts, now)) {
    stop_large(receiver, lane, message);
  }
}

// The receiver answered before it had all of it.
void Dispatch::stop_large(const PartyId& receiver, Lane& lane, const MessageId& message) {
  if (lane.large && lane.large->message() == message) {
    lane.large.reset();
    short_of_budget_.erase(receiver);
  }
}

void Dispatch::receiver_gone(const PartyId& receiver, MonoTime now) {
  if (const auto found = lanes_.find(receiver); found != lanes_.end()) {
    found->second.queue.receiver_gone(now);
    found->second.large.reset();
    short_of_budget_.erase(receiver);
  }
}

std::uint64_t Dispatch::waiting(const PartyId& receiver) const {
  const auto found = lanes_.find(receiver);
  return found == lanes_.end() ? 0 : found->second.queue.count();
}

std::uint64_t Dispatch::in_flight(const PartyId& receiver) const {
  const auto found = lanes_.find(receiver);
  return found == lanes_.end() ? 0 : found->second.queue.in_flight().size();
}

bool Dispatch::is_in_flight(const PartyId& receiver, const MessageId& message) const {
  const auto found = lanes_.find(receiver);
  return found != lanes_.end() && found->second.queue.in_flight().count(message) != 0;
}

std::uint64_t Dispatch::in_flight_total() const {
  std::uint64_t total = 0;
  for (const auto& [party, lane] : lanes_) {
    total += lane.queue.in_flight().size();
  }
  return total;
}

std::optional<MonoTime> Dispatch::next_wakeup(MonoTime now) const {
  std::optional<MonoTime> next;
  for (const auto& [party, lane] : lanes_) {
    if (const auto moment = lane.queue.next_wakeup(now); moment && (!next || *moment < *next)) {
      next = moment;
    }
  }
  return next;
}

std::vector<PartyId> Dispatch::woken(MonoTime after, MonoTime now) const {
  std::vector<PartyId> parties;
  for (const auto& [party, lane] : lanes_) {
    if (const auto moment = lane.queue.next_wakeup(after); moment && *moment <= now) {
      parties.push_back(party);
    }
  }
  return parties;
}

std::vector<PartyId> Dispatch::stuck(MonoTime now) const {
  std::vector<PartyId> parties;
  for (const auto& [party, lane] : lanes_) {
    if (const auto oldest = lane.queue.oldest_in_flight(); oldest && *oldest + limits::kSettleWaitMax <= now) {
      parties.push_back(party);
    }
  }
  return parties;
}

}  // namespace corvid::core
