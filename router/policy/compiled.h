// A bundle as decisions read it: names resolved to numbers, dates to moments, lists to bit masks.
//
// Internal to router/policy. Ownership: Compiled holds all; rules point into its `source`. Threads: any, once built.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "proto/base/calendar.h"
#include "proto/base/clock.h"
#include "proto/corvid/v1/policy.pb.h"
#include "proto/text/reason_catalogue.h"
#include "router/policy/bundle.h"
#include "router/policy/facts.h"

namespace corvid::policy {

// Bit n stands for number n of an enumeration, a purpose, a basis, or a fact.
using Mask = std::uint64_t;
inline constexpr std::size_t kMaskBits = 64;

[[nodiscard]] constexpr bool has(Mask mask, std::int64_t number) {
  return number >= 0 && number < static_cast<std::int64_t>(kMaskBits) && ((mask >> number) & 1U) != 0;
}

// From the first moment of its first day until the first moment of the day it no longer holds, in Europe/Amsterdam.
struct Term {
  WallTime from{std::numeric_limits<std::int64_t>::min()};
  WallTime until{std::numeric_limits<std::int64_t>::max()};

  [[nodiscard]] bool holds(WallTime now) const { return from <= now && now < until; }
};

struct CompiledCondition {
  v1::Condition::KindCase kind = v1::Condition::KIND_NOT_SET;
  bool negate = false;
  std::string reden;
  FactNumber fact = 0;  // fact_in, fact_present, fact_absent, attested, term_passed, party_role
  bool has_fact = false;
  Mask facts = 0;   // facts_exactly_one_of
  Mask values = 0;  // fact_in: enumerators; reviewed: functions
  Mask roles = 0;   // sender_in, receiver_in, party_role
  Mask types = 0;   // correlates
  v1::Correlates::Direction sent_by = v1::Correlates::DIRECTION_ONBEPAALD;
  std::vector<v1::Label> labels;  // labels_absent
  std::uint32_t number = 0;       // attested: highest threshold, 0 is none; term_passed: days
  WallTime until;                 // until_date
  std::string date;               // until_date, as written
  std::vector<CompiledCondition> any_of;
};

struct CompiledObligation {
  v1::Obligation obligation;
  bool supported = false;
  bool advies = false;
};

struct CompiledRule {
  const v1::Rule* source = nullptr;
  v1::Effect::Value effect = v1::Effect::ONBEPAALD;
  v1::Mode::Value mode = v1::Mode::OFF;  // the weakest of the rule's and the bundle's
  Term term;
  Mask purposes = 0;  // everything at or below those the rule names; all when it names none
  Mask bases = 0;
  std::vector<CompiledCondition> when;
  std::vector<CompiledObligation> obligations;
};

struct CompiledFactUse {
  FactNumber fact = 0;
  bool required = false;
  std::vector<CompiledCondition> required_when;
  Mask values = 0;    // allowed enumerators; 0: every known one
  std::string reden;  // code when missing or not allowed; empty: the general one
};

struct CompiledType {
  TypeRules rules;
  Mask facts = 0;            // allowed
  Mask always_required = 0;  // required without condition
  Mask restricted = 0;       // allowed with some values only
  std::vector<CompiledFactUse> uses;
};

struct CompiledBasis {
  const v1::LegalBasis* source = nullptr;
  Mask purposes = 0;  // at or below those it fits
  Term term;
};

struct CompiledRemark {
  const v1::RemarkText* source = nullptr;
  Mask types = 0;
  Mask senders = 0;
  std::vector<CompiledCondition> when;
};

struct CompiledCalendar {
  const v1::Calendar* source = nullptr;
  WorkingCalendar days;
};

struct CompiledClockEnd {
  const v1::KlokEinde* source = nullptr;
  Mask types = 0;
  std::vector<CompiledCondition> when;
};

struct CompiledClock {
  const v1::Klok* source = nullptr;
  Mask types = 0;  // that it begins with
  Mask senders = 0;
  Mask receivers = 0;
  std::vector<CompiledCondition> when;
  std::vector<CompiledClockEnd> ends;
};

inline constexpr std::size_t kTypeNumbers = 32;  // numbers beyond what the schema knows count as 0
inline constexpr std::size_t kRoleNumbers = 16;

static_assert(v1::MessageType_MAX < kTypeNumbers && v1::Role_MAX < kRoleNumbers);

// Places in Compiled::clocks, for one message type.
struct ClocksOfType {
  std::vector<std::uint16_t> begin_on_acceptance;
  std::vector<std::uint16_t> begin_on_delivery;
  std::vector<std::uint16_t> end_on_acceptance;  // such a message, accepted, may end them
  std::vector<std::uint16_t> end_by_result;      // they may run for such a message
};

struct RuleRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Compiled {
  v1::PolicyBundle source;
  std::string digest;
  text::ReasonCatalogue reasons;
  std::map<std::string, std::size_t, std::less<>> purposes;  // id to bit
  std::map<std::string, std::size_t, std::less<>> bases;
  std::vector<CompiledBasis> basis;
  std::map<int, CompiledType> types;
  std::vector<CompiledRule> rules;
  std::vector<CompiledRemark> remarks;
  std::map<std::string, CompiledCalendar, std::less<>> calendars;
  std::vector<CompiledClock> clocks;
  std::map<std::string, std::size_t, std::less<>> clock_ids;  // id to place
  std::array<ClocksOfType, kTypeNumbers> clocks_of;           // by number of the message type

  // Rules that may apply to (type, sender role, receiver role).
  [[nodiscard]] RuleRange route(int type, int sender, int receiver) const;
  std::vector<RuleRange> index;
  std::vector<std::uint16_t> index_rules;
};

}  // namespace corvid::policy
