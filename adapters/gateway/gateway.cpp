#include "adapters/gateway/gateway.h"

#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "proto/base/log.h"

namespace corvid::gateway {
namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

Gateway::Gateway(boost::asio::io_context& context, const Parts& parts, OpenSession open_session, OnEnd on_end,
                 GatewayTimes times)
    : context_(context),
      parts_(parts),
      open_session_(std::move(open_session)),
      on_end_(std::move(on_end)),
      times_(times),
      outbound_(parts),
      inbound_(parts),
      retry_timer_(context),
      rescan_timer_(context),
      retry_after_(times.retry_first) {}

Gateway::~Gateway() {
  stop();
  *self_ = nullptr;
}

Result<void> Gateway::start() {
  CORVID_TRY(keep_terms());
  CORVID_TRY(inbound_.recover());
  CORVID_TRY(outbound_.recover());
  CORVID_TRY_ASSIGN(notices_read_, parts_.ledger.notices_read());
  CORVID_TRY_ASSIGN(watch_, SpoolWatch::start(context_, parts_.spool.path(Folder::kOut), [this](const SpoolNews& news) {
                      outbound_.found(news.names);
                      if (news.look_at_everything) {
                        outbound_.look_at_everything();
                      }
                      wake();
                    }));
  CORVID_TRY_ASSIGN(const std::string mark, parts_.ledger.router_mark());
  SessionStart from;
  from.notices_read = notices_read_;
  if (!from.mark.ParseFromString(mark)) {
    return Error{Errc::kCorrupt, "ledger: the router's mark cannot be read"};
  }
  CORVID_TRY_ASSIGN(session_, open_session_(from, [this] { wake(); }));
  rescan_later();
  wake();
  return {};
}

void Gateway::stop() {
  if (std::exchange(stopped_, true)) {
    return;
  }
  session_.reset();  // first: its thread wakes us
  watch_.reset();
  retry_timer_.cancel();
  rescan_timer_.cancel();
  empty_log();
}

// NOLINTBEGIN(misc-no-recursion): the handler is posted, not called.
void Gateway::wake() {
  if (wake_posted_->exchange(true)) {
    return;
  }
  boost::asio::post(context_, [self = self_, posted = wake_posted_] {
    posted->store(false);
    if (*self != nullptr) {
      (*self)->work();
    }
  });
}

void Gateway::work() {
  if (stopped_) {
    return;
  }
  const auto progress = work_once();
  if (!progress.ok()) {
    end(progress.error());
    return;
  }
  if (session_over_) {
    end(*session_over_);
    return;
  }
  switch (progress.value()) {
    case Progress::kDone:
      retry_after_ = times_.retry_first;
      break;
    case Progress::kMore:
      wake();
      break;
    case Progress::kLater:
      retry_later();
      break;
  }
}
// NOLINTEND(misc-no-recursion)

Result<Progress> Gateway::work_once() {
  CORVID_TRY(take_events());
  if (notices_to_tell_ && session_->notices_read(notices_read_).ok()) {
    notices_to_tell_ = false;
  }
  CORVID_TRY_ASSIGN(const Progress settled, inbound_.release(*session_));
  CORVID_TRY_ASSIGN(const Progress taken, outbound_.take(*session_));
  CORVID_TRY_ASSIGN(const Progress released, outbound_.release(*session_));
  return both(both(settled, taken), both(released, notices_to_tell_ ? Progress::kLater : Progress::kDone));
}

Result<void> Gateway::take_events() {
  const std::vector<client::Event> events = session_->take_events();
  if (events.empty()) {
    return {};
  }
  CORVID_TRY_ASSIGN(auto transaction, parts_.ledger.begin());
  for (const client::Event& event : events) {
    CORVID_TRY(on_event(event));
  }
  return transaction.commit();
}

Result<void> Gateway::on_event(const client::Event& event) {
  return std::visit(
      Overloaded{
          [](const client::Connected& connected) -> Result<void> {
            log::info("gateway: connected, envelopes up to {} bytes", connected.envelope_bytes_max);
            return {};
          },
          [this](const client::Disconnected& disconnected) -> Result<void> {
            if (disconnected.final) {
              session_over_ = Error{Errc::kUnauthentic,
                                    "the router ended this connection for good: an operator must look at keys, "
                                    "register and other adapters of this party: " +
                                        disconnected.reason};
            }
            log::warn("gateway: disconnected{}: {}", disconnected.final ? " for good" : "", disconnected.reason);
            return {};
          },
          [this](const v1::Receipt& receipt) { return outbound_.on_receipt(receipt); },
          [this](const client::Delivery& delivery) { return inbound_.on_delivery(delivery); },
          [this](const v1::Notice& notice) { return on_notice(notice); },
          [this](const v1::Resolved& resolved) -> Result<void> {
            outbound_.on_resolved(resolved);
            return {};
          },
          [](const client::Settled&) -> Result<void> { return {}; },
          [this](const client::ProcessedRecorded& recorded) { return inbound_.on_processed_recorded(recorded.id); },
      },
      event);
}

Result<void> Gateway::on_notice(const v1::Notice& notice) {
  if (notice.number() != notices_read_ + 1) {
    // After a restart of either side numbers may repeat: what they say is applied again, which changes nothing.
    log::debug("gateway: notice {} after {}", notice.number(), notices_read_);
  }
  CORVID_TRY(outbound_.on_notice(notice));
  notices_read_ = notice.number();
  notices_to_tell_ = true;
  return parts_.ledger.set_notices_read(notices_read_);
}

void Gateway::end(const Error& error) {
  log::error("gateway: stops: {}", error.text);
  stop();
  on_end_(error);
}

void Gateway::retry_later() {
  if (std::exchange(retrying_, true)) {
    return;
  }
  retry_timer_.expires_after(retry_after_);
  retry_after_ = std::min(retry_after_ * 2, times_.retry_max);
  retry_timer_.async_wait([self = self_](boost::system::error_code cancelled) {
    if (!cancelled && *self != nullptr) {
      (*self)->on_retry();
    }
  });
}

void Gateway::on_retry() {
  retrying_ = false;
  outbound_.try_again();
  work();
}

void Gateway::rescan_later() {
  rescan_timer_.expires_after(times_.rescan);
  rescan_timer_.async_wait([self = self_](boost::system::error_code cancelled) {
    if (!cancelled && *self != nullptr) {
      (*self)->on_rescan();
    }
  });
}

void Gateway::on_rescan() {
  if (stopped_) {
    return;
  }
  rescan_later();
  outbound_.look_at_everything();
  const auto kept = parts_.clock.wall_now() - terms_kept_ >= times_.keep_terms ? keep_terms() : Result<void>();
  if (!kept.ok()) {
    end(kept.error());
    return;
  }
  work();
}

Result<void> Gateway::keep_terms() {
  terms_kept_ = parts_.clock.wall_now();
  CORVID_TRY(parts_.ledger.keep_terms(terms_kept_));
  empty_log();
  return {};
}

void Gateway::empty_log() {
  const auto emptied = parts_.ledger.checkpoint();
  if (!emptied.ok()) {
    log::warn("gateway: the ledger's log was not emptied now: {}", emptied.error().text);
  }
}

}  // namespace corvid::gateway
