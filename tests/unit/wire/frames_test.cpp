// Foreign frames: everything malformed is named, nothing malformed gets through.
#include "proto/wire/frames.h"

#include <catch2/catch.hpp>

#include <array>
#include <functional>
#include <limits>

namespace corvid::wire {
namespace {

const std::string kToken(16, 't');
const std::string kOin = "99000000000000000001";

MessageId an_id(std::uint8_t seed) {
  const std::array<std::uint8_t, 10> random{seed, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  return MessageId::make(1'790'000'000'000 + seed, random);
}

std::string id_bytes(std::uint8_t seed) { return std::string(an_id(seed).bytes()); }

v1::ClientCommand in_session() {
  v1::ClientCommand command;
  command.set_session(kToken);
  return command;
}

v1::ClientCommand a_hello() {
  v1::ClientCommand command;
  v1::Hello& hello = *command.mutable_hello();
  hello.set_protocol(limits::kProtocolVersion);
  hello.mutable_party()->set_oin(kOin);
  hello.mutable_party()->set_role(v1::VEILIG_THUIS);
  hello.set_software("corvid-test 1");
  return command;
}

void add_submit(v1::ClientCommand& command, std::uint8_t seed, std::uint64_t bytes) {
  v1::Submit& submit = *command.add_submit();
  submit.set_message_id(id_bytes(seed));
  submit.set_envelope_bytes(bytes);
}

std::string faults_text(const std::vector<FrameFault>& faults) {
  std::string text;
  for (const FrameFault& fault : faults) {
    text += (text.empty() ? "" : " ") + fault.code + ":" + fault.veld;
  }
  return text;
}

std::string client_faults(const v1::ClientCommand& command, std::string_view payload = "") {
  return faults_text(decode_client(command.SerializeAsString(), payload).faults);
}

std::string raw_faults(std::string_view command, std::string_view payload = "") {
  return faults_text(decode_client(command, payload).faults);
}

std::string router_faults(const v1::RouterCommand& command, std::string_view payload = "") {
  return faults_text(decode_router(command.SerializeAsString(), payload).faults);
}

// A field of wire type 2 with a number below 16.
std::string delimited(int number, std::string_view content) {
  REQUIRE(content.size() < 128);
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(content.size())} + std::string(content);
}

}  // namespace

TEST_CASE("two submits come out with their own slices of the payload", "[wire]") {
  v1::ClientCommand command = in_session();
  add_submit(command, 1, 3);
  add_submit(command, 2, 2);
  const std::string bytes = command.SerializeAsString();

  const DecodedClient decoded = decode_client(bytes, "abcde");

  CHECK(faults_text(decoded.faults).empty());
  REQUIRE(decoded.envelopes.size() == 2);
  CHECK(decoded.envelopes[0] == "abc");
  CHECK(decoded.envelopes[1] == "de");
  CHECK(decoded.command.submit(1).message_id() == id_bytes(2));
}

TEST_CASE("an empty envelope is the envelope's fault, not the frame's", "[wire]") {
  v1::ClientCommand command = in_session();
  add_submit(command, 1, 0);
  CHECK(client_faults(command).empty());
}

TEST_CASE("an empty command is refused: it has no session", "[wire]") {
  CHECK(raw_faults("") == "BERICHT_ONLEESBAAR:session");
}

TEST_CASE("a command of random bytes is refused", "[wire]") {
  CHECK(raw_faults(std::string(40, '\xff')) == "BERICHT_ONLEESBAAR:command");
  CHECK(raw_faults(std::string(1, '\0')) == "BERICHT_ONLEESBAAR:command");
}

TEST_CASE("every truncation of a good command is refused or lacks what was cut off", "[wire]") {
  v1::ClientCommand command = in_session();
  add_submit(command, 1, 3);
  v1::Settle& settle = *command.add_settle();
  settle.set_message_id(id_bytes(3));
  settle.set_outcome(v1::Settle::GEWEIGERD);
  settle.mutable_refusal()->add_fault()->set_code("BERICHT_ONLEESBAAR");
  const std::string bytes = command.SerializeAsString();
  REQUIRE(raw_faults(bytes, "abc").empty());

  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const DecodedClient decoded = decode_client(std::string_view(bytes).substr(0, length), "abc");
    const bool only_lacks_the_settle = decoded.faults.empty() && decoded.command.settle_size() == 0;
    CHECK((!decoded.faults.empty() || only_lacks_the_settle));
  }
}

