// From effects to frames: everything is told, in the order in which the core said it.
#include "router/io/outbox.h"

#include <catch2/catch.hpp>

#include <array>

#include "proto/wire/frames.h"

using namespace corvid;

namespace {

const std::string kToken(16, 't');

std::string id_bytes(std::uint8_t seed) {
  const std::array<std::uint8_t, 10> random{seed, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  return std::string(MessageId::make(1'790'000'000'000 + seed, random).bytes());
}

template <typename What>
core::Effect tell(What what) {
  return {"link", kToken, std::move(what)};
}

core::LargeDeliveryBegin a_begin(std::uint8_t seed, const std::string& head) {
  core::LargeDeliveryBegin message{{}, head};
  message.begin.set_message_id(id_bytes(seed));
  message.begin.add_section_bytes(5);
  return message;
}

core::LargeDeliveryChunk a_chunk(std::uint8_t seed, std::uint64_t number, const std::string& bytes) {
  core::LargeDeliveryChunk message{{}, bytes};
  message.chunk.set_message_id(id_bytes(seed));
  message.chunk.set_offset(number * limits::kChunkBytes);
  return message;
}

v1::LargeEnd an_end(std::uint8_t seed) {
  v1::LargeEnd end;
  end.set_message_id(id_bytes(seed));
  return end;
}

v1::LargeTaken a_taken(std::uint8_t seed, std::uint64_t offset) {
  v1::LargeTaken taken;
  taken.set_message_id(id_bytes(seed));
  taken.set_offset(offset);
  return taken;
}

// What the client reads, part by part, in the order in which one command carries them.
std::string read(const std::vector<core::Effect>& effects) {
  std::string text;
  for (const wire::Frames& frames : io::pack(effects)) {
    const wire::DecodedRouter decoded = wire::decode_router(frames.command, frames.payload);
    REQUIRE(decoded.faults.empty());
    const v1::RouterCommand& command = decoded.command;
    text += command.has_large_begin() ? "begin(" + std::string(decoded.large_head) + ") " : "";
    text += command.has_large_chunk() ? "chunk(" + std::string(decoded.large_chunk) + ") " : "";
    text += command.has_large_end() ? "end " : "";
    text += command.has_large_taken() ? "taken(" + std::to_string(command.large_taken().offset()) + ") " : "";
  }
  return text;
}

}  // namespace

TEST_CASE("the parts of a large message leave in their order, with their own bytes", "[outbox]") {
  CHECK(read({tell(a_begin(1, "head")), tell(a_chunk(1, 0, "one")), tell(a_chunk(1, 1, "two")), tell(an_end(1))}) ==
        "begin(head) chunk(one) chunk(two) end ");
}

TEST_CASE("a large message that follows another never overtakes its end", "[outbox]") {
  CHECK(read({tell(a_chunk(1, 3, "last")), tell(an_end(1)), tell(a_begin(2, "next")), tell(an_end(2)),
              tell(a_begin(3, "after")), tell(a_chunk(3, 0, "c"))}) ==
        "chunk(last) end begin(next) end begin(after) chunk(c) ");
}

TEST_CASE("how far we took is told each time", "[outbox]") {
  CHECK(read({tell(a_taken(1, 0)), tell(a_taken(1, 7))}) == "taken(0) taken(7) ");
}

TEST_CASE("a peer for whom there is no session left is told so", "[outbox]") {
  v1::Busy busy;
  busy.set_retry_after_seconds(2);
  const auto packed = io::pack({{"link", "", busy}});
  REQUIRE(packed.size() == 1);
  const wire::DecodedRouter decoded = wire::decode_router(packed[0].command, packed[0].payload);
  CHECK(decoded.faults.empty());
  CHECK(decoded.command.busy().retry_after_seconds() == 2);
}

TEST_CASE("a busy tells why", "[outbox]") {
  v1::Busy busy;
  busy.add_message_id(id_bytes(1));
  busy.mutable_fault()->set_code("EVEN_WACHTEN");
  const auto packed = io::pack({tell(busy)});
  REQUIRE(packed.size() == 1);
  const wire::DecodedRouter decoded = wire::decode_router(packed[0].command, packed[0].payload);
  CHECK(decoded.command.busy().fault().code() == "EVEN_WACHTEN");
  CHECK(decoded.command.busy().message_id_size() == 1);
}

TEST_CASE("nothing to tell is no command at all", "[outbox]") { CHECK(io::pack({}).empty()); }
