// Judges a world from outside: by what gateways sent and were told, and by the committed store. It never looks into the
// core, and keeps books of its own.
//
// The first broken rule stands; the world stops there.
// Ownership: borrows cast and mail. Threads: one. Errors: a Breach.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "router/core/effect.h"
#include "router/core/event.h"
#include "router/core/options.h"
#include "store/derive.h"
#include "store/journal.h"
#include "store/key_value.h"
#include "store/views.h"
#include "tests/simulation/belief.h"
#include "tests/simulation/mail.h"
#include "tests/simulation/rules.h"
#include "tests/simulation/term_books.h"

namespace corvid::sim {

class Oracle {
 public:
  // `only`: every other rule may be broken unseen, to show that this one is noticed by itself.
  Oracle(const Cast& cast, const Mail& mail, const core::Options& options = {}, std::optional<Rule> only = {})
      : cast_(cast), mail_(mail), options_(options), only_(only) {}

  // ---- what gateways did
  // A gateway put this on the wire.
  void sent(const PartyId& party, const v1::ClientCommand& command, const std::vector<LetterPtr>& letters);
  // It tells the router that it read its notices up to this one.
  void claims_read(const PartyId& party, std::uint64_t number);
  // A receiver's native system was handed this message.
  void handed_over(const PartyId& receiver, const Letter& letter);
  // A gateway read this notice; `expected` is the number it had to come after.
  void read_notice(const PartyId& party, std::uint64_t number, std::uint64_t newest_known);

  // The log of its sender began later than this end, or nobody was to be told any more.
  [[nodiscard]] bool end_forgotten(const std::string& message_id) const;
  // The id of an accepted message that another party sent and that is still known.
  [[nodiscard]] std::optional<MessageId> id_in_use(const PartyId& not_by) const;

  // ---- what the router did
  // The process begins, with a wall clock that is off so much.
  void router_begins(std::chrono::milliseconds off, WallTime wall, MonoTime now);
  // A turn begins, while the wall clock says `wall`.
  void turn_begins(std::chrono::milliseconds off, WallTime wall, MonoTime now, bool has_room);
  // The turn is over, and asks for no other one at this moment.
  void turn_settled(bool scrub_runs);
  void scrub_failed(MonoTime now) { scrub_failed_ = now; }
  // A turn took these in, and its commit is known to have succeeded. Before committed().
  void heard(const std::vector<core::Event>& events);
  // Reads what was added to the journal since the last call.
  void committed(const store::KeyValueStore& store);
  // The effect left the router.
  void released(const core::Effect& effect);
  // Every session went with the process.
  void router_died();
  // The router could not read its own store.
  void store_unreadable(const std::string& why) { fail(Rule::kStoreSound, why); }

  // A turn at this very moment changed nothing about the router's wish to be woken at it.
  void spins() { fail(Rule::kAlarmsPass, "the router asks for the same alarm again"); }

  // ---- at rest
  // Has the store every row rebuilt from its journal, and compared.
  void rebuild(const store::KeyValueStore& store);
  // Compares every row of the store with the journal.
  void audit(const store::KeyValueStore& store);
  // Everything healed long ago: is anything left? `told` holds what each sender's gateway knows to have ended.
  void judge_end(const std::map<PartyId, std::set<std::string>>& told);
  void left_over(const std::string& what) { fail(Rule::kEverythingEnds, what); }

  [[nodiscard]] const std::optional<Breach>& breach() const { return breach_; }
  [[nodiscard]] bool all_ended() const { return waiting_ == 0; }
  [[nodiscard]] bool all_ended_but(const std::string& message_id) const;
  [[nodiscard]] bool all_read() const;  // every party confirmed every notice
  [[nodiscard]] std::size_t accepted() const { return lives_.size(); }
  [[nodiscard]] std::size_t ended() const { return lives_.size() - waiting_; }
  [[nodiscard]] std::uint64_t records() const { return records_; }

 private:
  static constexpr std::size_t kClasses = 3;

  // An accepted message.
  // A record of the journal.
  struct Kept {
    std::uint32_t day = 0;  // that it bears
    MonoTime written{};
    bool dated_rightly = false;
  };
  struct Life {
    const Letter* letter = nullptr;
    std::string accepted_body;  // of the first receipt
    std::string statement;      // exact bytes
    bool statement_checked = false;
    std::uint32_t attempts = 0;
    std::uint64_t first_sent_in = 0;  // number of the turn
    std::optional<v1::Notice::Kind> end;
    bool destroyed = false;
    v1::Processed::Outcome processed = v1::Processed::OUTCOME_ONBEPAALD;
    std::uint64_t records = 0;
    std::uint64_t base = 0;  // the record that its row begins with
    std::size_t priority = 0;
    std::uint64_t place = 0;
    WallTime deadline;
    MonoTime destroyed_at{};
    WallTime destroyed_wall;
    std::uint64_t destroyed_in = 0;  // number of the record
    bool scrubbed = false;
    bool gone = false;  // its term of storage is over
    std::optional<MonoTime> expirable_since;
  };
  struct Under {
    std::string token;
    std::string link;
    std::uint32_t window_messages = 0;
    std::uint64_t window_bytes = 0;
    std::map<std::string, std::uint64_t> way;  // message id to bytes
    bool over = false;                         // in this turn, after what it still gets
    std::string in_parts;                      // the message that comes in parts
    std::uint64_t parts_sent = 0;
    std::optional<std::uint64_t> parts_taken;
  };
  struct Account {
    std::uint64_t notices = 0;                             // newest that was written
    std::uint64_t confirmed = 0;                           // newest that the router knows to be read
    std::uint64_t claimed = 0;                             // newest that its gateway ever said to have read
    std::uint64_t given_up = 0;                            // newest that nobody asked for in time
    std::map<std::uint64_t, std::uint64_t> notice_record;  // notice number to record number
    std::map<std::uint64_t, std::string> notice_bytes;
    std::array<std::deque<std::string>, kClasses> undelivered;  // accepted and never sent, in order
    std::array<std::size_t, kClasses> passed{};                 // deliveries of others while a class waits
    std::deque<MonoTime> decided;                               // messages of the last minute
    std::optional<Under> session;
  };
  struct Said {
    bool delivered = false;
    bool refused = false;
    std::set<int> processed;
  };

