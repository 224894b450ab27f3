// Large messages that come in: begun, their chunks in the store, not yet decided for good.
//
// One per session. Its chunks are rows under an id of its own, committed as they come, so that accepting the message at
// its end writes no content. What is not completed (the session ends, falls silent or breaks the order) is erased again
// with a record of it; what a former run of the router left is erased at the start.
//
// Ownership: owns what is under way. Threads: loop. Errors: see store::Turn.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "proto/envelope/section_digests.h"
#include "router/core/event.h"
#include "router/core/turn_work.h"

namespace corvid::core {

class Uploads {
 public:
  struct Upload {
    PartyId sender;
    Submission head;                    // its `large` names the upload
    envelope::SectionDigests digests;
    std::uint64_t received = 0;         // bytes of the contents
    std::uint64_t told = 0;             // of these the sender knows that they were taken
    MonoTime seen;
  };

  [[nodiscard]] bool is_full() const;

  // Begins one for this link in place of any other. REQUIRES: inspect_head found no fault.
  void begin(const std::string& link, const PartyId& sender, Submission head, TurnWork& work);

  enum class Added { kAdded, kUnknown, kOutOfOrder };
  // The next chunk. kUnknown: no such upload. kOutOfOrder: not the next one or of a wrong length; the upload is
  // abandoned.
  Added add(const std::string& link, const v1::LargeChunk& chunk, std::string bytes, TurnWork& work);
  // Everything up to here is told to be taken; nullopt: nothing new.
  [[nodiscard]] std::optional<v1::LargeTaken> take_taken(const std::string& link);

  // The upload when all of its contents are there; it is no longer under way. nullopt: no such upload, or a part is
  // missing, and then it is abandoned.
  [[nodiscard]] std::optional<Upload> complete(const std::string& link, const std::string& message_id, TurnWork& work);
  // A completed one that was not accepted.
  static void discard(const Upload& upload, TurnWork& work);
  // A completed one that was.
  static void keep(const Upload& upload, TurnWork& work);

  void abandon(const std::string& link, TurnWork& work);
  struct GivenUp {
    std::string link;
    std::string message_id;
  };
  // Those that have been silent for limits::kUploadSilenceMax; their senders are to be told.
  [[nodiscard]] std::vector<GivenUp> abandon_silent(TurnWork& work);
  // What a former run left in the store.
  static void clean(TurnWork& work);

  [[nodiscard]] std::optional<MonoTime> next_silence() const;

 private:
  std::unordered_map<std::string, Upload> by_link_;
};

}  // namespace corvid::core
