// The messages of a simulation: real signed envelopes, and what the world outside knows about each.
//
// Ownership: a Mail owns its letters until it goes. Threads: one. Errors: none; a letter that cannot be built stops the
// process.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/envelope/build.h"
#include "proto/envelope/split.h"
#include "router/core/event.h"
#include "tests/simulation/cast.h"
#include "tests/simulation/dice.h"

namespace corvid::sim {

struct Letter {
  MessageId id;
  core::Submission submission;  // exact bytes, inspected as the intake does
  envelope::Draft draft;        // to build the same message again
  PartyId sender;
  PartyId receiver;
  v1::MessageType type = v1::MESSAGE_TYPE_ONBEPAALD;
  std::string reference;                 // the sender's own
  std::string content;                   // what the native message says; with `reference` it tells repeats
  std::string in_reply_to;               // 16 bytes or empty
  std::string canary;                    // stands in every section, and nowhere else in the world
  std::optional<envelope::Parts> parts;  // how it travels when it is large; the submission is its head then
  bool acute = false;
  std::string must_refuse;  // the code of the refusal it must get; empty: nothing is wrong with it
};
using LetterPtr = std::shared_ptr<const Letter>;

// What can be wrong with a letter.
enum class Flaw {
  kNone,
  kWrongRegion,
  kUnknownParty,
  kUnreviewed,
  kFifthText,
  kWrongReader,  // feedback to somebody else
  kNotComplete,
  kForgedSender,
  kWrongSignature,
  kUnreadable,
  kWrongContents,  // of a large message: not what its header commits to
  kForgedTicket,   // not the router's
  kForeignReply,   // to a message that went to somebody else
  kStolenId,       // somebody else's
};

class Mail {
 public:
  Mail(const Cast& cast, Dice& dice) : cast_(cast), dice_(dice) {}

  // From now on nearly every report is acute, and for one Veilig Thuis.
  void flood() {
    floods_ = true;
    acute_permille_ = 900;
  }

  // So many more reports come in parts.
  void set_large(std::uint32_t count) { large_left_ = count; }

  // A report to Veilig Thuis. REQUIRES: the flaw fits a report by this member.
  LetterPtr report(const Member& from, WallTime now, Flaw flaw);
  // `ticket`: of the report, as the router gave it; it may be empty.
  LetterPtr feedback(const Letter& report, const std::string& ticket, WallTime now, Flaw flaw);
  LetterPtr transfer(const Letter& report, WallTime now, Flaw flaw);
  LetterPtr transfer_answer(const Letter& transfer, WallTime now);
  LetterPtr report_back(const Letter& transfer, WallTime now);
  LetterPtr question(const Letter& report, WallTime now);
  LetterPtr question_answer(const Letter& question, WallTime now);
  // The same native message in a new envelope, under a new id.
  LetterPtr again(const Letter& letter, WallTime now);
  // Another message under the id of one that somebody else wrote.
  LetterPtr stolen(const Member& from, const MessageId& id, WallTime now);
  // Another message under a reference that was used before.
  LetterPtr same_reference(const Letter& letter, WallTime now);

  // nullptr: no such letter was ever written. Among those of one id, the one that `sender` wrote.
  [[nodiscard]] const Letter* find(std::string_view message_id) const;
  [[nodiscard]] const Letter* find(std::string_view message_id, const PartyId& sender) const;
  [[nodiscard]] const std::vector<LetterPtr>& all() const { return letters_; }

 private:
  struct Parts;

  MessageId next_id(WallTime now);
  Parts start(const MessageId& id, const Member& from, const PartyId& to, WallTime now) const;
  void fill_sections(envelope::Draft& draft, const std::string& canary);
  void review(envelope::Draft& draft, const Member& from, WallTime now);
  LetterPtr seal(Parts parts, const Member& from, const PartyId& to, Flaw flaw);

  const Cast& cast_;
  Dice& dice_;
  std::uint64_t count_ = 0;
  std::uint32_t acute_permille_ = 150;
  bool floods_ = false;
  std::uint32_t large_left_ = 0;
  std::vector<LetterPtr> letters_;
  std::map<std::string, LetterPtr, std::less<>> by_id_;
  std::map<std::pair<PartyId, std::string>, LetterPtr> stolen_;  // the first of an id stands in by_id_
};

}  // namespace corvid::sim
