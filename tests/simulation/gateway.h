// A connection point and the native system behind it: a model of its own, made to be good or bad on purpose.
//
// What its ledger holds survives crash(): outbox with exact bytes, inbox, newest notice. It settles only what is in the
// ledger, keeps each message until its end is known, and hands each message to the native side once. Which faults it
// has is the world's choice; without any it behaves as docs/protocol.md asks.
// Ownership: borrows its surroundings. Threads: one. Errors: none.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "router/core/effect.h"
#include "tests/simulation/agenda.h"
#include "tests/simulation/cast.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/mail.h"
#include "tests/simulation/network.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/trace.h"

namespace corvid::sim {

// A command as it went out, for those who send old ones again.
struct OldCommand {
  v1::ClientCommand command;
  std::vector<LetterPtr> letters;
};

struct Surroundings {
  const Cast& cast;
  Agenda& agenda;
  Dice& dice;
  Trace& trace;
  Network& network;
  Mail& mail;
  Oracle& oracle;
  const Faults& faults;
  std::uint64_t letters_left = 0;  // that native systems may still write by themselves
  std::vector<OldCommand> history{};
  std::string poison{};         // id of the message that stops whoever gets it
  bool poison_excused = false;  // nobody waits for its end

  // What the clocks of all gateways show.
  [[nodiscard]] WallTime now() const;
};

class Gateway {
 public:
  Gateway(std::size_t number, const Member& member, Surroundings& around)
      : number_(number), member_(member), around_(around) {}

  // Wakes up: connects, or sends what is ready, or misbehaves.
  void tick();
  void arrived(const std::string& link, const std::vector<core::Effect>& effects);
  // The process is gone; the next tick is that of a new one.
  void crash();
  // The connection broke.
  void lose_link();

  [[nodiscard]] const Member& member() const { return member_; }
  [[nodiscard]] const std::string& link() const { return link_; }
  // Nothing is left to send or to wait for; otherwise `what` is waited for.
  [[nodiscard]] bool at_rest() const { return waits_for().empty(); }
  [[nodiscard]] std::string waits_for() const;
  // Ids of the messages whose end is in the ledger.
  [[nodiscard]] const std::set<std::string>& known_ends() const { return ends_; }

 private:
  struct Outgoing {
    LetterPtr letter;
    bool refused = false;
    std::string accepted_as;  // id in the receipt
  };
  struct Incoming {
    LetterPtr letter;
    std::string ticket;
    bool refused = false;
    bool settled = false;  // the router confirmed
    bool handed_over = false;
    v1::Processed::Outcome result = v1::Processed::OUTCOME_ONBEPAALD;
    bool result_recorded = false;
    bool answer_later = false;
  };

  // A message that goes out in parts, and one that comes in.
  struct Upload {
    LetterPtr letter;
    std::uint64_t sent = 0;
    std::uint64_t allowed = 0;
    bool permitted = false;
    bool end_sent = false;
    MonoTime moved{};
  };
  struct Download {
    std::string id;
    v1::SignedBody statement;
    std::uint64_t received = 0;
    bool told = false;  // the router knows how far it came
  };

  // ---- sending
  void connect();
  void send_ready();
  void add_settles(v1::ClientCommand& command);
  void add_results(v1::ClientCommand& command);
  void add_letters(v1::ClientCommand& command, std::vector<LetterPtr>& letters);
  void add_the_rest(v1::ClientCommand& command);
  void add_parts(core::CommandArrived& arrived);
  void begin_upload(core::CommandArrived& arrived);
  void misplace_part(core::CommandArrived& arrived);
  void send(core::CommandArrived arrived, const std::vector<LetterPtr>& letters);
  [[nodiscard]] v1::Credit credit();
  [[nodiscard]] bool done(const Outgoing& outgoing) const;
  [[nodiscard]] bool has(Fault fault, std::uint32_t permille);

  // ---- misbehaving
  void misbehave(v1::ClientCommand& command, std::vector<LetterPtr>& letters);
  void send_old_command();
  void send_nonsense();

  // ---- receiving
  void receive(const core::Effect& effect);
  void take(const v1::Welcome& welcome, const std::string& token);
  void take(const v1::Receipt& receipt);
  void take(const core::DeliverMessage& delivery);
  void take(const core::LargeDeliveryBegin& begin);
  void take(const core::LargeDeliveryChunk& chunk);
  void take(const v1::LargeEnd& end);
  void take(const v1::LargeTaken& taken);
  void end_upload(const std::string& id);
  void take_message(const std::string& id, const v1::SignedBody& statement);
  void take(const v1::Notice& notice);
  void forget_session();

  // ---- the native system
  void native();
  void write_fresh();
  void react(const Incoming& incoming);
  void write(LetterPtr letter);

  std::size_t number_;
  const Member& member_;
  Surroundings& around_;

  // The ledger.
  std::map<std::string, Outgoing> outbox_;
  std::map<std::string, Incoming> inbox_;
  std::set<std::string> ends_;
  std::uint64_t notices_ = 0;

  // The process.
  std::string link_;
  std::string token_;
  MonoTime connecting_since_{};
  MonoTime spoke_{};
  std::set<std::string> sent_now_;     // submitted in this session and not answered
  std::set<std::string> settled_now_;  // in this session
  std::set<std::string> results_now_;
  std::vector<std::string> not_now_;
  std::uint64_t notices_confirmed_ = 0;  // in this session
  bool small_credit_now_ = false;
  std::optional<Upload> upload_;
  std::optional<Download> download_;
};

}  // namespace corvid::sim
