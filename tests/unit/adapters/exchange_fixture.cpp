#include "tests/unit/adapters/exchange_fixture.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <utility>

#include "adapters/police/review.h"
#include "proto/base/entropy.h"
#include "proto/text/text_file.h"

namespace corvid::test {
namespace {

const std::string kRoot = CORVID_SOURCE_FOLDER;
const std::string kPolicy = kRoot + "/deploy/chain/policy";

template <typename T>
std::set<std::string> fault_set(const gateway::Translation<T>& translation) {
  const auto* refusal = std::get_if<v1::Refusal>(&translation);
  REQUIRE(refusal != nullptr);
  std::set<std::string> found;
  for (const v1::Fault& fault : refusal->fault()) {
    CHECK_FALSE(fault.reden().empty());
    CHECK(fault.reden().find('{') == std::string::npos);
    std::string text = fault.code();
    for (const std::string& path : fault.veld()) {
      text.append(" ").append(path);
    }
    found.insert(text);
  }
  return found;
}

template <typename T>
T value_of(gateway::Translation<T> translation) {
  if (std::holds_alternative<v1::Refusal>(translation)) {
    const auto refused = fault_set(translation);
    for (const std::string& fault : refused) {
      UNSCOPED_INFO(fault);
    }
    FAIL("refused");
  }
  return std::get<T>(std::move(translation));
}

}  // namespace

const text::ReasonCatalogue& catalogue() {
  static const text::ReasonCatalogue shipped = text::ReasonCatalogue::load(kPolicy).value();
  return shipped;
}

const v1::PolicyBundle& bundle() {
  static const v1::PolicyBundle shipped = text::load<v1::PolicyBundle>(kPolicy).value().message;
  return shipped;
}

std::string sample(std::string_view name) {
  std::ifstream file(kRoot + "/tests/data/native/" + std::string(name), std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

v1::PartyRef party(v1::Role role) {
  v1::PartyRef ref;
  ref.set_oin("99000000000000000" + std::to_string(role) + "01");
  ref.set_role(role);
  return ref;
}

MessageId message_id(int number) {
  return MessageId::parse("019a0000-0000-7000-8000-00000000000" + std::to_string(number)).value();
}

gateway::Correlation received_from(int number, v1::MessageType type, v1::Role other, std::string native_id) {
  gateway::Correlation known;
  known.id = message_id(number);
  known.type = type;
  known.other = party(other);
  known.conversation = known.id;
  known.native_id = std::move(native_id);
  known.gemeentecode = "0518";
  return known;
}

gateway::Correlation sent_to(int number, v1::MessageType type, v1::Role other, std::string native_id) {
  gateway::Correlation known = received_from(number, type, other, std::move(native_id));
  known.sent_by_us = true;
  return known;
}

gateway::Correlations ledger(std::vector<gateway::Correlation> known) {
  gateway::Correlations correlations;
  for (gateway::Correlation& one : known) {
    correlations[one.id] = std::move(one);
  }
  return correlations;
}

client::Received deliver(const gateway::Outgoing& outgoing, v1::Role sender, int number) {
  client::Received received;
  received.id = message_id(number);
  v1::Header& header = received.header;
  header.set_message_id(std::string(received.id.bytes()));
  header.set_conversation_id(std::string(received.id.bytes()));
  header.set_type(outgoing.type);
  header.set_purpose(outgoing.purpose);
  header.set_legal_basis(outgoing.legal_basis);
  *header.mutable_sender() = party(sender);
  if (outgoing.in_reply_to) {
    header.set_in_reply_to(std::string(outgoing.in_reply_to->bytes()));
  }
  *header.mutable_facts() = outgoing.facts;
  received.case_facts = outgoing.case_facts;
  received.sections = outgoing.sections;
  received.statement.set_accepted_unix_ms(kReviewedAt.unix_ms + 1000);
  received.statement.set_sender_naam("Afzender van de proef");
  received.statement.set_official_text(catalogue().official_text(outgoing.case_facts.code()));
  return received;
}

gateway::Outgoing sent(const gateway::Translator& from, std::string_view native, const gateway::Correlations& known) {
  return value_of(from.outgoing(native, known));
}

gateway::Native taken_in(const gateway::Translator& to, const client::Received& received,
                         const gateway::Correlations& known) {
  return value_of(to.incoming(received, known));
}

std::set<std::string> faults(const gateway::Translation<gateway::Outgoing>& translation) {
  return fault_set(translation);
}
std::set<std::string> faults(const gateway::Translation<gateway::Native>& translation) {
  return fault_set(translation);
}

std::vector<v1::Label> labels(const gateway::Outgoing& outgoing) {
  std::vector<v1::Label> found;
  for (const envelope::SectionPlain& section : outgoing.sections) {
    found.push_back(section.label);
  }
  return found;
}

const envelope::Signer& reviewer() {
  static const envelope::Signer signer(make_key_pair(KeyAlgorithm::kEd25519));
  return signer;
}

std::string reviewed(std::string_view native) {
  auto result =
      police::add_review(native, reviewer(), v1::BeoordelaarFunctie::WIJKAGENT, kReviewedAt, std::string(32, 's'));
  INFO((result.ok() ? std::string() : result.error().text));
  REQUIRE(result.ok());
  return std::move(result).value();
}

}  // namespace corvid::test
