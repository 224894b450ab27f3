#include "router/core/notice_log.h"

#include <algorithm>
#include <utility>

#include "proto/base/broken.h"
#include "proto/base/limits.h"
#include "router/core/parties.h"

namespace corvid::core::notice_log {

void pump(Session& session, TurnWork& work) {
  const v1::PartyRow row = work.views().party(session.party);
  const std::uint64_t from = std::max(session.notice_sent, row.notices_read()) + 1;
  const std::uint64_t end = std::min(row.notices_next(), row.notices_read() + 1 + limits::kNoticesUnderWayMax);
  if (from >= end) {
    return;
  }
  for (v1::Notice& notice : work.views().notices(session.party, from, end - from)) {
    session.notice_sent = notice.number();
    work.effect({session.link, session.token, std::move(notice)});
  }
}

void read_up_to(const PartyId& party, std::uint64_t number, TurnWork& work) {
  const v1::PartyRow row = work.views().party(party);
  if (broken(Variant::kOverclaimTaken)) {
    number = std::min(number, row.notices_next() - 1);
  }
  // Further than a window beyond what was read nothing was ever sent.
  if (number <= row.notices_read() || number >= row.notices_next() ||
      number > row.notices_read() + limits::kNoticesUnderWayMax) {
    return;
  }
  v1::RecordBody body;
  *body.mutable_notices_read()->mutable_party() = to_party_ref(party);
  body.mutable_notices_read()->set_number(number);
  work.record(body);
}

std::uint64_t unread(const PartyId& party, const store::Views& views) {
  const v1::PartyRow row = views.party(party);
  return row.notices_next() - 1 - row.notices_read();
}

}  // namespace corvid::core::notice_log
