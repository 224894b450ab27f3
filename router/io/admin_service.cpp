#include "router/io/admin_service.h"

#include <array>
#include <utility>

#include "proto/corvid/v1/admin.pb.h"
#include "router/core/overview.h"
#include "store/turn.h"
#include "store/views.h"

namespace corvid::io {
namespace {

constexpr std::size_t kRequestsPerRound = 16;
constexpr std::size_t kFrames = 2;  // routing id, request
constexpr std::size_t kRequestBytesMax = 4096;
constexpr std::uint32_t kAdminProtocol = 1;

v1::AdminReply not_understood(const char* why) {
  v1::AdminReply reply;
  reply.mutable_error()->set_kind(v1::AdminError::NIET_BEGREPEN);
  reply.mutable_error()->set_text(why);
  return reply;
}

}  // namespace

Result<void> AdminService::answer_waiting() {
  for (std::size_t i = 0; i < kRequestsPerRound; ++i) {
    CORVID_TRY_ASSIGN(const wire::Received received, socket_.receive(kFrames));
    if (received.state == wire::ReceiveState::kNothing) {
      return {};
    }
    if (received.frames.size() != kFrames || received.user_id.empty()) {
      continue;
    }
    const std::string reply = reply_to(wire::text(received.frames[1])).SerializeAsString();
    const std::array<std::string_view, kFrames> parts{wire::text(received.frames[0]), reply};
    // An operator who went away before the answer is a state, not an error.
    CORVID_TRY_ASSIGN(const wire::SendState sent, socket_.send(parts));
    (void)sent;
  }
  return {};
}

v1::AdminReply AdminService::reply_to(std::string_view request_bytes) const {
  v1::AdminRequest request;
  if (request_bytes.size() > kRequestBytesMax ||
      !request.ParseFromArray(request_bytes.data(), static_cast<int>(request_bytes.size()))) {
    return not_understood("the request cannot be read");
  }
  if (request.protocol() != kAdminProtocol) {
    return not_understood("this router speaks admin protocol 1");
  }
  store::Turn turn(store_);
  store::Views views(turn);
  v1::AdminReply reply;
  switch (request.ask_case()) {
    case v1::AdminRequest::kStatus:
      *reply.mutable_status() = core::overview::status(core_, started_, clock_.now(), CORVID_VERSION);
      break;
    case v1::AdminRequest::kQueues:
      *reply.mutable_queues() = core::overview::queues(core_, views);
      break;
    case v1::AdminRequest::kParties:
      *reply.mutable_parties() = core::overview::parties(core_, clock_.wall_now());
      break;
    case v1::AdminRequest::kTerms:
      *reply.mutable_terms() = core::overview::terms(core_, turn, request.terms().alarms_only());
      break;
    case v1::AdminRequest::kMessage:
      reply = core::overview::message(request.message().id(), turn, views);
      break;
    case v1::AdminRequest::ASK_NOT_SET:
      reply = not_understood("the request asks nothing this router knows");
      break;
  }
  if (turn.failed()) {
    return not_understood("the store could not be read");
  }
  return reply;
}

}  // namespace corvid::io