  void fail(Rule rule, const std::string& what);
  void close_link(const std::string& link);
  static std::string short_id(std::string_view id);

  void record(const v1::Submitted& submitted, store::Views& views);
  void record(const v1::Refused& refused);
  void record(const v1::Delivered& delivered);
  void record(const v1::SettledRecord& settled, store::Views& views);
  void record(const v1::ReleasedRecord& released);
  void record(const v1::ProcessedRecord& processed, store::Views& views);
  void record(const v1::Destroyed& destroyed, store::Views& views);
  void record(const v1::NoticesReadRecord& read);
  void record(const v1::TermRecord& term, store::Views& views);
  void record(const v1::Carried& carried);
  void record(const v1::Scrubbed& scrubbed, const store::KeyValueStore& store);
  void read_records(const store::KeyValueStore& store);
  void read_record(const store::StoredRecord& stored, const store::KeyValueStore& store, store::Views& views);
  void judge_kept(const store::KeyValueStore& store);
  [[nodiscard]] bool goes_early(const Kept& record) const;
  void judge_gone(std::uint64_t first);
  void judge_expired(const Life& life);
  void judge_admission(const Letter& letter);
  void judge_quota(const PartyId& sender);
  void judge_share(const Life& delivered);
  [[nodiscard]] bool names_the_gone(const Letter& letter) const;
  void judge_feedback(const Letter& letter);
  void judge_stored(Life& life, const v1::Submitted& submitted, store::Views& views);
  void judge_notice(const PartyId& sender, v1::Notice::Kind kind, const std::string& id, store::Views& views);
  void no_longer_under_way(const Life& life);
  Life* living(const std::string& id, std::string_view what);

  void told(const core::Effect& effect, const v1::Welcome& welcome);
  void told(const core::Effect& effect, const v1::SessionEnded& ended);
  void told(const core::Effect& effect, const v1::Receipt& receipt);
  void told(const core::Effect& effect, const core::DeliverMessage& delivery);
  void told(const core::Effect& effect, const core::LargeDeliveryBegin& begin);
  void told(const core::Effect& effect, const core::LargeDeliveryChunk& chunk);
  void told(const core::Effect& effect, const v1::LargeEnd& end);
  Life* judge_sent(const core::Effect& effect, const std::string& id, std::uint32_t attempt,
                   const v1::SignedBody& statement, std::uint64_t bytes);
  void told(const core::Effect& effect, const v1::Notice& notice);
  void told(const core::Effect& effect, const v1::Settled& settled);
  void told(const core::Effect& effect, const core::ProcessedRecorded& recorded);
  void told(const core::Effect& effect, const v1::Busy& busy);
  template <typename Other>
  void told(const core::Effect&, const Other&) {}
  void judge_statement(Life& life, const v1::SignedBody& statement);
  void judge_credit(const PartyId& receiver, Under& session);
  // Of the session with this token, or nullptr.
  std::pair<const PartyId, Account>* account_of(const std::string& token);

  // How many rows an audit found for accepted messages.
  struct Found {
    std::size_t messages = 0;
    std::size_t payloads = 0;
    std::size_t queued = 0;
    std::size_t marks = 0;
    std::set<std::string> uploads;   // that a payload or an upload owns
    std::set<std::string> in_parts;  // of which there are chunks
    std::size_t records = 0;
  };

  void audit_row(const store::KeyValue& row);
  void audit_in_time();
  void audit_message(const store::KeyValue& row);
  void audit_notice(const store::KeyValue& row);
  void audit_party(const store::KeyValue& row);

  const Cast& cast_;
  const Mail& mail_;
  core::Options options_;
  std::optional<Rule> only_;
  std::optional<Breach> breach_;
  std::map<std::string, Life> lives_;  // by message id
  std::size_t waiting_ = 0;
  std::map<std::pair<PartyId, std::string>, std::string> by_reference_;  // the accepted message of a reference
  std::map<std::string, std::uint64_t> refusals_;                        // by announced id
  std::map<PartyId, Account> accounts_;
  std::map<std::string, PartyId> party_of_token_;
  std::map<std::string, std::pair<PartyId, v1::Credit>> hello_on_;  // by link
  std::map<std::pair<PartyId, std::string>, Said> said_;
  std::set<std::pair<PartyId, std::string>> sent_;
  std::set<std::pair<PartyId, std::string>> native_;  // sender and reference
  std::string bundle_in_force_;
  std::uint64_t records_ = 0;
  std::uint64_t turns_ = 0;
  std::uint64_t kept_from_ = 1;             // the oldest record that is kept
  std::deque<Kept> days_;                   // of the records that are kept
  std::chrono::nanoseconds behind_for_{0};  // the time that the router took for much earlier than it was
  TermBooks terms_;
  Belief belief_;
  WallTime wall_;  // of the newest turn
  MonoTime mono_{};
  WallTime at_;           // of the record that is read
  bool was_off_ = false;  // the wall clock, at any time
  bool has_room_ = true;
  bool settled_ = false;  // the newest turn is over and nothing is due
  std::optional<MonoTime> scrub_failed_;
  Found found_;  // by the audit that runs
};

}  // namespace corvid::sim
