// Gathers what is wrong with one message and puts it into words.
//
// Faults of the same code and rule become one that names all places. A fault of form that a rule names too, with the
// same code and place, is said once, by the rule.
//
// Internal to router/policy. Ownership: holds what it gathers. Threads: one decision. Errors: none; beyond kFaultsMax
// the least precise are left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proto/corvid/v1/common.pb.h"
#include "router/policy/evaluate.h"

namespace corvid::policy {

struct Found {
  std::string code;
  std::string regel;  // empty: a fault of form
  Evidence evidence;
};

class FaultList {
 public:
  // A fault of form about one path; `name` is what a reader calls it. Both may be empty.
  void add_form(std::string_view code, const std::string& path, const std::string& name);
  // With a date that the reason names, JJJJ-MM-DD.
  void add_dated(std::string_view code, const std::string& path, const std::string& date);
  void add_rule(const CompiledRule& rule, Evidence evidence);

  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] bool names(std::string_view code) const;

  // Most precise first.
  [[nodiscard]] std::vector<v1::Fault> in_words(const Frame& frame) const;

 private:
  Evidence& place(std::string_view code, const std::string& regel);

  std::vector<Found> found_;
};

// What a remark may say: only the crisis number is filled in.
[[nodiscard]] text::Placeholders remark_values(const Frame& frame);

}  // namespace corvid::policy
