// From frames to events: what can be found out about a submission before the core sees it.
#include "router/io/intake.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "proto/envelope/split.h"
#include "proto/wire/frames.h"
#include "proto/wire/zap.h"
#include "tests/component/io/router_rig.h"

using namespace corvid;
using namespace corvid::test;

namespace {

const std::string kToken(16, 't');
const std::string kKey(32, 'k');

core::CommandArrived arrived(wire::ClientFrames frames) {
  const wire::Frames built = std::move(frames).take();
  wire::Received received;
  received.state = wire::ReceiveState::kMessage;
  received.user_id = wire::user_id_of(kKey);
  for (const std::string& frame : {std::string("link"), built.command, built.payload}) {
    received.frames.emplace_back(frame.data(), frame.size());
  }
  auto event = io::to_event(received);
  REQUIRE(event);
  REQUIRE(std::holds_alternative<core::CommandArrived>(*event));
  return std::get<core::CommandArrived>(std::move(*event));
}

// A report that is right in form, in its parts.
envelope::Parts parts_of_report(MessageId& id) {
  const Identity from = make_identity("99000000000000000051", v1::HALT);
  const Identity to = make_identity("99000000000000000011", v1::VEILIG_THUIS);
  return envelope::split(sealed_report(from, to, "H-1", id)).value();
}

}  // namespace

TEST_CASE("the head of a large message is judged before any content is there", "[intake]") {
  MessageId id;
  const envelope::Parts parts = parts_of_report(id);
  v1::LargeBegin begin;
  begin.set_message_id(std::string(id.bytes()));
  begin.mutable_section_bytes()->Add(parts.section_bytes.begin(), parts.section_bytes.end());
  wire::ClientFrames frames(kToken);
  REQUIRE(frames.set_large_begin(begin, parts.head));

  const core::CommandArrived event = arrived(std::move(frames));

  CHECK(event.transport_key == kKey);
  REQUIRE(event.large_begin);
  CHECK(event.large_begin->message_id == id.bytes());
  CHECK(event.large_begin->envelope == parts.head);
  const auto& lengths = event.large_begin->large.section_bytes();
  CHECK(std::equal(lengths.begin(), lengths.end(), parts.section_bytes.begin(), parts.section_bytes.end()));
  CHECK(event.large_begin->inspection.faults.empty());
  REQUIRE(event.large_begin->inspection.envelope);
  CHECK(event.large_begin->inspection.envelope->header.message_id() == id.bytes());
  CHECK(event.large_chunk.empty());
}

TEST_CASE("a large message that announces too much is known to be too large before any content is there", "[intake]") {
  MessageId id;
  const envelope::Parts parts = parts_of_report(id);
  v1::LargeBegin begin;
  begin.set_message_id(std::string(id.bytes()));
  begin.add_section_bytes(limits::kEnvelopeBytesMax);
  wire::ClientFrames frames(kToken);
  REQUIRE(frames.set_large_begin(begin, parts.head));
  const core::CommandArrived event = arrived(std::move(frames));
  REQUIRE(event.large_begin);
  REQUIRE(event.large_begin->inspection.faults.size() == 1);
  CHECK(event.large_begin->inspection.faults[0].code == "BERICHT_TE_GROOT");
}

TEST_CASE("a chunk comes with its own bytes and no other", "[intake]") {
  MessageId id;
  (void)parts_of_report(id);
  wire::ClientFrames frames(kToken);
  REQUIRE(frames.add_submit(id, "an envelope"));
  REQUIRE(frames.set_large_chunk(id, limits::kChunkBytes, "the chunk"));
  const core::CommandArrived event = arrived(std::move(frames));
  CHECK(event.large_chunk == "the chunk");
  CHECK(event.command.large_chunk().offset() == limits::kChunkBytes);
  CHECK_FALSE(event.large_begin);
  REQUIRE(event.submissions.size() == 1);
  CHECK(event.submissions[0].envelope == "an envelope");
}

TEST_CASE("an envelope too large to go whole is told the limit for that", "[intake]") {
  MessageId id;
  (void)parts_of_report(id);
  wire::ClientFrames frames(kToken);
  REQUIRE(frames.add_submit(id, std::string(limits::kInlineEnvelopeBytesMax + 1, 'x')));
  const core::CommandArrived event = arrived(std::move(frames));
  REQUIRE(event.submissions.size() == 1);
  REQUIRE(event.submissions[0].inspection.faults.size() == 1);
  const envelope::FormFault& fault = event.submissions[0].inspection.faults[0];
  CHECK(fault.code == "BERICHT_TE_GROOT");
  CHECK(fault.values.at("maximum") == "1048576 bytes");
}
