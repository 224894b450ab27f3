#include "router/core/overview.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "proto/base/hex.h"
#include "router/policy/clocks.h"
#include "store/journal.h"
#include "store/keys.h"

namespace corvid::core::overview {
namespace {

constexpr std::size_t kPrefixCharactersMin = 8;
constexpr std::size_t kEventsMax = 1000;
constexpr std::size_t kTermsListedMax = 1000;
constexpr std::size_t kTermsReadMax = 50'000;

v1::AdminReply admin_error(v1::AdminError::Kind kind, std::string text) {
  v1::AdminReply reply;
  reply.mutable_error()->set_kind(kind);
  reply.mutable_error()->set_text(std::move(text));
  return reply;
}

std::vector<const RegisteredParty*> in_order(const Parties& parties) {
  std::vector<const RegisteredParty*> ordered;
  for (const RegisteredParty& party : parties.all()) {
    ordered.push_back(&party);
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const RegisteredParty* a, const RegisteredParty* b) { return a->id < b->id; });
  return ordered;
}

// Whole bytes of a prefix written as a UUID or part of one; a last odd digit is left for the caller to compare.
Result<std::string> prefix_bytes(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c != '-'; });
  digits.resize(digits.size() - digits.size() % 2);
  return from_hex(digits);
}

void add_event(v1::MessageLife& life, const store::Turn& turn, std::uint64_t number) {
  const auto record = store::read_record(turn, number);
  if (!record || static_cast<std::size_t>(life.event_size()) >= kEventsMax) {
    return;
  }
  v1::LifeEvent* event = life.add_event();
  event->set_number(number);
  event->set_at_unix_ms(record->at.unix_ms);
  *event->mutable_body() = record->body;
}

}  // namespace

v1::Status status(const Core& core, const Moment& started, const Moment& now, std::string_view version) {
  v1::Status status;
  status.set_version(std::string(version));
  status.set_started_unix_ms(started.wall.unix_ms);
  status.set_now_unix_ms(now.wall.unix_ms);
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(now.mono - started.mono);
  status.set_uptime_seconds(static_cast<std::uint64_t>(uptime.count()));
  status.set_bundle_id(core.bundle().id());
  status.set_bundle_version(core.bundle().version());
  status.set_bundle_sha256(to_hex(core.bundle().digest()));
  status.set_register_id(core.parties().id());
  status.set_register_version(core.parties().version());
  status.set_commit(core.store_row().commit());
  status.set_epoch(to_hex(core.store_row().epoch()));
  status.set_sessions(core.sessions().size());
  status.set_queued(core.dispatch().waiting_total());
  status.set_in_flight(core.dispatch().in_flight_total());
  *status.mutable_counters() = core.counters();
  status.set_terms_running(core.terms().running());
  status.set_terms_overdue(core.terms().overdue());
  status.set_room_bytes(core.room_bytes());
  status.set_taking_in(core.takes_in());
  status.set_clock_doubted(core.doubts_clock(now));
  status.set_unscrubbed_since_unix_ms(core.store_row().unscrubbed_since_unix_ms());
  const auto& all = core.parties().all();
  status.set_receivers_away(static_cast<std::uint64_t>(std::count_if(all.begin(), all.end(), [&](const auto& party) {
    return core.dispatch().waiting(party.id) > 0 && core.sessions().by_party(party.id) == nullptr;
  })));
  status.set_record_first(core.store_row().record_first());
  status.set_record_next(core.store_row().record_next());
  return status;
}

v1::Queues queues(const Core& core, const store::Views& views) {
  v1::Queues queues;
  for (const RegisteredParty* party : in_order(core.parties())) {
    v1::Queue* queue = queues.add_queue();
    *queue->mutable_party() = party->ref();
    queue->set_naam(party->entry.naam());
    queue->set_connected(core.sessions().by_party(party->id) != nullptr);
    queue->set_waiting(core.dispatch().waiting(party->id));
    queue->set_in_flight(core.dispatch().in_flight(party->id));
    const v1::PartyRow row = views.party(party->id);
    queue->set_notices(row.notices_next() - 1 - row.notices_read());
    std::int64_t oldest = 0;
    for (std::uint32_t priority = 0; priority < kPriorityClasses; ++priority) {
      for (const store::QueueEntry& entry : views.queued(party->id, {priority, 0}, 1)) {
        const auto message = views.message(entry.message);
        if (message && (oldest == 0 || message->accepted_unix_ms() < oldest)) {
          oldest = message->accepted_unix_ms();
        }
      }
    }
    queue->set_oldest_unix_ms(oldest);
  }
  return queues;
}

