#include "tests/simulation/gateway.h"

#include <utility>

#include "proto/base/hex.h"
#include "router/core/parties.h"
#include "tests/support/message_builders.h"

namespace corvid::sim {
namespace {

using std::chrono_literals::operator""s;

constexpr auto kWelcomeWithin = 10s;
constexpr auto kPingAfter = 4s;
constexpr std::size_t kLettersPerCommand = 8;
constexpr std::size_t kHistoryMax = 64;
constexpr std::uint64_t kNeverWritten = 1'000'000;  // notices beyond the last

}  // namespace

WallTime Surroundings::now() const {
  const auto passed = agenda.now().time_since_epoch();
  return test::kNow + std::chrono::duration_cast<std::chrono::milliseconds>(passed);
}

bool Gateway::has(Fault fault, std::uint32_t permille) {
  return around_.faults.has(fault) && around_.dice.chance(permille);
}

void Gateway::forget_session() {
  link_.clear();
  token_.clear();
  sent_now_.clear();
  settled_now_.clear();
  results_now_.clear();
  not_now_.clear();
  notices_confirmed_ = 0;
  upload_.reset();
  download_.reset();
}

void Gateway::crash() {
  around_.network.cut(link_);
  forget_session();
}

void Gateway::lose_link() {
  around_.network.cut(link_);
  forget_session();
}

void Gateway::tick() {
  around_.trace.note("{}", member_.name);
  native();
  if (!link_.empty() && !around_.network.is_open(link_)) {
    forget_session();
  }
  if (has(Fault::kHelloStorm, 60)) {
    if (around_.dice.chance(500)) {
      around_.network.cut(link_);
    }
    forget_session();
  }
  if (link_.empty()) {
    connect();
  } else if (token_.empty()) {
    if (around_.agenda.now() - connecting_since_ > kWelcomeWithin) {
      around_.trace.note("gives up {}", link_);
      lose_link();
    }
  } else if (has(Fault::kStaleCommands, 60)) {
    send_old_command();
  } else if (has(Fault::kMalformed, 40)) {
    send_nonsense();
  } else {
    send_ready();
  }
}

v1::Credit Gateway::credit() {
  v1::Credit credit;
  credit.set_messages(64);
  credit.set_bytes(4'000'000);
  small_credit_now_ = false;
  if (has(Fault::kNoCredit, 300)) {
    credit.set_messages(0);
    small_credit_now_ = true;
  } else if (has(Fault::kSmallCredit, 600)) {
    credit.set_messages(1 + static_cast<std::uint32_t>(around_.dice.below(3)));
    credit.set_bytes(around_.dice.below(8'000));
    small_credit_now_ = true;
  }
  return credit;
}

void Gateway::connect() {
  link_ = around_.network.open(number_);
  connecting_since_ = around_.agenda.now();
  core::CommandArrived arrived{link_, member_.transport_key, {}, {}};
  v1::Hello& hello = *arrived.command.mutable_hello();
  hello.set_protocol(1);
  *hello.mutable_party() = core::to_party_ref(member_.id);
  hello.set_software("corvid-sim");
  *hello.mutable_credit() = credit();
  hello.set_notices_read(has(Fault::kDeaf, 800) ? 0 : notices_);
  notices_confirmed_ = hello.notices_read();
  around_.oracle.claims_read(member_.id, notices_confirmed_);
  if (has(Fault::kOverclaims, 200)) {
    hello.set_notices_read(notices_ + kNeverWritten);
    notices_confirmed_ = 0;
  }
  around_.trace.note("hello on {}, credit {} of {}", link_, hello.credit().messages(), hello.credit().bytes());
  around_.network.send_up(link_, std::move(arrived));
}

void Gateway::send_ready() {
  core::CommandArrived arrived{link_, member_.transport_key, {}, {}};
  v1::ClientCommand& command = arrived.command;
  std::vector<LetterPtr> letters;
  add_settles(command);
  add_results(command);
  add_letters(command, letters);
  add_the_rest(command);
  add_parts(arrived);
  misbehave(command, letters);
  const bool empty = command.settle().empty() && command.processed().empty() && letters.empty() &&
                     !command.has_notices_read() && !command.has_credit() && !command.has_large_begin() &&
                     !command.has_large_chunk() && !command.has_large_end() && !command.has_large_taken();
  if (empty && around_.agenda.now() - spoke_ > kPingAfter) {
    command.mutable_ping();
  }
  if (!empty || command.has_ping()) {
    send(std::move(arrived), letters);
  }
}

void Gateway::add_settles(v1::ClientCommand& command) {
  for (const auto& [id, incoming] : inbox_) {
    if (incoming.settled || settled_now_.count(id) != 0 || has(Fault::kSettlesLate, 900) ||
        (incoming.handed_over && has(Fault::kProcessedFirst, 500))) {
      continue;
    }
    settled_now_.insert(id);
    v1::Settle& settle = *command.add_settle();
    settle.set_message_id(id);
    settle.set_outcome(incoming.refused ? v1::Settle::GEWEIGERD : v1::Settle::AFGELEVERD);
    if (incoming.refused) {
      v1::Fault& fault = *settle.mutable_refusal()->add_fault();
      fault.set_code("VERPLICHT_VELD_ONTBREEKT");
      fault.set_reden("words of the receiver's own: " + incoming.letter->canary);
    }
    if (has(Fault::kSettlesTwice, 300)) {
      *command.add_settle() = v1::Settle(settle);
    }
  }
  for (const std::string& id : std::exchange(not_now_, {})) {
    v1::Settle& settle = *command.add_settle();
    settle.set_message_id(id);
    settle.set_outcome(v1::Settle::NIET_NU);
  }
}

void Gateway::add_results(v1::ClientCommand& command) {
  for (const auto& [id, incoming] : inbox_) {
    const bool in_turn = incoming.settled || settled_now_.count(id) != 0 || around_.faults.has(Fault::kProcessedFirst);
    if (incoming.handed_over && !incoming.result_recorded && in_turn && results_now_.insert(id).second) {
      v1::Processed& processed = *command.add_processed();
      processed.set_message_id(id);
      processed.set_outcome(incoming.result);
    }
  }
}

bool Gateway::done(const Outgoing& outgoing) const {
  return outgoing.accepted_as.empty()
             ? outgoing.refused
             : ends_.count(outgoing.accepted_as) != 0 || around_.oracle.end_forgotten(outgoing.accepted_as);
}

void Gateway::add_letters(v1::ClientCommand& command, std::vector<LetterPtr>& letters) {
  for (const auto& [id, outgoing] : outbox_) {
    const bool answered = outgoing.refused || !outgoing.accepted_as.empty();
    const bool again = has(Fault::kResends, 20);
    if (outgoing.letter->parts) {
      continue;  // add_parts() sends it
    }
    if (letters.size() < kLettersPerCommand && (again || (!answered && sent_now_.count(id) == 0))) {
      sent_now_.insert(id);
      letters.push_back(outgoing.letter);
      v1::Submit& submit = *command.add_submit();
      submit.set_message_id(id);
      submit.set_envelope_bytes(outgoing.letter->submission.envelope.size());
    }
  }
}

void Gateway::add_the_rest(v1::ClientCommand& command) {
  if (has(Fault::kOverclaims, 30)) {
    command.set_notices_read(notices_ + kNeverWritten);
  } else if (notices_ > notices_confirmed_ && !has(Fault::kDeaf, 980)) {
    command.set_notices_read(notices_);
    around_.oracle.claims_read(member_.id, notices_);
    notices_confirmed_ = notices_;
  }
  if (small_credit_now_ && around_.dice.chance(200)) {
    *command.mutable_credit() = credit();
  }
}

void Gateway::send(core::CommandArrived arrived, const std::vector<LetterPtr>& letters) {
  v1::ClientCommand& command = arrived.command;
  command.set_session(token_);
  spoke_ = around_.agenda.now();
  around_.oracle.sent(member_.id, command, letters);
  around_.trace.note("sends {} letters, {} settles, {} results{}{}{} on {}", letters.size(), command.settle_size(),
                     command.processed_size(), command.has_notices_read() ? ", notices read" : "",
                     command.has_credit() ? ", credit" : "", command.has_ping() ? ", ping" : "", link_);
  for (const LetterPtr& letter : letters) {
    arrived.submissions.push_back(letter->submission);
  }
  if (around_.history.size() < kHistoryMax) {
    around_.history.push_back({arrived.command, letters});
  } else {
    around_.dice.pick(around_.history) = {arrived.command, letters};
  }
  around_.network.send_up(link_, std::move(arrived));
}

std::string Gateway::waits_for() const {
  const auto named = [](const char* what, const std::string& id) { return what + to_hex(id.substr(id.size() - 4)); };
  for (const auto& [id, outgoing] : outbox_) {
    const bool poison = id == around_.poison || outgoing.accepted_as == around_.poison;
    if (!done(outgoing) && !(around_.poison_excused && poison)) {
      return named(outgoing.accepted_as.empty() ? "an answer to " : "the end of ", id);
    }
  }
  for (const auto& [id, incoming] : inbox_) {
    if (!incoming.settled || (!incoming.refused && !incoming.result_recorded)) {
      return named(incoming.settled ? "its result of " : "its settle of ", id);
    }
  }
  return {};
}

}  // namespace corvid::sim
