#include "adapters/client/session_core.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"

namespace corvid::client {
SessionCore::SessionCore(CoreOptions options, MonoTime now)
    : options_(std::move(options)),
      jitter_(options_.seed),
      mark_(options_.mark),
      notices_read_(options_.notices_read),
      notice_next_(options_.notices_read + 1) {
  CORVID_CHECK(options_.routers > 0);
  begin_attempt(now);
}

// ---- the caller's side ----------------------------------------------------------------------------------------------

Result<void> SessionCore::check_room() const {
  if (phase_ == Phase::kFinal) {
    return Error{Errc::kUnavailable, "the session is over"};
  }
  if (events_.full()) {
    return Error{Errc::kUnavailable, "too many events are waiting to be taken"};
  }
  return {};
}

Result<void> SessionCore::submit(const MessageId& id, std::string envelope) {
  CORVID_TRY(check_room());
  if (!MessageId::from_bytes(id.bytes()).ok() || envelope.empty()) {
    return Error{Errc::kInvalidInput, "a submission needs an id and an envelope"};
  }
  if (envelope.size() > limits::kEnvelopeBytesMax) {
    return Error{Errc::kTooLarge, "BERICHT_TE_GROOT: envelope"};
  }
  return submits_.add(id, std::move(envelope));
}

Result<void> SessionCore::settle(v1::Settle settle) {
  CORVID_TRY(check_room());
  if (const auto faults = wire::faults_of(settle); !faults.empty()) {
    return Error{Errc::kInvalidInput, faults.front().code + ": " + faults.front().veld};
  }
  const MessageId id = MessageId::from_bytes(settle.message_id()).value();
  if (settle.outcome() != v1::Settle::NIET_NU) {
    CORVID_TRY(settles_.put(id, std::move(settle)));
  } else if (releases_.size() >= limits::kClientQueueMax) {
    return Error{Errc::kUnavailable, "too many are waiting to be given back"};
  } else if (held_.count(id) != 0) {
    releases_.push_back(std::move(settle));  // of an earlier session: the router has it back already
  }
  held_.erase(id);
  return {};
}

Result<void> SessionCore::processed(const MessageId& id, v1::Processed::Outcome outcome) {
  CORVID_TRY(check_room());
  const bool known = outcome == v1::Processed::VERWERKT || outcome == v1::Processed::NIET_VERWERKT;
  if (!MessageId::from_bytes(id.bytes()).ok() || !known) {
    return Error{Errc::kInvalidInput, "an outcome needs an id and a value"};
  }
  return processed_.put(id, outcome);
}

Result<void> SessionCore::notices_read(std::uint64_t number) {
  if (number >= notice_next_) {
    return Error{Errc::kInvalidInput, "that notice was never received"};
  }
  if (number > notices_read_) {
    notices_read_ = number;
    notices_read_unsent_ = true;
  }
  return {};
}

Result<void> SessionCore::resolve(const v1::Resolve& question) {
  CORVID_TRY(check_room());
  if (!v1::MessageType_IsValid(question.type()) || !v1::Role_IsValid(question.role()) ||
      !is_gemeentecode(question.gemeentecode())) {
    return Error{Errc::kInvalidInput, "a question needs a known type and role and a municipality"};
  }
  return resolves_.put(question.request(), question);
}

// ---- the connection -------------------------------------------------------------------------------------------------

void SessionCore::begin_attempt(MonoTime now) {
  phase_ = Phase::kConnecting;
  attempt_ = Attempt{++attempts_, router_};
  connect_until_ = now + kConnectMax;
  hellos_ = 0;
}

void SessionCore::connected(MonoTime now) {
  if (phase_ == Phase::kConnecting) {
    heard_at_ = now;
    greet();
  }
}

void SessionCore::disconnected(MonoTime now, const std::string& reason) {
  if (attempt_) {
    lose(now, reason, Pace::kGrowing);
  }
}

void SessionCore::greet() {
  phase_ = Phase::kGreeting;
  token_.clear();
  hello_sent_ = false;
  ++hellos_;
}

// The next router of the list is tried after a while: at once the first time, then slower and slower.
void SessionCore::lose(MonoTime now, const std::string& reason, Pace pace) {
  phase_ = Phase::kWaiting;
  attempt_.reset();
  token_.clear();
  router_ = (router_ + 1) % options_.routers;
  auto delay = kReconnectMax;
  if (pace == Pace::kGrowing) {
    constexpr std::uint32_t kDoublingsMax = 10;
    delay = std::min(kReconnectFirst * (1 << std::min(failures_, kDoublingsMax)), kReconnectMax);
  }
  ++failures_;
  const auto fraction = static_cast<std::uint8_t>(jitter_.take(1)[0]);
  retry_at_ = now + delay + delay * fraction / 1024;  // up to a quarter more
  events_.connection(Disconnected{reason, false});
}

void SessionCore::finish(const std::string& reason) {
  phase_ = Phase::kFinal;
  attempt_.reset();
  token_.clear();
  events_.connection(Disconnected{reason, true});
}

void SessionCore::tick(MonoTime now) {
  switch (phase_) {
    case Phase::kWaiting:
      if (now >= retry_at_) {
        begin_attempt(now);
      }
      return;
    case Phase::kConnecting:
      if (now >= connect_until_) {
        lose(now, "no connection in time", Pace::kGrowing);
      }
      return;
    case Phase::kGreeting:
    case Phase::kReady:
      if (now >= heard_at_ + limits::kSessionSilenceMax) {
        lose(now, "the router is silent", Pace::kGrowing);
      }
      return;
    case Phase::kFinal:
      return;
  }
}

std::optional<MonoTime> SessionCore::next_wakeup() const {
  switch (phase_) {
    case Phase::kWaiting:
      return retry_at_;
    case Phase::kConnecting:
      return connect_until_;
    case Phase::kGreeting:
      return heard_at_ + limits::kSessionSilenceMax;
    case Phase::kReady: {
      const MonoTime next = std::min(ping_at_, heard_at_ + limits::kSessionSilenceMax);
      return std::min(next, submits_.next_wakeup().value_or(next));
    }
    case Phase::kFinal:
      return std::nullopt;
  }
  return std::nullopt;
}

// ---- sending --------------------------------------------------------------------------------------------------------

wire::Frames SessionCore::hello() const {
  v1::Hello hello;
  hello.set_protocol(limits::kProtocolVersion);
  *hello.mutable_party() = options_.party;
  hello.set_software(options_.software);
  hello.mutable_credit()->set_messages(options_.credit_messages);
  hello.mutable_credit()->set_bytes(options_.credit_bytes);
  hello.set_notices_read(notices_read_);
  if (!mark_.body().empty()) {
    *hello.mutable_mark() = mark_;
  }
  wire::ClientFrames frames("");
  frames.set_hello(std::move(hello));
  return std::move(frames).take();
}

std::optional<wire::Frames> SessionCore::next_frames(MonoTime now) {
  if (phase_ == Phase::kGreeting && !hello_sent_) {
    hello_sent_ = true;
    return hello();
  }
  if (phase_ != Phase::kReady) {
    return std::nullopt;
  }
  wire::ClientFrames frames(token_);
  if (now >= ping_at_) {
    ping_at_ = now + limits::kPingInterval;
    frames.set_ping();
  }
  if (notices_read_unsent_) {
    notices_read_unsent_ = false;
    frames.set_notices_read(notices_read_);
  }
  // Settles first: they return credit and must never wait behind submissions.
  while (!releases_.empty() && frames.add_settle(releases_.front())) {
    releases_.pop_front();
  }
  settles_.send([&](const MessageId&, const v1::Settle& settle) { return frames.add_settle(settle); });
  processed_.send([&](const MessageId& id, v1::Processed::Outcome outcome) {
    return frames.add_processed(id, outcome);
  });
  large_in_.fill(frames);
  resolves_.send([&](std::uint64_t, const v1::Resolve& question) { return frames.add_resolve(question); });
  submits_.fill(frames, now);
  if (frames.empty()) {
    return std::nullopt;
  }
  return std::move(frames).take();
}

std::optional<wire::Frames> SessionCore::goodbye() const {
  if (phase_ != Phase::kReady) {
    return std::nullopt;
  }
  wire::ClientFrames frames(token_);
  frames.set_goodbye();
  return std::move(frames).take();
}

}  // namespace corvid::client
