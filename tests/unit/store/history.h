// A small history of every kind of record, committed record by record, for tests of what derives from it.
#pragma once

#include <string>

#include "store/journal.h"
#include "store/layout.h"
#include "store/memory_store.h"
#include "store/views.h"
#include "tests/unit/store/samples.h"

namespace corvid::store::test {

// Appends records to a store of its own, one commit each.
class History {
 public:
  History() : row_(open_layout(store_, epoch()).value()) {}

  std::uint64_t add(const v1::RecordBody& body) {
    return commit([&](Turn& turn) { return append_record(turn, row_, at_, salt(), body); });
  }
  // A message from the police to Veilig Thuis that waits, with its payload.
  std::uint64_t accept(std::uint8_t message) {
    return commit([&](Turn& turn) {
      v1::PayloadRow payload;
      payload.set_envelope("envelope");
      Views(turn).put_payload(message_id(message), payload);
      return append_record(turn, row_, at_, salt(), submitted(message));
    });
  }
  std::uint64_t settle(std::uint8_t message, v1::Notice::Kind outcome, std::uint64_t notice) {
    return commit([&](Turn& turn) {
      Views(turn).destroy_payload(message_id(message));
      return append_record(turn, row_, at_, salt(), settled(message, outcome, notice));
    });
  }
  void advance(std::int64_t by_ms) { at_.unix_ms += by_ms; }

  [[nodiscard]] MemoryStore& store() { return store_; }
  [[nodiscard]] WallTime at() const { return at_; }

  static v1::RecordBody submitted(std::uint8_t message) {
    v1::RecordBody body;
    v1::Submitted& record = *body.mutable_submitted();
    v1::Traffic& traffic = *record.mutable_traffic();
    traffic.set_message_id(std::string(message_id(message).bytes()));
    traffic.set_conversation_id(traffic.message_id());
    fill(*traffic.mutable_sender(), police());
    fill(*traffic.mutable_receiver(), veilig_thuis());
    traffic.set_reference_tag("reference " + std::to_string(message));
    traffic.set_content_tag("content");
    record.set_priority(1);
    record.set_place(message);
    record.set_conversation_place(1);
    record.set_deadline_unix_ms(1'796'000'000'000);
    return body;
  }
  static v1::RecordBody settled(std::uint8_t message, v1::Notice::Kind outcome, std::uint64_t notice) {
    v1::RecordBody body;
    body.mutable_settled()->set_message_id(std::string(message_id(message).bytes()));
    body.mutable_settled()->set_outcome(outcome);
    fill(*body.mutable_settled()->mutable_told()->mutable_party(), police());
    body.mutable_settled()->mutable_told()->set_number(notice);
    return body;
  }
  static v1::RecordBody term(std::uint8_t message, v1::TermRecord::Step step) {
    v1::RecordBody body;
    body.mutable_term()->set_step(step);
    v1::TermRow& row = *body.mutable_term()->mutable_row();
    row.set_message_id(std::string(message_id(message).bytes()));
    row.set_klok("TRIAGE");
    row.set_begun_unix_ms(1'795'000'000'000);
    row.set_soon_unix_ms(1'795'100'000'000);
    row.set_today_unix_ms(1'795'200'000'000);
    row.set_overdue_unix_ms(1'795'300'000'000);
    row.set_step(step);
    return body;
  }
  static void fill(v1::PartyRef& ref, const PartyId& id) {
    ref.set_oin(id.oin);
    ref.set_role(static_cast<v1::Role>(id.role));
  }

 private:
  template <typename Write>
  std::uint64_t commit(const Write& write) {
    Turn turn(store_);
    const std::uint64_t number = write(turn);
    row_.set_commit(row_.commit() + 1);
    Views(turn).put_store_row(row_);
    CORVID_CHECK(!turn.failed() && store_.commit(turn.take_batch()) == CommitOutcome::kCommitted);
    return number;
  }

  MemoryStore store_;
  v1::StoreRow row_;
  WallTime at_{1'795'000'000'789};
};

}  // namespace corvid::store::test
