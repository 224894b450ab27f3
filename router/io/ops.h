// The ops thread: signals and health over HTTP, on Boost.Asio and Beast.
//
// GET /livez   200 while the loop turns; 503 when one turn has lasted too long.
// GET /readyz  200 while the router takes messages; 503 before and while stopping.
// SIGTERM and SIGINT order an orderly stop.
//
// Ownership: owns its thread; stopped and joined when it goes. Threads: start-up calls open; the rest runs inside.
// Errors: kConfiguration: the address cannot be bound.
#pragma once

#include <memory>
#include <string>

#include "proto/base/clock.h"
#include "proto/base/result.h"
#include "router/io/health.h"

namespace corvid::io {

class Ops {
 public:
  static Result<Ops> open(const std::string& host, std::uint16_t port, Health& health, const Clock& clock);
  Ops(Ops&&) noexcept;
  Ops& operator=(Ops&&) = delete;
  ~Ops();

  // host:port that is really bound.
  [[nodiscard]] const std::string& endpoint() const;

 private:
  class Service;
  explicit Ops(std::unique_ptr<Service> service);
  std::unique_ptr<Service> service_;
};

}  // namespace corvid::io
