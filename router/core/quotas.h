// How much one party may ask of the router: submissions, bytes and refusals per minute, in buckets that fill evenly.
//
// A party over its quota is told to wait and nothing is judged or stored, so that a broken sender fills neither the
// journal nor anybody's time. Repeats count as submissions.
//
// Ownership: owns the buckets, at most one per registered party. Threads: loop. Errors: none.
#pragma once

#include <unordered_map>

#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "router/core/options.h"

namespace corvid::core {

class Quotas {
 public:
  explicit Quotas(const Options& options) : options_(options) {}

  // Counts one submission of so many bytes, contents included. False: the party must wait.
  [[nodiscard]] bool may_submit(const PartyId& party, std::uint64_t bytes, MonoTime now);
  // A submission was refused.
  void refused(const PartyId& party, MonoTime now);

 private:
  // Tokens in thousandths, so that a slow rate fills too.
  struct Bucket {
    std::int64_t tokens = 0;
    MonoTime filled_at;
    bool used = false;
  };

  static void fill(Bucket& bucket, std::uint64_t per_minute, MonoTime now);

  struct Party {
    Bucket submissions;
    Bucket refusals;
    Bucket kibibytes;
  };

  Options options_;
  std::unordered_map<PartyId, Party, PartyIdHash> parties_;
};

}  // namespace corvid::core
