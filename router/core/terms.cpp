#include "router/core/terms.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/check.h"
#include "proto/base/limits.h"
#include "router/core/parties.h"
#include "router/policy/clocks.h"
#include "store/keys.h"
#include "store/rows.h"

namespace corvid::core {
namespace {

MessageId id_of(const std::string& bytes) {
  const auto id = MessageId::from_bytes(bytes);
  CORVID_CHECK(id.ok());  // of a row that was checked when it was read
  return *id;
}

v1::TermRecord::Step next_step(const v1::TermRow& row) {
  if (row.step() == v1::TermRecord::BEGONNEN && row.soon_unix_ms() != 0) {
    return v1::TermRecord::BIJNA;
  }
  return row.step() != v1::TermRecord::VANDAAG && row.today_unix_ms() != 0 ? v1::TermRecord::VANDAAG
                                                                           : v1::TermRecord::TE_LAAT;
}

v1::TermRecord::Step step_of(v1::KlokEinde::Uitkomst outcome) {
  return outcome == v1::KlokEinde::TERUGGESTUURD ? v1::TermRecord::TERUGGESTUURD : v1::TermRecord::GEHAALD;
}

bool waits_for_result(const v1::Klok* klok) {
  return klok != nullptr && std::any_of(klok->eindigt().begin(), klok->eindigt().end(),
                                        [](const v1::KlokEinde& end) { return end.verwerkt(); });
}

}  // namespace

void Terms::recover(const store::Turn& rows) {
  store::KeyRange range = store::keys_starting(store::Table::kTerm, {});
  constexpr std::size_t kPage = 1024;
  running_ = overdue_ = 0;
  none_before_ = WallTime{0};
  while (true) {
    const auto page = rows.scan(range.from, range.to, kPage);
    for (const store::KeyValue& entry : page) {
      v1::TermRow row;
      if (!row.ParseFromString(entry.value)) {
        rows.fail({Errc::kCorrupt, store::describe_key(entry.key) + ": not what was written"});
        return;
      }
      ++running_;
      overdue_ += row.step() == v1::TermRecord::TE_LAAT ? 1U : 0U;
    }
    if (page.size() < kPage) {
      return;
    }
    range.from = page.back().key + std::string(1, '\0');
  }
}

void Terms::accepted(const policy::Question& question, const v1::Traffic& traffic, const v1::Traffic* parent,
                     TurnWork& work) {
  const policy::ClockChanges changes = policy::clocks_on_acceptance(bundle_, question);
  if (parent != nullptr && !broken(Variant::kAnswerEndsNothing)) {
    for (const policy::ClockEnd& ended : changes.ends) {
      if (const auto row = work.views().term(id_of(parent->message_id()), ended.klok->id())) {
        end(*row, step_of(ended.uitkomst), work);
      }
    }
  }
  for (const policy::ClockBegin& begun : changes.begins) {
    if (begun.about == policy::About::kMessage) {
      begin(*begun.klok, traffic, work);
    } else if (parent != nullptr) {
      begin(*begun.klok, *parent, work);
    }
  }
}

void Terms::delivered(const v1::Traffic& traffic, TurnWork& work) {
  for (const v1::Klok* klok : policy::clocks_on_delivery(bundle_, traffic.type(), traffic.sender().role(),
                                                         traffic.receiver().role())) {
    begin(*klok, traffic, work);
  }
}

void Terms::processed(const v1::Traffic& traffic, TurnWork& work) {
  for (const v1::Klok* klok : policy::clocks_ended_by_result(bundle_, traffic.type())) {
    if (const auto row = work.views().term(id_of(traffic.message_id()), klok->id())) {
      end(*row, v1::TermRecord::GEHAALD, work);
    }
  }
}

void Terms::fell_away(const MessageId& message, TurnWork& work) {
  for (const v1::TermRow& row : work.views().terms_of(message)) {
    end(row, v1::TermRecord::VERVALLEN, work);
  }
}

void Terms::begin(const v1::Klok& klok, const v1::Traffic& about, TurnWork& work) {
  const MessageId message = id_of(about.message_id());
  if (work.views().term(message, klok.id())) {
    return;  // it runs already: the first begin counts
  }
  const policy::Moments moments = policy::moments_of(bundle_, klok, work.now());
  v1::RecordBody body;
  v1::TermRow& row = *body.mutable_term()->mutable_row();
  row.set_message_id(about.message_id());
  row.set_klok(klok.id());
  *row.mutable_bij() = klok.bij() == v1::Klok::AFZENDER ? about.sender() : about.receiver();
  row.set_begun_unix_ms(work.now().unix_ms);
  row.set_soon_unix_ms(moments.soon_unix_ms);
  row.set_today_unix_ms(moments.today_unix_ms);
  row.set_overdue_unix_ms(moments.overdue_unix_ms);
  row.set_kalender(std::string(moments.kalender));
  row.set_kalender_version(moments.kalender_version);
  row.set_step(v1::TermRecord::BEGONNEN);
  body.mutable_term()->set_step(v1::TermRecord::BEGONNEN);
  work.record(body);
  ++running_;
  if (const auto first = store::next_moment(row)) {
    none_before_ = std::min(none_before_, *first);
  }
}

void Terms::end(const v1::TermRow& row, v1::TermRecord::Step step, TurnWork& work) {
  v1::RecordBody body;
  *body.mutable_term()->mutable_row() = row;
  body.mutable_term()->set_step(step);
  work.record(body);
  CORVID_CHECK(running_ > 0);
  --running_;
  if (row.step() == v1::TermRecord::TE_LAAT) {
    CORVID_CHECK(overdue_ > 0);
    --overdue_;
  }
}

std::set<PartyId> Terms::step(TurnWork& work) {
  std::set<PartyId> senders;
  has_more_ = false;
  std::size_t steps = 0;
  while (true) {
    const auto early = broken(Variant::kAlarmEarly) ? std::chrono::hours(12) : std::chrono::hours(0);
    if (none_before_ > work.now() + early || broken(Variant::kAlarmForgotten)) {
      return senders;
    }
    const auto due = work.views().terms_due(none_before_, 1);
    none_before_ = due.empty() ? WallTime{std::numeric_limits<std::int64_t>::max()} : due.front().moment;
    if (none_before_ > work.now() + early) {
      return senders;
    }
    if (steps++ == limits::kTermStepsPerTurn) {
      has_more_ = true;
      return senders;
    }
    auto row = work.views().term(due.front().message, due.front().klok);
    if (!row) {
      work.fail_corrupt("a clock is due that does not run: " + due.front().message.to_string());
      return senders;
    }
    if (const auto sender = step_one(*std::move(row), work)) {
      senders.insert(*sender);
    }
  }
}

std::optional<PartyId> Terms::step_one(v1::TermRow row, TurnWork& work) {
  v1::RecordBody body;
  v1::TermRecord& record = *body.mutable_term();
  record.set_step(next_step(row));
  if (record.step() != v1::TermRecord::TE_LAAT) {
    *record.mutable_row() = std::move(row);
    work.record(body);
    return std::nullopt;
  }
  row.set_late(true);
  *record.mutable_row() = row;
  std::optional<PartyId> sender;
  const auto message = work.views().message(id_of(row.message_id()));
  if (waits_for_result(policy::find_klok(bundle_, row.klok())) && message) {
    sender = to_party_id(message->traffic().sender());
    record.set_step(v1::TermRecord::ONBEKEND);
    *record.mutable_told() = work.next_notice(*sender);
    --running_;
  } else {
    ++overdue_;
  }
  work.record(body);
  return sender;
}

}  // namespace corvid::core
