// ZAP (ZeroMQ RFC 27): the question libzmq asks about every CURVE key that knocks, and our answer. Pure functions over
// frames; who is let in is the caller's decision.
//
// The user id of a permitted connection is its public key as 64 lower-case hexadecimal digits. libzmq puts it on every
// frame as "User-Id"; it is the only identity a connection has.
//
// Ownership: values. Threads: any.
// Errors: kInvalidInput, for which the answer is zap_deny(); a REP socket must always answer.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/result.h"

namespace corvid::wire {

inline constexpr std::size_t kZapFramesMax = 16;

struct ZapRequest {
  std::string request_id;
  std::string domain;      // of the socket that was knocked on
  std::string address;     // of the peer, as libzmq knows it
  std::string public_key;  // 32 bytes
};

// kInvalidInput: not version 1.0, another mechanism than CURVE, a key of another length, an empty domain, or a wrong
// number of frames.
Result<ZapRequest> parse_zap_request(std::span<const std::string_view> frames);

// Frames of an answer.
[[nodiscard]] std::vector<std::string> zap_permit(const ZapRequest& request);
// For any request, understood or not: takes the request id from its place when there is one.
[[nodiscard]] std::vector<std::string> zap_deny(std::span<const std::string_view> request_frames);

// The user id that zap_permit gives to this key. REQUIRES: 32 bytes.
[[nodiscard]] std::string user_id_of(std::string_view public_key);

}  // namespace corvid::wire
