// Frames ⇄ typed commands: the only parser of foreign frames, and the only builder of our own.
//
// A message is exactly two frames (after the routing id, on the router's side): a serialised ClientCommand or
// RouterCommand, and a payload that is the concatenation of the byte strings the command announces: envelopes first,
// then the head of a large message, then a chunk. docs/protocol.md describes both sides.
//
// A command with one fault is carried out not at all: unknown fields and enumerators are refused here, so that nothing
// a newer peer meant is silently left undone.
//
// Ownership: values; the slices of a decoded command point into the payload that was handed in and live as long as it.
// Threads: any; nothing is shared.
// Errors: FrameFault, with a code of the reason catalogue (BERICHT_ONLEESBAAR, TEKENS_ONGELDIG, BERICHT_TE_GROOT,
// VELD_TE_LANG, VERSIE_NIET_ONDERSTEUND) and the path of the field, such as "settle[3].message_id"; never its value.
// Faults of a command with a hello are answered with HelloRefused, every other with Unknown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/corvid/v1/session.pb.h"

namespace corvid::wire {

inline constexpr std::size_t kSessionTokenBytes = 16;

// What one side hands to a socket: exactly two frames.
struct Frames {
  std::string command;
  std::string payload;
};

struct FrameFault {
  std::string code;
  std::string veld;
  std::map<std::string, std::string> values;  // placeholders of the reason text, such as maximum

  friend bool operator==(const FrameFault&, const FrameFault&) = default;
};

struct DecodedClient {
  v1::ClientCommand command;
  std::vector<std::string_view> envelopes;  // envelopes[i] belongs to command.submit(i)
  std::string_view large_head;              // of command.large_begin()
  std::string_view large_chunk;             // of command.large_chunk()
  // Not empty: carry out nothing. `command` then only tells whether it has a hello.
  std::vector<FrameFault> faults;
};

struct DecodedRouter {
  v1::RouterCommand command;
  std::vector<std::string_view> envelopes;  // envelopes[i] belongs to command.deliver(i)
  std::string_view large_head;              // of command.large_begin()
  std::string_view large_chunk;             // of command.large_chunk()
  std::vector<FrameFault> faults;           // not empty: carry out nothing
};

// Without faults: sizes and counts are within limits.h; every id is a UUIDv7; every enumerator is known and set where
// the command means nothing without it; the announced lengths fill the payload exactly; `session` is 16 bytes, or
// empty when the command is a hello and nothing else; a chunk is not empty and begins at a multiple of
// limits::kChunkBytes. An envelope or a large message over its own limit is no fault here: it gets a receipt that
// refuses it. Whether a chunk is the next one is for whoever knows the one before.
[[nodiscard]] DecodedClient decode_client(std::string_view command, std::string_view payload);

// The same for what a router sends. `session` may be empty with HelloRefused, SessionEnded, Unknown and Busy: they
// also answer a peer without a session.
[[nodiscard]] DecodedRouter decode_router(std::string_view command, std::string_view payload);

// What decode_client would find in this settle: ids, outcome, and the bounds on the refusal that travels with it.
[[nodiscard]] std::vector<FrameFault> faults_of(const v1::Settle& settle);

namespace internal {

// Counts items and bytes against limits.h, so that what is built is what the other side decodes.
class Room {
 public:
  // What is kept free for the fields that occur once: welcome, credit, busy, faults.
  static constexpr std::size_t kOnceBytes = 128 * 1024;
  static constexpr std::size_t kItemsBytesMax = limits::kCommandBytesMax - kOnceBytes;
  static constexpr std::size_t kTagAndLengthBytesMax = 8;  // also covers the id field inside Settled

  // True, and counted, when an item of these sizes fits beside what is there. REQUIRES: it fits an empty command.
  [[nodiscard]] bool take(std::size_t item_bytes, std::size_t payload_bytes);
  // The same for a field that occurs once: it takes room, but is not counted as an item.
  [[nodiscard]] bool take_once(std::size_t field_bytes, std::size_t payload_bytes);
  [[nodiscard]] std::size_t items() const { return items_; }

 private:
  std::size_t items_ = 0;
  std::size_t item_bytes_ = 0;
  std::size_t payload_bytes_ = 0;
};

// What a command announces, each kind in the order in which it was added.
struct Payload {
  std::string envelopes;
  std::string large_head;
  std::string large_chunk;

