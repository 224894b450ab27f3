#include "adapters/corvidctl/reports.h"

#include <algorithm>
#include <chrono>

#include "adapters/corvidctl/words.h"
#include "proto/base/limits.h"

namespace corvid::ctl {
namespace {

using std::chrono_literals::operator""h;

constexpr double kMsPerSecond = 1000;
// The router scrubs at most half of the time after a destruction that the law gives, so this late one did not succeed.
constexpr double kScrubLateSeconds =
    std::chrono::duration<double>(limits::kScrubTermMax).count() / 2 + std::chrono::duration<double>(1h).count();

double as_count(std::uint64_t value) { return static_cast<double>(value); }

// Never negative: the operator's clock may be behind the router's.
double seconds_between(std::int64_t earlier_unix_ms, std::int64_t later_unix_ms) {
  if (earlier_unix_ms == 0) {
    return 0;
  }
  return std::max(0.0, static_cast<double>(later_unix_ms - earlier_unix_ms) / kMsPerSecond);
}

void fill_counters(const v1::Counters& counters, CounterReport& report) {
  report.set_accepted(as_count(counters.accepted()));
  report.set_refused(as_count(counters.refused()));
  report.set_duplicates(as_count(counters.duplicates()));
  report.set_delivered(as_count(counters.delivered()));
  report.set_settled(as_count(counters.settled()));
  report.set_released(as_count(counters.released()));
  report.set_busy(as_count(counters.busy()));
  report.set_frames_dropped(as_count(counters.frames_dropped()));
  report.set_keys_refused(as_count(counters.keys_refused()));
  report.set_identities_refused(as_count(counters.identities_refused()));
  report.set_expired(as_count(counters.expired()));
  report.set_foreign_settles(as_count(counters.foreign_settles()));
}

// What must catch the eye, the most pressing first.
void fill_attention(StatusReport& report) {
  if (!report.taking_in()) {
    report.add_attention("new messages are turned away: the store's disk has only " + bytes_text(report.room_bytes()) +
                         " left; make room, deliveries go on");
  }
  if (report.clock_doubted()) {
    report.add_attention(
        "the router's clock stepped: the router counts on at the old pace until it is "
        "back or has kept its pace for " +
        duration_text(limits::kClockDoubtTerm) + "; look at the time service of the machine");
  }
  if (report.unscrubbed_seconds() >= kScrubLateSeconds) {
    report.add_attention("content destroyed " + duration_text(report.unscrubbed_seconds()) +
                         " ago may still be in files of the store: scrubbing them is late, see the router's log");
  }
  if (report.receivers_away() > 0) {
    report.add_attention("receivers that are not connected while messages wait for them: " +
                         count_text(report.receivers_away()) + "; see corvidctl queues");
  }
  if (report.counters().expired() > 0) {
    report.add_attention("messages that expired since the start: " + count_text(report.counters().expired()) +
                         "; their senders are told");
  }
  if (report.terms_overdue() > 0) {
    report.add_attention("terms overdue: " + count_text(report.terms_overdue()) + "; see corvidctl terms --alarms");
  }
}

}  // namespace

StatusReport status_report(const v1::Status& status) {
  StatusReport report;
  report.set_schema("corvid.status.v1");
  report.set_version(status.version());
  report.set_started_at(local_time(status.started_unix_ms()));
  report.set_uptime_seconds(as_count(status.uptime_seconds()));
  report.set_router_time(local_time(status.now_unix_ms()));
  report.set_bundle_id(status.bundle_id());
  report.set_bundle_version(as_count(status.bundle_version()));
  report.set_bundle_sha256(status.bundle_sha256());
  report.set_register_id(status.register_id());
  report.set_register_version(as_count(status.register_version()));
  report.set_commit(as_count(status.commit()));
  report.set_epoch(status.epoch());
  report.set_sessions(as_count(status.sessions()));
  report.set_queued(as_count(status.queued()));
  report.set_in_flight(as_count(status.in_flight()));
  fill_counters(status.counters(), *report.mutable_counters());
  report.set_terms_running(as_count(status.terms_running()));
  report.set_terms_overdue(as_count(status.terms_overdue()));
  report.set_receivers_away(as_count(status.receivers_away()));
  report.set_room_bytes(as_count(status.room_bytes()));
  report.set_taking_in(status.taking_in());
  report.set_unscrubbed_since(local_time(status.unscrubbed_since_unix_ms()));
  report.set_unscrubbed_seconds(seconds_between(status.unscrubbed_since_unix_ms(), status.now_unix_ms()));
  report.set_clock_doubted(status.clock_doubted());
  report.set_record_first(as_count(status.record_first()));
  report.set_record_next(as_count(status.record_next()));
  fill_attention(report);
  return report;
}

QueuesReport queues_report(const v1::Queues& queues, WallTime now, Shown shown) {
  QueuesReport report;
  report.set_schema("corvid.queues.v1");
  for (const v1::Queue& queue : queues.queue()) {
    const bool in_use = queue.waiting() != 0 || queue.in_flight() != 0 || queue.notices() != 0;
    if (!in_use && shown == Shown::kInUse) {
      report.set_empty_not_shown(report.empty_not_shown() + 1);
      continue;
    }
    QueueReport& row = *report.add_queue();
    *row.mutable_party() = queue.party();
    row.set_naam(queue.naam());
    row.set_connected(queue.connected());
    row.set_waiting(as_count(queue.waiting()));
    row.set_in_flight(as_count(queue.in_flight()));
    row.set_oldest_at(local_time(queue.oldest_unix_ms()));
    row.set_oldest_age_seconds(seconds_between(queue.oldest_unix_ms(), now.unix_ms));
    row.set_notices(as_count(queue.notices()));
  }
  return report;
}

PartiesReport parties_report(const v1::Parties& parties, WallTime now) {
  PartiesReport report;
  report.set_schema("corvid.parties.v1");
  for (const v1::PartyState& party : parties.party()) {
    PartyReport& row = *report.add_party();
    *row.mutable_party() = party.party();
    row.set_naam(party.naam());
    row.set_regio(party.regio());
    row.set_status(party.status());
    row.set_transport_keys(party.transport_keys());
    row.set_signing_keys(party.signing_keys());
    row.set_connected(party.connected());
    row.set_connected_since(local_time(party.connected_since_unix_ms()));
    row.set_connected_seconds(seconds_between(party.connected_since_unix_ms(), now.unix_ms));
    row.set_last_seen_at(local_time(party.last_seen_unix_ms()));
    row.set_last_seen_seconds(seconds_between(party.last_seen_unix_ms(), now.unix_ms));
    row.set_software(party.software());
  }
  return report;
}

TermsReport terms_report(const v1::Terms& terms, WallTime now, Clocks which) {
  TermsReport report;
  report.set_schema("corvid.terms.v1");
  report.set_alarms_only(which == Clocks::kAlarms);
  report.set_more(terms.more());
  for (const v1::Term& term : terms.term()) {
    RunningTerm& row = *report.add_term();
    row.set_id(term.id());
    row.set_klok(term.klok());
    row.set_titel(term.titel());
    *row.mutable_bij() = term.bij();
    row.set_naam(term.naam());
    row.set_step(step_text(term.step()));
    row.set_begun_at(local_time(term.begun_unix_ms()));
    row.set_running_seconds(seconds_between(term.begun_unix_ms(), now.unix_ms));
    row.set_due_until(local_time(term.overdue_unix_ms()));
  }
  return report;
}

}  // namespace corvid::ctl
