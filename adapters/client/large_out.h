// One envelope on its way to the router in parts: its head, and once that is permitted its contents in chunks, within
// the window that the router keeps open.
//
//   begin ──LargeTaken 0──▶ chunks, as far as the window reaches ──▶ end ──▶ (its receipt, at any moment)
//
// Ownership: owns the parts. Threads: one at a time; its owner guards it.
// Errors: taken() is false for what the router cannot have taken.
#pragma once

#include <cstdint>
#include <optional>

#include "proto/base/ids.h"
#include "proto/envelope/split.h"
#include "proto/wire/frames.h"

namespace corvid::client {

class LargeOut {
 public:
  // `window_bytes`: what may be sent beyond what the router took; less than a chunk counts as one.
  LargeOut(const MessageId& id, envelope::Parts parts, std::uint64_t window_bytes);

  [[nodiscard]] const MessageId& id() const { return id_; }
  // The head is among what was sent.
  [[nodiscard]] bool begun() const { return begun_; }

  // Adds the next part that may go now, at most one chunk.
  void fill(wire::ClientFrames& frames);

  // The router took everything before `offset`; the first time, with 0, that is the permission to go on. False: that
  // much was never sent.
  [[nodiscard]] bool taken(std::uint64_t offset);

 private:
  void fill_chunk(wire::ClientFrames& frames);

  MessageId id_;
  envelope::Parts parts_;
  std::uint64_t window_bytes_;
  bool begun_ = false;
  bool ended_ = false;
  std::uint64_t sent_ = 0;              // of the contents
  std::optional<std::uint64_t> taken_;  // nothing: not permitted yet
};

}  // namespace corvid::client
