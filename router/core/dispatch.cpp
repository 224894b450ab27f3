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

  // The next entry of the class that may be handed out; it counts as passed only once take() is called.
  const store::QueueEntry* next(std::uint32_t priority) {
    std::deque<store::QueueEntry>& page = pages_.at(priority);
    while (queue_.has_unread(priority)) {
      if (page.empty() && !fill(priority, page)) {
        queue_.nothing_left(priority);
        break;
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
    std::deque<store::QueueEntry>& page = pages_.at(entry.at.priority);
    if (!page.empty() && page.front().at == entry.at) {
      queue_.passed(entry.at);
      page.pop_front();
    }
  }

 private:
  bool fill(std::uint32_t priority, std::deque<store::QueueEntry>& page) {
    auto read = views_.queued(receiver_, {priority, queue_.read_from(priority)}, kPage);
    if (broken(Variant::kOvertaking)) {
      std::reverse(read.begin(), read.end());
    }
    for (const store::QueueEntry& entry : read) {
      if (entry.at.priority == priority) {
        page.push_back(entry);
      }
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
    return lane.queue.line_up(entry) ? Handed::kLinedUp : Handed::kNot;
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
  --budget_messages_;
  budget_bytes_ -= std::min<std::uint64_t>(budget_bytes_, payload->envelope().size());
  if (payload->has_large()) {
    lane.large.emplace(entry.message, payload->large());
    work.effect({session.link, session.token, large_begin(*std::move(payload), entry.message, attempt)});
  } else {
    work.effect({session.link, session.token, whole(*std::move(payload), entry.message, attempt)});
  }
  return Handed::kOut;
}

// Of one class: a large message that waited its turn, else what was given back and what is new, taking turns.
std::optional<store::QueueEntry> Dispatch::candidate(const Lane& lane, Pages& pages, std::uint32_t priority,
                                                     MonoTime now) {
  if (auto large = lane.queue.next_large(priority); large && !lane.large) {
    return large;
  }
  const auto retry = lane.queue.due_retry(priority, now);
  const store::QueueEntry* fresh = pages.next(priority);
  if (retry && (fresh == nullptr || lane.queue.is_turn_of_retry(priority))) {
    return retry;
  }
  return fresh == nullptr ? std::nullopt : std::optional<store::QueueEntry>(*fresh);
}

// The most urgent class below `end` that has something and a share left; without shares a new round begins.
std::optional<store::QueueEntry> Dispatch::pick(const Lane& lane, Pages& pages, std::uint32_t end, MonoTime now) {
  std::optional<store::QueueEntry> first;
  for (std::uint32_t priority = 0; priority < end; ++priority) {
    const auto entry = candidate(lane, pages, priority, now);
    if (entry && lane.queue.has_share(priority)) {
      return entry;
    }
    first = first ? first : entry;
  }
  return first;
}

std::uint64_t Dispatch::pump(const Session& session, TurnWork& work) {
  const auto found = lanes_.find(session.party);
  if (found == lanes_.end()) {
    return 0;
  }
  Lane& lane = found->second;
  pump_large(lane, session, work);
  const auto alone = lane.queue.due_alone(work.mono());
  const bool may_go = lane.queue.may_hand_out(window_of(session), work.mono());
  if (alone && may_go && lane.queue.is_turn_of_alone()) {
    return deliver(lane, session, *alone, work) == Handed::kOut ? 1 : 0;
  }
  std::uint64_t handed_out = pump_classes(lane, session, work);
  if (alone && may_go && handed_out == 0 && deliver(lane, session, *alone, work) == Handed::kOut) {
    return 1;
  }
  if (may_go) {
    lane.queue.others_had_their_turn();
  }
  return handed_out;
}

std::uint64_t Dispatch::pump_classes(Lane& lane, const Session& session, TurnWork& work) {
  Pages pages(lane.queue, session.party, work.views());
  std::uint64_t handed_out = 0;
  // What does not fit lets only the more urgent pass, so that its room comes free.
  std::uint32_t end = kPriorityClasses;
  while (end > 0 && lane.queue.may_hand_out(window_of(session), work.mono())) {
    const auto entry = pick(lane, pages, end, work.mono());
    if (!entry) {
      break;
    }
    if (out_of_budget()) {
      short_of_budget_.insert(session.party);
      break;
    }
    switch (deliver(lane, session, *entry, work)) {
      case Handed::kOut:
        ++handed_out;
        pages.take(*entry);
        break;
      case Handed::kLinedUp:
        pages.take(*entry);
        break;
      case Handed::kNot:
        end = entry->at.priority;
        break;
    }
  }
  return handed_out;
}

void Dispatch::pump_large(Lane& lane, const Session& session, TurnWork& work) {
  short_of_budget_.erase(session.party);
  if (!lane.large) {
    return;
  }
  lane.large->pump(session, budget_bytes_, work);
  if (lane.large->sent_all()) {
    lane.large.reset();
  } else if (lane.large->waits_for_budget()) {
    short_of_budget_.insert(session.party);
  }
}

bool Dispatch::out_of_budget() const { return budget_messages_ == 0 || budget_bytes_ == 0; }

void Dispatch::begin_turn() {
  budget_bytes_ = limits::kDeliveredPerTurnBytes;
  budget_messages_ = limits::kDeliveredPerTurnMax;
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
