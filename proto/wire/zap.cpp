#include "proto/wire/zap.h"

#include "proto/base/check.h"
#include "proto/base/hex.h"

namespace corvid::wire {
namespace {

constexpr std::string_view kVersion = "1.0";
constexpr std::string_view kMechanism = "CURVE";
constexpr std::size_t kPublicKeyBytes = 32;

// RFC 27: version, request id, domain, address, identity, mechanism, credentials.
constexpr std::size_t kRequestIdAt = 1;
constexpr std::size_t kRequestFrames = 7;

std::vector<std::string> answer(std::string_view request_id, std::string_view status, std::string_view user_id) {
  return {std::string(kVersion), std::string(request_id), std::string(status), "", std::string(user_id), ""};
}

}  // namespace

Result<ZapRequest> parse_zap_request(std::span<const std::string_view> frames) {
  if (frames.size() != kRequestFrames) {
    return Error{Errc::kInvalidInput, "a ZAP request of another number of frames"};
  }
  if (frames[0] != kVersion) {
    return Error{Errc::kInvalidInput, "a ZAP request of another version"};
  }
  if (frames[2].empty()) {
    return Error{Errc::kInvalidInput, "a ZAP request without a domain"};
  }
  if (frames[5] != kMechanism) {
    return Error{Errc::kInvalidInput, "a ZAP request for another mechanism than CURVE"};
  }
  if (frames[6].size() != kPublicKeyBytes) {
    return Error{Errc::kInvalidInput, "a ZAP request with a key of another length"};
  }
  return ZapRequest{std::string(frames[kRequestIdAt]), std::string(frames[2]), std::string(frames[3]),
                    std::string(frames[6])};
}

std::vector<std::string> zap_permit(const ZapRequest& request) {
  return answer(request.request_id, "200", user_id_of(request.public_key));
}

std::vector<std::string> zap_deny(std::span<const std::string_view> request_frames) {
  return answer(request_frames.size() > kRequestIdAt ? request_frames[kRequestIdAt] : std::string_view(), "400", "");
}

std::string user_id_of(std::string_view public_key) {
  CORVID_CHECK(public_key.size() == kPublicKeyBytes);
  return to_hex(public_key);
}

}  // namespace corvid::wire
