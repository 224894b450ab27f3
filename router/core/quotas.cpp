#include "router/core/quotas.h"

#include <algorithm>

#include "proto/base/broken.h"

namespace corvid::core {
namespace {

constexpr std::int64_t kWhole = 1000;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::uint64_t kKibibyte = 1024;

}  // namespace

// A minute's worth may come at once; after that the rate.
void Quotas::fill(Bucket& bucket, std::uint64_t per_minute, MonoTime now) {
  const std::int64_t full = kWhole * static_cast<std::int64_t>(per_minute);
  if (!bucket.used) {
    bucket = {full, now, true};
    return;
  }
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - bucket.filled_at);
  const std::int64_t elapsed_ms = std::clamp<std::int64_t>(elapsed.count(), 0, kMinuteMs);
  const std::int64_t gained = full / kMinuteMs * elapsed_ms + full % kMinuteMs * elapsed_ms / kMinuteMs;
  if (gained > 0) {
    bucket.tokens = std::min(full, bucket.tokens + gained);
    bucket.filled_at = now;
  }
}

bool Quotas::may_submit(const PartyId& party, std::uint64_t bytes, MonoTime now) {
  Party& buckets = parties_[party];
  fill(buckets.submissions, options_.submits_per_minute, now);
  fill(buckets.refusals, options_.refusals_per_minute, now);
  fill(buckets.kibibytes, limits::kSubmitBytesPerMinute / kKibibyte, now);
  if (broken(Variant::kQuotaIgnored)) {
    return true;
  }
  if (buckets.submissions.tokens < kWhole || buckets.refusals.tokens < kWhole || buckets.kibibytes.tokens <= 0) {
    return false;
  }
  buckets.submissions.tokens -= kWhole;
  buckets.kibibytes.tokens -= kWhole * static_cast<std::int64_t>(bytes / kKibibyte);  // the largest may go below zero
  return true;
}

void Quotas::refused(const PartyId& party, MonoTime now) {
  Party& buckets = parties_[party];
  fill(buckets.refusals, options_.refusals_per_minute, now);
  buckets.refusals.tokens -= kWhole;
}

}  // namespace corvid::core
