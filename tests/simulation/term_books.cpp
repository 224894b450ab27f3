#include "tests/simulation/term_books.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "proto/base/hex.h"

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""h;

constexpr std::string_view kResult = "VERWERKING";
constexpr std::string_view kOtherResult = "VERWERKING_OVERIG";
constexpr std::string_view kTriage = "TRIAGE";
constexpr std::string_view kResearch = "ONDERZOEK";
constexpr std::string_view kTransfer = "OVERDRACHT_ANTWOORD";
constexpr std::string_view kQuestion = "INFORMATIEANTWOORD";

TermBooks::Key key(const std::string& message, std::string_view klok) { return {message, std::string(klok)}; }
TermBooks::Key key(const v1::TermRow& row) { return {row.message_id(), row.klok()}; }

bool of_result(std::string_view klok) { return klok == kResult || klok == kOtherResult; }

std::string named(const v1::TermRow& row) {
  constexpr std::size_t kShown = 4;
  const std::string& id = row.message_id();
  return row.klok() + " of " + to_hex(id.size() > kShown ? id.substr(id.size() - kShown) : id);
}

// The moments that a clock was begun with, in order.
std::array<std::pair<v1::TermRecord::Step, std::int64_t>, 3> moments(const v1::TermRow& row) {
  return {{{v1::TermRecord::BIJNA, row.soon_unix_ms()},
           {v1::TermRecord::VANDAAG, row.today_unix_ms()},
           {v1::TermRecord::TE_LAAT, row.overdue_unix_ms()}}};
}

std::optional<std::pair<v1::TermRecord::Step, std::int64_t>> next_of(const v1::TermRow& row) {
  for (const auto& [step, moment] : moments(row)) {
    if (moment != 0 && step > row.step()) {
      return std::pair(step, moment);
    }
  }
  return std::nullopt;
}

// All but what a step changes.
bool same_clock(v1::TermRow a, v1::TermRow b) {
  for (v1::TermRow* row : {&a, &b}) {
    row->clear_step();
    row->clear_late();
    row->clear_base();
  }
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

}  // namespace

// ---- the rules

void TermBooks::accepted(const Letter& letter) {
  touched_ = true;
  const std::string id(letter.id.bytes());
  switch (letter.type) {
    case v1::VT_MELDING:
    case v1::TERUGMELDING:
      wanted_.insert(key(id, kTriage));
      break;
    case v1::TERUGKOPPELING:
      wanted_.erase(key(letter.in_reply_to, kTriage));
      wanted_.erase(key(letter.in_reply_to, kResearch));
      if (letter.draft.case_facts.code() == v1::TerugkoppelingCode::CODE_1) {
        wanted_.insert(key(letter.in_reply_to, kResearch));
      }
      break;
    case v1::OVERDRACHT:
      wanted_.insert(key(id, kTransfer));
      break;
    case v1::OVERDRACHT_ANTWOORD:
      wanted_.erase(key(letter.in_reply_to, kTransfer));
      break;
    case v1::INFORMATIEVERZOEK:
      wanted_.insert(key(id, kQuestion));
      break;
    case v1::INFORMATIEANTWOORD:
      wanted_.erase(key(letter.in_reply_to, kQuestion));
      break;
    default:
      break;  // no simulation sends it
  }
}

void TermBooks::delivered(const Letter& letter) {
  touched_ = true;
  const bool awaited =
      letter.type == v1::VT_MELDING || letter.type == v1::TERUGMELDING || letter.type == v1::OVERDRACHT;
  wanted_.insert(key(std::string(letter.id.bytes()), awaited ? kResult : kOtherResult));
}

void TermBooks::processed(const std::string& message_id) {
  touched_ = true;
  wanted_.erase(key(message_id, kResult));
  wanted_.erase(key(message_id, kOtherResult));
}

void TermBooks::fell_away(const std::string& message_id) {
  touched_ = true;
  const auto from = wanted_.lower_bound({message_id, ""});
  const auto to = std::find_if(from, wanted_.end(), [&](const Key& one) { return one.first != message_id; });
  wanted_.erase(from, to);
}