TEST_CASE("an announced length beyond the payload is refused", "[wire]") {
  v1::ClientCommand command = in_session();
  add_submit(command, 1, 4);
  CHECK(client_faults(command, "abc") == "BERICHT_ONLEESBAAR:submit[0].envelope_bytes");
}

TEST_CASE("announced lengths that overflow when added are refused", "[wire]") {
  v1::ClientCommand command = in_session();
  add_submit(command, 1, std::numeric_limits<std::uint64_t>::max());
  add_submit(command, 2, 4);
  CHECK(client_faults(command, "abc") == "BERICHT_ONLEESBAAR:submit[0].envelope_bytes");

  v1::ClientCommand second = in_session();
  add_submit(second, 1, 3);
  add_submit(second, 2, std::numeric_limits<std::uint64_t>::max() - 2);
  CHECK(client_faults(second, "abc") == "BERICHT_ONLEESBAAR:submit[1].envelope_bytes");
}

TEST_CASE("payload bytes that nobody announced are refused", "[wire]") {
  v1::ClientCommand command = in_session();
  add_submit(command, 1, 2);
  CHECK(client_faults(command, "abc") == "BERICHT_ONLEESBAAR:payload");
  CHECK(client_faults(in_session(), "a") == "BERICHT_ONLEESBAAR:payload");
}

TEST_CASE("a command takes as many items as the limit says and not one more", "[wire]") {
  v1::ClientCommand command = in_session();
  for (std::size_t i = 0; i < limits::kItemsPerCommandMax; ++i) {
    add_submit(command, static_cast<std::uint8_t>(i), 0);
  }
  CHECK(client_faults(command).empty());
  command.add_resolve()->set_request(1);
  CHECK(client_faults(command) == "VELD_TE_LANG:command");
}

TEST_CASE("a command over its size is refused unread", "[wire]") {
  CHECK(raw_faults(std::string(limits::kCommandBytesMax + 1, 'x')) == "BERICHT_TE_GROOT:command");
  CHECK(raw_faults(in_session().SerializeAsString(), std::string(limits::kPayloadBytesMax + 1, 'x')) ==
        "BERICHT_TE_GROOT:payload");
}

TEST_CASE("text that is not UTF-8 is named by its field", "[wire]") {
  const std::string software = delimited(3, "\xc3\x28");
  const std::string hello = delimited(2, std::string("\x08\x01") + software);
  CHECK(raw_faults(hello) == "TEKENS_ONGELDIG:hello.software");

  const std::string fault = delimited(1, delimited(3, "\xff"));
  const std::string settle = delimited(1, id_bytes(1)) + std::string("\x10\x02") + delimited(3, fault);
  const std::string command = delimited(1, kToken) + delimited(4, settle);
  CHECK(raw_faults(command) == "TEKENS_ONGELDIG:settle[0].refusal.fault[0].reden");
}

TEST_CASE("ids that are not sixteen bytes of a UUIDv7 are named", "[wire]") {
  v1::ClientCommand command = in_session();
  add_submit(command, 1, 0);
  command.add_settle()->set_message_id(std::string(15, 'x'));
  command.mutable_settle(0)->set_outcome(v1::Settle::AFGELEVERD);
  command.add_processed()->set_message_id(std::string(17, 'x'));
  command.mutable_processed(0)->set_outcome(v1::Processed::VERWERKT);
  command.add_submit()->set_message_id(std::string(16, '\0'));
  CHECK(client_faults(command) ==
        "BERICHT_ONLEESBAAR:submit[1].message_id BERICHT_ONLEESBAAR:settle[0].message_id "
        "BERICHT_ONLEESBAAR:processed[0].message_id");
}

TEST_CASE("a session token of another length is refused", "[wire]") {
  v1::ClientCommand command;
  command.set_session(std::string(15, 't'));
  command.mutable_ping();
  CHECK(client_faults(command) == "BERICHT_ONLEESBAAR:session");
  command.clear_session();
  CHECK(client_faults(command) == "BERICHT_ONLEESBAAR:session");
}

