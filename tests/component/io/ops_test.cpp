#include "router/io/ops.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <catch2/catch.hpp>

using namespace corvid;

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

unsigned get(const std::string& endpoint, const std::string& target, http::verb verb = http::verb::get) {
  asio::io_context context;
  asio::ip::tcp::resolver resolver(context);
  beast::tcp_stream stream(context);
  const std::size_t colon = endpoint.rfind(':');
  stream.connect(resolver.resolve(endpoint.substr(0, colon), endpoint.substr(colon + 1)));
  http::request<http::empty_body> request(verb, target, 11);
  request.set(http::field::host, "localhost");
  http::write(stream, request);
  beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(stream, buffer, response);
  return response.result_int();
}

}  // namespace

TEST_CASE("readiness follows the loop, liveness its turns", "[ops]") {
  auto health = io::Health::open();
  REQUIRE(health.ok());
  const SystemClock clock;
  const auto ops = io::Ops::open("127.0.0.1", 0, *health, clock);
  REQUIRE(ops.ok());
  CHECK(get(ops->endpoint(), "/livez") == 200);
  CHECK(get(ops->endpoint(), "/readyz") == 503);
  health->ready.store(true);
  CHECK(get(ops->endpoint(), "/readyz") == 200);
  health->takes_in.store(false);
  CHECK(get(ops->endpoint(), "/readyz") == 503);
  CHECK(get(ops->endpoint(), "/livez") == 200);
  health->takes_in.store(true);
  health->turn_began_ns.store(1);  // a turn that began when the machine did
  CHECK(get(ops->endpoint(), "/livez") == 503);
  CHECK(get(ops->endpoint(), "/readyz") == 503);
}

TEST_CASE("anything else is answered as not there or not allowed", "[ops]") {
  auto health = io::Health::open();
  REQUIRE(health.ok());
  const SystemClock clock;
  const auto ops = io::Ops::open("127.0.0.1", 0, *health, clock);
  REQUIRE(ops.ok());
  CHECK(get(ops->endpoint(), "/") == 404);
  CHECK(get(ops->endpoint(), "/livez", http::verb::post) == 405);
}

TEST_CASE("an address that cannot be bound is a configuration error", "[ops]") {
  auto health = io::Health::open();
  REQUIRE(health.ok());
  const SystemClock clock;
  const auto first = io::Ops::open("127.0.0.1", 0, *health, clock);
  REQUIRE(first.ok());
  CHECK_FALSE(io::Ops::open("no address", 0, *health, clock).ok());
}
