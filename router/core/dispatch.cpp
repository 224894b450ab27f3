#include "router/core/dispatch.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/limits.h"

namespace corvid::core {
namespace {

constexpr std::size_t kPage = 64;

std::chrono::milliseconds retry_delay(std::uint32_t attempts) {
  auto delay = limits::kRetryFirst;
  for (std::uint32_t i = 1; i < attempts && delay < limits::kRetryMax; ++i) {
    delay *= 2;
  }
  return std::min(delay, limits::kRetryMax);
}

}  // namespace

void Dispatch::recover(const PartyId& party, store::Views& views) {
  Queue& queue = queues_[party];
  store::QueuePlace from{kPriorityAcute, 0};
  while (true) {
    const auto page = views.queued(party, from, kPage);
    for (const store::QueueEntry& entry : page) {
      queued(party, entry.at);
    }
    if (page.size() < kPage) {
      break;
    }
    from = {page.back().at.priority, page.back().at.place + 1};
  }
  queue.read = {};
}

void Dispatch::queued(const PartyId& receiver, const store::QueuePlace& at) {
  CORVID_CHECK(at.priority < kPriorityClasses);
  Queue& queue = queues_[receiver];
  ++queue.count;
  ++waiting_total_;
  queue.end[at.priority] = std::max(queue.end[at.priority], at.place + 1);
}

bool Dispatch::has_credit(const Queue& queue, const Session& session) {
  return queue.in_flight.size() < session.window_messages &&
         (queue.in_flight.empty() || queue.in_flight_bytes < session.window_bytes);
}

// False when the message does not fit the credit that is left.
bool Dispatch::deliver(Queue& queue, const Session& session, const store::QueueEntry& entry, TurnWork& work) {
  auto row = work.views().message(entry.message);
  auto payload = work.views().payload(entry.message);
  if (!row || !payload) {
    work.fail_corrupt("a queued message has no row or no payload: " + entry.message.to_string());
    return false;
  }
  const std::uint64_t bytes = payload->envelope().size();
  if (!queue.in_flight.empty() && queue.in_flight_bytes + bytes > session.window_bytes) {
    return false;
  }
  row->set_attempts(row->attempts() + 1);
  v1::RecordBody body;
  body.mutable_delivered()->set_message_id(std::string(entry.message.bytes()));
  body.mutable_delivered()->set_attempt(row->attempts());
  row->add_record(work.record(body));
  work.views().put_message(entry.message, *row);
  queue.in_flight.emplace(entry.message, InFlight{entry.at, bytes});
  queue.in_flight_bytes += bytes;
  DeliverMessage delivery;
  delivery.deliver.set_message_id(std::string(entry.message.bytes()));
  delivery.deliver.set_envelope_bytes(bytes);
  *delivery.deliver.mutable_statement() = std::move(*payload->mutable_statement());
  delivery.deliver.set_attempt(row->attempts());
  delivery.envelope = std::move(*payload->mutable_envelope());
  work.effect({session.link, session.token, std::move(delivery)});
  return true;
}

void Dispatch::pump_retries(Queue& queue, const Session& session, TurnWork& work) {
  for (auto retry = queue.retries.begin(); retry != queue.retries.end();) {
    if (retry->second.due > work.mono()) {
      ++retry;
      continue;
    }
    if (!has_credit(queue, session) || !deliver(queue, session, {retry->first, retry->second.message}, work)) {
      return;
    }
    retry = queue.retries.erase(retry);
  }
}

void Dispatch::pump_class(Queue& queue, std::uint32_t priority, const Session& session, TurnWork& work) {
  while (queue.read[priority] < queue.end[priority] && has_credit(queue, session)) {
    const auto page = work.views().queued(session.party, {priority, queue.read[priority]}, kPage);
    bool any = false;
    for (const store::QueueEntry& entry : page) {
      if (entry.at.priority != priority) {
        break;
      }
      any = true;
      const bool held = queue.retries.count(entry.at) != 0 || queue.in_flight.count(entry.message) != 0;
      if (!held && (!has_credit(queue, session) || !deliver(queue, session, entry, work))) {
        return;
      }
      queue.read[priority] = entry.at.place + 1;
    }
    if (!any) {
      queue.read[priority] = queue.end[priority];
    }
  }
}

std::uint64_t Dispatch::pump(const Session& session, TurnWork& work) {
  const auto found = queues_.find(session.party);
  if (found == queues_.end()) {
    return 0;
  }
  const std::size_t before = found->second.in_flight.size();
  pump_retries(found->second, session, work);
  for (std::uint32_t priority = 0; priority < kPriorityClasses; ++priority) {
    pump_class(found->second, priority, session, work);
  }
  return found->second.in_flight.size() - before;
}

void Dispatch::ended(const PartyId& receiver, const MessageId& message, const store::QueuePlace& at) {
  Queue& queue = queues_[receiver];
  CORVID_CHECK(queue.count > 0 && waiting_total_ > 0);
  --queue.count;
  --waiting_total_;
  queue.retries.erase(at);
  if (const auto flight = queue.in_flight.find(message); flight != queue.in_flight.end()) {
    queue.in_flight_bytes -= flight->second.bytes;
    queue.in_flight.erase(flight);
  }
}

void Dispatch::released(const PartyId& receiver, const MessageId& message, const store::QueuePlace& at,
                        std::uint32_t attempts, MonoTime now) {
  Queue& queue = queues_[receiver];
  if (const auto flight = queue.in_flight.find(message); flight != queue.in_flight.end()) {
    queue.in_flight_bytes -= flight->second.bytes;
    queue.in_flight.erase(flight);
    queue.retries[at] = {message, now + retry_delay(attempts)};
  }
}

void Dispatch::receiver_gone(const PartyId& receiver) {
  const auto found = queues_.find(receiver);
  if (found == queues_.end()) {
    return;
  }
  Queue& queue = found->second;
  for (const auto& [message, flight] : queue.in_flight) {
    queue.read[flight.at.priority] = std::min(queue.read[flight.at.priority], flight.at.place);
  }
  queue.in_flight.clear();
  queue.in_flight_bytes = 0;
}

std::uint64_t Dispatch::waiting(const PartyId& receiver) const {
  const auto found = queues_.find(receiver);
  return found == queues_.end() ? 0 : found->second.count;
}

std::uint64_t Dispatch::in_flight(const PartyId& receiver) const {
  const auto found = queues_.find(receiver);
  return found == queues_.end() ? 0 : found->second.in_flight.size();
}

std::uint64_t Dispatch::in_flight_total() const {
  std::uint64_t total = 0;
  for (const auto& [party, queue] : queues_) {
    total += queue.in_flight.size();
  }
  return total;
}

std::optional<MonoTime> Dispatch::next_retry() const {
  std::optional<MonoTime> next;
  for (const auto& [party, queue] : queues_) {
    for (const auto& [at, retry] : queue.retries) {
      next = next ? std::min(*next, retry.due) : retry.due;
    }
  }
  return next;
}

std::vector<PartyId> Dispatch::retries_due(MonoTime now) const {
  std::vector<PartyId> due;
  for (const auto& [party, queue] : queues_) {
    const bool any = std::any_of(queue.retries.begin(), queue.retries.end(),
                                 [now](const auto& retry) { return retry.second.due <= now; });
    if (any) {
      due.push_back(party);
    }
  }
  return due;
}

}  // namespace corvid::core
