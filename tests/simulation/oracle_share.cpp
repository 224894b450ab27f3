// The oracle's reading of what parties share: the disk, the turns of the router, the receiver's attention.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/simulation/oracle.h"

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""s;

// Deliveries of each class in a round, acute first.
constexpr std::array<std::size_t, 3> kRound{16, 4, 1};

// Small messages fit whatever is under way.
constexpr std::uint64_t kBytesForAll = 4'000'000;

}  // namespace

void Oracle::judge_admission(const Letter& letter) {
  if (!has_room_) {
    fail(Rule::kNoRoomNothingTaken, "accepted on a full disk: " + short_id(letter.id.bytes()));
  }
  judge_quota(letter.sender);
  const auto waiting = std::count_if(lives_.begin(), lives_.end(), [&](const auto& life) {
    return !life.second.end && life.second.letter->receiver == letter.receiver;
  });
  if (static_cast<std::uint64_t>(waiting) > options_.queued_per_receiver) {
    fail(Rule::kQuotaKept, fmt::format("{} messages wait for {}", waiting, cast_.member(letter.receiver).name));
  }
}

// At most a minute's worth at once, and as much again within the minute that follows.
void Oracle::judge_quota(const PartyId& sender) {
  if (std::none_of(cast_.members().begin(), cast_.members().end(), [&](const Member& m) { return m.id == sender; })) {
    return;
  }
  auto& decided = accounts_[sender].decided;
  decided.push_back(mono_);
  while (decided.front() + 60s < mono_) {
    decided.pop_front();
  }
  if (decided.size() > 2 * std::size_t{options_.submits_per_minute}) {
    fail(Rule::kQuotaKept,
         fmt::format("{} messages of {} were decided within a minute", decided.size(), cast_.member(sender).name));
  }
}

// While a class waits, the others take at most the rest of this round, and those before it what a new one gives them.
void Oracle::judge_share(const Life& delivered) {
  Account& account = accounts_[delivered.letter->receiver];
  // What does not fit its receiver's bytes lets the more urgent pass for as long.
  if (!account.session || account.session->window_bytes < kBytesForAll) {
    account.passed = {};
    return;
  }
  for (std::size_t waiting = 0; waiting < kClasses; ++waiting) {
    std::size_t& passed = account.passed.at(waiting);
    if (waiting == delivered.priority || account.undelivered.at(waiting).empty()) {
      passed = 0;
      continue;
    }
    std::size_t most = 0;
    for (std::size_t other = 0; other < kClasses; ++other) {
      most += other == waiting ? 0 : kRound.at(other) * (other < waiting ? 2 : 1);
    }
    if (++passed > most) {
      fail(Rule::kFairShare, fmt::format("{} others went to {} while class {} waits", passed,
                                         cast_.member(delivered.letter->receiver).name, waiting));
    }
  }
}

void Oracle::told(const core::Effect& effect, const v1::Busy& busy) {
  const bool no_room = busy.fault().code() == "VASTLEGGING_NIET_MOGELIJK";
  if (busy.retry_after_seconds() == 0 || busy.message_id().empty() ||
      (!no_room && busy.fault().code() != "EVEN_WACHTEN")) {
    fail(Rule::kWaitSaysWhy, effect.link + " was told to wait, for no reason");
  }
  if (no_room && has_room_) {
    fail(Rule::kWaitSaysWhy, effect.link + " was told that there is no room");
  }
  for (const std::string& id : busy.message_id()) {
    const auto* account = account_of(effect.session);
    const Letter* letter = account == nullptr ? mail_.find(id) : mail_.find(id, account->first);
    const auto first =
        letter == nullptr ? by_reference_.end() : by_reference_.find({letter->sender, letter->reference});
    if (no_room && first != by_reference_.end() && lives_[first->second].letter->content == letter->content) {
      fail(Rule::kNoRoomNothingTaken, "a repeat was turned away: " + short_id(id));
    }
  }
}

}  // namespace corvid::sim
