// A gateway between a temporary spool folder and a fake session, with a small translator, that can be stopped and
// started again like a process.
//
// Ownership: owns everything. Threads: one; run_until() runs the gateway on the caller's thread, bounded.
// Errors: fails the test.
#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/client/fake_session.h"
#include "adapters/gateway/gateway.h"
#include "tests/support/temp_dir.h"

namespace corvid::gateway::test {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] WallTime wall_now() const override { return wall; }
  [[nodiscard]] MonoTime mono_now() const override { return mono; }

  WallTime wall{2'000'000'000'000};  // 2033: every file of today lies still
  MonoTime mono{};
};

// Native form, as JSON: {"soort", "referentie", "nummer", "ontvanger", "gemeente", "antwoord_op", "besluit", "tekst"}.
// "weiger" holds a code with which the translation is refused. A received text WEIGER is refused, ALARM raises an
// alarm.
class TestTranslator final : public Translator {
 public:
  explicit TestTranslator(const text::ReasonCatalogue& reasons) : reasons_(reasons) {}

  [[nodiscard]] std::vector<MessageId> references(std::string_view native) const override;
  [[nodiscard]] Translation<Outgoing> outgoing(std::string_view native,
                                               const Correlations& correlations) const override;
  [[nodiscard]] Translation<Native> incoming(const client::Received& received,
                                             const Correlations& correlations) const override;

  mutable std::vector<Correlations> seen;  // what the gateway handed in, in order

 private:
  const text::ReasonCatalogue& reasons_;
};

[[nodiscard]] v1::PartyRef police();
[[nodiscard]] v1::PartyRef veilig_thuis();
[[nodiscard]] text::ReasonCatalogue small_catalogue();

class Rig {
 public:
  explicit Rig(v1::PartyRef party = police());
  ~Rig();
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  // Ledger and spool only; for tests that set up what a crash left behind.
  void open();
  void start();
  void stop();  // everything goes, as with a process; files stay
  void restart() {
    stop();
    start();
  }

  // As a native system should: complete, then renamed.
  void drop(const std::string& name, const std::string& bytes) const;
  [[nodiscard]] std::string native(const std::string& reference, const std::string& extra = "") const;
  [[nodiscard]] std::filesystem::path path(const std::string& relative) const {
    return dir_.path() / "spool" / relative;
  }
  [[nodiscard]] bool exists(const std::string& relative) const { return std::filesystem::exists(path(relative)); }
  [[nodiscard]] std::string content(const std::string& relative) const;
  // Visible names in a folder, sorted.
  [[nodiscard]] std::vector<std::string> names(const std::string& folder) const;
  [[nodiscard]] std::filesystem::path ledger_path() const { return dir_.path() / "ledger.db"; }

  // Runs the gateway until `done`; fails the test after a bound.
  void run_until(const std::function<bool()>& done);
  // Runs what is ready now, until nothing is.
  void settle_down();

  [[nodiscard]] client::FakeSession::Seen seen() const { return session->seen(); }
  [[nodiscard]] MessageId submitted(std::size_t index = 0) const { return seen().submitted.at(index).id; }
  [[nodiscard]] v1::Receipt receipt(const MessageId& id, const std::string& epoch = "") const;
  // A delivery to this party, signed by the other party and by the router.
  [[nodiscard]] client::Delivery delivery(const std::string& text, v1::MessageType type = v1::TERUGKOPPELING,
                                          const std::optional<MessageId>& in_reply_to = std::nullopt) const;

  FixedClock clock;
  boost::asio::io_context context;
  text::ReasonCatalogue reasons = small_catalogue();
  TestTranslator translator{reasons};
  std::unique_ptr<Ledger> ledger;
  std::unique_ptr<Spool> spool;
  std::shared_ptr<client::FakeSession> session;  // behind the gateway's, so that it can be asked afterwards
  std::optional<Error> ended;
  std::optional<Error> session_failure;  // with which the next session begins

 private:
  corvid::test::TempDir dir_;
  v1::PartyRef party_;
  envelope::Signer signer_;
  envelope::Signer other_signer_;
  envelope::Signer router_signer_;
  SecretBytes secret_{std::string(32, 's')};
  std::unique_ptr<Gateway> gateway_;
};

}  // namespace corvid::gateway::test
