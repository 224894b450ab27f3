// What is wrong with a file or a message, collected so that everything is told at once.
//
// Ownership: values. Threads: any. Errors: none; codes are those of the reason catalogue.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proto/corvid/v1/common.pb.h"
#include "proto/text/reason_catalogue.h"

namespace corvid::translation {

struct Finding {
  std::string code;
  text::Placeholders values;
  std::vector<std::string> paths;
};

class Findings {
 public:
  // About one field: {veld} is `path`.
  void add(std::string_view code, const std::string& path);
  void add(Finding finding) { findings_.push_back(std::move(finding)); }
  void add_all(const Findings& others);

  [[nodiscard]] bool empty() const { return findings_.empty(); }
  [[nodiscard]] const std::vector<Finding>& all() const { return findings_; }
  // "CODE path, CODE path", for an Error's text.
  [[nodiscard]] std::string summary() const;

  // The most precise code first, each (code, path) once, at most limits::kFaultsMax.
  [[nodiscard]] v1::Refusal refusal(const text::ReasonCatalogue& catalogue) const;

 private:
  std::vector<Finding> findings_;
};

}  // namespace corvid::translation
