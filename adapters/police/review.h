// Adds a trained colleague's review to an enriched BVH export (S002-22), before it is sent.
//
// Threads: any. Pure: time and salt are arguments. Errors: kInvalidInput when the export cannot become a report; the
// text names codes and field paths, never content.
#pragma once

#include <string>
#include <string_view>

#include "proto/base/clock.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/facts.pb.h"
#include "proto/envelope/signing.h"

namespace corvid::police {

// The export with the attestation added; one that it had is replaced. The digest is over the sections that the export
// becomes, so any change to them afterwards shows. REQUIRES: salt32.size() == 32, freshly random.
Result<std::string> add_review(std::string_view native, const envelope::Signer& reviewer,
                               v1::BeoordelaarFunctie::Value functie, WallTime now, std::string_view salt32);

}  // namespace corvid::police
