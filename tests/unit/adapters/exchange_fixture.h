// Both sides of an exchange without gateway and router: a native file of A becomes sections, and they reach B.
//
// Reads the sample files of tests/data/native and the shipped policy bundle; touches nothing else.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/gateway/translator.h"
#include "proto/base/clock.h"
#include "proto/base/key_file.h"
#include "proto/corvid/v1/policy.pb.h"
#include "proto/envelope/signing.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::test {

const text::ReasonCatalogue& catalogue();
const v1::PolicyBundle& bundle();
// Such as "police/melding.json".
std::string sample(std::string_view name);

v1::PartyRef party(v1::Role role);
inline constexpr std::string_view kPoliceOin = "99000000000000000101";
MessageId message_id(int number);

// What a ledger holds of message `number`.
gateway::Correlation received_from(int number, v1::MessageType type, v1::Role other, std::string native_id);
gateway::Correlation sent_to(int number, v1::MessageType type, v1::Role other, std::string native_id);
gateway::Correlations ledger(std::vector<gateway::Correlation> known);

// The message as it reaches its receiver: with the number of the message, and the text that belongs to its code.
client::Received deliver(const gateway::Outgoing& outgoing, v1::Role sender, int number);

gateway::Outgoing sent(const gateway::Translator& from, std::string_view native, const gateway::Correlations& known);
gateway::Native taken_in(const gateway::Translator& to, const client::Received& received,
                         const gateway::Correlations& known);

// "CODE path" of every fault; fails when there is no refusal.
std::set<std::string> faults(const gateway::Translation<gateway::Outgoing>& translation);
std::set<std::string> faults(const gateway::Translation<gateway::Native>& translation);
std::vector<v1::Label> labels(const gateway::Outgoing& outgoing);

const envelope::Signer& reviewer();
inline constexpr WallTime kReviewedAt{1'795'516'200'123};  // 2026-11-24T10:30:00.123Z
// The police sample with a review by reviewer().
std::string reviewed(std::string_view native);

// ---- native messages, by reflection ---------------------------------------------------------------------------------

std::string to_json(const google::protobuf::Message& message);
// REQUIRES: `json` is a file of this schema.
void from_json(std::string_view json, google::protobuf::Message& message);

// Every text that stands in the message, lists and inner messages included.
std::set<std::string> texts_in(const google::protobuf::Message& message);
// Removes the field at a path such as "zorg.sash.niveau" or "betrokkenen[0].persoon.rol".
void clear(google::protobuf::Message& message, std::string_view path);
// Replaces the one text at the path.
void put(google::protobuf::Message& message, std::string_view path, const std::string& text);
// Paths of all single values that stand in the message.
std::vector<std::string> leaves(const google::protobuf::Message& message);
// Gives the value at the path another one of the same form; false when it has no other (an id, say).
bool change(google::protobuf::Message& message, std::string_view path);

}  // namespace corvid::test
