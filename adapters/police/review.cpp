#include "adapters/police/review.h"

#include "adapters/police/bvh.pb.h"
#include "adapters/police/melding.h"
#include "adapters/translation/groups.h"
#include "adapters/translation/native_file.h"
#include "proto/base/check.h"
#include "proto/envelope/review.h"

namespace corvid::police {

Result<std::string> add_review(std::string_view native, const envelope::Signer& reviewer,
                               v1::BeoordelaarFunctie::Value functie, WallTime now, std::string_view salt32) {
  constexpr std::size_t kSaltBytes = 32;
  CORVID_CHECK(salt32.size() == kSaltBytes);
  auto file = translation::read_native<bvh::Export>(native);
  file.content.clear_beoordeling();
  file.content.mutable_beoordeling()->set_zout(std::string(salt32));
  const translation::Draft draft = draft_of(file);
  if (!draft.findings.empty()) {
    return Error{Errc::kInvalidInput, draft.findings.summary()};
  }
  v1::Beoordeling review;
  review.set_functie(functie);
  review.set_opgeleid(v1::JA);
  review.set_tijdstip_unix_ms(now.unix_ms);
  review = envelope::attest(std::move(review), digest_of(draft, salt32), reviewer);

  bvh::Beoordeling& added = *file.content.mutable_beoordeling();
  added.set_functie(review.functie());
  added.set_opgeleid(review.opgeleid());
  *added.mutable_tijdstip() = translation::to_timestamp(review.tijdstip_unix_ms());
  added.set_beoordelaar_sleutel(review.beoordelaar_sleutel());
  added.set_digest(review.digest());
  added.set_handtekening(review.handtekening());
  return translation::write_native(file.content);
}

}  // namespace corvid::police
