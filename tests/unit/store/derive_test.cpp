// What each record does to the views.
#include "store/derive.h"

#include <catch2/catch.hpp>

#include "tests/unit/store/history.h"

namespace corvid::store::test {
namespace {

v1::RecordBody processed(std::uint8_t message, v1::Processed::Outcome outcome, std::uint64_t notice) {
  v1::RecordBody body;
  body.mutable_processed()->set_message_id(std::string(message_id(message).bytes()));
  body.mutable_processed()->set_outcome(outcome);
  History::fill(*body.mutable_processed()->mutable_told()->mutable_party(), police());
  body.mutable_processed()->mutable_told()->set_number(notice);
  return body;
}

v1::RecordBody notices_read(std::uint64_t number) {
  v1::RecordBody body;
  History::fill(*body.mutable_notices_read()->mutable_party(), police());
  body.mutable_notices_read()->set_number(number);
  return body;
}

TEST_CASE("an accepted message waits in its receiver's queue, and its reference is taken") {
  History history;
  const std::uint64_t number = history.accept(1);
  Turn turn(history.store());
  const Views views(turn);
  const auto row = views.message(message_id(1));
  REQUIRE(row.has_value());
  CHECK(row->state() == v1::MessageRow::WACHT);
  CHECK(row->base() == number);
  const auto queue = views.queued(veilig_thuis(), {0, 0}, 10);
  REQUIRE(queue.size() == 1);
  CHECK(queue[0].message == message_id(1));
  CHECK(queue[0].deadline.unix_ms == 1'796'000'000'000);
  CHECK(views.dedup(police(), "reference 1")->message_id() == message_id(1).bytes());
  CHECK(views.party(veilig_thuis()).place_next() == 2);
}

TEST_CASE("the first receipt can be told again from the row alone") {
  History history;
  history.accept(1);
  Turn turn(history.store());
  v1::Accepted accepted;
  REQUIRE(accepted.ParseFromString(Views(turn).message(message_id(1))->accepted_body()));
  CHECK(accepted.SerializeAsString() ==
        accepted_of(History::submitted(1).submitted(), history.at()).SerializeAsString());
  CHECK(accepted.accepted_unix_ms() == history.at().unix_ms);
}

TEST_CASE("a message that ended is out of the queue and its sender has one notice") {
  History history;
  history.accept(1);
  history.settle(1, v1::Notice::VERLOPEN, 1);
  Turn turn(history.store());
  const Views views(turn);
  CHECK(views.message(message_id(1))->state() == v1::MessageRow::VERLOPEN);
  CHECK(views.queued(veilig_thuis(), {0, 0}, 10).empty());
  const auto notices = views.notices(police(), 1, 10);
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].kind() == v1::Notice::VERLOPEN);
  CHECK(views.party(police()).notices_next() == 2);
}

TEST_CASE("a result is a second notice and leaves the final state as it is") {
  History history;
  history.accept(1);
  history.settle(1, v1::Notice::AFGELEVERD, 1);
  history.add(processed(1, v1::Processed::NIET_VERWERKT, 2));
  Turn turn(history.store());
  const Views views(turn);
  CHECK(views.message(message_id(1))->state() == v1::MessageRow::AFGELEVERD);
  CHECK(views.message(message_id(1))->processed() == v1::Processed::NIET_VERWERKT);
  CHECK(views.notices(police(), 2, 10).at(0).kind() == v1::Notice::NIET_VERWERKT);
}

TEST_CASE("notices that were read are erased up to that number and no further") {
  History history;
  for (std::uint8_t message = 1; message <= 3; ++message) {
    history.accept(message);
    history.settle(message, v1::Notice::AFGELEVERD, message);
  }
  history.add(notices_read(2));
  Turn turn(history.store());
  const auto left = Views(turn).notices(police(), 1, 10);
  REQUIRE(left.size() == 1);
  CHECK(left[0].number() == 3);
  CHECK(Views(turn).party(police()).notices_read() == 2);
}

TEST_CASE("a clock stands under its next moment, moves on with every step, and is gone when it ends") {
  History history;
  history.accept(1);
  const auto due = [&history] {
    Turn turn(history.store());
    return Views(turn).terms_due(WallTime{0}, 10);
  };
  history.add(History::term(1, v1::TermRecord::BEGONNEN));
  REQUIRE(due().size() == 1);
  CHECK(due()[0].moment.unix_ms == 1'795'100'000'000);
  history.add(History::term(1, v1::TermRecord::BIJNA));
  REQUIRE(due().size() == 1);
  CHECK(due()[0].moment.unix_ms == 1'795'200'000'000);
  history.add(History::term(1, v1::TermRecord::VANDAAG));
  CHECK(due().at(0).moment.unix_ms == 1'795'300'000'000);
  history.add(History::term(1, v1::TermRecord::TE_LAAT));
  CHECK(due().empty());
  Turn turn(history.store());
  CHECK(Views(turn).term(message_id(1), "TRIAGE").has_value());
  history.add(History::term(1, v1::TermRecord::GEHAALD));
  Turn after(history.store());
  CHECK_FALSE(Views(after).term(message_id(1), "TRIAGE").has_value());
}

TEST_CASE("a record about a message whose beginning is not kept changes nothing but the notices it tells of") {
  History history;
  const std::size_t rows = history.store().row_count();
  history.add(delivered(message_id(9), 1));
  history.add(History::settled(9, v1::Notice::AFGELEVERD, 5));
  Turn turn(history.store());
  CHECK_FALSE(Views(turn).message(message_id(9)).has_value());
  CHECK(Views(turn).notices(police(), 1, 10).size() == 1);
  // Two records, the segment they begin, the party and its notice.
  CHECK(history.store().row_count() == rows + 5);
}

TEST_CASE("a waiting message that is carried over keeps its place, its reference and its deadline") {
  History history;
  history.accept(1);
  v1::RecordBody carried;
  {
    Turn turn(history.store());
    *carried.mutable_carried()->mutable_message()->mutable_row() = *Views(turn).message(message_id(1));
  }
  History later;
  const std::uint64_t number = later.add(carried);
  Turn turn(later.store());
  const Views views(turn);
  CHECK(views.message(message_id(1))->base() == number);
  CHECK(views.queued(veilig_thuis(), {0, 0}, 10).at(0).at == QueuePlace{1, 1});
  CHECK(views.dedup(police(), "reference 1").has_value());
}

}  // namespace
}  // namespace corvid::store::test