v1::Parties parties(const Core& core, WallTime now) {
  const std::string today = amsterdam_date(now);
  v1::Parties parties;
  for (const RegisteredParty* party : in_order(core.parties())) {
    v1::PartyState* state = parties.add_party();
    *state->mutable_party() = party->ref();
    state->set_naam(party->entry.naam());
    state->set_regio(party->entry.regio());
    state->set_status(party->takes_part_on(today) ? v1::PartyStatus::Value_Name(party->entry.status())
                                                  : std::string("BUITEN_GELDIGHEID"));
    const auto valid = [&today](const std::vector<RegisteredKey>& keys) {
      return static_cast<std::uint32_t>(
          std::count_if(keys.begin(), keys.end(), [&today](const RegisteredKey& key) { return key.valid_on(today); }));
    };
    state->set_transport_keys(valid(party->transport));
    state->set_signing_keys(valid(party->signing));
    if (const Session* session = core.sessions().by_party(party->id)) {
      state->set_connected(true);
      state->set_connected_since_unix_ms(session->since.unix_ms);
      state->set_last_seen_unix_ms(session->seen_at.unix_ms);
      state->set_software(session->software);
    }
  }
  return parties;
}

v1::Terms terms(const Core& core, const store::Turn& turn, bool alarms_only) {
  const store::KeyRange all = store::keys_starting(store::Table::kTerm, {});
  std::vector<v1::TermRow> rows;
  v1::Terms terms;
  for (const store::KeyValue& entry : turn.scan(all.from, all.to, kTermsReadMax)) {
    v1::TermRow row;
    if (!row.ParseFromString(entry.value)) {
      turn.fail({Errc::kCorrupt, store::describe_key(entry.key) + ": not what was written"});
      return {};
    }
    if (!alarms_only || row.step() != v1::TermRecord::BEGONNEN) {
      rows.push_back(std::move(row));
    }
  }
  std::sort(rows.begin(), rows.end(), [](const v1::TermRow& a, const v1::TermRow& b) {
    return std::tuple(a.overdue_unix_ms(), a.message_id(), a.klok()) <
           std::tuple(b.overdue_unix_ms(), b.message_id(), b.klok());
  });
  terms.set_more(rows.size() > kTermsListedMax || core.terms().running() > kTermsReadMax);
  rows.resize(std::min(rows.size(), kTermsListedMax));
  for (const v1::TermRow& row : rows) {
    v1::Term* term = terms.add_term();
    const auto id = MessageId::from_bytes(row.message_id());
    term->set_id(id.ok() ? id->to_string() : std::string());
    term->set_klok(row.klok());
    const v1::Klok* klok = policy::find_klok(core.bundle(), row.klok());
    term->set_titel(klok == nullptr ? std::string() : klok->titel());
    *term->mutable_bij() = row.bij();
    const RegisteredParty* party = core.parties().find(row.bij());
    term->set_naam(party == nullptr ? std::string() : party->entry.naam());
    term->set_step(row.step());
    term->set_begun_unix_ms(row.begun_unix_ms());
    term->set_overdue_unix_ms(row.overdue_unix_ms());
  }
  return terms;
}

v1::AdminReply message(std::string_view id_text, const store::Turn& turn, const store::Views& views) {
  const auto prefix = prefix_bytes(id_text);
  if (id_text.size() < kPrefixCharactersMin || !prefix.ok()) {
    return admin_error(v1::AdminError::NIET_BEGREPEN, "a message id is a UUID, or its first " +
                                                          std::to_string(kPrefixCharactersMin) + " characters or more");
  }
  constexpr std::size_t kCandidatesMax = 64;
  std::vector<MessageId> ids = views.message_ids(*prefix, kCandidatesMax);
  ids.erase(std::remove_if(ids.begin(), ids.end(),
                           [id_text](const MessageId& id) { return id.to_string().rfind(id_text, 0) != 0; }),
            ids.end());
  if (ids.empty()) {
    return admin_error(v1::AdminError::NIET_GEVONDEN, "no message with this id");
  }
  if (ids.size() > 1) {
    return admin_error(v1::AdminError::NIET_EENDUIDIG, "more than one message begins like this; give more characters");
  }
  v1::AdminReply reply;
  v1::MessageLife& life = *reply.mutable_message();
  life.set_id(ids.front().to_string());
  std::vector<std::uint64_t> numbers = views.refusals(ids.front(), kEventsMax);
  if (auto row = views.message(ids.front())) {
    numbers.insert(numbers.end(), row->record().begin(), row->record().end());
    row->clear_accepted_body();
    *life.mutable_row() = std::move(*row);
  } else {
    life.set_refused_only(true);
  }
  std::sort(numbers.begin(), numbers.end());
  for (const std::uint64_t number : numbers) {
    add_event(life, turn, number);
  }
  return reply;
}

}  // namespace corvid::core::overview
