#include "adapters/corvidctl/print_overview.h"

#include <fmt/format.h>

#include <map>

#include "adapters/corvidctl/table.h"
#include "adapters/corvidctl/words.h"

namespace corvid::ctl {
namespace {

std::string yes_no(bool value) { return value ? "yes" : "no"; }

std::string versioned(const std::string& id, double version) {
  return id.empty() ? std::string() : fmt::format("{} version {}", id, count_text(version));
}

void add_counters(const CounterReport& counters, Table& table) {
  table.add({"accepted", count_text(counters.accepted()), "messages taken in, durable"});
  table.add({"refused", count_text(counters.refused()), "messages refused, with reasons, recorded"});
  table.add({"duplicates", count_text(counters.duplicates()), "submissions that got an earlier receipt again"});
  table.add({"delivered", count_text(counters.delivered()), "deliveries, repeated ones too"});
  table.add({"settled", count_text(counters.settled()), "final answers of receivers"});
  table.add({"released", count_text(counters.released()), "deliveries given back for a transport reason"});
  table.add({"expired", count_text(counters.expired()), "messages not delivered in time, back to their senders"});
  table.add({"busy", count_text(counters.busy()), "submissions and sessions turned away because something is full"});
  table.add({"foreign settles", count_text(counters.foreign_settles()), "answers to what that party was not sent"});
  table.add({"frames dropped", count_text(counters.frames_dropped()), "frames that could not be read"});
  table.add({"keys refused", count_text(counters.keys_refused()), "connections with a key nobody knows"});
  table.add({"identities refused", count_text(counters.identities_refused()), "known keys that claimed another party"});
}

std::string attention_text(const StatusReport& report) {
  Table table({{"NEEDS ATTENTION", Cells::kWrapped}});
  for (const std::string& what : report.attention()) {
    table.add({what});
  }
  return table.empty() ? std::string() : table.text() + "\n";
}

std::string scrub_text(const StatusReport& report) {
  return report.unscrubbed_since().empty()
             ? std::string("in no file of the store")
             : fmt::format("may be in files of the store, since {} ({} ago)", report.unscrubbed_since(),
                           duration_text(report.unscrubbed_seconds()));
}

std::string records_text(const StatusReport& report) {
  return report.record_next() <= report.record_first()
             ? std::string("none")
             : fmt::format("{} to {}", count_text(report.record_first()), count_text(report.record_next() - 1));
}

// What each clock of the list is about, once.
std::string clocks_text(const TermsReport& report) {
  std::map<std::string, std::string> titles;
  for (const RunningTerm& term : report.term()) {
    titles.emplace(term.klok(), term.titel().empty() ? "not in the active policy bundle" : term.titel());
  }
  Table table({{"CLOCK"}, {"", Cells::kWrapped}});
  for (const auto& [klok, title] : titles) {
    table.add({klok, title});
  }
  return table.text();
}

}  // namespace

std::string role_text(const v1::PartyRef& party) { return enum_text(party.role()); }

std::string print(const StatusReport& report) {
  Table facts({{""}, {"", Cells::kWrapped}});
  facts.add({"version", report.version()});
  facts.add({"started", report.started_at() + " (up " + duration_text(report.uptime_seconds()) + ")"});
  facts.add({"router's clock", report.router_time() + (report.clock_doubted() ? " (doubted: it stepped)" : "")});
  facts.add({"policy bundle", versioned(report.bundle_id(), report.bundle_version())});
  facts.add({"bundle sha256", report.bundle_sha256()});
  facts.add({"register", versioned(report.register_id(), report.register_version())});
  facts.add({"commit", count_text(report.commit())});
  facts.add({"epoch", report.epoch()});
  facts.add({"journal records", records_text(report)});
  facts.add({"disk", fmt::format("{} left; new messages {}", bytes_text(report.room_bytes()),
                                 report.taking_in() ? "are taken in" : "are turned away")});
  facts.add({"destroyed content", scrub_text(report)});
  facts.add({"sessions", count_text(report.sessions())});
  facts.add({"queued", count_text(report.queued())});
  facts.add({"in flight", count_text(report.in_flight())});
  facts.add({"terms", fmt::format("{} running, {} overdue", count_text(report.terms_running()),
                                  count_text(report.terms_overdue()))});
  Table counters({{"SINCE THE START"}, {"COUNT", Cells::kNumber}, {"", Cells::kWrapped}});
  add_counters(report.counters(), counters);
  return attention_text(report) + facts.text() + "\n" + counters.text();
}

std::string print(const QueuesReport& report) {
  Table table({{"OIN"},
               {"ROLE"},
               {"NAME", Cells::kWrapped},
               {"CONNECTED"},
               {"WAITING", Cells::kNumber},
               {"IN FLIGHT", Cells::kNumber},
               {"OLDEST", Cells::kNumber},
               {"NOTICES", Cells::kNumber}});
  for (const QueueReport& queue : report.queue()) {
    table.add({queue.party().oin(), role_text(queue.party()), queue.naam(), yes_no(queue.connected()),
               count_text(queue.waiting()), count_text(queue.in_flight()),
               queue.oldest_at().empty() ? "" : duration_text(queue.oldest_age_seconds()),
               count_text(queue.notices())});
  }
  std::string out = table.empty() ? "nothing waits, is under way or is unread\n" : table.text();
  if (report.empty_not_shown() > 0) {
    out += count_text(report.empty_not_shown()) + " empty, not shown (--all)\n";
  }
  return out;
}

std::string print(const PartiesReport& report) {
  Table table({{"OIN"},
               {"ROLE"},
               {"NAME", Cells::kWrapped},
               {"REGION", Cells::kWrapped},
               {"STATUS"},
               {"KEYS"},
               {"CONNECTED", Cells::kNumber},
               {"SEEN", Cells::kNumber},
               {"SOFTWARE", Cells::kWrapped}});
  for (const PartyReport& party : report.party()) {
    table.add({party.party().oin(), role_text(party.party()), party.naam(), party.regio(), party.status(),
               fmt::format("{}/{}", party.transport_keys(), party.signing_keys()),
               party.connected() ? duration_text(party.connected_seconds()) : "no",
               party.last_seen_at().empty() ? "" : duration_text(party.last_seen_seconds()), party.software()});
  }
  return table.empty() ? "the register is empty\n" : table.text();
}

std::string print(const TermsReport& report) {
  if (report.term().empty()) {
    return report.alarms_only() ? "no clock is near its end or past it\n" : "no clock runs\n";
  }
  Table table({{"MESSAGE"},
               {"CLOCK", Cells::kWrapped},
               {"STEP"},
               {"RUNNING", Cells::kNumber},
               {"DUE UNTIL"},
               {"WHO ACTS", Cells::kWrapped}});
  for (const RunningTerm& term : report.term()) {
    const std::string who = term.naam().empty() ? "not in the register" : term.naam();
    table.add({term.id(), term.klok(), term.step(), duration_text(term.running_seconds()), term.due_until(), who});
  }
  std::string out = table.text() + "\n" + clocks_text(report);
  if (report.more()) {
    out += fmt::format("\nthere are more than these {}, all less urgent{}\n", report.term_size(),
                       report.alarms_only() ? "" : " (--alarms)");
  }
  return out;
}

}  // namespace corvid::ctl