// ---- the journal

std::string TermBooks::begun(const v1::TermRow& row, WallTime at) {
  if (row.begun_unix_ms() != at.unix_ms) {
    return named(row) + " was begun at another moment";
  }
  if (of_result(row.klok())) {
    const auto term = row.klok() == kResult ? 24h : 72h;
    return row.overdue_unix_ms() == (at + term).unix_ms ? "" : named(row) + " ends at another moment";
  }
  const bool in_order = at.unix_ms < row.soon_unix_ms() && row.soon_unix_ms() < row.today_unix_ms() &&
                        row.today_unix_ms() < row.overdue_unix_ms();
  // Five working days are at least a week away, with the weekend; ten weeks are ten weeks.
  const auto least = row.klok() == kResearch ? 69 * 24h : 5 * 24h;
  return in_order && (at + least).unix_ms < row.overdue_unix_ms() ? "" : named(row) + " has moments out of order";
}

std::string TermBooks::stepped(const v1::TermRecord& record, std::uint64_t number, WallTime at) {
  const v1::TermRow& row = record.row();
  const auto found = running_.find(key(row));
  if (record.step() == v1::TermRecord::BEGONNEN) {
    if (found != running_.end()) {
      return named(row) + " runs already";
    }
    running_[key(row)] = {row, number};
    touched_ = true;
    return begun(row, at);
  }
  if (found == running_.end()) {
    return named(row) + " does not run";
  }
  Running& running = found->second;
  if (!same_clock(row, running.row)) {
    return named(row) + " was changed";
  }
  touched_ = true;
  if (!by_time(record.step())) {
    // An overdue clock goes with the records it stands in: nobody is waiting for it any more.
    if (record.step() == v1::TermRecord::VERVALLEN && running.row.step() == v1::TermRecord::TE_LAAT &&
        wanted_.erase(found->first) != 0) {
      given_up_.push_back(running.base);
    }
    running_.erase(found);
    return {};
  }
  const auto next = next_of(running.row);
  const bool unknown = record.step() == v1::TermRecord::ONBEKEND;
  const v1::TermRecord::Step given = unknown ? v1::TermRecord::TE_LAAT : record.step();
  if (!next || next->first != given || (unknown && !of_result(row.klok()))) {
    return named(row) + " raised an alarm that is not its next one";
  }
  if (at.unix_ms < next->second) {
    return named(row) + " raised an alarm too early";
  }
  if (unknown) {
    wanted_.erase(found->first);
    running_.erase(found);
    return {};
  }
  running.row.set_step(given);
  running.base = number;
  return {};
}

std::string TermBooks::carried(const v1::TermRow& row, std::uint64_t number) {
  const auto found = running_.find(key(row));
  if (found == running_.end() || !same_clock(row, found->second.row) || row.step() != found->second.row.step()) {
    return named(row) + " was carried over as another clock";
  }
  found->second.base = number;
  return {};
}

std::string TermBooks::kept_from(std::uint64_t first) {
  for (const std::uint64_t base : std::exchange(given_up_, {})) {
    if (base >= first) {
      return "an overdue clock was given up before its records go";
    }
  }
  for (const auto& [which, running] : running_) {
    if (running.base < first) {
      return named(running.row) + " runs and was not carried over";
    }
  }
  return {};
}

std::string TermBooks::differ() {
  if (!std::exchange(touched_, false)) {
    return {};
  }
  for (const auto& [which, running] : running_) {
    if (wanted_.count(which) == 0) {
      return named(running.row) + " should not run";
    }
  }
  for (const Key& which : wanted_) {
    if (running_.count(which) == 0) {
      v1::TermRow row;
      row.set_message_id(which.first);
      row.set_klok(which.second);
      return named(row) + " should run";
    }
  }
  return {};
}

std::string TermBooks::late(WallTime now) const {
  for (const auto& [which, running] : running_) {
    const auto next = next_of(running.row);
    if (next && next->second <= now.unix_ms) {
      return named(running.row) + " raised no alarm that was due";
    }
  }
  return {};
}

}  // namespace corvid::sim
