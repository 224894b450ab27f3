// The oracle's reading of time: what expires, what is kept, what is destroyed, and by which clock.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "router/core/parties.h"
#include "store/check.h"
#include "store/keys.h"
#include "store/memory_store.h"
#include "tests/simulation/oracle.h"

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

// A search of a queue, a tick of an idle router, and small steps of its clock.
constexpr auto kExpirySlack = 5min;
constexpr auto kScrubAgain = 12min;
constexpr std::chrono::milliseconds kOffMax = 6h;  // more shows: it is in the future, or long ago
constexpr std::uint32_t kDaysOfSlack = 3;  // a day's records go together, and days that step back are believed so far
constexpr auto kCatchesUpAfter = 10 * 24h;

}  // namespace

void Oracle::router_begins(std::chrono::milliseconds off, WallTime wall, MonoTime now) {
  // The newest record was written at at_: so far the world had come then, at least.
  const std::chrono::milliseconds at_least = records_ == 0 ? off : off + (at_ - wall);
  belief_.start(off, at_least, now);
  scrub_failed_.reset();
  wall_ = wall + (belief_.off() - off);
  was_off_ = was_off_ || std::chrono::abs(belief_.off()) > kExpirySlack;
  mono_ = now;
  has_room_ = true;
  settled_ = false;
  for (auto& [party, account] : accounts_) {
    account.decided.clear();  // what a party took is counted anew, and a round begins
    account.passed = {};
  }
  for (auto& [id, life] : lives_) {
    life.expirable_since.reset();
  }
}

void Oracle::turn_begins(std::chrono::milliseconds off, WallTime wall, MonoTime now, bool has_room) {
  if (belief_.off() < -kOffMax) {
    behind_for_ += now - mono_;
  }
  belief_.look(off, now);
  wall_ = wall + (belief_.off() - off);
  was_off_ = was_off_ || std::chrono::abs(belief_.off()) > kExpirySlack;
  mono_ = now;
  has_room_ = has_room;
  settled_ = false;
}

void Oracle::turn_settled(bool scrub_runs) {
  settled_ = true;
  const bool again_later = scrub_failed_ && mono_ - *scrub_failed_ < kScrubAgain;
  if (belief_.ever_doubted() || scrub_runs || again_later) {
    return;
  }
  // How long ago something was destroyed is known by the wall clock only, which may have been off by hours then.
  const auto term = options_.scrub_interval + (was_off_ ? kOffMax : kExpirySlack);
  for (const auto& [id, life] : lives_) {
    if (life.destroyed && !life.scrubbed && mono_ - life.destroyed_at >= term && wall_ - life.destroyed_wall >= term) {
      fail(Rule::kScrubOrdered, "no scrub was ordered in time after the content was destroyed of " + short_id(id));
    }
  }
}

void Oracle::judge_expired(const Life& life) {
  if (at_ < life.deadline) {
    fail(Rule::kExpiredRightly, fmt::format("{} expired {} s before its deadline", short_id(life.letter->id.bytes()),
                                            (life.deadline - at_).count() / 1000));
  }
}

bool Oracle::end_forgotten(const std::string& message_id) const {
  const auto found = lives_.find(message_id);
  return found != lives_.end() && found->second.gone;
}

// ---- what is kept

void Oracle::record(const v1::NoticesReadRecord& read) {
  Account& account = accounts_[core::to_party_id(read.party())];
  if (!read.by_retention()) {
    account.confirmed = std::max(account.confirmed, read.number());
    if (read.number() > account.claimed) {
      fail(Rule::kNoticesInOrder, fmt::format("notice {} was read, says the journal; nobody said so", read.number()));
    }
    return;
  }
  account.confirmed = std::max(account.confirmed, read.number());
  account.given_up = std::max(account.given_up, read.number());
}

void Oracle::record(const v1::Carried& carried) {
  switch (carried.row_case()) {
    case v1::Carried::kMessage: {
      const v1::MessageRow& row = carried.message().row();
      const auto found = lives_.find(row.traffic().message_id());
      if (found == lives_.end() || found->second.end || row.state() != v1::MessageRow::WACHT ||
          row.priority() != found->second.priority || row.place() != found->second.place ||
          row.attempts() != found->second.attempts || row.accepted_body() != found->second.accepted_body ||
          row.deadline_unix_ms() != found->second.deadline.unix_ms) {
        fail(Rule::kCarriedWhole, short_id(row.traffic().message_id()) + " was carried over as another message");
        return;
      }
      found->second.base = records_;
      return;
    }
    case v1::Carried::kParty: {
      const v1::PartyRow& row = carried.party().row();
      const Account& account = accounts_[core::to_party_id(carried.party().party())];
      if (row.notices_next() != account.notices + 1 || row.notices_read() > account.confirmed) {
        fail(Rule::kCarriedWhole, "the counters of a party were carried over as others");
      }
      return;
    }
    case v1::Carried::kTerm:
      if (const std::string wrong = terms_.carried(carried.term(), records_); !wrong.empty()) {
        fail(Rule::kTermKept, wrong);
      }
      return;
    case v1::Carried::ROW_NOT_SET:
      fail(Rule::kStoreSound, "nothing was carried over");
      return;
  }
}

