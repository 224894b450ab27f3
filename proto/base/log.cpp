#include "proto/base/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <utility>

namespace corvid::log {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kError:
      return spdlog::level::err;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kDebug:
      return spdlog::level::debug;
  }
  return spdlog::level::info;
}

}  // namespace

Result<void> open(Level level, const std::string& file) {
  try {
    std::shared_ptr<spdlog::sinks::sink> sink;  // shared_ptr: spdlog's own interface
    if (file.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    }
    auto logger = std::make_shared<spdlog::logger>("corvid", std::move(sink));
    logger->set_level(to_spdlog(level));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
  } catch (const spdlog::spdlog_ex& failure) {
    return Error{Errc::kIo, std::string("log cannot be opened: ") + failure.what()};
  }
  return {};
}

bool Throttle::pass(MonoTime now) {
  if (now < next_) {
    ++suppressed_;
    return false;
  }
  next_ = now + interval_;
  suppressed_before_pass_ = std::exchange(suppressed_, 0);
  return true;
}

}  // namespace corvid::log
