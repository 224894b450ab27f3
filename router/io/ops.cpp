#include "router/io/ops.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include "proto/base/log.h"

namespace corvid::io {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr std::chrono::seconds kRequestTime{5};
constexpr std::chrono::seconds kTurnTimeMax{60};
constexpr std::size_t kRequestBytesMax = 8 * 1024;
constexpr int kConnectionsMax = 64;

// One request, one answer. Owns itself through the handlers that are under way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const Health& health, const Clock& clock, std::shared_ptr<int> open_connections)
      : stream_(std::move(socket)), health_(health), clock_(clock), open_connections_(std::move(open_connections)) {
    ++*open_connections_;
  }
  ~Connection() { --*open_connections_; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() {
    buffer_.max_size(kRequestBytesMax);
    stream_.expires_after(kRequestTime);
    http::async_read(stream_, buffer_, request_, [self = shared_from_this()](beast::error_code failed, std::size_t) {
      if (!failed) {
        self->answer();
      }
    });
  }

 private:
  [[nodiscard]] bool turning() const {
    const std::int64_t began = health_.turn_began_ns.load(std::memory_order_relaxed);
    const std::int64_t now = clock_.mono_now().time_since_epoch().count();
    return began == 0 || now - began < std::chrono::nanoseconds(kTurnTimeMax).count();
  }

  [[nodiscard]] std::pair<http::status, std::string> status() const {
    const auto judged = [](bool good) {
      return good ? std::pair(http::status::ok, std::string("ok\n"))
                  : std::pair(http::status::service_unavailable, std::string("not ok\n"));
    };
    if (request_.method() != http::verb::get && request_.method() != http::verb::head) {
      return {http::status::method_not_allowed, "GET only\n"};
    }
    if (request_.target() == "/livez") {
      return judged(turning());
    }
    if (request_.target() == "/readyz") {
      return judged(turning() && health_.ready.load(std::memory_order_relaxed) &&
                    health_.takes_in.load(std::memory_order_relaxed));
    }
    return {http::status::not_found, "known here: /livez /readyz\n"};
  }

  void answer() {
    auto [code, body] = status();
    response_.result(code);
    response_.version(request_.version());
    response_.set(http::field::content_type, "text/plain; charset=utf-8");
    response_.set(http::field::cache_control, "no-store");
    response_.body() = std::move(body);
    response_.prepare_payload();
    response_.keep_alive(false);
    http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code, std::size_t) {
      beast::error_code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  http::response<http::string_body> response_;
  const Health& health_;
  const Clock& clock_;
  std::shared_ptr<int> open_connections_;  // shared_ptr: connections may outlive the service by a handler
};

}  // namespace

class Ops::Service {
 public:
  Service(Health& health, const Clock& clock)
      : health_(health), clock_(clock), acceptor_(context_), signals_(context_) {}

  ~Service() {
    context_.stop();
    if (thread_.joinable()) {
      thread_.join();
    }
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Result<void> start(const std::string& host, std::uint16_t port) {
    try {
      const tcp::endpoint address(asio::ip::make_address(host), port);
      acceptor_.open(address.protocol());
      acceptor_.set_option(asio::socket_base::reuse_address(true));
      acceptor_.bind(address);
      acceptor_.listen();
      endpoint_ = host + ":" + std::to_string(acceptor_.local_endpoint().port());
      signals_.add(SIGTERM);
      signals_.add(SIGINT);
    } catch (const boost::system::system_error& failure) {
      return Error{Errc::kConfiguration, "ops " + host + ":" + std::to_string(port) + ": " + failure.code().message()};
    }
    wait_for_signal();
    accept();
    thread_ = std::thread([this] { context_.run(); });
    return {};
  }

  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

 private:
  void wait_for_signal() {
    signals_.async_wait([this](boost::system::error_code failed, int number) {
      if (!failed) {
        log::info("signal {}: stopping", number);
        health_.order_stop();
        wait_for_signal();
      }
    });
  }

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code failed, tcp::socket socket) {
      if (failed == asio::error::operation_aborted) {
        return;
      }
      // Over the bound the socket closes as it goes out of scope.
      if (!failed && *open_connections_ < kConnectionsMax) {
        std::make_shared<Connection>(std::move(socket), health_, clock_, open_connections_)->start();
      }
      accept();
    });
  }

  Health& health_;
  const Clock& clock_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  std::shared_ptr<int> open_connections_ = std::make_shared<int>(0);
  std::string endpoint_;
  std::thread thread_;
};

Ops::Ops(std::unique_ptr<Service> service) : service_(std::move(service)) {}
Ops::Ops(Ops&&) noexcept = default;
Ops::~Ops() = default;

Result<Ops> Ops::open(const std::string& host, std::uint16_t port, Health& health, const Clock& clock) {
  auto service = std::make_unique<Service>(health, clock);
  CORVID_TRY(service->start(host, port));
  return Ops(std::move(service));
}

const std::string& Ops::endpoint() const { return service_->endpoint(); }

}  // namespace corvid::io
