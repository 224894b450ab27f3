// The native systems behind the gateways, and what bad ones do.
#include <array>
#include <utility>

#include "proto/envelope/inspect.h"
#include "tests/simulation/gateway.h"

namespace corvid::sim {

void Gateway::write(LetterPtr letter) {
  around_.trace.note("writes {}", letter->reference);
  const std::string id(letter->id.bytes());
  outbox_[id].letter = std::move(letter);
}

void Gateway::native() {
  for (auto& [id, incoming] : inbox_) {
    if (!incoming.handed_over && !incoming.refused && around_.dice.chance(600)) {
      incoming.handed_over = true;
      incoming.result = around_.dice.chance(900) ? v1::Processed::VERWERKT : v1::Processed::NIET_VERWERKT;
      around_.oracle.handed_over(member_.id, *incoming.letter);
      incoming.answer_later = has(Fault::kLateAnswers, 500);
      if (!incoming.answer_later) {
        react(incoming);
      }
    } else if (incoming.answer_later && around_.dice.chance(20)) {
      incoming.answer_later = false;
      react(incoming);
    }
  }
  const bool floods = has(Fault::kFlood, 30);
  for (int more = floods ? 60 : 1; more > 0 && around_.letters_left > 0 && (floods || around_.dice.chance(250));
       --more) {
    write_fresh();
  }
}

void Gateway::write_fresh() {
  const WallTime now = around_.now();
  if (!outbox_.empty() && has(Fault::kNewIds, 200)) {
    auto known = outbox_.begin();
    std::advance(known, static_cast<std::ptrdiff_t>(around_.dice.below(outbox_.size())));
    if (known->second.letter->must_refuse.empty()) {
      --around_.letters_left;
      const Letter& letter = *known->second.letter;
      write(around_.dice.chance(700) ? around_.mail.again(letter, now) : around_.mail.same_reference(letter, now));
      return;
    }
  }
  const auto role = static_cast<v1::Role>(member_.id.role);
  if (role != v1::POLITIE && role != v1::OM && role != v1::HALT) {
    return;
  }
  if (const auto id = has(Fault::kStolenIds, 150) ? around_.oracle.id_in_use(member_.id) : std::nullopt;
      id && outbox_.count(std::string(id->bytes())) == 0) {
    --around_.letters_left;
    write(around_.mail.stolen(member_, *id, now));
    return;
  }
  static constexpr std::array<Flaw, 8> kFlaws{Flaw::kWrongRegion,   Flaw::kUnknownParty,   Flaw::kNotComplete,
                                              Flaw::kForgedSender,  Flaw::kWrongSignature, Flaw::kUnreadable,
                                              Flaw::kWrongContents, Flaw::kUnreviewed};
  const std::size_t flaws = kFlaws.size() - (role == v1::POLITIE ? 0 : 1);
  const Flaw flaw = has(Fault::kBadMail, 250) ? kFlaws.at(around_.dice.below(flaws)) : Flaw::kNone;
  --around_.letters_left;
  LetterPtr letter = around_.mail.report(member_, now, flaw);
  if (around_.poison.empty() && letter->must_refuse.empty() && has(Fault::kPoison, 100)) {
    around_.poison = letter->id.bytes();
    around_.poison_excused = true;
    around_.trace.note("poison");
  }
  write(std::move(letter));
}

// What the people behind the native system write because of what they read.
void Gateway::react(const Incoming& incoming) {
  const Letter& letter = *incoming.letter;
  if (around_.letters_left == 0) {
    return;
  }
  static constexpr std::array<Flaw, 4> kBadAnswers{Flaw::kFifthText, Flaw::kWrongReader, Flaw::kForgedTicket,
                                                   Flaw::kForeignReply};
  const WallTime now = around_.now();
  Mail& mail = around_.mail;
  const std::uint64_t choice = around_.dice.below(10);
  if (letter.type == v1::VT_MELDING || letter.type == v1::TERUGMELDING) {
    if (choice < 7) {
      const Flaw flaw =
          !has(Fault::kBadMail, 250) ? Flaw::kNone : kBadAnswers.at(around_.dice.below(kBadAnswers.size()));
      write(mail.feedback(letter, around_.dice.chance(700) ? incoming.ticket : std::string(), now, flaw));
    }
    if (choice > 4 && letter.type == v1::VT_MELDING) {
      write(mail.question(letter, now));
    }
    if (choice > 6 && letter.type == v1::VT_MELDING) {
      write(mail.transfer(letter, now, has(Fault::kBadMail, 250) ? Flaw::kWrongRegion : Flaw::kNone));
    }
  } else if (letter.type == v1::OVERDRACHT) {
    write(choice < 6 ? mail.transfer_answer(letter, now) : mail.report_back(letter, now));
  } else if (letter.type == v1::INFORMATIEVERZOEK) {
    write(mail.question_answer(letter, now));
  } else {
    return;
  }
  --around_.letters_left;
}

// ---- bad behaviour on the wire

void Gateway::misbehave(v1::ClientCommand& command, std::vector<LetterPtr>& letters) {
  (void)letters;
  if (has(Fault::kSettlesForeign, 60) && !around_.mail.all().empty()) {
    const auto& all = around_.mail.all();
    const std::string id(all[static_cast<std::size_t>(around_.dice.below(all.size()))]->id.bytes());
    if (around_.dice.chance(700)) {
      v1::Settle& settle = *command.add_settle();
      settle.set_message_id(id);
      settle.set_outcome(static_cast<v1::Settle::Outcome>(1 + around_.dice.below(3)));
    } else {
      v1::Processed& processed = *command.add_processed();
      processed.set_message_id(id);
      processed.set_outcome(v1::Processed::VERWERKT);
    }
  }
}

// Under the token of a session that is not this link's: nothing of it may be carried out.
void Gateway::send_old_command() {
  if (around_.history.empty()) {
    return;
  }
  const OldCommand& old = around_.dice.pick(around_.history);
  if (old.command.session() == token_) {
    return;
  }
  around_.trace.note("sends an old command on {}", link_);
  core::CommandArrived arrived{link_, member_.transport_key, old.command, {}};
  for (const LetterPtr& letter : old.letters) {
    arrived.submissions.push_back(letter->submission);
  }
  around_.network.send_up(link_, std::move(arrived));
}

void Gateway::send_nonsense() {
  around_.trace.note("sends nonsense on {}", link_);
  around_.network.send_up(
      link_, core::CommandUnreadable{
                 link_, member_.transport_key, around_.dice.chance(200), {{"BERICHT_ONLEESBAAR", "#99", {}}}});
}

}  // namespace corvid::sim
