#include "router/policy/compile_clocks.h"

#include <algorithm>
#include <utility>

#include "proto/base/limits.h"
#include "router/policy/compile_conditions.h"
#include "router/policy/compile_rules.h"

namespace corvid::policy {
namespace {

constexpr Mask kAll = ~Mask{0};
constexpr std::uint64_t kDayHours = 24;
constexpr std::uint64_t kWeekHours = 7 * kDayHours;

using Types = google::protobuf::RepeatedField<int>;

int numbers_in(const v1::Termijn& term) {
  return (term.werkdagen() != 0 ? 1 : 0) + (term.dagen() != 0 ? 1 : 0) + (term.weken() != 0 ? 1 : 0) +
         (term.uren() != 0 ? 1 : 0);
}

bool is_too_long(const v1::Termijn& term) {
  const auto over = [](std::uint32_t number, std::int32_t most) { return number > static_cast<std::uint32_t>(most); };
  return over(term.werkdagen(), limits::kTermWorkingDaysMax) || over(term.dagen(), limits::kTermDaysMax) ||
         over(term.weken(), limits::kTermWeeksMax) || over(term.uren(), limits::kTermHoursMax);
}

// To compare terms in different units: a working day counts as a day.
std::uint64_t hours_in(const v1::Termijn& term) {
  return term.uren() + kDayHours * (std::uint64_t{term.werkdagen()} + term.dagen()) + kWeekHours * term.weken();
}

void check_term(const v1::Termijn& term, const std::string& name, Findings& findings) {
  if (numbers_in(term) != 1) {
    findings.add(name + " needs exactly one of werkdagen, dagen, weken and uren");
  }
  if (is_too_long(term)) {
    findings.add(name + " may be longer than 20 weeks: at most " + std::to_string(limits::kTermWorkingDaysMax) +
                 " werkdagen, " + std::to_string(limits::kTermDaysMax) + " dagen, " +
                 std::to_string(limits::kTermWeeksMax) + " weken, " + std::to_string(limits::kTermHoursMax) + " uren");
  }
  if (term.tot_werkdag() && (term.werkdagen() != 0 || term.uren() != 0)) {
    findings.add(name + " has tot_werkdag, which is for dagen and weken");
  }
}

void check_terms(const v1::Klok& klok, Findings& findings) {
  check_term(klok.termijn(), "termijn", findings);
  if (!klok.has_bijna()) {
    return;
  }
  check_term(klok.bijna(), "bijna", findings);
  if (klok.bijna().tot_werkdag()) {
    findings.add("bijna has tot_werkdag, but is counted back from the end");
  }
  if (hours_in(klok.bijna()) >= hours_in(klok.termijn())) {
    findings.add("bijna is not shorter than termijn");
  }
}

void check_head(const v1::Klok& klok, const Compiled& compiled, Findings& findings) {
  if (klok.titel().empty()) {
    findings.add("titel is required");
  }
  if (klok.verwijzing().empty() && klok.toelichting().empty()) {
    findings.add("a clock says where its term comes from: verwijzing or toelichting");
  }
  check_references(klok.verwijzing(), compiled.source, findings);
  if (klok.bij() == v1::Klok::BIJ_ONBEPAALD || !v1::Klok::Bij_IsValid(klok.bij())) {
    findings.add("bij is ONTVANGER or AFZENDER");
  }
  if (!compiled.calendars.contains(klok.kalender())) {
    findings.add("unknown calendar \"" + klok.kalender() + "\"");
  }
}

Mask types_of(const Types& types, Findings& findings) {
  for (const int type : types) {
    if (type > 0 && !v1::MessageType_IsValid(type)) {
      findings.add("unknown type " + std::to_string(type));
    }
  }
  return mask_of(types, "type", findings);
}

// A type without a definition in this bundle may answer anything.
void check_answers(const Types& types, const Compiled& compiled, Findings& findings) {
  for (const int type : types) {
    const auto found = compiled.types.find(type);
    if (found != compiled.types.end() && found->second.rules.answers.empty()) {
      findings.add("type " + v1::MessageType_Name(type) + " answers nothing, so no clock is about what it answers");
    }
  }
}

void check_begin(const v1::KlokBegin& begin, const Compiled& compiled, Findings& findings) {
  const bool known = begin.bij() != v1::KlokBegin::BIJ_ONBEPAALD && v1::KlokBegin::Bij_IsValid(begin.bij());
  if (!known || begin.type().empty()) {
    findings.add("begint needs bij (AANVAARDING or AFLEVERING) and a type");
  }
  if (begin.bij() == v1::KlokBegin::AFLEVERING && !begin.when().empty()) {
    findings.add("begint at AFLEVERING has conditions: they are judged on a message as it is accepted");
  }
  if (begin.bij() == v1::KlokBegin::AFLEVERING && begin.over_beantwoord()) {
    findings.add("begint at AFLEVERING is about the message that is delivered, not over_beantwoord");
  }
  if (begin.over_beantwoord()) {
    check_answers(begin.type(), compiled, findings);
  }
}

CompiledClockEnd compile_end(const v1::KlokEinde& source, const Compiled& compiled, Findings& findings) {
  if (source.uitkomst() == v1::KlokEinde::UITKOMST_ONBEPAALD || !v1::KlokEinde::Uitkomst_IsValid(source.uitkomst())) {
    findings.add("eindigt needs uitkomst: GEHAALD or TERUGGESTUURD");
  }
  if (source.verwerkt() && (!source.type().empty() || !source.when().empty())) {
    findings.add("eindigt with verwerkt has no type and no conditions: it is no message");
  }
  if (source.verwerkt() && source.uitkomst() == v1::KlokEinde::TERUGGESTUURD) {
    findings.add("eindigt with verwerkt is GEHAALD: whoever processes a message does not send it back");
  }
  if (!source.verwerkt() && source.type().empty()) {
    findings.add("eindigt needs a type, or verwerkt");
  }
  check_answers(source.type(), compiled, findings);
  return {&source, types_of(source.type(), findings), compile_conditions(source.when(), compiled.reasons, findings)};
}

CompiledClock compile_clock(const v1::Klok& source, const Compiled& compiled, Findings& findings) {
  check_head(source, compiled, findings);
  check_begin(source.begint(), compiled, findings);
  check_terms(source, findings);
  CompiledClock clock;
  clock.source = &source;
  clock.types = types_of(source.begint().type(), findings);
  const Mask senders = mask_of(source.begint().sender(), "sender", findings);
  const Mask receivers = mask_of(source.begint().receiver(), "receiver", findings);
  clock.senders = source.begint().sender().empty() ? kAll : senders;
  clock.receivers = source.begint().receiver().empty() ? kAll : receivers;
  clock.when = compile_conditions(source.begint().when(), compiled.reasons, findings);
  for (const v1::KlokEinde& end : source.eindigt()) {
    clock.ends.push_back(compile_end(end, compiled, findings));
  }
  if (clock.ends.empty()) {
    findings.add("a clock needs an end: eindigt");
  }
  return clock;
}

// The types of the messages that a clock may be about.
Mask subjects_of(const CompiledClock& clock, const Compiled& compiled) {
  if (!clock.source->begint().over_beantwoord()) {
    return clock.types;
  }
  Mask subjects = 0;
  for (const auto& [type, compiled_type] : compiled.types) {
    for (const v1::MessageType answered : compiled_type.rules.answers) {
      subjects |= has(clock.types, type) ? Mask{1} << answered : 0;
    }
  }
  return subjects;
}

void index_clock(Compiled& compiled, std::uint16_t place) {
  const CompiledClock& clock = compiled.clocks[place];
  Mask ends = 0;
  bool by_result = false;
  for (const CompiledClockEnd& end : clock.ends) {
    ends |= end.types;
    by_result = by_result || end.source->verwerkt();
  }
  const Mask results = by_result ? subjects_of(clock, compiled) : 0;
  const bool on_delivery = clock.source->begint().bij() == v1::KlokBegin::AFLEVERING;
  for (std::size_t type = 0; type < kTypeNumbers; ++type) {
    const auto number = static_cast<std::int64_t>(type);
    ClocksOfType& of_type = compiled.clocks_of[type];
    if (has(clock.types, number)) {
      (on_delivery ? of_type.begin_on_delivery : of_type.begin_on_acceptance).push_back(place);
    }
    if (has(ends, number)) {
      of_type.end_on_acceptance.push_back(place);
    }
    if (has(results, number)) {
      of_type.end_by_result.push_back(place);
    }
  }
}

bool begins_with(const CompiledClock& clock, const v1::Rule& rule) {
  const auto all_in = [](const Types& numbers, Mask mask) {
    return std::all_of(numbers.begin(), numbers.end(), [mask](int number) { return has(mask, number); });
  };
  return !clock.source->begint().over_beantwoord() && all_in(rule.type(), clock.types) &&
         all_in(rule.sender(), clock.senders) && all_in(rule.receiver(), clock.receivers);
}

bool ends_with(const CompiledClock& clock, v1::MessageType type) {
  return std::any_of(clock.ends.begin(), clock.ends.end(),
                     [type](const CompiledClockEnd& end) { return has(end.types, type); });
}

}  // namespace

void compile_clocks(Compiled& compiled, Findings& findings) {
  Ids ids("klok", findings);
  for (const v1::Klok& source : compiled.source.klok()) {
    ids.next(source.id());
    if (compiled.clocks.size() == limits::kClocksMax) {
      findings.add("more than " + std::to_string(limits::kClocksMax) + " clocks");
      return;
    }
    compiled.clock_ids.emplace(source.id(), compiled.clocks.size());
    compiled.clocks.push_back(compile_clock(source, compiled, findings));
    index_clock(compiled, static_cast<std::uint16_t>(compiled.clocks.size() - 1));
  }
}

void check_expected(const v1::ExpectAnswer& expected, const v1::Rule& rule, const Compiled& compiled,
                    Findings& findings) {
  const auto found = compiled.clock_ids.find(expected.klok());
  if (found == compiled.clock_ids.end()) {
    findings.add("unknown clock \"" + expected.klok() + "\"");
    return;
  }
  const CompiledClock& clock = compiled.clocks[found->second];
  if (!ends_with(clock, expected.type())) {
    findings.add("clock " + expected.klok() + " does not end with " + v1::MessageType_Name(expected.type()));
  }
  if (!begins_with(clock, rule)) {
    findings.add("clock " + expected.klok() + " does not begin with every message of this rule");
  }
}

std::optional<DayTerm> day_term_of(const v1::Termijn& term) {
  if (term.werkdagen() != 0) {
    return DayTerm{DayTerm::Unit::kWorkingDays, static_cast<std::int32_t>(term.werkdagen()), false};
  }
  if (term.dagen() != 0) {
    return DayTerm{DayTerm::Unit::kDays, static_cast<std::int32_t>(term.dagen()), term.tot_werkdag()};
  }
  if (term.weken() != 0) {
    return DayTerm{DayTerm::Unit::kWeeks, static_cast<std::int32_t>(term.weken()), term.tot_werkdag()};
  }
  return std::nullopt;
}

}  // namespace corvid::policy
