#include "adapters/client/fake_session.h"

#include <utility>

namespace corvid::client {

template <typename Keep>
Result<void> FakeSession::keep(Keep&& action) {
  const std::lock_guard lock(mutex_);
  if (failure_) {
    return *failure_;
  }
  action(seen_);
  return {};
}

Result<void> FakeSession::submit(const MessageId& id, std::string envelope) {
  return keep([&](Seen& seen) { seen.submitted.push_back({id, std::move(envelope)}); });
}

Result<void> FakeSession::settle(v1::Settle settle) {
  return keep([&](Seen& seen) { seen.settled.push_back(std::move(settle)); });
}

Result<void> FakeSession::processed(const MessageId& id, v1::Processed::Outcome outcome) {
  return keep([&](Seen& seen) { seen.processed.push_back({id, outcome}); });
}

Result<void> FakeSession::notices_read(std::uint64_t number) {
  return keep([&](Seen& seen) { seen.notices_read.push_back(number); });
}

Result<void> FakeSession::resolve(const v1::Resolve& question) {
  return keep([&](Seen& seen) { seen.resolved.push_back(question); });
}

std::vector<Event> FakeSession::take_events() {
  const std::lock_guard lock(mutex_);
  return std::exchange(events_, {});
}

FakeSession::Seen FakeSession::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void FakeSession::push(Event event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  if (on_events_) {
    on_events_();
  }
}

void FakeSession::accept(const MessageId& id) {
  v1::Receipt receipt;
  receipt.set_message_id(std::string(id.bytes()));
  receipt.mutable_accepted()->set_message_id(std::string(id.bytes()));
  push(std::move(receipt));
}

void FakeSession::refuse(const MessageId& id, const std::string& code) {
  v1::Receipt receipt;
  receipt.set_message_id(std::string(id.bytes()));
  receipt.mutable_refused()->add_fault()->set_code(code);
  push(std::move(receipt));
}

std::uint64_t FakeSession::notify(const MessageId& id, v1::Notice::Kind kind) {
  v1::Notice notice;
  notice.set_message_id(std::string(id.bytes()));
  notice.set_kind(kind);
  {
    const std::lock_guard lock(mutex_);
    notice.set_number(++notices_);
  }
  const std::uint64_t number = notice.number();
  push(std::move(notice));
  return number;
}

void FakeSession::fail_with(std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  failure_ = std::move(error);
}

}  // namespace corvid::client
