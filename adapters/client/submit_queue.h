// Envelopes that the router has not answered yet, sent in order and within the window it grants.
//
// What is too large for one frame goes in parts, one at a time; small ones go on in between.
//
// Ownership: owns the envelopes until they are answered. Threads: one at a time; its owner guards it.
// Errors: kUnavailable when the bounds on count or bytes are reached; kInvalidInput and kTooLarge for what is too large
// to go whole and cannot go in parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "adapters/client/large_out.h"
#include "adapters/client/pending.h"
#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/base/result.h"
#include "proto/wire/frames.h"

namespace corvid::client {

// The bytes that may wait for an answer, sent or not. One envelope always may.
inline constexpr std::uint64_t kUnansweredBytesMax = 2 * limits::kSubmitWindowBytes;

static_assert(limits::kLargeUploadsPerSessionMax == 1, "SubmitQueue sends one large envelope at a time");

class SubmitQueue {
 public:
  // An id that waits already is left as it is.
  Result<void> add(const MessageId& id, std::string envelope);

  // The receipt for this id is there. False: nobody waits for it.
  [[nodiscard]] bool answered(const MessageId& id);

  // The router did not take it in: it goes again after `until`, and so does everything behind it.
  void turned_away(const MessageId& id, MonoTime until);

  // A new session: everything goes again from its start, within the window and sizes of this welcome.
  void new_session(const v1::Welcome& welcome);
  void set_window(const v1::Credit& window);

  // The router took this much of the contents of a large one. False: that much was never sent. Of one that is not under
  // way any more it says nothing.
  [[nodiscard]] bool taken(const MessageId& id, std::uint64_t offset);

  // Adds what may go now.
  void fill(wire::ClientFrames& frames, MonoTime now);

  // When fill() will have more to add by itself, if ever.
  [[nodiscard]] std::optional<MonoTime> next_wakeup() const;
  [[nodiscard]] std::size_t size() const { return envelopes_.size(); }

 private:
  [[nodiscard]] Offered offer(wire::ClientFrames& frames, const MessageId& id, const std::string& envelope);
  [[nodiscard]] bool begin_large(wire::ClientFrames& frames, const MessageId& id, const std::string& envelope);
  // The large one under way is no longer this one.
  void end_large(const MessageId& id);

  Pending<MessageId, std::string, MessageIdHash> envelopes_{limits::kClientQueueMax};
  std::uint64_t bytes_ = 0;
  std::uint32_t window_messages_ = 0;
  std::uint64_t window_bytes_ = 0;
  std::uint32_t under_way_messages_ = 0;
  std::uint64_t under_way_bytes_ = 0;
  std::uint64_t inline_bytes_max_ = limits::kInlineEnvelopeBytesMax;
  std::uint64_t large_window_bytes_ = limits::kLargeWindowBytes;
  std::optional<LargeOut> large_;
  MonoTime held_until_{};
};

}  // namespace corvid::client
