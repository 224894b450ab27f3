// What we build is what the other side decodes: within every limit, nothing lost.
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

}  // namespace

TEST_CASE("what a client builds decodes without a fault", "[wire]") {
  ClientFrames builder(kToken);
  CHECK(builder.empty());
  v1::Settle settle;
  settle.set_message_id(std::string(an_id(3).bytes()));
  settle.set_outcome(v1::Settle::AFGELEVERD);
  v1::Resolve question;
  question.set_request(7);
  CHECK(builder.add_submit(an_id(1), "abc"));
  CHECK(builder.add_submit(an_id(2), "de"));
  CHECK(builder.add_settle(settle));
  CHECK(builder.add_processed(an_id(4), v1::Processed::VERWERKT));
  CHECK(builder.add_resolve(question));
  builder.set_notices_read(9);
  builder.set_ping();
  CHECK_FALSE(builder.empty());
  const Frames frames = std::move(builder).take();

  const DecodedClient decoded = decode_client(frames.command, frames.payload);

  CHECK(decoded.faults.empty());
  REQUIRE(decoded.envelopes.size() == 2);
  CHECK(decoded.envelopes[1] == "de");
  CHECK(decoded.command.settle_size() == 1);
  CHECK(decoded.command.processed_size() == 1);
  CHECK(decoded.command.resolve(0).request() == 7);
  CHECK(decoded.command.notices_read() == 9);
}

TEST_CASE("what a router builds decodes without a fault", "[wire]") {
  RouterFrames builder(kToken);
  v1::Receipt receipt;
  receipt.set_message_id(std::string(an_id(1).bytes()));
  receipt.mutable_accepted()->set_commit(5);
  v1::Deliver deliver;
  deliver.set_message_id(std::string(an_id(2).bytes()));
  v1::Notice notice;
  notice.set_message_id(std::string(an_id(3).bytes()));
  notice.set_number(1);
  notice.set_kind(v1::Notice::AFGELEVERD);
  v1::Resolved resolved;
  resolved.mutable_competent();
  CHECK(builder.add_receipt(receipt));
  CHECK(builder.add_deliver(deliver, "envelope"));
  CHECK(builder.add_notice(notice));
  CHECK(builder.add_resolved(resolved));
  CHECK(builder.add_settled(an_id(4)));
  CHECK(builder.add_processed_recorded(an_id(5)));
  CHECK(builder.add_busy(an_id(6), 2));
  CHECK(builder.add_busy(an_id(7), 1));
  builder.set_pong();
  const Frames frames = std::move(builder).take();

  const DecodedRouter decoded = decode_router(frames.command, frames.payload);

  CHECK(decoded.faults.empty());
  REQUIRE(decoded.envelopes.size() == 1);
  CHECK(decoded.envelopes[0] == "envelope");
  CHECK(decoded.command.busy().message_id_size() == 2);
  CHECK(decoded.command.busy().retry_after_seconds() == 2);
}

TEST_CASE("a busy for another reason waits for the next command", "[wire]") {
  v1::Fault disk;
  disk.set_code("VASTLEGGING_NIET_MOGELIJK");
  RouterFrames builder(kToken);
  CHECK(builder.add_busy(an_id(1), 2, disk));
  CHECK(builder.add_busy(an_id(2), 5, disk));
  CHECK_FALSE(builder.add_busy(an_id(3), 2));
  const Frames frames = std::move(builder).take();
  const DecodedRouter decoded = decode_router(frames.command, frames.payload);
  CHECK(decoded.faults.empty());
  CHECK(decoded.command.busy().message_id_size() == 2);
  CHECK(decoded.command.busy().retry_after_seconds() == 5);
  CHECK(decoded.command.busy().fault().code() == "VASTLEGGING_NIET_MOGELIJK");
}

TEST_CASE("a busy without ids is a command of its own right", "[wire]") {
  v1::Busy busy;
  busy.set_retry_after_seconds(2);
  RouterFrames builder("");
  builder.set_busy(busy);
  CHECK_FALSE(builder.empty());
  const Frames frames = std::move(builder).take();
  const DecodedRouter decoded = decode_router(frames.command, frames.payload);
  CHECK(decoded.faults.empty());
  CHECK(decoded.command.busy().retry_after_seconds() == 2);
}

TEST_CASE("a builder stops at the number of items that the other side takes", "[wire]") {
  RouterFrames builder(kToken);
  for (std::size_t i = 0; i < limits::kItemsPerCommandMax; ++i) {
    REQUIRE(builder.add_settled(an_id(static_cast<std::uint8_t>(i))));
  }
  CHECK_FALSE(builder.add_settled(an_id(1)));
  const Frames frames = std::move(builder).take();
  CHECK(decode_router(frames.command, frames.payload).faults.empty());
}

TEST_CASE("a builder stops before the payload or the command becomes too large", "[wire]") {
  ClientFrames payload(kToken);
  const std::string largest(limits::kPayloadBytesMax - 5, 'x');
  CHECK(payload.add_submit(an_id(1), largest));
  CHECK_FALSE(payload.add_submit(an_id(2), "larger"));
  CHECK(payload.add_submit(an_id(3), "small"));
  const Frames frames = std::move(payload).take();
  CHECK(decode_client(frames.command, frames.payload).faults.empty());

  RouterFrames command(kToken);
  v1::Deliver deliver;
  deliver.set_message_id(std::string(an_id(1).bytes()));
  deliver.mutable_statement()->set_body(std::string(100'000, 's'));
  std::size_t added = 0;
  while (command.add_deliver(deliver, "x")) {
    ++added;
  }
  CHECK(added == 9);
  const Frames full = std::move(command).take();
  CHECK(full.command.size() <= limits::kCommandBytesMax);
  CHECK(decode_router(full.command, full.payload).faults.empty());
}

}  // namespace corvid::wire
