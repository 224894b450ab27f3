// The receiving half of session_core.h.
#include <algorithm>
#include <utility>

#include "adapters/client/session_core.h"

namespace corvid::client {
namespace {

constexpr std::string_view kForeignSettle = "VERWIJZING_ONBEKEND";

std::string codes_of(const google::protobuf::RepeatedPtrField<v1::Fault>& faults) {
  std::string codes;
  for (const v1::Fault& fault : faults) {
    codes += (codes.empty() ? "" : " ") + fault.code();
  }
  return codes;
}

// REQUIRES: decoded without a fault, so that every id is one.
MessageId id_of(const std::string& bytes) { return MessageId::from_bytes(bytes).value(); }

// Receipts may come out of order; marks of one epoch are ordered by commit. Another epoch is news.
bool is_newer(const v1::SignedBody& candidate, const v1::SignedBody& known) {
  v1::Mark of_candidate;
  v1::Mark of_known;
  if (!of_candidate.ParseFromString(candidate.body())) {
    return false;
  }
  return !of_known.ParseFromString(known.body()) || of_candidate.epoch() != of_known.epoch() ||
         of_candidate.commit() > of_known.commit();
}

}  // namespace

void SessionCore::received(const wire::DecodedRouter& decoded, MonoTime now) {
  if (phase_ != Phase::kGreeting && phase_ != Phase::kReady) {
    return;
  }
  heard_at_ = now;
  if (!decoded.faults.empty()) {
    const wire::FrameFault& fault = decoded.faults.front();
    lose(now, "the router's command is unreadable: " + fault.code + " " + fault.veld, Pace::kSlow);
    return;
  }
  if (events_.full()) {
    lose(now, "events are not taken", Pace::kSlow);  // the router offers everything again
    return;
  }
  const v1::RouterCommand& command = decoded.command;
  if (phase_ == Phase::kGreeting) {
    answer_to_hello(command, now);
  }
  if (phase_ == Phase::kReady && command.session() == token_) {
    if (!command.has_welcome()) {
      failures_ = 0;  // a session that does more than begin
    }
    take_answers(command, now);
    take_notices(command, now);
    take_deliveries(decoded, now);
    take_large(decoded, now);
  }
  if (phase_ == Phase::kReady && command.has_unknown()) {
    not_understood(command.unknown(), now);
  }
  if (command.has_session_ended()) {
    session_ended(command, now);
  }
}

void SessionCore::answer_to_hello(const v1::RouterCommand& command, MonoTime now) {
  if (command.has_welcome()) {
    begin_session(command.welcome(), now);
  } else if (command.has_hello_refused()) {
    finish("hello refused: " + codes_of(command.hello_refused().fault()));
  } else if (command.has_busy()) {
    lose(now, "the router has no room for a session", Pace::kSlow);
  } else if (command.has_unknown()) {
    lose(now, "hello not understood: " + codes_of(command.unknown().fault()), Pace::kSlow);
  }
}

void SessionCore::begin_session(const v1::Welcome& welcome, MonoTime now) {
  phase_ = Phase::kReady;
  token_ = welcome.session();
  ping_at_ = now + limits::kPingInterval;
  submits_.new_session(welcome);
  large_in_.new_session(welcome.large_window_bytes() != 0 ? welcome.large_window_bytes() : limits::kLargeWindowBytes);
  settles_.unsend_all();
  processed_.unsend_all();
  resolves_.unsend_all();
  releases_.clear();
  held_.clear();
  // The router says where its log goes on, also when that is behind us: it may have been restored.
  events_.forget_notices();
  notice_next_ = std::max<std::uint64_t>(welcome.notices_from(), 1);
  notices_read_ = std::min(notices_read_, notice_next_ - 1);
  notices_read_unsent_ = false;
  events_.connection(Connected{welcome.envelope_bytes_max()});
}

void SessionCore::take_answers(const v1::RouterCommand& command, MonoTime now) {
  if (command.has_credit()) {
    submits_.set_window(command.credit());
  }
  for (const v1::Receipt& receipt : command.receipt()) {
    take_receipt(receipt);
  }
  take_busy(command.busy(), now);
  for (const v1::Resolved& resolved : command.resolved()) {
    if (resolves_.take(resolved.request())) {
      events_.answer(resolved);
    }
  }
  for (const v1::Settled& settled : command.settled()) {
    const MessageId id = id_of(settled.message_id());
    if (settles_.take(id)) {
      events_.answer(Settled{id});
    }
  }
  for (const v1::Settled& recorded : command.processed_recorded()) {
    const MessageId id = id_of(recorded.message_id());
    if (processed_.take(id)) {
      events_.answer(ProcessedRecorded{id});
    }
  }
}

void SessionCore::take_receipt(const v1::Receipt& receipt) {
  if (receipt.has_mark() && is_newer(receipt.mark(), mark_)) {
    mark_ = receipt.mark();
  }
  if (submits_.answered(id_of(receipt.message_id()))) {
    events_.answer(receipt);
  }
}

// Only the wait is obeyed; why is for people, who hear it when it is news.
void SessionCore::take_busy(const v1::Busy& busy, MonoTime now) {
  if (busy.message_id().empty()) {
    return;
  }
  const std::chrono::seconds asked(busy.retry_after_seconds());
  const auto wait = std::min<std::chrono::milliseconds>(asked, limits::kRetryMax);
  for (const std::string& id : busy.message_id()) {
    submits_.turned_away(id_of(id), now + wait);
  }
  const bool same = busy.fault().code() == why_turned_away_;
  if (turned_away_lines_.pass(now) || !same) {
    why_turned_away_ = busy.fault().code();
    log::warn("messages are turned away for now: {}; they are kept and go again in {} s",
              why_turned_away_.empty() ? "no reason given" : why_turned_away_, wait.count() / 1000);
  }
}

void SessionCore::take_notices(const v1::RouterCommand& command, MonoTime now) {
  for (const v1::Notice& notice : command.notice()) {
    if (phase_ != Phase::kReady || notice.number() > notice_next_) {
      lose(now, "a notice is missing", Pace::kSlow);  // never confirm past a gap
      return;
    }
    if (notice.number() == notice_next_) {
      ++notice_next_;
      events_.answer(notice);
    }
  }
}

void SessionCore::take_deliveries(const wire::DecodedRouter& decoded, MonoTime now) {
  for (int i = 0; phase_ == Phase::kReady && i < decoded.command.deliver_size(); ++i) {
    const v1::Deliver& message = decoded.command.deliver(i);
    deliver(Delivery{id_of(message.message_id()), message.attempt(),
                     std::string(decoded.envelopes[static_cast<std::size_t>(i)]), message.statement()},
            now);
  }
}

void SessionCore::deliver(Delivery delivery, MonoTime now) {
  if (settles_.contains(delivery.id)) {
    (void)settles_.unsend(delivery.id);  // settled already; the router shall hear it again
    return;
  }
  held_.insert(delivery.id);
  if (held_.size() > options_.credit_messages) {
    lose(now, "the router delivers more than the credit it has", Pace::kSlow);
    return;
  }
  events_.delivery(std::move(delivery));
}

void SessionCore::take_large(const wire::DecodedRouter& decoded, MonoTime now) {
  if (phase_ != Phase::kReady) {
    return;
  }
  if (decoded.command.has_large_taken()) {
    const v1::LargeTaken& taken = decoded.command.large_taken();
    if (!submits_.taken(id_of(taken.message_id()), taken.offset())) {
      lose(now, "the router took more than was sent", Pace::kSlow);
      return;
    }
  }
  if (const auto taken = take_large_delivery(decoded, now); !taken.ok()) {
    lose(now, taken.error().text, Pace::kSlow);
  }
}

Result<void> SessionCore::take_large_delivery(const wire::DecodedRouter& decoded, MonoTime now) {
  const v1::RouterCommand& command = decoded.command;
  if (command.has_large_begin()) {
    const MessageId id = id_of(command.large_begin().message_id());
    if (settles_.contains(id)) {
      large_in_.forget();
      (void)settles_.unsend(id);  // the settle is the answer: no permission, so no content comes
    } else {
      CORVID_TRY(large_in_.begin(command.large_begin(), decoded.large_head));
    }
  }
  if (command.has_large_chunk()) {
    CORVID_TRY(large_in_.chunk(command.large_chunk(), decoded.large_chunk));
  }
  if (command.has_large_end()) {
    CORVID_TRY_ASSIGN(Delivery delivery, large_in_.end(command.large_end()));
    deliver(std::move(delivery), now);
  }
  return {};
}

// A settle of a message that is not ours is told without its id, and the rest of its command was carried out. Anything
// else means that a whole command was not, so everything unanswered goes again.
void SessionCore::not_understood(const v1::Unknown& unknown, MonoTime now) {
  const auto is_foreign_settle = [](const v1::Fault& fault) { return fault.code() == kForeignSettle; };
  if (!std::all_of(unknown.fault().begin(), unknown.fault().end(), is_foreign_settle)) {
    lose(now, "the router did not understand: " + codes_of(unknown.fault()), Pace::kSlow);
  }
}

void SessionCore::session_ended(const v1::RouterCommand& command, MonoTime now) {
  // A token that is not ours is of an earlier session; its end is no news.
  if (phase_ != Phase::kReady || (!command.session().empty() && command.session() != token_)) {
    return;
  }
  switch (command.session_ended().reason()) {
    case v1::SessionEnded::ONBEKEND:
      if (hellos_ >= kHellosPerConnectionMax) {
        lose(now, "the router keeps forgetting the session", Pace::kSlow);
      } else {
        greet();
      }
      return;
    case v1::SessionEnded::VERVANGEN:
      finish("replaced by a newer session of the same party");
      return;
    case v1::SessionEnded::STOPPEND:
      lose(now, "the router is stopping", Pace::kGrowing);
      return;
    case v1::SessionEnded::INGETROKKEN:
      finish("the key is withdrawn");
      return;
    case v1::SessionEnded::REASON_ONBEPAALD:
    case v1::SessionEnded_Reason_SessionEnded_Reason_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::SessionEnded_Reason_SessionEnded_Reason_INT_MAX_SENTINEL_DO_NOT_USE_:
      return;  // refused by the decoder
  }
}

}  // namespace corvid::client
