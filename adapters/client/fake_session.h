// A Session without a router, for the tests of adapter authors: keeps what was handed over, and says what it is told
// to say.
//
// Ownership: the test owns it. Threads: any, as with a real session; `on_events` is called on the thread that pushes.
// Errors: fail_with() makes the next calls return an error.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/client/session.h"

namespace corvid::client {

class FakeSession final : public Session {
 public:
  struct Submitted {
    MessageId id;
    std::string envelope;
  };
  struct Outcome {
    MessageId id;
    v1::Processed::Outcome outcome;
  };
  // Everything that was handed over, in order.
  struct Seen {
    std::vector<Submitted> submitted;
    std::vector<v1::Settle> settled;
    std::vector<Outcome> processed;
    std::vector<std::uint64_t> notices_read;
    std::vector<v1::Resolve> resolved;
  };

  explicit FakeSession(std::function<void()> on_events = {}) : on_events_(std::move(on_events)) {}

  Result<void> submit(const MessageId& id, std::string envelope) override;
  Result<void> settle(v1::Settle settle) override;
  Result<void> processed(const MessageId& id, v1::Processed::Outcome outcome) override;
  Result<void> notices_read(std::uint64_t number) override;
  Result<void> resolve(const v1::Resolve& question) override;
  [[nodiscard]] std::vector<Event> take_events() override;

  // ---- the test's side
  [[nodiscard]] Seen seen() const;
  // Queues an event and announces it.
  void push(Event event);
  // Answers a submission as the router would.
  void accept(const MessageId& id);
  void refuse(const MessageId& id, const std::string& code);
  // The next notice in the durable log of this party; returns its number.
  std::uint64_t notify(const MessageId& id, v1::Notice::Kind kind);
  // Every call fails with this from now on; nothing: they succeed.
  void fail_with(std::optional<Error> error);

 private:
  template <typename Keep>
  Result<void> keep(Keep&& action);

  std::function<void()> on_events_;
  mutable std::mutex mutex_;
  Seen seen_;
  std::vector<Event> events_;
  std::optional<Error> failure_;
  std::uint64_t notices_ = 0;
};

}  // namespace corvid::client
