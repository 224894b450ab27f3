// A SessionCore with a clock to turn by hand and a router to play.
//
// Ownership: one per test case. Threads: one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/client/session_core.h"
#include "proto/wire/frames.h"

namespace corvid::client {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

[[nodiscard]] MessageId an_id(std::uint8_t seed);
[[nodiscard]] std::string bytes_of(const MessageId& id);
[[nodiscard]] std::string a_token(char letter);
// An envelope in shape, with one section of each of these lengths.
[[nodiscard]] std::string an_envelope(const std::vector<std::size_t>& section_bytes);

// Events of one kind, in order.
template <typename Kind>
std::vector<Kind> only(const std::vector<Event>& events) {
  std::vector<Kind> found;
  for (const Event& event : events) {
    if (const auto* kind = std::get_if<Kind>(&event)) {
      found.push_back(*kind);
    }
  }
  return found;
}

class CoreFixture {
 public:
  explicit CoreFixture(CoreOptions options = default_options()) : core(std::move(options), now) {}

  [[nodiscard]] static CoreOptions default_options();

  // What the core sends now, decoded; it must be without a fault. Nothing: it sends nothing.
  [[nodiscard]] std::optional<v1::ClientCommand> sent();
  // The same as it travels.
  [[nodiscard]] std::optional<wire::Frames> sent_frames() { return core.next_frames(now); }
  // The router answers with what was built, exactly as it travels.
  void say(wire::RouterFrames frames);
  // Connected, hello taken, Welcome said.
  void welcome(char token = 'a', std::uint64_t notices_from = 1);
  // As welcome(), with exactly these words; the session's token is filled in.
  void welcome_as(char token, v1::Welcome welcome);
  // As welcome(), with this window.
  void welcome_with(char token, std::uint64_t notices_from, std::uint32_t messages, std::uint64_t bytes);
  void say_ended(const std::string& token, v1::SessionEnded::Reason reason);
  void say_receipt(char token, const MessageId& id);
  void say_taken(char token, const MessageId& id, std::uint64_t offset);
  void say_deliver(char token, const MessageId& id, const std::string& envelope);
  void say_notice(char token, std::uint64_t number);
  // Time passes and the core is told.
  void pass(std::chrono::milliseconds time);
  // Lost, and connected again; a hello is due.
  void reconnect();

  [[nodiscard]] bool is_final() const { return !core.attempt() && !core.next_wakeup(); }

  MonoTime now{std::chrono::hours(1)};
  SessionCore core;
};

}  // namespace corvid::client
