// The parts of a large message: what we build decodes, and what cannot be right is named.
#include <catch2/catch.hpp>

#include <array>

#include "proto/wire/frames.h"

namespace corvid::wire {
namespace {

const std::string kToken(16, 't');

MessageId an_id(std::uint8_t seed) {
  const std::array<std::uint8_t, 10> random{seed, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  return MessageId::make(1'790'000'000'000 + seed, random);
}

v1::LargeBegin a_begin(std::uint8_t seed) {
  v1::LargeBegin begin;
  begin.set_message_id(std::string(an_id(seed).bytes()));
  begin.add_section_bytes(7);
  begin.add_section_bytes(0);
  return begin;
}

// Both directions have the same parts; each check here is made of both.
struct FromClient {
  using Builder = ClientFrames;
  using Command = v1::ClientCommand;
  static auto decode(std::string_view command, std::string_view payload) { return decode_client(command, payload); }
};
struct FromRouter {
  using Builder = RouterFrames;
  using Command = v1::RouterCommand;
  static auto decode(std::string_view command, std::string_view payload) { return decode_router(command, payload); }
};

template <typename Side>
std::string faults_of_command(const typename Side::Command& command, std::string_view payload) {
  std::string text;
  for (const FrameFault& fault : Side::decode(command.SerializeAsString(), payload).faults) {
    text += (text.empty() ? "" : " ") + fault.code + ":" + fault.veld;
  }
  return text;
}

template <typename Side>
typename Side::Command in_session() {
  typename Side::Command command;
  command.set_session(kToken);
  return command;
}

bool add_envelope(ClientFrames& frames, std::string_view envelope) { return frames.add_submit(an_id(1), envelope); }
bool add_envelope(RouterFrames& frames, std::string_view envelope) {
  v1::Deliver deliver;
  deliver.set_message_id(std::string(an_id(1).bytes()));
  return frames.add_deliver(deliver, envelope);
}

}  // namespace

TEMPLATE_TEST_CASE("envelopes, head and chunk come out as they went in, whatever the order of adding", "[wire][large]",
                   FromClient, FromRouter) {
  typename TestType::Builder builder(kToken);
  REQUIRE(builder.set_large_begin(a_begin(2), "head"));
  REQUIRE(builder.set_large_chunk(an_id(3), limits::kChunkBytes, "chunk"));
  REQUIRE(builder.set_large_end(an_id(4)));
  REQUIRE(builder.set_large_taken(an_id(5), 11));
  REQUIRE(add_envelope(builder, "envelope"));
  const Frames frames = std::move(builder).take();
  CHECK(frames.payload == "envelopeheadchunk");

  const auto decoded = TestType::decode(frames.command, frames.payload);
  CHECK(decoded.faults.empty());
  REQUIRE(decoded.envelopes.size() == 1);
  CHECK(decoded.envelopes[0] == "envelope");
  CHECK(decoded.large_head == "head");
  CHECK(decoded.large_chunk == "chunk");
  CHECK(decoded.command.large_begin().head_bytes() == 4);
  CHECK(decoded.command.large_begin().section_bytes_size() == 2);
  CHECK(decoded.command.large_chunk().offset() == limits::kChunkBytes);
  CHECK(decoded.command.large_end().message_id() == an_id(4).bytes());
  CHECK(decoded.command.large_taken().offset() == 11);
}

TEMPLATE_TEST_CASE("a command carries one of each part, and none that must come before what is there", "[wire][large]",
                   FromClient, FromRouter) {
  typename TestType::Builder begun(kToken);
  CHECK(begun.empty());
  CHECK(begun.set_large_begin(a_begin(1), "head"));
  CHECK_FALSE(begun.empty());
  CHECK_FALSE(begun.set_large_begin(a_begin(2), "head"));
  CHECK(begun.set_large_taken(an_id(1), 0));
  CHECK_FALSE(begun.set_large_taken(an_id(2), 0));

  typename TestType::Builder chunk(kToken);
  CHECK(chunk.set_large_chunk(an_id(1), 0, "c"));
  CHECK_FALSE(chunk.set_large_chunk(an_id(1), limits::kChunkBytes, "c"));
  CHECK_FALSE(chunk.set_large_begin(a_begin(2), "head"));

  typename TestType::Builder ended(kToken);
  CHECK(ended.set_large_end(an_id(1)));
  CHECK_FALSE(ended.set_large_end(an_id(1)));
  CHECK_FALSE(ended.set_large_chunk(an_id(2), 0, "c"));
  CHECK_FALSE(ended.set_large_begin(a_begin(2), "head"));
  const Frames frames = std::move(ended).take();
  const auto decoded = TestType::decode(frames.command, frames.payload);
  CHECK(decoded.faults.empty());
  CHECK_FALSE(decoded.command.has_large_begin());
  CHECK_FALSE(decoded.command.has_large_chunk());
}

TEMPLATE_TEST_CASE("an envelope, a head and a chunk of the largest size share one command", "[wire][large]",
                   FromClient, FromRouter) {
  typename TestType::Builder builder(kToken);
  CHECK(builder.set_large_begin(a_begin(1), std::string(limits::kLargeHeadBytesMax, 'h')));
  CHECK(builder.set_large_chunk(an_id(1), 0, std::string(limits::kChunkBytes, 'c')));
  CHECK(add_envelope(builder, std::string(limits::kInlineEnvelopeBytesMax, 'e')));
  CHECK_FALSE(add_envelope(builder, std::string(limits::kInlineEnvelopeBytesMax, 'e')));
  const Frames frames = std::move(builder).take();
  CHECK(TestType::decode(frames.command, frames.payload).faults.empty());
}

TEMPLATE_TEST_CASE("a part that does not fit beside the envelopes waits for the next command", "[wire][large]",
                   FromClient, FromRouter) {
  typename TestType::Builder builder(kToken);
  REQUIRE(add_envelope(builder, std::string(limits::kPayloadBytesMax - 3, 'e')));
  CHECK_FALSE(builder.set_large_begin(a_begin(1), "head"));
  CHECK_FALSE(builder.set_large_chunk(an_id(1), 0, "chunk"));
  CHECK(builder.set_large_chunk(an_id(1), 0, "fit"));
  const Frames frames = std::move(builder).take();
  CHECK(TestType::decode(frames.command, frames.payload).large_chunk == "fit");
}

TEMPLATE_TEST_CASE("lengths of a head and a chunk that do not add up are named once", "[wire][large]", FromClient,
                   FromRouter) {
  auto command = in_session<TestType>();
  *command.mutable_large_begin() = a_begin(1);
  command.mutable_large_begin()->set_head_bytes(4);
  command.mutable_large_chunk()->set_message_id(std::string(an_id(1).bytes()));
  command.mutable_large_chunk()->set_chunk_bytes(3);
  CHECK(faults_of_command<TestType>(command, "headabc").empty());
  CHECK(faults_of_command<TestType>(command, "headab") == "BERICHT_ONLEESBAAR:large_chunk.chunk_bytes");
  CHECK(faults_of_command<TestType>(command, "hea") == "BERICHT_ONLEESBAAR:large_begin.head_bytes");
  CHECK(faults_of_command<TestType>(command, "headabcd") == "BERICHT_ONLEESBAAR:payload");
}

TEMPLATE_TEST_CASE("a chunk is not empty, not over its size and at a multiple of it", "[wire][large]", FromClient,
                   FromRouter) {
  auto command = in_session<TestType>();
  v1::LargeChunk& chunk = *command.mutable_large_chunk();
  chunk.set_message_id(std::string(an_id(1).bytes()));
  CHECK(faults_of_command<TestType>(command, "") == "BERICHT_ONLEESBAAR:large_chunk.chunk_bytes");
  chunk.set_chunk_bytes(limits::kChunkBytes + 1);
  CHECK(faults_of_command<TestType>(command, std::string(limits::kChunkBytes + 1, 'x')) ==
        "VELD_TE_LANG:large_chunk.chunk_bytes");
  chunk.set_chunk_bytes(limits::kChunkBytes);
  chunk.set_offset(limits::kChunkBytes - 1);
  CHECK(faults_of_command<TestType>(command, std::string(limits::kChunkBytes, 'x')) ==
        "BERICHT_ONLEESBAAR:large_chunk.offset");
  chunk.set_offset(limits::kChunkBytes);
  CHECK(faults_of_command<TestType>(command, std::string(limits::kChunkBytes, 'x')).empty());
}

TEMPLATE_TEST_CASE("a head is not empty and not over its size, and its table is bounded", "[wire][large]", FromClient,
                   FromRouter) {
  auto command = in_session<TestType>();
  *command.mutable_large_begin() = a_begin(1);
  CHECK(faults_of_command<TestType>(command, "") == "BERICHT_ONLEESBAAR:large_begin.head_bytes");
  command.mutable_large_begin()->set_head_bytes(limits::kLargeHeadBytesMax + 1);
  CHECK(faults_of_command<TestType>(command, std::string(limits::kLargeHeadBytesMax + 1, 'x')) ==
        "VELD_TE_LANG:large_begin.head_bytes");
  command.mutable_large_begin()->set_head_bytes(1);
  while (command.large_begin().section_bytes_size() <= static_cast<int>(limits::kSectionsMax)) {
    command.mutable_large_begin()->add_section_bytes(1);
  }
  CHECK(faults_of_command<TestType>(command, "x") == "VELD_TE_LANG:large_begin.section_bytes");
}

TEMPLATE_TEST_CASE("every part of a large message names its message by a UUIDv7", "[wire][large]", FromClient,
                   FromRouter) {
  auto command = in_session<TestType>();
  command.mutable_large_begin()->set_head_bytes(1);
  command.mutable_large_chunk()->set_chunk_bytes(1);
  command.mutable_large_end();
  command.mutable_large_taken();
  CHECK(faults_of_command<TestType>(command, "hc") ==
        "BERICHT_ONLEESBAAR:large_begin.message_id BERICHT_ONLEESBAAR:large_chunk.message_id "
        "BERICHT_ONLEESBAAR:large_end.message_id BERICHT_ONLEESBAAR:large_taken.message_id");
}

TEST_CASE("only a router states and counts attempts at the head of a large message", "[wire][large]") {
  auto from_client = in_session<FromClient>();
  *from_client.mutable_large_begin() = a_begin(1);
  from_client.mutable_large_begin()->set_head_bytes(1);
  from_client.mutable_large_begin()->set_attempt(1);
  from_client.mutable_large_begin()->mutable_statement();
  CHECK(faults_of_command<FromClient>(from_client, "h") ==
        "BERICHT_ONLEESBAAR:large_begin.statement BERICHT_ONLEESBAAR:large_begin.attempt");
  auto from_router = in_session<FromRouter>();
  *from_router.mutable_large_begin() = from_client.large_begin();
  CHECK(faults_of_command<FromRouter>(from_router, "h").empty());
}

TEST_CASE("no part of a large message stands beside a hello", "[wire][large]") {
  v1::ClientCommand hello;
  hello.mutable_hello()->set_protocol(limits::kProtocolVersion);
  hello.mutable_hello()->mutable_party()->set_oin("99000000000000000001");
  hello.mutable_hello()->mutable_party()->set_role(v1::VEILIG_THUIS);
  REQUIRE(faults_of_command<FromClient>(hello, "").empty());
  v1::ClientCommand with_end = hello;
  with_end.mutable_large_end()->set_message_id(std::string(an_id(1).bytes()));
  CHECK(faults_of_command<FromClient>(with_end, "") == "BERICHT_ONLEESBAAR:hello");
  v1::ClientCommand with_taken = hello;
  with_taken.mutable_large_taken()->set_message_id(std::string(an_id(1).bytes()));
  CHECK(faults_of_command<FromClient>(with_taken, "") == "BERICHT_ONLEESBAAR:hello");
}

}  // namespace corvid::wire
