#include "tests/unit/client/core_fixture.h"

#include <array>
#include <catch2/catch.hpp>
#include <utility>

#include "proto/corvid/v1/envelope.pb.h"

namespace corvid::client {

MessageId an_id(std::uint8_t seed) {
  const std::array<std::uint8_t, 10> random{seed, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  return MessageId::make(1'790'000'000'000 + seed, random);
}

std::string bytes_of(const MessageId& id) { return std::string(id.bytes()); }

std::string a_token(char letter) { return std::string(wire::kSessionTokenBytes, letter); }

std::string an_envelope(const std::vector<std::size_t>& section_bytes) {
  v1::Envelope envelope;
  envelope.set_signed_header("header");
  envelope.set_signature("signature");
  char letter = 'a';
  for (const std::size_t bytes : section_bytes) {
    envelope.add_section()->set_content(std::string(bytes, letter++));
  }
  return envelope.SerializeAsString();
}

CoreOptions CoreFixture::default_options() {
  CoreOptions options;
  options.party.set_oin("99000000000000000001");
  options.party.set_role(v1::POLITIE);
  options.software = "corvid-test 1";
  return options;
}

std::optional<v1::ClientCommand> CoreFixture::sent() {
  const auto frames = core.next_frames(now);
  if (!frames) {
    return std::nullopt;
  }
  const wire::DecodedClient decoded = wire::decode_client(frames->command, frames->payload);
  REQUIRE(decoded.faults.empty());
  return decoded.command;
}

void CoreFixture::say(wire::RouterFrames frames) {
  const wire::Frames bytes = std::move(frames).take();
  core.received(wire::decode_router(bytes.command, bytes.payload), now);
}

void CoreFixture::welcome(char token, std::uint64_t notices_from) {
  welcome_with(token, notices_from, limits::kSubmitWindowMessages, limits::kSubmitWindowBytes);
}

void CoreFixture::welcome_with(char token, std::uint64_t notices_from, std::uint32_t messages, std::uint64_t bytes) {
  v1::Welcome welcome;
  welcome.mutable_credit()->set_messages(messages);
  welcome.mutable_credit()->set_bytes(bytes);
  welcome.set_envelope_bytes_max(limits::kEnvelopeBytesMax);
  welcome.set_notices_from(notices_from);
  welcome_as(token, welcome);
}

void CoreFixture::welcome_as(char token, v1::Welcome welcome) {
  core.connected(now);
  const auto hello = sent();
  REQUIRE(hello);
  REQUIRE(hello->has_hello());
  wire::RouterFrames frames(a_token(token));
  welcome.set_protocol(limits::kProtocolVersion);
  welcome.set_session(a_token(token));
  frames.set_welcome(std::move(welcome));
  say(std::move(frames));
}

void CoreFixture::say_ended(const std::string& token, v1::SessionEnded::Reason reason) {
  wire::RouterFrames frames(token);
  frames.set_session_ended(reason);
  say(std::move(frames));
}

void CoreFixture::say_receipt(char token, const MessageId& id) {
  v1::Receipt receipt;
  receipt.set_message_id(bytes_of(id));
  receipt.mutable_accepted()->set_message_id(bytes_of(id));
  wire::RouterFrames frames(a_token(token));
  REQUIRE(frames.add_receipt(receipt));
  say(std::move(frames));
}

void CoreFixture::say_taken(char token, const MessageId& id, std::uint64_t offset) {
  wire::RouterFrames frames(a_token(token));
  REQUIRE(frames.set_large_taken(id, offset));
  say(std::move(frames));
}

void CoreFixture::say_deliver(char token, const MessageId& id, const std::string& envelope) {
  v1::Deliver deliver;
  deliver.set_message_id(bytes_of(id));
  deliver.set_attempt(1);
  wire::RouterFrames frames(a_token(token));
  REQUIRE(frames.add_deliver(deliver, envelope));
  say(std::move(frames));
}

void CoreFixture::say_notice(char token, std::uint64_t number) {
  v1::Notice notice;
  notice.set_number(number);
  notice.set_kind(v1::Notice::AFGELEVERD);
  notice.set_message_id(bytes_of(an_id(static_cast<std::uint8_t>(number))));
  wire::RouterFrames frames(a_token(token));
  REQUIRE(frames.add_notice(notice));
  say(std::move(frames));
}

void CoreFixture::pass(std::chrono::milliseconds time) {
  now += time;
  core.tick(now);
}

void CoreFixture::reconnect() {
  core.disconnected(now, "test");
  REQUIRE_FALSE(core.attempt());
  pass(2 * kReconnectMax);
  REQUIRE(core.attempt());
}

}  // namespace corvid::client
