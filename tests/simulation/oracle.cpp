#include "tests/simulation/oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "proto/base/hex.h"
#include "router/core/parties.h"

namespace corvid::sim {

void Oracle::fail(Rule rule, const std::string& what) {
  if (!breach_ && (!only_ || *only_ == rule)) {
    breach_ = Breach{rule, what};
  }
}

// The end of an id is where the simulation's ids differ.
std::string Oracle::short_id(std::string_view id) {
  constexpr std::size_t kShown = 4;
  return to_hex(id.size() > kShown ? id.substr(id.size() - kShown) : id);
}

// ---- gateways

void Oracle::sent(const PartyId& party, const v1::ClientCommand& command, const std::vector<LetterPtr>& letters) {
  for (const LetterPtr& letter : letters) {
    sent_.emplace(party, std::string(letter->id.bytes()));
  }
  for (const v1::Settle& settle : command.settle()) {
    Said& said = said_[{party, settle.message_id()}];
    said.delivered = said.delivered || settle.outcome() == v1::Settle::AFGELEVERD;
    said.refused = said.refused || settle.outcome() == v1::Settle::GEWEIGERD;
  }
  for (const v1::Processed& processed : command.processed()) {
    said_[{party, processed.message_id()}].processed.insert(processed.outcome());
  }
}

void Oracle::claims_read(const PartyId& party, std::uint64_t number) {
  std::uint64_t& claimed = accounts_[party].claimed;
  claimed = std::max(claimed, number);
}

std::optional<MessageId> Oracle::id_in_use(const PartyId& not_by) const {
  const auto found = std::find_if(lives_.rbegin(), lives_.rend(), [&](const auto& life) {
    return !life.second.gone && life.second.letter->sender != not_by;
  });
  return found == lives_.rend() ? std::nullopt : std::optional<MessageId>(found->second.letter->id);
}

void Oracle::handed_over(const PartyId& receiver, const Letter& letter) {
  if (receiver != letter.receiver) {
    fail(Rule::kRightReceiver, "handed over to another: " + short_id(letter.id.bytes()));
  }
  if (end_forgotten(std::string(letter.id.bytes()))) {
    return;  // kept for months: nobody remembers it but its receiver
  }
  if (!native_.emplace(letter.sender, letter.reference).second) {
    fail(Rule::kOnceAtNativeSide, fmt::format("{} twice", letter.reference));
  }
}

void Oracle::read_notice(const PartyId& party, std::uint64_t number, std::uint64_t newest_known) {
  if (number > newest_known + 1 && accounts_[party].given_up < newest_known + 1) {
    fail(Rule::kNoticesInOrder,
         fmt::format("{} was told notice {} after {}", cast_.member(party).name, number, newest_known));
  }
}

// ---- sessions

void Oracle::heard(const std::vector<core::Event>& events) {
  for (const core::Event& event : events) {
    if (const auto* lost = std::get_if<core::LinkLost>(&event)) {
      close_link(lost->link);
    }
    const auto* command = std::get_if<core::CommandArrived>(&event);
    const Member* member = command == nullptr ? nullptr : cast_.find_by_key(command->transport_key);
    if (member == nullptr) {
      continue;
    }
    Account& account = accounts_[member->id];
    std::uint64_t read = 0;
    if (command->command.has_hello()) {
      if (account.session) {
        account.session->over = true;  // another one begins
      }
      hello_on_[command->link] = {member->id, command->command.hello().credit()};
      read = command->command.hello().notices_read();
    } else if (account.session && !account.session->over && account.session->token == command->command.session() &&
               account.session->link == command->link) {
      read = command->command.notices_read();
      if (command->command.has_large_taken() &&
          command->command.large_taken().message_id() == account.session->in_parts) {
        account.session->parts_taken = command->command.large_taken().offset();
      }
      if (command->command.has_credit()) {
        account.session->window_messages = command->command.credit().messages();
        account.session->window_bytes = command->command.credit().bytes();
      }
    }
    if (read <= account.notices) {
      account.confirmed = std::max(account.confirmed, read);
    }
  }
}

void Oracle::close_link(const std::string& link) {
  for (auto& [party, account] : accounts_) {
    if (account.session && account.session->link == link) {
      account.session->over = true;
    }
  }
}

void Oracle::router_died() {
  hello_on_.clear();
  party_of_token_.clear();
  for (auto& [party, account] : accounts_) {
    account.session.reset();
  }
}

std::pair<const PartyId, Oracle::Account>* Oracle::account_of(const std::string& token) {
  const auto party = party_of_token_.find(token);
  if (party == party_of_token_.end()) {
    return nullptr;
  }
  const auto account = accounts_.find(party->second);
  const bool current = account != accounts_.end() && account->second.session && account->second.session->token == token;
  return current ? &*account : nullptr;
}

// ---- the end

bool Oracle::all_ended_but(const std::string& message_id) const {
  const auto excused = lives_.find(message_id);
  return waiting_ == (excused != lives_.end() && !excused->second.end ? 1U : 0U);
}

bool Oracle::all_read() const {
  return std::all_of(accounts_.begin(), accounts_.end(),
                     [](const auto& account) { return account.second.confirmed == account.second.notices; });
}

void Oracle::judge_end(const std::map<PartyId, std::set<std::string>>& told) {
  for (const auto& [id, life] : lives_) {
    if (!life.end) {
      fail(Rule::kEverythingEnds, fmt::format("message {} never ended", short_id(id)));
      continue;
    }
    if (life.gone) {
      continue;  // the log of a sender that did not ask for so long begins later
    }
    const auto of_sender = told.find(life.letter->sender);
    if (of_sender == told.end() || of_sender->second.count(id) == 0) {
      fail(Rule::kEverythingEnds, fmt::format("the sender of {} was never told its end", short_id(id)));
    }
  }
}

}  // namespace corvid::sim
