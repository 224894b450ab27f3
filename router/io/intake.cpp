#include "router/io/intake.h"

#include <utility>

#include "proto/base/hex.h"
#include "proto/envelope/inspect.h"
#include "proto/wire/frames.h"

namespace corvid::io {
namespace {

constexpr std::size_t kFrames = 3;  // routing id, command, payload
constexpr std::size_t kKeyBytes = 32;

std::vector<envelope::FormFault> as_form_faults(std::vector<wire::FrameFault> faults) {
  std::vector<envelope::FormFault> result;
  for (wire::FrameFault& fault : faults) {
    result.push_back({std::move(fault.code), std::move(fault.veld), std::move(fault.values)});
  }
  return result;
}

std::vector<core::Submission> submissions_of(const wire::DecodedClient& decoded) {
  std::vector<core::Submission> submissions;
  submissions.reserve(decoded.envelopes.size());
  for (std::size_t i = 0; i < decoded.envelopes.size(); ++i) {
    const std::string_view envelope = decoded.envelopes[i];
    submissions.push_back({decoded.command.submit(static_cast<int>(i)).message_id(), std::string(envelope),
                           envelope::inspect(envelope, limits::kInlineEnvelopeBytesMax)});
  }
  return submissions;
}

std::optional<core::Submission> large_head_of(const wire::DecodedClient& decoded) {
  if (!decoded.command.has_large_begin()) {
    return std::nullopt;
  }
  const v1::LargeBegin& begin = decoded.command.large_begin();
  const std::vector<std::uint64_t> section_bytes(begin.section_bytes().begin(), begin.section_bytes().end());
  core::Submission head{begin.message_id(), std::string(decoded.large_head),
                        envelope::inspect_head(decoded.large_head, section_bytes)};
  *head.large.mutable_section_bytes() = begin.section_bytes();
  return head;
}

}  // namespace

std::optional<core::Event> to_event(const wire::Received& received) {
  const auto key = from_hex(received.user_id);
  if (received.state != wire::ReceiveState::kMessage || received.frames.size() != kFrames || !key.ok() ||
      key->size() != kKeyBytes) {
    return std::nullopt;
  }
  std::string link(wire::text(received.frames[0]));
  wire::DecodedClient decoded = wire::decode_client(wire::text(received.frames[1]), wire::text(received.frames[2]));
  if (!decoded.faults.empty()) {
    return core::CommandUnreadable{std::move(link), *key, decoded.command.has_hello(),
                                   as_form_faults(std::move(decoded.faults))};
  }
  std::vector<core::Submission> submissions = submissions_of(decoded);
  std::optional<core::Submission> large_begin = large_head_of(decoded);
  return core::CommandArrived{std::move(link),        *key, std::move(decoded.command), std::move(submissions),
                              std::move(large_begin), std::string(decoded.large_chunk)};
}

std::size_t bytes_of(const wire::Received& received) {
  std::size_t bytes = 0;
  for (const zmq::message_t& frame : received.frames) {
    bytes += frame.size();
  }
  return bytes;
}

}  // namespace corvid::io
