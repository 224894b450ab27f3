// What a party may ask within its session.
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "proto/base/broken.h"
#include "proto/base/limits.h"
#include "router/core/core.h"
#include "router/core/notice_log.h"
#include "router/core/payload.h"
#include "router/core/refusals.h"

namespace corvid::core {

void Core::submit(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work) {
  std::map<TurnedAway::Why, std::vector<std::string>> waits;
  for (const Submission& submission : event.submissions) {
    Answer answer = quotas_.may_submit(party.id, submission.envelope.size(), work.mono())
                        ? admission_.decide(submission, party, {dispatch_, takes_in()}, Stage::kWhole, work)
                        : TurnedAway{};
    if (const auto* away = std::get_if<TurnedAway>(&answer)) {
      waits[away->why].push_back(submission.message_id);
    } else {
      tell(std::move(answer), session, work);
    }
  }
  for (const auto& [why, ids] : waits) {
    tell_to_wait(session, ids, why, work);
  }
}

// What was decided, as a receipt. REQUIRES: a receipt comes with it.
void Core::tell(Answer answer, const Session& session, TurnWork& work) {
  if (auto* accepted = std::get_if<Accepted>(&answer)) {
    counters_.set_accepted(counters_.accepted() + 1);
    dispatch_.queued(accepted->receiver, accepted->entry.at);
    expiry_.added(accepted->receiver, accepted->entry.deadline);
    touched_.insert(accepted->receiver);
    work.effect({session.link, session.token, std::move(accepted->receipt)});
  } else if (auto* refused = std::get_if<Refused>(&answer)) {
    counters_.set_refused(counters_.refused() + 1);
    quotas_.refused(session.party, work.mono());
    work.effect({session.link, session.token, std::move(refused->receipt)});
  } else {
    counters_.set_duplicates(counters_.duplicates() + 1);
    work.effect({session.link, session.token, std::move(std::get<Repeated>(answer).receipt)});
  }
}

void Core::tell_to_wait(const Session& session, const std::vector<std::string>& ids, TurnedAway::Why why,
                        TurnWork& work) {
  const text::ReasonCatalogue& reasons = bundle_.reasons();
  v1::Busy busy;
  busy.mutable_message_id()->Add(ids.begin(), ids.end());
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
  counters_.set_busy(counters_.busy() + ids.size());
  work.effect({session.link, session.token, std::move(busy)});
}

// ---- messages in parts

void Core::large(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work) {
  const v1::ClientCommand& command = event.command;
  if (event.large_begin) {
    large_begin(*event.large_begin, session, party, work);
  }
  if (command.has_large_chunk()) {
    large_chunk(event, session, work);
  }
  if (command.has_large_end()) {
    large_end(command.large_end(), session, party, work);
  }
  if (auto taken = uploads_.take_taken(session.link)) {
    work.effect({session.link, session.token, *std::move(taken)});
  }
  if (command.has_large_taken()) {
    if (const auto id = MessageId::from_bytes(command.large_taken().message_id()); id.ok()) {
      dispatch_.taken(session.party, *id, command.large_taken().offset());
      touched_.insert(session.party);
    }
  }
}

// Whatever keeps a chunk from being taken, its sender is told, and begins the message again when it may.
void Core::large_chunk(const CommandArrived& event, const Session& session, TurnWork& work) {
  const v1::LargeChunk& chunk = event.command.large_chunk();
  if (!takes_in()) {
    uploads_.abandon(session.link, work);
    tell_to_wait(session, {chunk.message_id()}, TurnedAway::Why::kNoRoom, work);
    return;
  }
  switch (uploads_.add(session.link, chunk, event.large_chunk, work)) {
    case Uploads::Added::kAdded:
      return;
    case Uploads::Added::kUnknown:
      tell_given_up(session, chunk.message_id(), work);
      return;
    case Uploads::Added::kOutOfOrder:
      tell_given_up(session, chunk.message_id(), work);
      tell_out_of_order(session, "large_chunk.offset", work);
      return;
  }
}

// Once per turn: many chunks may be on their way.
void Core::tell_given_up(const Session& session, const std::string& message_id, TurnWork& work) {
  if (told_given_up_.insert(message_id).second) {
    tell_to_wait(session, {message_id}, TurnedAway::Why::kBusy, work);
  }
}

void Core::large_begin(Submission head, const Session& session, const RegisteredParty& party, TurnWork& work) {
  const std::string id = head.message_id;
  Answer answer = TurnedAway{};
  const std::uint64_t bytes = head.envelope.size() + payload::contents_bytes(head.large);
  if (quotas_.may_submit(party.id, bytes, work.mono())) {
    answer = admission_.decide(head, party, {dispatch_, takes_in()}, Stage::kAhead, work);
  }
  const bool may_follow = std::holds_alternative<MayFollow>(answer);
  if (may_follow && !uploads_.is_full()) {
    uploads_.begin(session.link, party.id, std::move(head), work);
    v1::LargeTaken permission;
    permission.set_message_id(id);
    work.effect({session.link, session.token, std::move(permission)});
  } else if (may_follow || std::holds_alternative<TurnedAway>(answer)) {
    const auto* away = std::get_if<TurnedAway>(&answer);
    tell_to_wait(session, {id}, away == nullptr ? TurnedAway::Why::kBusy : away->why, work);
  } else {
    tell(std::move(answer), session, work);
  }
}

// Decided again: much can have changed while the contents came.
void Core::large_end(const v1::LargeEnd& end, const Session& session, const RegisteredParty& party, TurnWork& work) {
  const auto upload = uploads_.complete(session.link, end.message_id(), work);
  if (!upload) {
    tell_given_up(session, end.message_id(), work);
    tell_out_of_order(session, "large_end.message_id", work);
    return;
  }
  std::vector<envelope::FormFault> faults = upload->digests.faults();
  if (broken(Variant::kChunksUnchecked)) {
    faults.clear();
  }
  Answer answer = faults.empty()
                      ? admission_.decide(upload->head, party, {dispatch_, takes_in()}, Stage::kWhole, work)
                      : admission_.refuse_contents(upload->head, party, faults, work);
  if (std::holds_alternative<Accepted>(answer)) {
    Uploads::keep(*upload, work);
  } else {
    Uploads::discard(*upload, work);
  }
  if (const auto* away = std::get_if<TurnedAway>(&answer)) {
    tell_to_wait(session, {end.message_id()}, away->why, work);
  } else {
    tell(std::move(answer), session, work);
  }
}

void Core::tell_out_of_order(const Session& session, const char* field, TurnWork& work) {
  if (told_unknown_.insert(session.link).second) {
    v1::Unknown unknown;
    *unknown.add_fault() = bundle_.reasons().fault("BERICHT_ONLEESBAAR", {{"veld", field}}, {field});
    work.effect({session.link, session.token, std::move(unknown)});
  }
}

// ---- answers to deliveries, and questions

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
  if (event.command.settle_size() > 0 || event.command.processed_size() > 0) {
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
  if (command.has_goodbye()) {
    close_session(std::string(session.link), std::nullopt, work);
  }
}

}  // namespace corvid::core
