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

Core::Core(Parties parties, const policy::Bundle& bundle, const envelope::Signer& signer, v1::StoreRow store_row,
           const Options& options)
    : parties_(std::move(parties)),
      bundle_(bundle),
      signer_(signer),
      store_row_(std::move(store_row)),
      options_(options),
      terms_(bundle_),
      quotas_(options_),
      admission_(bundle_, parties_, signer_, options_, terms_),
      settlement_(bundle_, dispatch_, terms_),
      expiry_(dispatch_, settlement_),
      retention_(options_, terms_) {}

void Core::recover(const TurnInput& input, store::Turn& turn) {
  const auto newest = store::read_record(turn, store_row_.record_next() - 1);
  clock_watch_.start(input.now, input.mono, newest ? newest->at : input.now);
  TurnWork work(input, clock_watch_.tick(input.now, input.mono), turn, store_row_);
  for (const PartyId& party : work.views().parties()) {
    if (const auto deadline = dispatch_.recover(party, work.views())) {
      expiry_.added(party, *deadline);
    }
  }
  terms_.recover(turn);
  Uploads::clean(work);
  last_turn_ = input.mono;
  room_bytes_ = input.room_bytes;
  add_activation(work, v1::Activated::BUNDLE, bundle_.id(), bundle_.version(), bundle_.digest());
  add_activation(work, v1::Activated::REGISTER, parties_.id(), parties_.version(), parties_.sha256());
  (void)work.finish();
  store_row_ = work.store_row();
}

std::vector<Effect> Core::turn(const TurnInput& input, store::Turn& turn) {
  TurnWork work(input, clock_watch_.tick(input.now, input.mono), turn, store_row_);
  touched_.clear();
  told_unknown_.clear();
  told_given_up_.clear();
  dispatch_.begin_turn();
  room_bytes_ = input.room_bytes;
  if (input.scrubbed) {
    retention_.scrubbed(*input.scrubbed, work);
  }
  for (const Event& event : input.events) {
    std::visit([&](const auto& happened) { handle(happened, work); }, event);
  }
  close_unfit_sessions(work);
  let_time_pass(work);
  pump(work);
  last_turn_ = input.mono;
  std::vector<Effect> effects = work.finish();
  set_notices_from(effects, work);
  if (!turn.empty()) {
    store_row_ = work.store_row();
  }
  return effects;
}

// After the welcome was written, this very turn may have destroyed notices that nobody asked for in time.
void Core::set_notices_from(std::vector<Effect>& effects, TurnWork& work) {
  for (Effect& effect : effects) {
    auto* welcome = std::get_if<v1::Welcome>(&effect.what);
    const Session* session = welcome == nullptr ? nullptr : sessions_.by_link(effect.link);
    if (session != nullptr) {
      welcome->set_notices_from(work.views().party(session->party).notices_read() + 1);
    }
  }
}

// What the clocks bring about.
void Core::let_time_pass(TurnWork& work) {
  for (const PartyId& party : dispatch_.woken(last_turn_, work.mono())) {
    touched_.insert(party);
  }
  touched_.insert(dispatch_.short_of_budget().begin(), dispatch_.short_of_budget().end());
  for (const Uploads::GivenUp& upload : uploads_.abandon_silent(work)) {
    if (const Session* session = sessions_.by_link(upload.link)) {
      tell_to_wait(*session, {upload.message_id}, TurnedAway::Why::kBusy, work);
    }
  }
  std::set<PartyId> told = expiry_.step(work);
  counters_.set_expired(counters_.expired() + expiry_.ended());
  told.merge(terms_.step(work));
  touched_.merge(told);
  retention_.step(work);
  if (auto order = retention_.take_order(work)) {
    scrub_order_ = std::move(order);
  }
}

bool Core::has_more() const {
  return expiry_.has_more() || terms_.has_more() || retention_.has_more() || !dispatch_.short_of_budget().empty();
}

std::optional<std::vector<store::KeyRange>> Core::take_scrub_order() {
  return std::exchange(scrub_order_, std::nullopt);
}

// Whoever comes first may use up what goes out in one turn: the next turn begins behind it.
void Core::pump(TurnWork& work) {
  std::vector<PartyId> order(touched_.upper_bound(pumped_last_), touched_.end());
  order.insert(order.end(), touched_.begin(), touched_.upper_bound(pumped_last_));
  for (const PartyId& party : order) {
    Session* session = sessions_.by_party(party);
    const RegisteredParty* entry = parties_.find(party);
    if (session == nullptr || entry == nullptr) {
      continue;
    }
    notice_log::pump(*session, work);
    if (!entry->suspended()) {
      const std::uint64_t handed_out = dispatch_.pump(*session, work);
      counters_.set_delivered(counters_.delivered() + handed_out);
      if (handed_out > 0 && dispatch_.short_of_budget().count(party) == 0) {
        pumped_last_ = party;
      }
    }
  }
}

std::optional<MonoTime> Core::next_wakeup() const {
  if (has_more()) {
    return last_turn_;
  }
  MonoTime next = last_turn_ + limits::kTickInterval;
  if (const auto moment = dispatch_.next_wakeup(last_turn_)) {
    next = std::min(next, *moment);
  }
  if (const auto silent = uploads_.next_silence()) {
    next = std::min(next, *silent);
  }
  if (const auto oldest = sessions_.oldest_seen()) {
    next = std::min(next, *oldest + limits::kSessionSilenceMax);
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
  large(event, *session, party, work);
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
    identity_refused_ = {};
    refuse_hello(event, reasons.fault("AFZENDER_ONBEKEND", {}, {"hello.party"}), work);
  } else if (to_party_id(hello.party()) != party->id) {
    counters_.set_identities_refused(counters_.identities_refused() + 1);
    identity_refused_ = party->id;
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
  welcome.set_inline_bytes_max(limits::kInlineEnvelopeBytesMax);
  welcome.set_large_window_bytes(limits::kLargeWindowBytes);
  const std::string token = session.token;
  for (const Session& former : sessions_.open(std::move(session))) {
    dispatch_.receiver_gone(former.party, work.mono());
    uploads_.abandon(former.link, work);
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
  dispatch_.receiver_gone(session->party, work.mono());
  uploads_.abandon(link, work);
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
  // Alive, but what it holds does not come back: a new session is offered it again.
  if (work.mono() < stuck_looked_ + limits::kTickInterval) {
    return;
  }
  stuck_looked_ = work.mono();
  for (const PartyId& party : dispatch_.stuck(work.mono())) {
    if (const Session* session = sessions_.by_party(party)) {
      close_session(std::string(session->link), v1::SessionEnded::ONBEKEND, work);
    }
  }
}

}  // namespace corvid::core
