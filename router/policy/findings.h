// What is wrong with a bundle, each with the place where it stands.
//
// Ownership: Findings points at the locations of the text, Ids at its Findings; both must outlive them. Threads: one.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "proto/text/text_file.h"

namespace corvid::policy {

class Findings {
 public:
  explicit Findings(const text::Locations& locations) : locations_(&locations) {}

  // From here on, findings are about element `index` of top-level field `field`, called `id`.
  void about(std::string_view field, int index, const std::string& id) {
    where_ = locations_->of(field, static_cast<std::size_t>(index)) + ": " + std::string(field) + " " + id;
  }
  void add(const std::string& what) { text_ += (text_.empty() ? "" : "\n") + where_ + ": " + what; }
  void add_line(const std::string& line) { text_ += (text_.empty() ? "" : "\n") + line; }

  [[nodiscard]] bool none() const { return text_.empty(); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  const text::Locations* locations_;
  std::string where_;
  std::string text_;
};

// Goes along the elements of one top-level field. Says so when an id is empty or stands twice.
class Ids {
 public:
  Ids(std::string_view field, Findings& findings) : field_(field), findings_(&findings) {}

  void next(const std::string& id) {
    findings_->about(field_, index_++, id);
    if (id.empty() || !seen_.insert(id).second) {
      findings_->add("an id is required and stands once");
    }
  }

 private:
  std::string field_;
  Findings* findings_;
  std::set<std::string> seen_;
  int index_ = 0;
};

}  // namespace corvid::policy
