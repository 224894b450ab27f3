#include "router/core/retention.h"

#include <algorithm>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/limits.h"
#include "router/core/parties.h"
#include "store/derive.h"
#include "store/journal.h"
#include "store/keys.h"

namespace corvid::core {
namespace {

// A failed scrub means a disk in trouble: not at once again.
constexpr std::chrono::minutes kScrubRetry{10};

std::optional<MessageId> id_of(const std::string& bytes) {
  const auto id = MessageId::from_bytes(bytes);
  return id.ok() ? std::optional<MessageId>(*id) : std::nullopt;
}

store::KeyRange tables(store::Table first, store::Table last) {
  return {store::keys_starting(first, {}).from, store::keys_starting(last, {}).to};
}

}  // namespace

void Retention::step(TurnWork& work) {
  has_more_ = false;
  const auto oldest = work.views().segments(2);
  const std::uint32_t days = options_.traffic_days - (broken(Variant::kTrafficGoesEarly) ? 2 : 0);
  if (oldest.empty() || broken(Variant::kTrafficKept)) {
    return;
  }
  const std::uint32_t today = store::day_of(work.now());
  const auto is_due = [&](std::uint32_t day) { return day + days - 1 <= today; };
  if (!is_due(oldest.front().day) && !is_due(day_at_most(oldest.front(), today, work))) {
    return;
  }
  const std::uint64_t end = oldest.size() > 1 ? oldest[1].first : work.store_row().record_next();
  drop_segment(oldest.front(), end, work);
}

// How old the oldest segment is at least. Where the days step back, one of two clocks was wrong: the one before, when
// time goes on from the lower day; the one after, when it soon jumps up again to where it was.
std::uint32_t Retention::day_at_most(const store::Segment& oldest, std::uint32_t today, TurnWork& work) {
  if (judged_ && judged_->first == oldest.first && judged_->today == today) {
    return judged_->day;
  }
  std::vector<std::uint32_t> days;
  for (const store::Segment& segment : work.views().segments(limits::kSegmentsLookedAt)) {
    days.push_back(segment.day);
  }
  days.push_back(today);
  std::uint32_t day = oldest.day;
  for (std::size_t at = 1; at < days.size(); ++at) {
    if (days[at] >= day) {
      continue;
    }
    std::size_t back = at + 1;
    while (back < days.size() && days[back] < day) {
      ++back;
    }
    const bool jumps = back < days.size() && days[back] - days[back - 1] > limits::kQuietDaysMax;
    if (jumps) {
      at = back;
    } else {
      day = days[at];
    }
  }
  judged_ = Judged{oldest.first, today, day};
  return day;
}

void Retention::drop_segment(const store::Segment& segment, std::uint64_t end, TurnWork& work) {
  const std::uint64_t stop = std::min(end, segment.first + limits::kRetentionRecordsPerTurn);
  std::set<PartyId> parties;
  for (std::uint64_t number = segment.first; number < stop; ++number) {
    drop_record(number, parties, work);
  }
  for (const PartyId& party : parties) {
    carry_party(party, stop, work);
  }
  work.store_row().set_record_first(stop);
  work.views().erase_segment(segment.first);
  has_more_ = true;  // the rest of it, or the next one
  if (stop < end) {
    v1::SegmentRow rest;
    rest.set_day(segment.day);
    work.views().put_segment(stop, rest);
    return;
  }
  v1::RecordBody body;
  body.mutable_segment_dropped()->set_day(segment.day);
  body.mutable_segment_dropped()->set_last(end - 1);
  const std::uint64_t number = work.record(body);
  work.store_row().set_dropped_record(number);
}

void Retention::drop_record(std::uint64_t number, std::set<PartyId>& parties, TurnWork& work) {
  const auto record = store::read_record(work.rows(), number);
  if (!record) {
    work.fail_corrupt("record " + std::to_string(number) + " is missing from the journal");
    return;
  }
  const v1::RecordBody& body = record->body;
  switch (body.kind_case()) {
    case v1::RecordBody::kSubmitted:
      drop_message(body.submitted().traffic().message_id(), number, work);
      drop_conversation(body.submitted().traffic().conversation_id(), number, work);
      parties.insert(to_party_id(body.submitted().traffic().receiver()));
      break;
    case v1::RecordBody::kRefused:
      if (const auto id = id_of(body.refused().traffic().message_id())) {
        work.views().erase_refusal(*id, number);
      }
      break;
    case v1::RecordBody::kSettled:
      drop_notice(body.settled().told(), parties, work);
      break;
    case v1::RecordBody::kProcessed:
      drop_notice(body.processed().told(), parties, work);
      break;
    case v1::RecordBody::kTerm:
      drop_term(body.term().row(), number, work);
      drop_notice(body.term().told(), parties, work);
      break;
    case v1::RecordBody::kNoticesRead:
      parties.insert(to_party_id(body.notices_read().party()));
      break;
    case v1::RecordBody::kCarried:
      drop_carried(body.carried(), number, parties, work);
      break;
    case v1::RecordBody::kDelivered:
    case v1::RecordBody::kReleased:
    case v1::RecordBody::kDestroyed:
    case v1::RecordBody::kActivated:
    case v1::RecordBody::kSegmentDropped:
    case v1::RecordBody::kScrubbed:
    case v1::RecordBody::KIND_NOT_SET:
      break;  // no view row begins with one
  }
  work.erase_record(number);
}

void Retention::drop_message(const std::string& id_bytes, std::uint64_t number, TurnWork& work) {
  const auto id = id_of(id_bytes);
  const auto row = id ? work.views().message(*id) : std::nullopt;
  if (!row || row->base() != number) {
    return;
  }
  if (row->state() == v1::MessageRow::WACHT) {
    v1::RecordBody body;
    *body.mutable_carried()->mutable_message()->mutable_row() = *row;
    if (broken(Variant::kPlaceForgotten)) {
      body.mutable_carried()->mutable_message()->mutable_row()->set_place(row->place() + 1);
    }
    work.record(body);
    return;
  }
  work.views().erase_message(*id);
  const PartyId sender = to_party_id(row->traffic().sender());
  const auto mark = work.views().dedup(sender, row->traffic().reference_tag());
  if (mark && mark->message_id() == id_bytes) {
    work.views().erase_dedup(sender, row->traffic().reference_tag());
  }
}

// The log of a party that did not ask for so long begins later.
void Retention::drop_notice(const v1::Told& told, std::set<PartyId>& parties, TurnWork& work) {
  if (told.number() == 0) {
    return;
  }
  const PartyId party = to_party_id(told.party());
  parties.insert(party);
  if (work.views().party(party).notices_read() >= told.number()) {
    return;
  }
  v1::RecordBody body;
  *body.mutable_notices_read()->mutable_party() = told.party();
  body.mutable_notices_read()->set_number(told.number());
  body.mutable_notices_read()->set_by_retention(true);
  work.record(body);
}

void Retention::drop_term(const v1::TermRow& recorded, std::uint64_t number, TurnWork& work) {
  const auto id = id_of(recorded.message_id());
  const auto row = id ? work.views().term(*id, recorded.klok()) : std::nullopt;
  if (!row || row->base() != number) {
    return;
  }
  if (row->step() == v1::TermRecord::TE_LAAT) {
    terms_.end(*row, v1::TermRecord::VERVALLEN, work);
    return;
  }
  if (broken(Variant::kTermForgotten)) {
    return;
  }
  v1::RecordBody body;
  *body.mutable_carried()->mutable_term() = *row;
  work.record(body);
}

// Its newest message is of the day that goes.
void Retention::drop_conversation(const std::string& id_bytes, std::uint64_t number, TurnWork& work) {
  const auto id = id_of(id_bytes);
  const auto row = id ? work.views().conversation(*id) : std::nullopt;
  if (row && row->base() == number) {
    work.views().erase_conversation(*id);
  }
}

void Retention::drop_carried(const v1::Carried& carried, std::uint64_t number, std::set<PartyId>& parties,
                             TurnWork& work) {
  switch (carried.row_case()) {
    case v1::Carried::kMessage:
      return drop_message(carried.message().row().traffic().message_id(), number, work);
    case v1::Carried::kTerm:
      return drop_term(carried.term(), number, work);
    case v1::Carried::kParty:
      parties.insert(to_party_id(carried.party().party()));
      return;
    case v1::Carried::ROW_NOT_SET:
      return;
  }
}

void Retention::carry_party(const PartyId& party, std::uint64_t first_kept, TurnWork& work) {
  const v1::PartyRow row = work.views().party(party);
  if (row.base() >= first_kept) {
    return;
  }
  v1::RecordBody body;
  *body.mutable_carried()->mutable_party()->mutable_party() = to_party_ref(party);
  *body.mutable_carried()->mutable_party()->mutable_row() = row;
  work.record(body);
}

// ---- scrubbing

std::optional<std::vector<store::KeyRange>> Retention::take_order(const TurnWork& work) {
  const v1::StoreRow& row = work.store_row();
  const auto since = work.now() - WallTime{row.unscrubbed_since_unix_ms()};
  // A wall clock that went back says nothing about how long ago it was.
  const bool is_due = row.unscrubbed_since_unix_ms() != 0 &&
                      (since >= options_.scrub_interval || since < std::chrono::milliseconds::zero());
  if (!is_due || broken(Variant::kScrubForgotten) || ordered_through_ || (retry_at_ && work.mono() < *retry_at_)) {
    return std::nullopt;
  }
  ordered_through_ = row.record_next();
  ordered_at_ = work.now();
  std::vector<store::KeyRange> ranges{tables(store::Table::kPayload, store::Table::kUpload),
                                      tables(store::Table::kQueue, store::Table::kNotice)};
  if (row.dropped_record() >= row.scrubbed_through()) {
    ranges.push_back({store::keys_starting(store::Table::kJournal, {}).from, store::journal_key(row.record_first())});
    ranges.push_back(tables(store::Table::kMessage, store::Table::kDue));
  }
  return ranges;
}

void Retention::scrubbed(bool succeeded, TurnWork& work) {
  const auto through = std::exchange(ordered_through_, std::nullopt);
  if (!through || (!succeeded && !broken(Variant::kScrubBelieved))) {
    retry_at_ = work.mono() + kScrubRetry;
    return;
  }
  retry_at_.reset();
  v1::RecordBody body;
  body.mutable_scrubbed()->set_through(*through);
  work.record(body);
  v1::StoreRow& row = work.store_row();
  row.set_scrubbed_through(*through);
  row.set_unscrubbed_since_unix_ms(row.destroyed_record() < *through ? 0 : ordered_at_.unix_ms);
}

}  // namespace corvid::core
