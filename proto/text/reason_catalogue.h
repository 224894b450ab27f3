// The words of every refusal and remark, and the four standard texts. Data of the policy bundle; code knows only codes.
//
// Placeholders such as {bevoegde_partij} are filled from register, rules and limits, never from a person's data or the
// sender's own value. One that nobody fills gets neutral Dutch words, so that no brace ever reaches a reader.
//
// Ownership: holds its texts. Threads: any, once loaded.
// Errors: a code that the catalogue does not hold is our bug and stops the process.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "proto/base/result.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/facts.pb.h"
#include "proto/corvid/v1/policy.pb.h"
#include "proto/text/text_file.h"

namespace corvid::text {

using Placeholders = std::map<std::string, std::string>;  // name without braces

class ReasonCatalogue {
 public:
  // From a policy folder. kConfiguration: every error with file, line and column.
  static Result<ReasonCatalogue> load(const std::string& policy_folder);
  // kConfiguration: a code twice, an unknown placeholder, a text missing, not exactly the four standard texts.
  // `locations`, when given, says where each text stands.
  static Result<ReasonCatalogue> from(const v1::PolicyBundle& bundle, const Locations* locations = nullptr);

  [[nodiscard]] bool knows(std::string_view code) const;
  // Place in the order of precision; lower is more precise. REQUIRES: knows(code).
  [[nodiscard]] std::size_t rank(std::string_view code) const;

  // REQUIRES: knows(code). `veld` are paths such as "facts.kader"; `regel` the policy rule, empty for faults of form.
  [[nodiscard]] v1::Fault fault(std::string_view code, const Placeholders& values = {},
                                const std::vector<std::string>& veld = {}, std::string_view regel = {}) const;

  // REQUIRES: a code of the remark table.
  [[nodiscard]] v1::Remark remark(std::string_view code, const Placeholders& values = {}) const;

  // The standard feedback text, byte for byte; empty for ONBEPAALD and unknown values.
  [[nodiscard]] const std::string& official_text(v1::TerugkoppelingCode::Value code) const;

 private:
  struct Entry {
    v1::ReasonText text;
    std::size_t rank = 0;
  };
  std::map<std::string, Entry, std::less<>> reasons_;
  std::map<std::string, v1::RemarkText, std::less<>> remarks_;
  std::map<int, std::string> texts_;
};

// A template with its placeholders filled. At the start of a sentence the filled-in word gets a capital; a date
// JJJJ-MM-DD is written as people write it.
[[nodiscard]] std::string fill_template(std::string_view text, const Placeholders& values);

}  // namespace corvid::text
