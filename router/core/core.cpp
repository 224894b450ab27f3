#include "router/core/core.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "proto/base/limits.h"
#include "router/core/notice_log.h"
#include "router/core/refusals.h"

namespace corvid::core {
namespace {

constexpr std::size_t kTokenBytes = 16;

void add_activation(TurnWork& work, v1::Activated::What what, const std::string& id, std::uint64_t version,
                    const std::string& sha256) {
  v1::RecordBody body;
  v1::Activated& activated = *body.mutable_activated();
  activated.set_what(what);
  activated.set_id(id);
  activated.set_version(version);
  activated.set_sha256(sha256);
  work.record(body);
}

}  // namespace

Core::Core(Parties parties, const policy::Bundle& bundle, const envelope::Signer& signer, v1::StoreRow store_row)
    : parties_(std::move(parties)),
      bundle_(bundle),
      signer_(signer),
      store_row_(std::move(store_row)),
      admission_(bundle_, parties_, signer_),
      settlement_(bundle_, dispatch_) {}

void Core::recover(const TurnInput& input, store::Turn& turn) {
  TurnWork work(input, turn, store_row_);
  for (const PartyId& party : work.views().parties()) {
    dispatch_.recover(party, work.views());
  }
  add_activation(work, v1::Activated::BUNDLE, bundle_.id(), bundle_.version(), bundle_.digest());
  add_activation(work, v1::Activated::REGISTER, parties_.id(), parties_.version(), parties_.sha256());
  (void)work.finish();
  store_row_ = work.store_row();
}

std::vector<Effect> Core::turn(const TurnInput& input, store::Turn& turn) {
  TurnWork work(input, turn, store_row_);
  touched_.clear();
  told_unknown_.clear();
  for (const Event& event : input.events) {
    std::visit([&](const auto& happened) { handle(happened, work); }, event);
  }
  close_unfit_sessions(work);
  for (const PartyId& party : dispatch_.retries_due(work.mono())) {
    touched_.insert(party);
  }
  pump(work);
  std::vector<Effect> effects = work.finish();
  if (!turn.empty()) {
    store_row_ = work.store_row();
  }
  return effects;
}

void Core::pump(TurnWork& work) {
  for (const PartyId& party : touched_) {
    Session* session = sessions_.by_party(party);
    const RegisteredParty* entry = parties_.find(party);
    if (session == nullptr || entry == nullptr) {
      continue;
    }
    notice_log::pump(*session, work);
    if (!entry->suspended()) {
      counters_.set_delivered(counters_.delivered() + dispatch_.pump(*session, work));
    }
  }
}

std::optional<MonoTime> Core::next_wakeup() const {
  std::optional<MonoTime> next = dispatch_.next_retry();
  if (const auto oldest = sessions_.oldest_seen()) {
    const MonoTime silent = *oldest + limits::kSessionSilenceMax;
    next = next ? std::min(*next, silent) : silent;
  }
  return next;
}

std::vector<Effect> Core::farewell() const {
  std::vector<Effect> effects;
  for (const Session& session : sessions_.all()) {
    v1::SessionEnded ended;
    ended.set_reason(v1::SessionEnded::STOPPEND);
    effects.push_back({session.link, session.token, ended});
  }
  return effects;
}

// ---- events ---------------------------------------------------------------------------------------------------------

void Core::handle(const CommandArrived& event, TurnWork& work) {
  if (event.command.has_hello()) {
    hello(event, work);
    return;
  }
  Session* session = session_of(event, work);
  if (session == nullptr) {
    return;
  }
  session->seen = work.mono();
  session->seen_at = work.now();
  const RegisteredParty& party = *parties_.find(session->party);
  submit(event, *session, party, work);
  settle(event, *session, party, work);
  resolve(event, *session, work);
  other_requests(event, *session, work);
}

void Core::handle(const CommandUnreadable& event, TurnWork& work) {
  counters_.set_frames_dropped(counters_.frames_dropped() + 1);
  // One answer per link and turn: whoever floods us with nonsense is not answered in kind.
  if (!told_unknown_.insert(event.link).second) {
    return;
  }
  const std::vector<v1::Fault> faults = worded(bundle_.reasons(), event.faults);
  if (event.was_hello) {
    v1::HelloRefused refused;
    refused.mutable_fault()->Add(faults.begin(), faults.end());
    refused.add_protocol(limits::kProtocolVersion);
    work.effect({event.link, "", std::move(refused)});
    return;
  }
  const Session* session = sessions_.by_link(event.link);
  v1::Unknown unknown;
  unknown.mutable_fault()->Add(faults.begin(), faults.end());
  work.effect({event.link, session == nullptr ? std::string() : session->token, std::move(unknown)});
}

void Core::handle(const LinkLost& event, TurnWork& work) { close_session(event.link, std::nullopt, work); }

// ---- sessions -------------------------------------------------------------------------------------------------------

void Core::hello(const CommandArrived& event, TurnWork& work) {
  const v1::Hello& hello = event.command.hello();
  const text::ReasonCatalogue& reasons = bundle_.reasons();
  const RegisteredParty* party = parties_.by_transport_key(event.transport_key, work.today());
  if (party == nullptr) {
    counters_.set_identities_refused(counters_.identities_refused() + 1);
    refuse_hello(event, reasons.fault("AFZENDER_ONBEKEND", {}, {"hello.party"}), work);
  } else if (to_party_id(hello.party()) != party->id) {
    counters_.set_identities_refused(counters_.identities_refused() + 1);
    refuse_hello(event, reasons.fault("AFZENDER_KLOPT_NIET", {}, {"hello.party"}), work);
  } else if (hello.protocol() != limits::kProtocolVersion) {
    refuse_hello(event,
                 reasons.fault("VERSIE_NIET_ONDERSTEUND", {{"versie", std::to_string(hello.protocol())}},
                               {"hello.protocol"}),
                 work);
  } else if (sessions_.size() >= limits::kSessionsMax && sessions_.by_party(party->id) == nullptr) {
    v1::Busy busy;
    busy.set_retry_after_seconds(limits::kBusyRetryAfterSeconds);
    work.effect({event.link, "", std::move(busy)});
    counters_.set_busy(counters_.busy() + 1);
  } else {
    open_session(event, *party, work);
  }
}

void Core::refuse_hello(const CommandArrived& event, const v1::Fault& fault, TurnWork& work) {
  v1::HelloRefused refused;
  *refused.add_fault() = fault;
  refused.add_protocol(limits::kProtocolVersion);
  work.effect({event.link, "", std::move(refused)});
}

void Core::open_session(const CommandArrived& event, const RegisteredParty& party, TurnWork& work) {
  const v1::Hello& hello = event.command.hello();
  Session session;
  session.token = work.entropy().take(kTokenBytes);
  session.link = event.link;
  session.transport_key = event.transport_key;
  session.party = party.id;
  session.software = hello.software().substr(0, limits::kSoftwareBytesMax);
  session.window_messages = std::min(hello.credit().messages(), limits::kDeliverWindowMessages);
  session.window_bytes = std::min(hello.credit().bytes(), limits::kDeliverWindowBytes);
  session.since = session.seen_at = work.now();
  session.seen = work.mono();
  notice_log::read_up_to(party.id, hello.notices_read(), work);

  v1::Welcome welcome;
  welcome.set_protocol(limits::kProtocolVersion);
  welcome.set_session(session.token);
  welcome.mutable_credit()->set_messages(limits::kSubmitWindowMessages);
  welcome.mutable_credit()->set_bytes(limits::kSubmitWindowBytes);
  welcome.set_router_key_id(signer_.id());
  welcome.set_envelope_bytes_max(limits::kEnvelopeBytesMax);
  welcome.set_notices_from(work.views().party(party.id).notices_read() + 1);
  const std::string token = session.token;
  for (const Session& former : sessions_.open(std::move(session))) {
    dispatch_.receiver_gone(former.party);
    if (former.link != event.link) {
      v1::SessionEnded ended;
      ended.set_reason(v1::SessionEnded::VERVANGEN);
      work.effect({former.link, former.token, std::move(ended)});
    }
  }
  work.effect({event.link, token, std::move(welcome)});
  touched_.insert(party.id);
}

// The session this command belongs to, or nullptr after telling the peer that there is none.
Session* Core::session_of(const CommandArrived& event, TurnWork& work) {
  Session* session = sessions_.by_link(event.link);
  if (session == nullptr || session->token != event.command.session() ||
      session->transport_key != event.transport_key) {
    v1::SessionEnded ended;
    ended.set_reason(v1::SessionEnded::ONBEKEND);
    work.effect({event.link, event.command.session(), std::move(ended)});
    return nullptr;
  }
  const RegisteredParty* party = parties_.by_transport_key(event.transport_key, work.today());
  if (party == nullptr || party->id != session->party) {
    close_session(event.link, v1::SessionEnded::INGETROKKEN, work);
    return nullptr;
  }
  return session;
}

void Core::close_session(const std::string& link, std::optional<v1::SessionEnded::Reason> tell, TurnWork& work) {
  const auto session = sessions_.close(link);
  if (!session) {
    return;
  }
  dispatch_.receiver_gone(session->party);
  if (tell) {
    v1::SessionEnded ended;
    ended.set_reason(*tell);
    work.effect({link, session->token, std::move(ended)});
  }
}

void Core::close_unfit_sessions(TurnWork& work) {
  for (const std::string& link : sessions_.silent_since(work.mono() - limits::kSessionSilenceMax)) {
    close_session(link, v1::SessionEnded::ONBEKEND, work);
  }
}

// ---- requests within a session --------------------------------------------------------------------------------------

void Core::submit(const CommandArrived& event, const Session& session, const RegisteredParty& party, TurnWork& work) {
  v1::Busy busy;
  const auto queued_for = [this](const PartyId& receiver) { return dispatch_.waiting(receiver); };
  for (const Submission& submission : event.submissions) {
    Answer answer = admission_.decide(submission, party, queued_for, work);
    if (auto* accepted = std::get_if<Accepted>(&answer)) {
      counters_.set_accepted(counters_.accepted() + 1);
      dispatch_.queued(accepted->receiver, accepted->at);
      touched_.insert(accepted->receiver);
      work.effect({session.link, session.token, std::move(accepted->receipt)});
    } else if (auto* refused = std::get_if<Refused>(&answer)) {
      counters_.set_refused(counters_.refused() + 1);
      work.effect({session.link, session.token, std::move(refused->receipt)});
    } else if (auto* repeated = std::get_if<Repeated>(&answer)) {
      counters_.set_duplicates(counters_.duplicates() + 1);
      work.effect({session.link, session.token, std::move(repeated->receipt)});
    } else {
      counters_.set_busy(counters_.busy() + 1);
      busy.add_message_id(submission.message_id);
    }
  }
  if (busy.message_id_size() > 0) {
    busy.set_retry_after_seconds(limits::kBusyRetryAfterSeconds);
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
  counters_.set_identities_refused(counters_.identities_refused() + 1);
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
