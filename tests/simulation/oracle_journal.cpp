// The oracle's reading of the journal: every record must be allowed by what happened before it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "proto/envelope/digest.h"
#include "router/core/parties.h"
#include "tests/simulation/oracle.h"

namespace corvid::sim {
namespace {

// A message in order may still meet a party that is suspended, a clock that is wrong, or its own reference.
constexpr std::array<std::string_view, 5> kReasonsOfTheMoment{
    "ONTVANGER_GESCHORST", "AFZENDER_GESCHORST", "BERICHT_VERLOPEN", "BERICHT_ONLEESBAAR", "REFERENTIE_NIET_UNIEK"};

constexpr std::chrono::milliseconds kDatedWithin = std::chrono::hours(6);

std::size_t class_of(const Letter& letter) {
  const bool first = letter.type == v1::VT_MELDING || letter.type == v1::TERUGMELDING || letter.type == v1::OVERDRACHT;
  return letter.acute ? 0 : first ? 1 : 2;
}

}  // namespace

void Oracle::committed(const store::KeyValueStore& store) {
  ++turns_;
  store::Turn turn(store);
  store::Views views(turn);
  while (const auto stored = store::read_record(turn, records_ + 1)) {
    ++records_;
    at_ = stored->at;
    if (at_ != wall_) {
      fail(Rule::kClockDoubted, fmt::format("record {} bears a time that is {} s from what the router may believe",
                                            records_, (at_ - wall_).count() / 1000));
    }
    days_.push_back(
        {store::day_of(stored->at), mono_, belief_.off() >= -kDatedWithin && belief_.off() <= kDatedWithin});
    read_record(*stored, store, views);
  }
  if (turn.failed()) {
    fail(Rule::kStoreSound, turn.failure()->text);
  }
  judge_kept(store);
  if (const std::string wrong = terms_.differ(); !wrong.empty()) {
    fail(Rule::kTermsAsRuled, wrong);
  }
}

void Oracle::read_record(const store::StoredRecord& stored, const store::KeyValueStore& store, store::Views& views) {
  const v1::RecordBody& body = stored.body;
  switch (body.kind_case()) {
    case v1::RecordBody::kSubmitted:
      return record(body.submitted(), views);
    case v1::RecordBody::kRefused:
      return record(body.refused());
    case v1::RecordBody::kDelivered:
      return record(body.delivered());
    case v1::RecordBody::kSettled:
      return record(body.settled(), views);
    case v1::RecordBody::kReleased:
      return record(body.released());
    case v1::RecordBody::kProcessed:
      return record(body.processed(), views);
    case v1::RecordBody::kDestroyed:
      return record(body.destroyed(), views);
    case v1::RecordBody::kNoticesRead:
      return record(body.notices_read());
    case v1::RecordBody::kTerm:
      return record(body.term(), views);
    case v1::RecordBody::kCarried:
      return record(body.carried());
    case v1::RecordBody::kScrubbed:
      return record(body.scrubbed(), store);
    case v1::RecordBody::kActivated:
      if (body.activated().what() == v1::Activated::BUNDLE) {
        bundle_in_force_ = body.activated().sha256();
      }
      return;
    case v1::RecordBody::kSegmentDropped:
      return;
    case v1::RecordBody::KIND_NOT_SET:
      fail(Rule::kStoreSound, fmt::format("record {} says nothing", records_));
      return;
  }
}

// The life of an accepted message, counting one record; nullptr after failing when it was never accepted.
Oracle::Life* Oracle::living(const std::string& id, std::string_view what) {
  const auto found = lives_.find(id);
  if (found == lives_.end()) {
    fail(Rule::kPermitRecorded, fmt::format("{} of {}, which was never accepted", what, short_id(id)));
    return nullptr;
  }
  ++found->second.records;
  return &found->second;
}

void Oracle::record(const v1::Submitted& submitted, store::Views& views) {
  const std::string& id = submitted.traffic().message_id();
  const Letter* letter = mail_.find(id, core::to_party_id(submitted.traffic().sender()));
  if (letter == nullptr || sent_.count({letter->sender, id}) == 0) {
    fail(Rule::kNobodySentIt, short_id(id));
    return;
  }
  if (!letter->must_refuse.empty()) {
    fail(Rule::kMustRefuse,
         fmt::format("{} was accepted and had to be refused: {}", short_id(id), letter->must_refuse));
  }
  const auto former = lives_.find(id);
  const bool accepted_before = former != lives_.end() && !former->second.gone;
  if (accepted_before || !by_reference_.emplace(std::pair(letter->sender, letter->reference), id).second) {
    fail(Rule::kAcceptedOnce, fmt::format("{} of {} was accepted before", short_id(id), letter->reference));
    return;
  }
  if (submitted.regel().empty() || submitted.bundle_sha256() != bundle_in_force_) {
    fail(Rule::kPermitRecorded, fmt::format("{} was accepted under no rule in force", short_id(id)));
  }
  if (core::to_party_id(submitted.traffic().receiver()) != letter->receiver ||
      core::to_party_id(submitted.traffic().sender()) != letter->sender) {
    fail(Rule::kRightReceiver, short_id(id));
  }
  if (letter->type == v1::TERUGKOPPELING) {
    judge_feedback(*letter);
  }
  Life& life = lives_[id];
  life = {};
  life.letter = letter;
  life.base = records_;
  life.priority = class_of(*letter);
  life.place = submitted.place();
  life.deadline = std::min(at_ + options_.delivery_term, WallTime{letter->draft.header.expires_unix_ms()});
  ++life.records;
  ++waiting_;
  if (submitted.priority() != life.priority || submitted.deadline_unix_ms() != life.deadline.unix_ms) {
    fail(Rule::kExpiredRightly, short_id(id) + " has another class or deadline than it should");
  }
  judge_admission(*letter);
  if (!letter->parts) {
    accounts_[letter->receiver].undelivered[life.priority].push_back(id);
  }
  terms_.accepted(*letter);
  judge_stored(life, submitted, views);
}

void Oracle::judge_feedback(const Letter& letter) {
  const auto answered = lives_.find(letter.in_reply_to);
  if (answered == lives_.end() || answered->second.letter->sender != letter.receiver ||
      answered->second.letter->receiver != letter.sender) {
    fail(Rule::kFeedbackToReporter, short_id(letter.id.bytes()));
  }
}

void Oracle::judge_stored(Life& life, const v1::Submitted& submitted, store::Views& views) {
  const auto row = views.message(life.letter->id);
  if (!row) {
    fail(Rule::kViewsEqualJournal, "accepted without a row: " + short_id(life.letter->id.bytes()));
    return;
  }
  life.accepted_body = row->accepted_body();
  if (const auto payload = views.payload(life.letter->id)) {
    life.statement = payload->statement().SerializeAsString();
    if (envelope::sha256(payload->statement().body()) != submitted.statement_sha256()) {
      fail(Rule::kSameStatement, "the stored statement is not the recorded one");
    }
    if (payload->envelope() != life.letter->submission.envelope) {
      fail(Rule::kSameEnvelope, "stored is not what was sent: " + short_id(life.letter->id.bytes()));
    }
  } else if (row->state() == v1::MessageRow::WACHT) {
    fail(Rule::kViewsEqualJournal, "accepted without a payload: " + short_id(life.letter->id.bytes()));
  }
}

// It answers, or goes on from, a message that is no longer known, or that its sender never got in the router's eyes.
bool Oracle::names_the_gone(const Letter& letter) const {
  const auto unknown = [this](const std::string& id) {
    const auto life = lives_.find(id);
    return !id.empty() && (life == lives_.end() || life->second.gone || life->second.end == v1::Notice::VERLOPEN ||
                           life->second.end == v1::Notice::GEWEIGERD);
  };
  const v1::Facts& facts = letter.draft.header.facts();
  // What the router itself signed about a message outlives its records.
  const auto answered = lives_.find(letter.in_reply_to);
  const bool has_ticket = !letter.draft.header.ticket().empty() && answered != lives_.end() && answered->second.gone;
  return (!has_ticket && unknown(letter.in_reply_to)) || unknown(facts.over_bericht_id()) ||
         std::any_of(facts.afgeleid_van().begin(), facts.afgeleid_van().end(), unknown);
}

void Oracle::record(const v1::Refused& refused) {
  const std::string& id = refused.traffic().message_id();
  ++refusals_[id];
  const PartyId sender = core::to_party_id(refused.traffic().sender());
  const Letter* letter = mail_.find(id, sender);
  judge_quota(sender);
  if (letter == nullptr || refused.refusal().fault().empty()) {
    fail(Rule::kRefusedForNothing, "a refusal of nothing that was sent");
    return;
  }
  for (const v1::Fault& fault : refused.refusal().fault()) {
    const bool of_the_moment =
        std::find(kReasonsOfTheMoment.begin(), kReasonsOfTheMoment.end(), fault.code()) != kReasonsOfTheMoment.end();
    if (letter->must_refuse.empty() && !of_the_moment && !names_the_gone(*letter)) {
      fail(Rule::kRefusedForNothing, fmt::format("{} was refused: {}", short_id(id), fault.code()));
    }
  }
}

void Oracle::record(const v1::Delivered& delivered) {
  Life* life = living(delivered.message_id(), "delivery");
  if (life == nullptr) {
    return;
  }
  if (life->end) {
    fail(Rule::kNothingAfterTheEnd, "delivered: " + short_id(delivered.message_id()));
  }
  ++life->attempts;
  if (delivered.attempt() != life->attempts) {
    fail(Rule::kAttemptsCount, fmt::format("attempt {} of {} is recorded as {}", life->attempts,
                                           short_id(delivered.message_id()), delivered.attempt()));
  }
  if (life->attempts == 1) {
    life->first_sent_in = turns_;
  }
  accounts_[life->letter->receiver].passed.at(life->priority) = 0;
  // Large messages wait for each other, and small ones pass.
  if (life->attempts == 1 && !life->letter->parts) {
    auto& line = accounts_[life->letter->receiver].undelivered[life->priority];
    if (line.empty() || line.front() != delivered.message_id()) {
      fail(Rule::kOrderKept, fmt::format("{} was sent before {}", short_id(delivered.message_id()),
                                         line.empty() ? "" : short_id(line.front())));
      return;
    }
    line.pop_front();
    judge_share(*life);
  }
}

void Oracle::no_longer_under_way(const Life& life) {
  if (auto& session = accounts_[life.letter->receiver].session) {
    session->way.erase(std::string(life.letter->id.bytes()));
  }
}

void Oracle::record(const v1::SettledRecord& settled, store::Views& views) {
  const std::string& id = settled.message_id();
  Life* life = living(id, "end");
  if (life == nullptr) {
    return;
  }
  if (life->end) {
    fail(Rule::kOneEnd, short_id(id));
    return;
  }
  const auto found = said_.find({life->letter->receiver, id});
  const Said said = found == said_.end() ? Said{} : found->second;
  const bool given = settled.outcome() == v1::Notice::AFGELEVERD  ? said.delivered || !said.processed.empty()
                     : settled.outcome() == v1::Notice::GEWEIGERD ? said.refused
                                                                  : false;
  const bool expired = settled.outcome() == v1::Notice::VERLOPEN;
  if (expired) {
    judge_expired(*life);
    auto& line = accounts_[life->letter->receiver].undelivered[life->priority];
    line.erase(std::remove(line.begin(), line.end(), id), line.end());
  } else if (!given || life->attempts == 0) {
    fail(Rule::kOutcomeGiven, fmt::format("{} ended after {} deliveries, and its receiver {}", short_id(id),
                                          life->attempts, given ? "said so" : "never said so"));
  }
  life->end = settled.outcome();
  --waiting_;
  no_longer_under_way(*life);
  if (settled.outcome() == v1::Notice::AFGELEVERD) {
    terms_.delivered(*life->letter);
  } else {
    terms_.fell_away(id);
  }
  judge_notice(life->letter->sender, settled.outcome(), id, views);
}

// The notice of a change stands in the log of the sender in the same commit, under the next number.
void Oracle::judge_notice(const PartyId& sender, v1::Notice::Kind kind, const std::string& id, store::Views& views) {
  Account& account = accounts_[sender];
  ++account.notices;
  account.notice_record[account.notices] = records_;
  const auto notices = views.notices(sender, account.notices, 1);
  if (notices.empty() || notices.front().number() != account.notices) {
    if (views.party(sender).notices_read() < account.notices) {
      fail(Rule::kEndIsTold, fmt::format("no notice {} about {}", account.notices, short_id(id)));
    }
    return;
  }
  if (notices.front().kind() != kind || notices.front().message_id() != id) {
    fail(Rule::kEndIsTold, fmt::format("notice {} is not about {}", account.notices, short_id(id)));
  }
  account.notice_bytes[account.notices] = notices.front().SerializeAsString();
}

void Oracle::record(const v1::ReleasedRecord& released) {
  Life* life = living(released.message_id(), "release");
  if (life != nullptr && life->end) {
    fail(Rule::kNothingAfterTheEnd, "released: " + short_id(released.message_id()));
  }
  if (life != nullptr) {
    no_longer_under_way(*life);
  }
}

void Oracle::record(const v1::ProcessedRecord& processed, store::Views& views) {
  Life* life = living(processed.message_id(), "result");
  if (life == nullptr) {
    return;
  }
  const auto said = said_.find({life->letter->receiver, processed.message_id()});
  if (life->end != v1::Notice::AFGELEVERD || said == said_.end() ||
      said->second.processed.count(processed.outcome()) == 0) {
    fail(Rule::kOutcomeGiven, "a result nobody gave: " + short_id(processed.message_id()));
  }
  life->processed = processed.outcome();
  terms_.processed(processed.message_id());
  judge_notice(life->letter->sender,
               processed.outcome() == v1::Processed::VERWERKT ? v1::Notice::VERWERKT : v1::Notice::NIET_VERWERKT,
               processed.message_id(), views);
}

void Oracle::record(const v1::Destroyed& destroyed, store::Views& views) {
  if (destroyed.reason() == v1::Destroyed::AFGEBROKEN) {
    const auto found = lives_.find(destroyed.message_id());
    if (found != lives_.end() && !found->second.gone) {
      ++found->second.records;
    }
    return;
  }
  Life* life = living(destroyed.message_id(), "destruction");
  if (life == nullptr) {
    return;
  }
  if (!life->end || life->destroyed) {
    fail(Rule::kPayloadDestroyed, "destroyed before the end, or twice: " + short_id(destroyed.message_id()));
  }
  life->destroyed = true;
  life->destroyed_at = mono_;
  life->destroyed_wall = at_;
  life->destroyed_in = records_;
  if (views.payload(life->letter->id)) {
    fail(Rule::kPayloadDestroyed, "recorded, and still there: " + short_id(destroyed.message_id()));
  }
}

}  // namespace corvid::sim