TEST_CASE("a hello stands alone and outside any session", "[wire]") {
  CHECK(client_faults(a_hello()).empty());

  v1::ClientCommand with_session = a_hello();
  with_session.set_session(kToken);
  CHECK(client_faults(with_session) == "BERICHT_ONLEESBAAR:session");

  v1::ClientCommand with_submit = a_hello();
  add_submit(with_submit, 1, 0);
  CHECK(client_faults(with_submit) == "BERICHT_ONLEESBAAR:hello");

  v1::ClientCommand with_ping = a_hello();
  with_ping.mutable_ping();
  CHECK(client_faults(with_ping) == "BERICHT_ONLEESBAAR:hello");
}

TEST_CASE("a hello without a proper party or with a long software name is refused with every fault", "[wire]") {
  v1::ClientCommand command = a_hello();
  command.mutable_hello()->mutable_party()->set_oin("123");
  command.mutable_hello()->mutable_party()->set_role(v1::ROLE_ONBEPAALD);
  command.mutable_hello()->set_software(std::string(limits::kSoftwareBytesMax + 1, 'x'));
  CHECK(client_faults(command) ==
        "BERICHT_ONLEESBAAR:hello.party.oin BERICHT_ONLEESBAAR:hello.party.role VELD_TE_LANG:hello.software");
}

TEST_CASE("a hello of another version is recognised, whatever else it holds", "[wire]") {
  const std::string from_the_future =
      delimited(2, std::string("\x08\x02") + delimited(15, "new field") + delimited(3, "later"));
  const DecodedClient decoded = decode_client(from_the_future, "");
  REQUIRE(decoded.faults.size() == 1);
  CHECK(decoded.faults[0] == FrameFault{"VERSIE_NIET_ONDERSTEUND", "hello.protocol", {{"versie", "2"}}});
  CHECK(decoded.command.has_hello());
}

TEST_CASE("an unknown field is named, at any depth", "[wire]") {
  CHECK(raw_faults(delimited(1, kToken) + delimited(15, "x")) == "BERICHT_ONLEESBAAR:#15");
  const std::string settle = delimited(1, id_bytes(1)) + std::string("\x10\x01") + delimited(9, "x");
  CHECK(raw_faults(delimited(1, kToken) + delimited(4, settle)) == "BERICHT_ONLEESBAAR:settle[0].#9");
}

TEST_CASE("an unknown or missing enumerator is named", "[wire]") {
  v1::ClientCommand command = in_session();
  v1::Settle& settle = *command.add_settle();
  settle.set_message_id(id_bytes(1));
  CHECK(client_faults(command) == "BERICHT_ONLEESBAAR:settle[0].outcome");
  settle.set_outcome(static_cast<v1::Settle::Outcome>(77));
  CHECK(client_faults(command) == "BERICHT_ONLEESBAAR:settle[0].outcome");
  settle.set_outcome(static_cast<v1::Settle::Outcome>(-1));
  CHECK(client_faults(command) == "BERICHT_ONLEESBAAR:settle[0].outcome");

  v1::ClientCommand processed = in_session();
  processed.add_processed()->set_message_id(id_bytes(1));
  CHECK(client_faults(processed) == "BERICHT_ONLEESBAAR:processed[0].outcome");

  v1::ClientCommand resolve = in_session();
  resolve.add_resolve()->set_role(static_cast<v1::Role>(99));
  CHECK(client_faults(resolve) == "BERICHT_ONLEESBAAR:resolve[0].role");
}

TEST_CASE("a field of another wire type is refused", "[wire]") {
  CHECK(raw_faults(std::string("\x08\x01")) == "BERICHT_ONLEESBAAR:session");
  CHECK(raw_faults(delimited(8, "abc")) == "BERICHT_ONLEESBAAR:notices_read");
}

