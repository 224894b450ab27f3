#include "adapters/corvidctl/print_message.h"

#include <fmt/format.h>

#include "adapters/corvidctl/print_overview.h"
#include "adapters/corvidctl/table.h"
#include "adapters/corvidctl/words.h"

namespace corvid::ctl {
namespace {

constexpr std::size_t kIndent = 2;

Table facts_table() { return Table({{""}, {"", Cells::kWrapped}}); }

std::string party_text(const v1::PartyRef& party) {
  return party.oin().empty() ? std::string() : party.oin() + " " + role_text(party);
}

std::string elapsed(double ms) { return duration_text(std::chrono::milliseconds(static_cast<std::int64_t>(ms))); }

template <typename Texts>
std::string joined(const Texts& texts) {
  std::string all;
  for (const auto& text : texts) {
    all.append(all.empty() ? "" : ", ").append(text);
  }
  return all;
}

std::string codes_of(const RefusalReport& refusal) {
  std::string codes;
  for (const v1::Fault& fault : refusal.fault()) {
    codes.append(codes.empty() ? "" : ", ").append(fault.code());
  }
  return codes;
}

std::string term_text(const TermEvent& term) {
  const bool ended_late = term.late() && term.step() != step_text(v1::TermRecord::TE_LAAT);
  return fmt::format("{} {}{}, {}, until {}", term.klok(), term.step(), ended_late ? " (te laat)" : "",
                     party_text(term.bij()), term.due_until());
}

std::string detail(const EventReport& event) {
  std::string text = event.has_term() ? term_text(event.term()) : event.outcome();
  const auto append = [&text](const std::string& more) { text.append(text.empty() ? "" : ", ").append(more); };
  if (event.attempt() != 0) {
    append(fmt::format("attempt {}", event.attempt()));
  }
  if (event.commit() != 0) {
    append("commit " + count_text(event.commit()));
  }
  if (event.kind() == "destroyed") {
    append(count_text(event.bytes_destroyed()) + " bytes");
  }
  if (event.has_refusal()) {
    append(codes_of(event.refusal()));
  }
  return text;
}

std::string facts_text(const MessageReport& report) {
  Table facts = facts_table();
  facts.add({"message", report.id()});
  facts.add({"state", report.state()});
  facts.add({"type", report.type()});
  facts.add({"from", party_text(report.sender())});
  facts.add({"to", party_text(report.receiver())});
  facts.add({"purpose", report.purpose()});
  facts.add({"legal basis", report.legal_basis()});
  facts.add({"size", count_text(report.size_bytes()) + " bytes"});
  facts.add({"attempts", fmt::format("{}", report.attempts())});
  facts.add({"queue number", report.accepted_at().empty() ? "" : count_text(report.place())});
  facts.add({"created", report.created_at()});
  facts.add({"accepted", report.accepted_at()});
  facts.add({"expires", report.expires_at()});
  facts.add({"deadline", report.deadline_at()});
  facts.add({"final",
             report.final_at().empty() ? "" : report.final_at() + " (after " + elapsed(report.final_after_ms()) + ")"});
  facts.add({"processed", report.processed()});
  facts.add({"conversation", report.conversation_id()});
  facts.add({"place in conversation",
             report.conversation_place() == 0 ? "" : fmt::format("{}", report.conversation_place())});
  facts.add({"in reply to", report.in_reply_to()});
  facts.add({"header sha256", report.header_sha256()});
  facts.add({"root", report.root()});
  facts.add({"reference tag", report.reference_tag()});
  facts.add({"content tag", report.content_tag()});
  if (report.carried_over_in() != 0) {
    facts.add({"carried over", "in record " + count_text(report.carried_over_in()) +
                                   "; the term of storage of what was recorded before is over"});
  }
  return facts.text();
}

std::string events_text(const MessageReport& report) {
  Table table({{"RECORD", Cells::kNumber}, {"AT"}, {"AFTER", Cells::kNumber}, {"EVENT"}, {"", Cells::kWrapped}});
  for (const EventReport& event : report.event()) {
    table.add({count_text(event.number()), event.at(), elapsed(event.after_ms()), event.kind(), detail(event)});
  }
  return "\n" + (table.empty() ? std::string("no journal records\n") : table.text());
}

std::string decision_text(const DecisionReport& decision) {
  Table facts = facts_table();
  facts.add({"regels", joined(decision.regel())});
  facts.add({"bundle sha256", decision.bundle_sha256()});
  facts.add({"statement sha256", decision.statement_sha256()});
  for (const v1::Obligation& duty : decision.verplichting()) {
    facts.add({"verplichting", fmt::format("{}: {}, {}", duty.id(), duty.kind(), enum_text(duty.executor()))});
  }
  for (const v1::Remark& remark : decision.opmerking()) {
    facts.add({"opmerking", fmt::format("{}: {} ({})", remark.code(), remark.tekst(), remark.verwijzing())});
  }
  return "\ndecision: accepted\n" + facts.text(kIndent);
}

std::string fault_text(const v1::Fault& fault) {
  Table facts = facts_table();
  facts.add({"reden", fault.reden()});
  facts.add({"herstel", fault.herstel()});
  facts.add({"veld", joined(fault.veld())});
  facts.add({"verwijzing", fault.verwijzing()});
  facts.add({"regel", fault.regel()});
  return fmt::format("{:{}}{} ({})\n", "", kIndent, printable(fault.code()), enum_text(fault.klasse())) +
         facts.text(2 * kIndent);
}

std::string refusal_text(const EventReport& event) {
  const RefusalReport& refusal = event.refusal();
  const char* const what = event.outcome() == enum_text(v1::Notice::VERLOPEN) ? "expiry" : "refusal";
  std::string out = fmt::format("\n{} in record {}\n", what, count_text(event.number()));
  Table facts = facts_table();
  facts.add({"decided", refusal.decided_at()});
  facts.add({"bundle sha256", refusal.bundle_sha256()});
  out += facts.text(kIndent);
  for (const v1::Fault& fault : refusal.fault()) {
    out += fault_text(fault);
  }
  Table near({{"BIJNA"}, {"", Cells::kWrapped}, {"ONTBREEKT", Cells::kWrapped}});
  for (const v1::NearMiss& miss : refusal.bijna()) {
    near.add({miss.regel(), miss.titel(), joined(miss.ontbreekt())});
  }
  return near.empty() ? out : out + near.text(kIndent);
}

}  // namespace

std::string print(const MessageReport& report) {
  std::string out = facts_text(report) + events_text(report);
  if (report.has_decision()) {
    out += decision_text(report.decision());
  }
  for (const EventReport& event : report.event()) {
    if (event.has_refusal()) {
      out += refusal_text(event);
    }
  }
  return out;
}

}  // namespace corvid::ctl
