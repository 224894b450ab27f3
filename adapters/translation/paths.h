// From the path of a field in a section to the path of what the native file calls it, so that a sender is told about
// its own file.
//
// Ownership: values. Threads: any. Errors: none; a path that nobody mapped stays as it is.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace corvid::translation {

class Paths {
 public:
  Paths() = default;
  Paths(std::initializer_list<std::pair<std::string_view, std::string_view>> entries);

  // `section_path` and everything below it is `native_path` and what is below that. The longest entry wins.
  void add(std::string section_path, std::string native_path);
  [[nodiscard]] std::string native(std::string_view section_path) const;

 private:
  std::map<std::string, std::string, std::less<>> entries_;
};

}  // namespace corvid::translation
