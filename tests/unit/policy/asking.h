// A valid message, what the router verified about it, and the chain's own bundle to ask.
#pragma once

#include <string>
#include <vector>

#include "proto/text/text_file.h"
#include "router/policy/bundle.h"
#include "router/policy/clocks.h"
#include "router/policy/decide.h"
#include "tests/support/message_builders.h"

namespace corvid::policy::testing {

// deploy/chain/policy, loaded once.
const Bundle& chain();
std::vector<text::TextSource> chain_sources();
// The chain's bundle with one text replaced in one file. REQUIRES: the file holds it exactly once.
std::vector<text::TextSource> chain_with(const std::string& file, const std::string& from, const std::string& to);
// The chain's bundle with a file of its own added at the end.
std::vector<text::TextSource> chain_plus(const std::string& text);
Bundle loaded(const std::vector<text::TextSource>& sources);

struct Asking {
  explicit Asking(test::MessageSample sample);

  v1::Facts& facts() { return *message.header.mutable_facts(); }
  v1::CaseFacts& case_facts() { return message.case_facts; }
  void from(const v1::PartyRef& sender) { *message.header.mutable_sender() = sender; }
  void to(const v1::PartyRef& receiver) { *message.header.mutable_receiver(0) = receiver; }

  [[nodiscard]] Decision decide(const Bundle& bundle = chain()) const;
  [[nodiscard]] ClockChanges clocks(const Bundle& bundle = chain()) const;

  test::MessageSample message;
  Verified verified;  // `parent` is filled in from the message
  WallTime now = test::kNow;

 private:
  [[nodiscard]] Verified known() const;
};

std::vector<std::string> codes(const Decision& decision);
std::vector<std::string> rules(const Decision& decision);  // of the faults, without those of form
std::vector<std::string> permitted_by(const Decision& decision);
v1::Fault fault(const Decision& decision, const std::string& code);

}  // namespace corvid::policy::testing
