// One message on its way to us in parts, until it is whole. Tells the router how far it came: the first time that is
// the permission to send any content at all.
//
// What the router begins while another is unfinished takes its place: it withdrew that one.
//
// Ownership: owns what came; at most limits::kEnvelopeBytesMax. Threads: one at a time; its owner guards it.
// Errors: kInvalidInput with what the router did wrong: content that was not announced, not permitted, out of order or
// beyond the window. The connection must end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/client/session.h"
#include "proto/wire/frames.h"

namespace corvid::client {

class LargeIn {
 public:
  // Forgets what was unfinished. `window_bytes`: what the router may send beyond what it was told that we took.
  void new_session(std::uint64_t window_bytes);
  void forget() { message_.reset(); }

  Result<void> begin(const v1::LargeBegin& begin, std::string_view head);
  Result<void> chunk(const v1::LargeChunk& chunk, std::string_view bytes);
  // The whole message, with the exact bytes of all that was signed.
  Result<Delivery> end(const v1::LargeEnd& end);

  // Adds how far we came when the router does not know it yet.
  void fill(wire::ClientFrames& frames);

 private:
  struct Message {
    MessageId id;
    v1::LargeBegin begin;
    std::string head;
    std::uint64_t contents_bytes = 0;  // announced
    std::string contents;              // what came of it
    std::optional<std::uint64_t> told;
  };

  std::optional<Message> message_;
  std::uint64_t window_bytes_ = 0;
};

}  // namespace corvid::client
