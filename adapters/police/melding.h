// A BVH export as a VT_MELDING.
//
// Ownership: values. Threads: any. Pure. Errors: findings in the draft, with paths of the export.
#pragma once

#include <string>
#include <vector>

#include "adapters/police/bvh.pb.h"
#include "adapters/translation/exchange.h"
#include "adapters/translation/native_file.h"

namespace corvid::police {

// Facts, sections and receivers; the review is carried over, not judged.
[[nodiscard]] translation::Draft draft_of(const translation::NativeFile<bvh::Export>& file);

// The digest over all sections of the draft, as they will be sent. REQUIRES: salt.size() == 32, and the draft was made
// from an export with that salt.
[[nodiscard]] std::string digest_of(const translation::Draft& draft, std::string_view salt);

}  // namespace corvid::police