// By true time, which no router knows: a record goes early when both its date and today's are right and its term is not
// over. A clock that was behind until it had caught up by itself looks like one that was right all the time.
bool Oracle::goes_early(const Kept& record) const {
  const bool knows_today = std::chrono::abs(belief_.off()) <= kOffMax;
  const auto term = (options_.traffic_days - std::min<std::uint32_t>(options_.traffic_days, kDaysOfSlack)) * 24h;
  return record.dated_rightly && knows_today && behind_for_ < kCatchesUpAfter && mono_ - record.written < term;
}

void Oracle::judge_kept(const store::KeyValueStore& store) {
  const auto row = store.get(store::store_key());
  v1::StoreRow says;
  if (!row.ok() || (*row && !says.ParseFromString(**row))) {
    fail(Rule::kStoreSound, "the store row cannot be read");
    return;
  }
  const std::uint64_t first = *row ? std::max<std::uint64_t>(says.record_first(), 1) : 1;
  if (first == kept_from_) {
    return;
  }
  for (; kept_from_ < first && !days_.empty(); ++kept_from_) {
    if (goes_early(days_.front())) {
      fail(Rule::kDestroyedEarly,
           fmt::format("record {} of day {}, on day {}", kept_from_, days_.front().day, store::day_of(wall_)));
    }
    days_.pop_front();
  }
  judge_gone(first);
}

// What has ended goes with its records, and what has not must have new ones.
void Oracle::judge_gone(std::uint64_t first) {
  for (auto& [id, life] : lives_) {
    if (life.gone || life.base >= first) {
      continue;
    }
    if (!life.end) {
      fail(Rule::kCarriedWhole, short_id(id) + " waits, and its records are gone");
      continue;
    }
    life.gone = true;
    const std::pair reference(life.letter->sender, life.letter->reference);
    if (const auto mark = by_reference_.find(reference); mark != by_reference_.end() && mark->second == id) {
      by_reference_.erase(mark);
      native_.erase(reference);
    }
  }
  for (auto& [party, account] : accounts_) {
    const auto record = account.notice_record.find(account.given_up);
    if (record != account.notice_record.end() && record->second >= first) {
      fail(Rule::kDestroyedEarly,
           fmt::format("{} was not told notice {} any more", cast_.member(party).name, account.given_up));
    }
  }
  if (const std::string wrong = terms_.kept_from(first); !wrong.empty()) {
    fail(Rule::kTermKept, wrong);
  }
}

// ---- what is gone

void Oracle::record(const v1::Scrubbed& scrubbed, const store::KeyValueStore& store) {
  const auto* medium = dynamic_cast<const store::MemoryStore*>(&store);
  for (auto& [id, life] : lives_) {
    if (!life.destroyed || life.scrubbed || life.destroyed_in >= scrubbed.through()) {
      continue;
    }
    life.scrubbed = true;
    const bool shared = std::any_of(lives_.begin(), lives_.end(), [&, me = &life](const auto& other) {
      return &other.second != me && other.second.letter->canary == me->letter->canary && !other.second.scrubbed;
    });
    if (!shared && medium != nullptr && medium->holds_anywhere(life.letter->canary)) {
      fail(Rule::kScrubbedIsGone, "content is left of " + short_id(id));
    }
  }
}

// ---- clocks

void Oracle::record(const v1::TermRecord& term, store::Views& views) {
  const std::string& id = term.row().message_id();
  const auto life = lives_.find(id);
  if (life != lives_.end() && !life->second.gone) {
    ++life->second.records;
  }
  if (const std::string wrong = terms_.stepped(term, records_, at_); !wrong.empty()) {
    fail(Rule::kAlarmsInOrder, wrong);
  }
  if (term.step() == v1::TermRecord::ONBEKEND && life != lives_.end()) {
    judge_notice(life->second.letter->sender, v1::Notice::VERWERKING_ONBEKEND, id, views);
  }
}

// ---- at rest

void Oracle::audit_in_time() {
  if (!settled_) {
    return;
  }
  if (!days_.empty() && days_.front().day + options_.traffic_days - 1 <= store::day_of(wall_)) {
    fail(Rule::kKeptTooLong,
         fmt::format("record {} of day {}, on day {}", kept_from_, days_.front().day, store::day_of(wall_)));
  }
  if (const std::string late = terms_.late(wall_); !late.empty()) {
    fail(Rule::kAlarmsInTime, late);
  }
  if (belief_.ever_doubted()) {
    return;
  }
  for (auto& [id, life] : lives_) {
    const auto& session = accounts_[life.letter->receiver].session;
    const bool away = session && !session->over && session->way.count(id) != 0;
    if (life.end || away || life.deadline > wall_) {
      life.expirable_since.reset();
    } else if (!life.expirable_since) {
      life.expirable_since = mono_;
    } else if (mono_ - *life.expirable_since >= kExpirySlack) {
      fail(Rule::kExpiredInTime,
           fmt::format("{} waits {} s after its deadline", short_id(id), (wall_ - life.deadline).count() / 1000));
    }
  }
}

void Oracle::rebuild(const store::KeyValueStore& store) {
  const auto report = store::check_views(store);
  if (!report.ok()) {
    fail(Rule::kStoreSound, report.error().text);
  } else if (report->differences != 0) {
    fail(Rule::kViewsRebuilt, report->described.empty() ? "" : report->described.front());
  }
}

}  // namespace corvid::sim
