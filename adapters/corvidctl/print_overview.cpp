#include "adapters/corvidctl/print_overview.h"

#include <fmt/format.h>

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
  table.add({"busy", count_text(counters.busy()), "submissions and sessions turned away because something is full"});
  table.add({"frames dropped", count_text(counters.frames_dropped()), "frames that could not be read"});
  table.add({"keys refused", count_text(counters.keys_refused()), "connections with a key nobody knows"});
  table.add({"identities refused", count_text(counters.identities_refused()), "known keys that claimed another party"});
}

}  // namespace

std::string role_text(const v1::PartyRef& party) { return enum_text(party.role()); }

std::string print(const StatusReport& report) {
  Table facts({{""}, {"", Cells::kWrapped}});
  facts.add({"version", report.version()});
  facts.add({"started", report.started_at() + " (up " + duration_text(report.uptime_seconds()) + ")"});
  facts.add({"router's clock", report.router_time()});
  facts.add({"policy bundle", versioned(report.bundle_id(), report.bundle_version())});
  facts.add({"bundle sha256", report.bundle_sha256()});
  facts.add({"register", versioned(report.register_id(), report.register_version())});
  facts.add({"commit", count_text(report.commit())});
  facts.add({"epoch", report.epoch()});
  facts.add({"sessions", count_text(report.sessions())});
  facts.add({"queued", count_text(report.queued())});
  facts.add({"in flight", count_text(report.in_flight())});
  Table counters({{"SINCE THE START"}, {"COUNT", Cells::kNumber}, {"", Cells::kWrapped}});
  add_counters(report.counters(), counters);
  return facts.text() + "\n" + counters.text();
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

}  // namespace corvid::ctl
