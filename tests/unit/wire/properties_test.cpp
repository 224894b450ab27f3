// The codec, on whatever a side may put together and on whatever may arrive.
#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <vector>

#include "proto/wire/frames.h"
#include "tests/support/property.h"

namespace corvid::wire {
namespace {

using test::check_property;

const std::string kToken(kSessionTokenBytes, 't');

MessageId id_number(std::size_t number) {
  const std::array<std::uint8_t, 10> random{static_cast<std::uint8_t>(number), 1, 2, 3, 4, 5, 6, 7, 8, 9};
  return MessageId::make(1'790'000'000'000 + static_cast<std::int64_t>(number), random);
}

}  // namespace

TEST_CASE("whatever a client puts together is what the router reads", "[wire]") {
  check_property("client frames come back", [](const std::vector<std::string>& envelopes, std::uint8_t settles,
                                               std::uint64_t notices) {
    ClientFrames builder(kToken);
    std::size_t built = 0;
    for (const std::string& envelope : envelopes) {
      built += builder.add_submit(id_number(built), envelope) ? 1U : 0U;
    }
    std::size_t settled = 0;
    for (; settled < settles; ++settled) {
      v1::Settle settle;
      settle.set_message_id(std::string(id_number(settled).bytes()));
      settle.set_outcome(v1::Settle::NIET_NU);
      if (!builder.add_settle(settle)) {
        break;
      }
    }
    builder.set_notices_read(notices);
    const Frames frames = std::move(builder).take();
    const DecodedClient decoded = decode_client(frames.command, frames.payload);
    RC_ASSERT(decoded.faults.empty());
    RC_ASSERT(decoded.envelopes.size() == built);
    for (std::size_t i = 0; i < built; ++i) {
      RC_ASSERT(decoded.envelopes[i] == envelopes[i]);
    }
    RC_ASSERT(static_cast<std::size_t>(decoded.command.settle_size()) == settled);
    RC_ASSERT(decoded.command.notices_read() == notices);
  });
}

TEST_CASE("bytes that are no command are named as faults and never more", "[wire]") {
  check_property("any bytes", [](const std::string& command, const std::string& payload) {
    const DecodedClient client = decode_client(command, payload);
    RC_ASSERT(!client.faults.empty());
    RC_ASSERT(!decode_router(command, payload).faults.empty());
  });
}

TEST_CASE("a command with one byte changed is read as something sound or not at all", "[wire]") {
  check_property("one byte", [](std::uint16_t at, std::uint8_t by) {
    ClientFrames builder(kToken);
    RC_ASSERT(builder.add_submit(id_number(1), "an envelope"));
    builder.set_ping();
    Frames frames = std::move(builder).take();
    frames.command[at % frames.command.size()] =
        static_cast<char>(frames.command[at % frames.command.size()] ^ static_cast<char>(by));
    const DecodedClient decoded = decode_client(frames.command, frames.payload);
    if (decoded.faults.empty()) {
      std::size_t bytes = 0;
      for (const std::string_view envelope : decoded.envelopes) {
        bytes += envelope.size();
      }
      RC_ASSERT(bytes == frames.payload.size());
      RC_ASSERT(decoded.envelopes.size() == static_cast<std::size_t>(decoded.command.submit_size()));
    }
  });
}

}  // namespace corvid::wire
