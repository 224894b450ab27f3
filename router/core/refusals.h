// Refusals as the sender, the journal and the operator see them: the same words everywhere.
//
// Threads: loop. Purity: values in, values out. Errors: none.
#pragma once

#include <string_view>
#include <vector>

#include "proto/base/clock.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/envelope/inspect.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::core {

// Faults of form in the words of the catalogue.
[[nodiscard]] std::vector<v1::Fault> worded(const text::ReasonCatalogue& catalogue,
                                            const std::vector<envelope::FormFault>& faults);

// All faults in one refusal: the most precise code first, each (code, field) once, at most limits::kFaultsMax.
[[nodiscard]] v1::Refusal make_refusal(const text::ReasonCatalogue& catalogue, std::vector<v1::Fault> faults,
                                       WallTime now, std::string_view bundle_sha256);

// What a receiver gave as its reasons, in the catalogue's words: free text from a receiver could carry content, so only
// known codes and short field paths pass. ONTVANGER_WEIGERT stands first.
[[nodiscard]] v1::Refusal receivers_refusal(const text::ReasonCatalogue& catalogue, const v1::Refusal& given,
                                            std::string_view receiver_naam, WallTime now);

}  // namespace corvid::core
