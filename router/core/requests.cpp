// What a party may ask within its session.
#include <array>
#include <map>
#include <utility>
#include <variant>

#include "proto/base/limits.h"
#include "router/core/core.h"
#include "router/core/notice_log.h"
#include "router/core/refusals.h"

namespace corvid::core {
namespace {

// Submissions that were turned away, by the reason: one answer for each.
class Waits {
 public:
  void add(const std::string& message_id, TurnedAway::Why why) { ids_[why].push_back(message_id); }

  [[nodiscard]] std::vector<v1::Busy> take(const text::ReasonCatalogue& reasons) {
    std::vector<v1::Busy> answers;
    for (auto& [why, ids] : ids_) {
      v1::Busy busy;
      for (std::string& id : ids) {
        busy.add_message_id(std::move(id));
      }
      if (why == TurnedAway::Why::kNoRoom) {
        busy.set_retry_after_seconds(limits::kNoRoomRetryAfterSeconds);
        *busy.mutable_fault() = reasons.fault("VASTLEGGING_NIET_MOGELIJK");
      } else {
        busy.set_retry_after_seconds(limits::kBusyRetryAfterSeconds);
        const v1::Remark remark =
            reasons.remark("EVEN_WACHTEN", {{"aantal", std::to_string(limits::kBusyRetryAfterSeconds)}});
        busy.mutable_fault()->set_code(remark.code());
        busy.mutable_fault()->set_klasse(v1::ROUTER);
        busy.mutable_fault()->set_reden(remark.tekst());
        busy.mutable_fault()->set_verwijzing(remark.verwijzing());
      }
      answers.push_back(std::move(busy));
    }
    return answers;
  }

 private:
  std::map<TurnedAway::Why, std::vector<std::string>> ids_;
};

}  // namespace

void Core::submit(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work) {
  Waits waits;
  for (const Submission& submission : event.submissions) {
    if (!quotas_.may_submit(party.id, work.mono())) {
      waits.add(submission.message_id, TurnedAway::Why::kBusy);
      continue;
    }
    Answer answer = admission_.decide(submission, party, {dispatch_, takes_in()}, work);
    if (auto* accepted = std::get_if<Accepted>(&answer)) {
      counters_.set_accepted(counters_.accepted() + 1);
      dispatch_.queued(accepted->receiver, accepted->entry.at);
      expiry_.added(accepted->receiver, accepted->entry.deadline);
      touched_.insert(accepted->receiver);
      work.effect({session.link, session.token, std::move(accepted->receipt)});
    } else if (auto* refused = std::get_if<Refused>(&answer)) {
      counters_.set_refused(counters_.refused() + 1);
      quotas_.refused(party.id, work.mono());
      work.effect({session.link, session.token, std::move(refused->receipt)});
    } else if (auto* repeated = std::get_if<Repeated>(&answer)) {
      counters_.set_duplicates(counters_.duplicates() + 1);
      work.effect({session.link, session.token, std::move(repeated->receipt)});
    } else {
      waits.add(submission.message_id, std::get<TurnedAway>(answer).why);
    }
  }
  for (v1::Busy& busy : waits.take(bundle_.reasons())) {
    counters_.set_busy(counters_.busy() + static_cast<std::uint64_t>(busy.message_id_size()));
    work.effect({session.link, session.token, std::move(busy)});
  }
}

void Core::settle(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work) {
  for (const v1::Settle& settle : event.command.settle()) {
    const Settlement::Outcome outcome = settlement_.settle(settle, party, work);
    if (outcome.result == SettleResult::kEnded) {
      counters_.set_settled(counters_.settled() + 1);
      touched_.insert(*outcome.sender);
    } else if (outcome.result == SettleResult::kReleased) {
      counters_.set_released(counters_.released() + 1);
    } else if (outcome.result == SettleResult::kForeign) {
      tell_foreign_settle(session, work);
    }
    // A message that is not this party's is nothing left to settle either: it must not be repeated for ever.
    if (outcome.result != SettleResult::kReleased) {
      v1::Settled settled;
      settled.set_message_id(settle.message_id());
      work.effect({session.link, session.token, std::move(settled)});
    }
  }
  for (const v1::Processed& processed : event.command.processed()) {
    const Settlement::Outcome outcome = settlement_.processed(processed, party, work);
    if (outcome.sender) {
      touched_.insert(*outcome.sender);
    }
    ProcessedRecorded recorded;
    recorded.message.set_message_id(processed.message_id());
    work.effect({session.link, session.token, std::move(recorded)});
  }
  if (event.command.settle_size() > 0) {
    touched_.insert(session.party);
  }
}

void Core::tell_foreign_settle(const Session& session, TurnWork& work) {
  counters_.set_foreign_settles(counters_.foreign_settles() + 1);
  if (told_unknown_.insert(session.link).second) {
    v1::Unknown unknown;
    *unknown.add_fault() = bundle_.reasons().fault("VERWIJZING_ONBEKEND", {}, {"settle.message_id"});
    work.effect({session.link, session.token, std::move(unknown)});
  }
}

void Core::resolve(const CommandArrived& event, const Session& session, TurnWork& work) {
  for (const v1::Resolve& question : event.command.resolve()) {
    v1::Resolved resolved;
    resolved.set_request(question.request());
    const RegisteredParty* competent = parties_.competent(question.role(), question.gemeentecode(), work.today());
    if (competent == nullptr) {
      std::vector<v1::Fault> faults{bundle_.reasons().fault("ONTVANGER_ONBEKEND", {}, {"facts.gemeentecode"})};
      *resolved.mutable_refused() =
          make_refusal(bundle_.reasons(), std::move(faults), work.now(), bundle_.digest());
    } else {
      *resolved.mutable_competent()->mutable_party() = competent->ref();
      resolved.mutable_competent()->set_naam(competent->entry.naam());
      resolved.mutable_competent()->set_telefoon(competent->entry.telefoon_crisis());
    }
    work.effect({session.link, session.token, std::move(resolved)});
  }
}

void Core::other_requests(const CommandArrived& event, Session& session, TurnWork& work) {
  const v1::ClientCommand& command = event.command;
  if (command.has_credit()) {
    session.window_messages = std::min(command.credit().messages(), limits::kDeliverWindowMessages);
    session.window_bytes = std::min(command.credit().bytes(), limits::kDeliverWindowBytes);
    touched_.insert(session.party);
  }
  if (command.has_notices_read()) {
    notice_log::read_up_to(session.party, command.notices_read(), work);
    touched_.insert(session.party);
  }
  if (command.has_ping()) {
    work.effect({session.link, session.token, v1::Pong()});
  }
  if (command.has_large_begin() || command.has_large_chunk() || command.has_large_end()) {
    v1::Unknown unknown;
    *unknown.add_fault() = bundle_.reasons().fault("BERICHT_ONLEESBAAR", {{"veld", "large_begin"}}, {"large_begin"});
    work.effect({session.link, session.token, std::move(unknown)});
  }
  if (command.has_goodbye()) {
    close_session(std::string(session.link), std::nullopt, work);
  }
}

}  // namespace corvid::core