  [[nodiscard]] std::string take() &&;
};

}  // namespace internal

// Builds what a connection point sends. Every add_ returns false when the item does not fit this command any more:
// take() it, and add to a new one. So does every set_large_ that returns a bool: a command carries at most one of each,
// never one that must come before what is there already.
class ClientFrames {
 public:
  // `session`: the token of Welcome; empty for a hello.
  explicit ClientFrames(std::string_view session);

  // REQUIRES: envelope.size() <= limits::kPayloadBytesMax; the router takes limits::kInlineEnvelopeBytesMax.
  [[nodiscard]] bool add_submit(const MessageId& id, std::string_view envelope);
  // REQUIRES: faults_of(settle) is empty.
  [[nodiscard]] bool add_settle(const v1::Settle& settle);
  [[nodiscard]] bool add_processed(const MessageId& id, v1::Processed::Outcome outcome);
  [[nodiscard]] bool add_resolve(const v1::Resolve& question);

  // Fills head_bytes. REQUIRES: head.size() <= limits::kLargeHeadBytesMax.
  [[nodiscard]] bool set_large_begin(v1::LargeBegin begin, std::string_view head);
  // REQUIRES: bytes.size() <= limits::kChunkBytes.
  [[nodiscard]] bool set_large_chunk(const MessageId& id, std::uint64_t offset, std::string_view bytes);
  [[nodiscard]] bool set_large_end(const MessageId& id);
  [[nodiscard]] bool set_large_taken(const MessageId& id, std::uint64_t offset);

  void set_hello(v1::Hello hello);
  void set_credit(const v1::Credit& credit);
  void set_notices_read(std::uint64_t number);
  void set_ping();
  void set_goodbye();

  [[nodiscard]] bool empty() const { return room_.items() == 0 && !once_; }
  [[nodiscard]] Frames take() &&;

 private:
  v1::ClientCommand command_;
  internal::Payload payload_;
  internal::Room room_;
  bool once_ = false;
};

// Builds what the router sends, in the same way.
class RouterFrames {
 public:
  // `session`: the token; empty for HelloRefused and for a peer without a session.
  explicit RouterFrames(std::string_view session);

  [[nodiscard]] bool add_receipt(const v1::Receipt& receipt);
  // Fills envelope_bytes. REQUIRES: envelope.size() <= limits::kPayloadBytesMax.
  [[nodiscard]] bool add_deliver(v1::Deliver deliver, std::string_view envelope);
  [[nodiscard]] bool add_notice(const v1::Notice& notice);
  [[nodiscard]] bool add_resolved(const v1::Resolved& resolved);
  [[nodiscard]] bool add_settled(const MessageId& id);
  [[nodiscard]] bool add_processed_recorded(const MessageId& id);
  // Joins the Busy of this command when it says the same `why`; the longest wait counts.
  [[nodiscard]] bool add_busy(const MessageId& id, std::uint32_t retry_after_seconds, const v1::Fault& why = {});

  // Fills head_bytes. REQUIRES: head.size() <= limits::kLargeHeadBytesMax.
  [[nodiscard]] bool set_large_begin(v1::LargeBegin begin, std::string_view head);
  // REQUIRES: bytes.size() <= limits::kChunkBytes.
  [[nodiscard]] bool set_large_chunk(const MessageId& id, std::uint64_t offset, std::string_view bytes);
  [[nodiscard]] bool set_large_end(const MessageId& id);
  [[nodiscard]] bool set_large_taken(const MessageId& id, std::uint64_t offset);

  void set_welcome(v1::Welcome welcome);
  void set_hello_refused(v1::HelloRefused refused);
  void set_session_ended(v1::SessionEnded::Reason reason);
  void set_credit(const v1::Credit& credit);
  // Without ids: there is no room for one more session.
  void set_busy(v1::Busy busy);
  void set_pong();
  void set_unknown(v1::Unknown unknown);

  [[nodiscard]] bool empty() const { return room_.items() == 0 && !once_; }
  [[nodiscard]] Frames take() &&;

 private:
  v1::RouterCommand command_;
  internal::Payload payload_;
  internal::Room room_;
  bool once_ = false;
};

}  // namespace corvid::wire