TEST_CASE("the refusal in a settle is bounded in count and length", "[wire]") {
  v1::Settle settle;
  settle.set_message_id(id_bytes(1));
  settle.set_outcome(v1::Settle::GEWEIGERD);
  settle.mutable_refusal()->add_fault()->set_reden("kan het niet plaatsen");
  CHECK(faults_of(settle).empty());

  v1::Settle long_text = settle;
  long_text.mutable_refusal()->mutable_fault(0)->set_reden(std::string(limits::kShortTextBytesMax + 1, 'x'));
  CHECK(faults_text(faults_of(long_text)) == "VELD_TE_LANG:settle.refusal.fault[0].reden");

  v1::Settle many = settle;
  while (many.refusal().fault_size() <= static_cast<int>(limits::kFaultsMax)) {
    many.mutable_refusal()->add_fault();
  }
  CHECK(faults_text(faults_of(many)) == "VELD_TE_LANG:settle.refusal.fault");

  v1::Settle huge = settle;
  huge.mutable_refusal()->mutable_fault(0)->set_reden(std::string(2 * limits::kCommandBytesMax, 'x'));
  CHECK(faults_text(faults_of(huge)) == "VELD_TE_LANG:settle");

  v1::Settle delivered = settle;
  delivered.set_outcome(v1::Settle::AFGELEVERD);
  CHECK(faults_text(faults_of(delivered)) == "BERICHT_ONLEESBAAR:settle.refusal");
}

TEST_CASE("no more faults are named than the limit", "[wire]") {
  v1::ClientCommand command = in_session();
  for (std::size_t i = 0; i < limits::kItemsPerCommandMax; ++i) {
    command.add_submit();
  }
  CHECK(decode_client(command.SerializeAsString(), "").faults.size() == limits::kFaultsMax);
}

TEST_CASE("what a router sends is checked in the same way", "[wire]") {
  v1::RouterCommand command;
  command.set_session(kToken);
  v1::Deliver& deliver = *command.add_deliver();
  deliver.set_message_id(id_bytes(1));
  deliver.set_envelope_bytes(3);
  const std::string bytes = command.SerializeAsString();
  const DecodedRouter decoded = decode_router(bytes, "abc");
  CHECK(faults_text(decoded.faults).empty());
  REQUIRE(decoded.envelopes.size() == 1);
  CHECK(decoded.envelopes[0] == "abc");

  CHECK(router_faults(command, "ab") == "BERICHT_ONLEESBAAR:deliver[0].envelope_bytes");
  command.add_receipt()->set_message_id(id_bytes(2));
  CHECK(router_faults(command, "abc") == "BERICHT_ONLEESBAAR:receipt[0].verdict");
}

TEST_CASE("only the answers to a peer without a session may lack the token", "[wire]") {
  v1::RouterCommand pong;
  pong.mutable_pong();
  CHECK(router_faults(pong) == "BERICHT_ONLEESBAAR:session");
  v1::RouterCommand refused;
  refused.mutable_hello_refused();
  CHECK(router_faults(refused).empty());
  v1::RouterCommand ended;
  ended.mutable_session_ended()->set_reason(v1::SessionEnded::ONBEKEND);
  CHECK(router_faults(ended).empty());
  v1::RouterCommand busy;
  busy.mutable_busy()->set_retry_after_seconds(2);
  CHECK(router_faults(busy).empty());
}

TEST_CASE("a welcome names the session it stands in and the version we speak", "[wire]") {
  v1::RouterCommand command;
  command.set_session(kToken);
  command.mutable_welcome()->set_session(std::string(16, 'u'));
  CHECK(router_faults(command) == "BERICHT_ONLEESBAAR:welcome.session BERICHT_ONLEESBAAR:welcome.protocol");
  command.mutable_welcome()->set_session(kToken);
  command.mutable_welcome()->set_protocol(limits::kProtocolVersion);
  CHECK(router_faults(command).empty());
}

TEST_CASE("packed numbers are read packed and unpacked, and refused when cut short", "[wire]") {
  const auto faults = [](std::string_view bytes) { return faults_text(decode_router(bytes, "").faults); };
  CHECK(faults(delimited(3, delimited(2, "\x01\x02"))).empty());
  CHECK(faults(delimited(3, std::string("\x10\x01\x10\x02"))).empty());
  CHECK(faults(delimited(3, delimited(2, "\x01\x80"))) == "BERICHT_ONLEESBAAR:hello_refused.protocol[0]");
}

}  // namespace corvid::wire
