// Who may connect: answers libzmq's question about every key that knocks. Deny by default.
//
// Data connections need a transport key that stands in the register and is valid today; admin connections one of the
// configuration. An unknown key gets no answer and therefore no code; the attempt is counted.
//
// Ownership: owns the ZAP socket; borrows register and admin keys. Threads: loop.
// Errors: kIo when the socket fails; the process must then end, because nobody would be checked any more.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "proto/base/clock.h"
#include "proto/wire/socket.h"
#include "proto/wire/zap.h"

namespace corvid::io {

inline constexpr std::string_view kDataDomain = "corvid.data";
inline constexpr std::string_view kAdminDomain = "corvid.admin";

class Doorkeeper {
 public:
  // Says whether a 32-byte key may enter a domain.
  using MayEnter = std::function<bool(const wire::ZapRequest&)>;

  // Binds the ZAP socket: before any CURVE socket, or libzmq lets everyone in.
  static Result<Doorkeeper> open(wire::Context& context, MayEnter may_enter);

  // Answers every request that waits; returns how many were denied.
  Result<std::uint64_t> answer_waiting();

  // Proves that a key nobody knows is refused: binds a socket of its own and knocks on it. kUnauthentic: it was let in,
  // or nobody was asked.
  Result<void> prove_denial(wire::Context& context, const Clock& clock);

  [[nodiscard]] void* handle() { return socket_.handle(); }

 private:
  Doorkeeper(wire::Socket socket, MayEnter may_enter) : socket_(std::move(socket)), may_enter_(std::move(may_enter)) {}

  wire::Socket socket_;
  MayEnter may_enter_;
};

}  // namespace corvid::io
