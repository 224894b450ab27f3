// What outbound and inbound work with.
//
// Ownership: references; everything outlives the gateway. Threads: the gateway's one.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/gateway/ledger.h"
#include "adapters/gateway/spool.h"
#include "adapters/gateway/translator.h"
#include "proto/base/clock.h"
#include "proto/base/key_file.h"
#include "proto/base/limits.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/envelope/signing.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::gateway {

struct Parts {
  v1::PartyRef party;
  std::string router_signing_key;  // 32 bytes, pinned
  Ledger& ledger;
  const Spool& spool;
  const Translator& translator;
  const text::ReasonCatalogue& reasons;
  const envelope::Signer& signer;
  const SecretBytes& tag_secret;
  const Clock& clock;
};

// Reason codes that the gateway itself gives; the policy folder must have texts for them.
inline constexpr std::array<std::string_view, 3> kGatewayCodes = {"BERICHT_ONLEESBAAR", "BERICHT_TE_GROOT",
                                                                  "TEKENS_ONGELDIG"};

// How far a bounded piece of work came.
enum class Progress {
  kDone,   // nothing left
  kMore,   // the bound was reached: go on at once
  kLater,  // disk or session would not: try again after a while
};

// The most urgent of two.
[[nodiscard]] constexpr Progress both(Progress a, Progress b) {
  if (a == Progress::kMore || b == Progress::kMore) {
    return Progress::kMore;
  }
  return a == Progress::kLater || b == Progress::kLater ? Progress::kLater : Progress::kDone;
}

// Names remembered at a time; the rest is found again in the folder.
inline constexpr std::size_t kSpoolNamesMax = 4 * limits::kClientQueueMax;

}  // namespace corvid::gateway
