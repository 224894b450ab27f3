#include "adapters/translation/paths.h"

#include <cstddef>

namespace corvid::translation {

Paths::Paths(std::initializer_list<std::pair<std::string_view, std::string_view>> entries) {
  for (const auto& [section_path, native_path] : entries) {
    add(std::string(section_path), std::string(native_path));
  }
}

void Paths::add(std::string section_path, std::string native_path) {
  entries_.insert_or_assign(std::move(section_path), std::move(native_path));
}

std::string Paths::native(std::string_view section_path) const {
  std::string_view head = section_path;
  while (!head.empty()) {
    const auto entry = entries_.find(head);
    if (entry != entries_.end()) {
      std::string_view rest = section_path.substr(head.size());
      if (entry->second.empty() && rest.starts_with('.')) {
        rest.remove_prefix(1);
      }
      return entry->second + std::string(rest);
    }
    const std::size_t cut = head.find_last_of(".[");
    head = cut == std::string_view::npos ? std::string_view() : head.substr(0, cut);
  }
  return std::string(section_path);
}

}  // namespace corvid::translation
