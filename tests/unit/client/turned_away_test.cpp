// Submissions that the router does not take in for now, and what is said of it.
#include <catch2/catch.hpp>
#include <algorithm>
#include <memory>

#include "proto/base/log.h"
#include "tests/unit/client/core_fixture.h"

namespace corvid::client {
namespace {

constexpr const char* kNoRoom = "VASTLEGGING_NIET_MOGELIJK";

// Keeps what is logged instead of writing it.
class KeepingLogger final : public spdlog::logger {
 public:
  KeepingLogger() : spdlog::logger("test") {}

  [[nodiscard]] auto with(const std::string& text) const {
    return std::count_if(lines_.begin(), lines_.end(),
                         [&text](const std::string& line) { return line.find(text) != std::string::npos; });
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    lines_.emplace_back(message.payload.data(), message.payload.size());
  }

 private:
  std::vector<std::string> lines_;
};

// What is logged from here on.
class LogLines {
 public:
  LogLines() : before_(spdlog::default_logger()), logger_(std::make_shared<KeepingLogger>()) {
    spdlog::set_default_logger(logger_);
  }
  ~LogLines() { spdlog::set_default_logger(before_); }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  [[nodiscard]] auto with(const std::string& text) const { return logger_->with(text); }

 private:
  std::shared_ptr<spdlog::logger> before_;  // shared_ptr: spdlog's own interface
  std::shared_ptr<KeepingLogger> logger_;
};

void say_busy(CoreFixture& t, std::uint32_t seconds, const std::string& code) {
  v1::Fault why;
  why.set_code(code);
  wire::RouterFrames busy(a_token('a'));
  REQUIRE(busy.add_busy(an_id(1), seconds, why));
  t.say(std::move(busy));
}

// Time passes while the router answers pings. True: nothing was submitted meanwhile.
bool is_quiet_for(CoreFixture& t, std::chrono::milliseconds time) {
  const MonoTime end = t.now + time;
  bool quiet = true;
  while (t.now < end) {
    t.pass(std::min<std::chrono::milliseconds>(limits::kPingInterval,
                                               std::chrono::duration_cast<std::chrono::milliseconds>(end - t.now)));
    if (const auto command = t.sent()) {
      quiet = quiet && command->submit_size() == 0;
    }
    wire::RouterFrames pong(a_token('a'));
    pong.set_pong();
    t.say(std::move(pong));
  }
  return quiet;
}

// One message under way.
void submit_one(CoreFixture& t) {
  t.welcome('a');
  REQUIRE(t.core.submit(an_id(1), "one").ok());
  REQUIRE(t.sent());
}

}  // namespace

TEST_CASE("a router without room is asked again only after the time it names, until it takes the message in",
          "[client]") {
  CoreFixture t;
  submit_one(t);
  const LogLines log;
  for (int round = 0; round < 3; ++round) {
    say_busy(t, 60, kNoRoom);
    CHECK(is_quiet_for(t, 60s - 1ms));
    t.pass(1ms);
    const auto again = t.sent();
    REQUIRE(again);
    CHECK(again->submit_size() == 1);
  }
  t.say_receipt('a', an_id(1));
  CHECK(only<v1::Receipt>(t.core.take_events()).size() == 1);
}

TEST_CASE("why messages are turned away is logged once, and when the reason becomes another", "[client]") {
  CoreFixture t;
  submit_one(t);
  const LogLines log;
  for (const std::string code : {kNoRoom, kNoRoom, kNoRoom, "EVEN_WACHTEN", "EVEN_WACHTEN"}) {
    say_busy(t, 2, code);
    t.pass(2s);
    REQUIRE(t.sent());
  }
  CHECK(log.with(kNoRoom) == 1);
  CHECK(log.with("EVEN_WACHTEN") == 1);
  CHECK(log.with("go again in 2 s") == 2);
}

TEST_CASE("a reason that lasts is logged again after a while", "[client]") {
  CoreFixture t;
  submit_one(t);
  const LogLines log;
  say_busy(t, 2, kNoRoom);
  CHECK_FALSE(is_quiet_for(t, kTurnedAwayLogInterval));
  say_busy(t, 2, kNoRoom);
  CHECK(log.with(kNoRoom) == 2);
}

}  // namespace corvid::client
