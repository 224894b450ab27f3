// The fake keeps what it is given and says what it is told, so that a test of an adapter can rely on it.
#include "adapters/client/fake_session.h"

#include <catch2/catch.hpp>

#include "tests/unit/client/core_fixture.h"

namespace corvid::client {

TEST_CASE("a fake session keeps everything that was handed over", "[fake]") {
  FakeSession session;
  REQUIRE(session.submit(an_id(1), "envelope").ok());
  REQUIRE(session.settle(v1::Settle()).ok());
  REQUIRE(session.processed(an_id(2), v1::Processed::VERWERKT).ok());
  REQUIRE(session.notices_read(3).ok());
  REQUIRE(session.resolve(v1::Resolve()).ok());
  const FakeSession::Seen seen = session.seen();
  REQUIRE(seen.submitted.size() == 1);
  CHECK(seen.submitted[0].envelope == "envelope");
  CHECK(seen.settled.size() == 1);
  CHECK(seen.processed.size() == 1);
  CHECK(seen.notices_read == std::vector<std::uint64_t>{3});
  CHECK(seen.resolved.size() == 1);
}

TEST_CASE("a fake session announces every event and gives them in order", "[fake]") {
  int announced = 0;
  FakeSession session([&] { ++announced; });
  session.push(Connected{1});
  session.accept(an_id(1));
  session.refuse(an_id(2), "GEEN_REGEL");
  CHECK(session.notify(an_id(1), v1::Notice::AFGELEVERD) == 1);
  CHECK(session.notify(an_id(1), v1::Notice::VERWERKT) == 2);
  CHECK(announced == 5);
  const auto events = session.take_events();
  REQUIRE(events.size() == 5);
  CHECK(std::get<v1::Receipt>(events[1]).has_accepted());
  CHECK(std::get<v1::Receipt>(events[2]).refused().fault(0).code() == "GEEN_REGEL");
  CHECK(session.take_events().empty());
}

TEST_CASE("a fake session fails as long as it is told to", "[fake]") {
  FakeSession session;
  session.fail_with(Error{Errc::kUnavailable, "full"});
  CHECK(session.submit(an_id(1), "e").error().code == Errc::kUnavailable);
  CHECK(session.seen().submitted.empty());
  session.fail_with(std::nullopt);
  CHECK(session.submit(an_id(1), "e").ok());
}

}  // namespace corvid::client
