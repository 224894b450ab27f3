#include "proto/text/program.h"

#include <filesystem>

#include "proto/base/log.h"

namespace corvid::text {
namespace {

log::Level level_of(v1::LogConfig::Level level) {
  if (level == v1::LogConfig::ERROR) {
    return log::Level::kError;
  }
  if (level == v1::LogConfig::WARN) {
    return log::Level::kWarn;
  }
  return level == v1::LogConfig::DEBUG ? log::Level::kDebug : log::Level::kInfo;
}

}  // namespace

Result<void> open_log(const v1::LogConfig& values) { return log::open(level_of(values.level()), values.file()); }

void resolve_beside(const std::string& configuration_file, std::string* path) {
  if (!path->empty() && std::filesystem::path(*path).is_relative()) {
    *path = (std::filesystem::path(configuration_file).parent_path() / *path).string();
  }
}

}  // namespace corvid::text
