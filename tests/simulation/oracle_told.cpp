// The oracle's reading of what left the router: each effect must have its cause in the committed store.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

#include "proto/base/limits.h"
#include "proto/envelope/signing.h"
#include "router/core/parties.h"
#include "tests/simulation/oracle.h"

namespace corvid::sim {
namespace {

// The four texts, as the agreement gives them.
constexpr std::array<std::string_view, 5> kOfficialTexts{
    "", "Veilig Thuis neemt de melding in onderzoek",
    "De situatie is in de triage bij Veilig Thuis niet als zorgelijk beoordeeld",
    "De zorgmelding is doorgestuurd naar een bestaande hulpverlener",
    "De zorgmelding is doorgestuurd naar een nieuwe hulpverlener (meestal het lokale veld)"};

}  // namespace

void Oracle::released(const core::Effect& effect) {
  std::visit([&](const auto& what) { told(effect, what); }, effect.what);
}

void Oracle::told(const core::Effect& effect, const v1::Welcome& welcome) {
  const auto hello = hello_on_.find(effect.link);
  if (hello == hello_on_.end()) {
    fail(Rule::kToldBeforeCommit, "a welcome without a hello");
    return;
  }
  const auto& [party, credit] = hello->second;
  Account& account = accounts_[party];
  account.session = Under{welcome.session(), effect.link, credit.messages(), credit.bytes(), {}};
  party_of_token_[welcome.session()] = party;
  if (welcome.notices_from() != account.confirmed + 1) {
    fail(Rule::kNoticesInOrder, fmt::format("{}: notices from {}, confirmed {}, written {}", cast_.member(party).name,
                                            welcome.notices_from(), account.confirmed, account.notices));
  }
}

void Oracle::told(const core::Effect& effect, const v1::SessionEnded&) {
  auto* account = account_of(effect.session);
  // Whoever uses another's token is told that it has no session; the session of the other goes on.
  if (account != nullptr && account->second.session->link == effect.link) {
    account->second.session.reset();
  }
}

void Oracle::told(const core::Effect& effect, const v1::Receipt& receipt) {
  auto* account = account_of(effect.session);
  const Letter* letter = account == nullptr ? nullptr : mail_.find(receipt.message_id(), account->first);
  if (letter == nullptr || account == nullptr) {
    fail(Rule::kToldBeforeCommit, "a receipt for nothing, or to nobody: " + short_id(receipt.message_id()));
    return;
  }
  if (receipt.has_refused()) {
    if (refusals_.count(receipt.message_id()) == 0) {
      fail(Rule::kToldBeforeCommit, "a refusal without a record: " + short_id(receipt.message_id()));
    }
    return;
  }
  const auto first = lives_.find(receipt.accepted().message_id());
  if (first == lives_.end() || first->second.letter->sender != letter->sender ||
      first->second.letter->reference != letter->reference) {
    fail(Rule::kToldBeforeCommit, "a receipt without a record: " + short_id(receipt.message_id()));
    return;
  }
  const Life& life = first->second;
  if (receipt.accepted().SerializeAsString() != life.accepted_body || life.letter->content != letter->content) {
    fail(Rule::kFirstReceiptAgain, short_id(receipt.message_id()));
  }
}

// A message, or the head of one, goes to whom it is for, as often as the journal says.
Oracle::Life* Oracle::judge_sent(const core::Effect& effect, const std::string& id, std::uint32_t attempt,
                                 const v1::SignedBody& statement, std::uint64_t bytes) {
  const auto found = lives_.find(id);
  if (found == lives_.end() || found->second.attempts < attempt) {
    fail(Rule::kToldBeforeCommit, "a delivery without a record: " + short_id(id));
    return nullptr;
  }
  Life& life = found->second;
  auto* account = account_of(effect.session);
  if (account == nullptr || account->first != life.letter->receiver || account->second.session->link != effect.link) {
    fail(Rule::kRightReceiver, "delivered to another: " + short_id(id));
    return nullptr;
  }
  if (life.end) {
    fail(Rule::kNothingAfterTheEnd, "sent: " + short_id(id));
  }
  judge_statement(life, statement);
  Under& session = *account->second.session;
  session.way[id] = bytes;
  judge_credit(account->first, session);
  return &life;
}

void Oracle::told(const core::Effect& effect, const core::DeliverMessage& delivery) {
  const std::string& id = delivery.deliver.message_id();
  const Life* life =
      judge_sent(effect, id, delivery.deliver.attempt(), delivery.deliver.statement(), delivery.envelope.size());
  if (life != nullptr && (life->letter->parts || delivery.envelope != life->letter->submission.envelope)) {
    fail(Rule::kSameEnvelope, short_id(id));
  }
}

void Oracle::told(const core::Effect& effect, const core::LargeDeliveryBegin& begin) {
  const std::string& id = begin.begin.message_id();
  std::uint64_t bytes = begin.head.size();
  for (const std::uint64_t section : begin.begin.section_bytes()) {
    bytes += section;
  }
  const Life* life = judge_sent(effect, id, begin.begin.attempt(), begin.begin.statement(), bytes);
  if (life == nullptr) {
    return;
  }
  if (!life->letter->parts || begin.head != life->letter->parts->head) {
    fail(Rule::kSameEnvelope, "the head of " + short_id(id));
  }
  Under& session = *account_of(effect.session)->second.session;
  session.in_parts = id;
  session.parts_sent = 0;
  session.parts_taken.reset();
}

// Parts come in order and without gaps, within the window that the receiver opened.
void Oracle::told(const core::Effect& effect, const core::LargeDeliveryChunk& chunk) {
  auto* account = account_of(effect.session);
  const Letter* letter = mail_.find(chunk.chunk.message_id());
  if (account == nullptr || letter == nullptr || !letter->parts ||
      account->second.session->in_parts != chunk.chunk.message_id()) {
    fail(Rule::kRightReceiver, "a part of nothing, or to another: " + short_id(chunk.chunk.message_id()));
    return;
  }
  Under& session = *account->second.session;
  if (chunk.chunk.offset() != session.parts_sent ||
      letter->parts->contents.compare(session.parts_sent, chunk.bytes.size(), chunk.bytes) != 0) {
    fail(Rule::kSameEnvelope, "a part of " + short_id(chunk.chunk.message_id()));
  }
  session.parts_sent += chunk.bytes.size();
  if (!session.parts_taken || session.parts_sent > *session.parts_taken + limits::kLargeWindowBytes) {
    fail(Rule::kCreditKept, "a part beyond the window: " + short_id(chunk.chunk.message_id()));
  }
}

void Oracle::told(const core::Effect& effect, const v1::LargeEnd& end) {
  auto* account = account_of(effect.session);
  const Letter* letter = mail_.find(end.message_id());
  if (account == nullptr || letter == nullptr || !letter->parts ||
      account->second.session->in_parts != end.message_id() ||
      account->second.session->parts_sent != letter->parts->contents.size()) {
    fail(Rule::kSameEnvelope, "an end before the end: " + short_id(end.message_id()));
  }
}

void Oracle::judge_statement(Life& life, const v1::SignedBody& statement) {
  const std::string bytes = statement.SerializeAsString();
  if (bytes != life.statement) {
    fail(Rule::kSameStatement, short_id(life.letter->id.bytes()));
    return;
  }
  if (std::exchange(life.statement_checked, true)) {
    return;
  }
  v1::RouterStatement said;
  v1::Ticket ticket;
  const std::string& key = cast_.router().public_key();
  const bool genuine = envelope::verify_body(envelope::kStatementType, statement, key).ok() &&
                       said.ParseFromString(statement.body()) &&
                       envelope::verify_body(envelope::kTicketType, said.ticket(), key).ok() &&
                       ticket.ParseFromString(said.ticket().body());
  if (!genuine || said.message_id() != life.letter->id.bytes() || ticket.message_id() != life.letter->id.bytes() ||
      said.header_sha256() != life.letter->submission.inspection.envelope->header_sha256 || said.regel().empty() ||
      core::to_party_id(ticket.sender()) != life.letter->sender ||
      core::to_party_id(ticket.receiver()) != life.letter->receiver) {
    fail(Rule::kStatementGenuine, short_id(life.letter->id.bytes()));
  }
  const auto code = static_cast<std::size_t>(life.letter->draft.case_facts.code());
  if (said.official_text() != kOfficialTexts.at(code)) {
    fail(Rule::kOfficialText, short_id(life.letter->id.bytes()));
  }
}

// A single message may be larger than the byte credit; anything beside it may not.
void Oracle::judge_credit(const PartyId& receiver, Under& session) {
  std::uint64_t bytes = 0;
  for (const auto& [id, size] : session.way) {
    bytes += size;
  }
  if (session.way.size() > session.window_messages || (session.way.size() > 1 && bytes > session.window_bytes)) {
    fail(Rule::kCreditKept,
         fmt::format("{} has {} messages of {} bytes under way; its credit is {} of {}", cast_.member(receiver).name,
                     session.way.size(), bytes, session.window_messages, session.window_bytes));
  }
}

void Oracle::told(const core::Effect& effect, const v1::Notice& notice) {
  auto* account = account_of(effect.session);
  if (account == nullptr) {
    fail(Rule::kRightReceiver, "a notice to nobody");
    return;
  }
  const auto written = account->second.notice_bytes.find(notice.number());
  if (written == account->second.notice_bytes.end()) {
    fail(Rule::kToldBeforeCommit, fmt::format("notice {} was never written", notice.number()));
  } else if (written->second != notice.SerializeAsString()) {
    fail(Rule::kNoticesInOrder, fmt::format("notice {} changed", notice.number()));
  }
  if (notice.number() <= account->second.confirmed) {
    fail(Rule::kToldOnce, fmt::format("{} confirmed notice {} and was told {}", cast_.member(account->first).name,
                                      account->second.confirmed, notice.number()));
  }
}

void Oracle::told(const core::Effect& effect, const v1::Settled& settled) {
  const auto found = lives_.find(settled.message_id());
  auto* account = account_of(effect.session);
  if (account != nullptr && found != lives_.end() && found->second.letter->receiver == account->first &&
      found->second.attempts > 0 && found->second.first_sent_in < turns_ && !found->second.end) {
    fail(Rule::kToldBeforeCommit, "settled without a record: " + short_id(settled.message_id()));
  }
}

void Oracle::told(const core::Effect& effect, const core::ProcessedRecorded& recorded) {
  const auto found = lives_.find(recorded.message.message_id());
  auto* account = account_of(effect.session);
  if (account != nullptr && found != lives_.end() && found->second.letter->receiver == account->first &&
      found->second.end == v1::Notice::AFGELEVERD && !found->second.gone &&
      found->second.processed == v1::Processed::OUTCOME_ONBEPAALD) {
    fail(Rule::kToldBeforeCommit, "a result without a record: " + short_id(recorded.message.message_id()));
  }
}

}  // namespace corvid::sim
