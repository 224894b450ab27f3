// The one large message that is under way to a receiver, part by part.
//
// After its begin the receiver permits more with LargeTaken; so many bytes beyond that may be on their way. Contents
// are read from the store as they are sent, so that a message of any size costs the memory of a window.
//
// Ownership: a value. Threads: loop. Errors: see store::Turn.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "router/core/sessions.h"
#include "router/core/turn_work.h"

namespace corvid::core {

class LargeDelivery {
 public:
  LargeDelivery(const MessageId& message, const v1::LargePayload& large);

  [[nodiscard]] const MessageId& message() const { return message_; }
  // The receiver took everything before `offset`. What it was not sent, or took before, changes nothing.
  void taken(std::uint64_t offset);
  // Sends what the window and `budget_bytes` allow and takes it off the budget.
  void pump(const Session& session, std::uint64_t& budget_bytes, TurnWork& work);
  // The window has room for something that the budget did not.
  [[nodiscard]] bool waits_for_budget() const;
  // Everything was sent: another one may begin.
  [[nodiscard]] bool sent_all() const { return end_sent_; }

 private:
  [[nodiscard]] std::uint64_t next_chunk_bytes() const;

  MessageId message_;
  std::string upload_;
  std::uint64_t total_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t allowed_ = 0;  // so far may be sent; 0: not permitted yet
  bool permitted_ = false;
  bool end_sent_ = false;
};

}  // namespace corvid::core
