#include "proto/text/reason_catalogue.h"

#include <array>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/ids.h"
#include "proto/text/text_file.h"

namespace corvid::text {
namespace {

// What stands in a text when nobody fills the placeholder. The names are the closed list of the catalogue.
constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kNeutral = {{
    {"berichtsoort", "dit bericht"},
    {"afzenderrol", "deze afzender"},
    {"ontvangerrol", "deze ontvanger"},
    {"ontvanger", "de ontvanger"},
    {"bevoegde_partij", "de organisatie die voor de woonplaats bevoegd is"},
    {"gemeentecode", "van deze woonplaats"},
    {"onderdeel", "onderdeel niet nader bekend"},
    {"veld", "veld niet nader bekend"},
    {"doel", "in dit bericht"},
    {"grondslag", "in dit bericht"},
    {"aantal", "enkele"},
    {"grootte", "te groot"},
    {"maximum", "de grens in het protocol"},
    {"versie", "die u gebruikt"},
    {"datum", "een eerdere datum"},
    {"telefoon", "0800 2000"},
}};

const std::string_view* neutral_word(std::string_view name) {
  for (const auto& [known, word] : kNeutral) {
    if (known == name) {
      return &word;
    }
  }
  return nullptr;
}

bool begins_sentence(std::string_view text) { return text.empty() || text.ends_with(". ") || text.ends_with("? "); }

void append_word(std::string& text, std::string_view word) {
  const bool capital = begins_sentence(text) && !word.empty() && word.front() >= 'a' && word.front() <= 'z';
  text += word;
  if (capital) {
    char& first = text[text.size() - word.size()];
    first = static_cast<char>(first - 'a' + 'A');
  }
}

// The first thing wrong with a template, or empty.
std::string template_error(std::string_view text) {
  if (text.empty()) {
    return "a text is empty";
  }
  for (std::size_t at = text.find_first_of("{}"); at != std::string_view::npos; at = text.find_first_of("{}", at)) {
    const std::size_t end = text.find('}', at);
    if (text[at] == '}' || end == std::string_view::npos) {
      return "a brace without its other half";
    }
    const std::string_view name = text.substr(at + 1, end - at - 1);
    if (neutral_word(name) == nullptr) {
      return "unknown placeholder {" + std::string(name) + "}";
    }
    at = end + 1;
  }
  return {};
}

// Collects "where: code: what" lines.
class Errors {
 public:
  explicit Errors(const Locations* locations) : locations_(locations) {}

  void add(std::string_view field, int index, const std::string& code, const std::string& what) {
    const std::string where =
        locations_ == nullptr ? std::string(field) : locations_->of(field, static_cast<std::size_t>(index));
    text_ += (text_.empty() ? "" : "\n") + where + ": " + code + ": " + what;
  }
  void check_template(std::string_view field, int index, const std::string& code, std::string_view text) {
    if (std::string what = template_error(text); !what.empty()) {
      add(field, index, code, what);
    }
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  const Locations* locations_;
  std::string text_;
};

void check_reason(const v1::ReasonText& reason, int index, Errors& errors) {
  errors.check_template("reden", index, reason.code(), reason.reden());
  errors.check_template("reden", index, reason.code(), reason.herstel());
  if (reason.code().empty()) {
    errors.add("reden", index, "reden", "no code");
  }
  if (reason.klasse() == v1::FAULT_CLASS_ONBEPAALD) {
    errors.add("reden", index, reason.code(), "no klasse");
  }
  if (reason.verwijzing().empty()) {
    errors.add("reden", index, reason.code(), "no verwijzing");
  }
}

// 2017-10-03 as people write it: 3-10-2017. Anything else stays as it is.
std::string written(const std::string& value) {
  if (!is_iso_date(value)) {
    return value;
  }
  const auto plain = [&value](std::size_t at) {
    return value[at] == '0' ? value.substr(at + 1, 1) : value.substr(at, 2);
  };
  return plain(8) + "-" + plain(5) + "-" + value.substr(0, 4);
}

// Filled texts must not grow a new placeholder out of a value.
std::string without_braces(std::string_view value) {
  std::string plain(value);
  std::erase_if(plain, [](char c) { return c == '{' || c == '}'; });
  return plain;
}

}  // namespace

std::string fill_template(std::string_view text, const Placeholders& values) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t begin = text.find('{');
    const std::size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) {
      return filled.append(text);
    }
    filled += text.substr(0, begin);
    const std::string name(text.substr(begin + 1, end - begin - 1));
    const auto given = values.find(name);
    const std::string_view* neutral = neutral_word(name);
    if (given != values.end() && !given->second.empty()) {
      append_word(filled, without_braces(written(given->second)));
    } else if (neutral != nullptr) {
      append_word(filled, *neutral);
    }
    text.remove_prefix(end + 1);
  }
  return filled;
}

Result<ReasonCatalogue> ReasonCatalogue::load(const std::string& policy_folder) {
  CORVID_TRY_ASSIGN(const Parsed<v1::PolicyBundle> parsed, text::load<v1::PolicyBundle>(policy_folder));
  return from(parsed.message, &parsed.locations);
}

Result<ReasonCatalogue> ReasonCatalogue::from(const v1::PolicyBundle& bundle, const Locations* locations) {
  ReasonCatalogue catalogue;
  Errors errors(locations);
  for (int i = 0; i < bundle.reden_size(); ++i) {
    const v1::ReasonText& reason = bundle.reden(i);
    check_reason(reason, i, errors);
    if (!catalogue.reasons_.emplace(reason.code(), Entry{reason, catalogue.reasons_.size()}).second) {
      errors.add("reden", i, reason.code(), "this code stands twice");
    }
  }
  for (int i = 0; i < bundle.opmerking_size(); ++i) {
    const v1::RemarkText& remark = bundle.opmerking(i);
    errors.check_template("opmerking", i, remark.code(), remark.tekst());
    if (!catalogue.remarks_.emplace(remark.code(), remark).second) {
      errors.add("opmerking", i, remark.code(), "this code stands twice");
    }
  }
  for (int i = 0; i < bundle.tekst_size(); ++i) {
    const v1::StandardText& text = bundle.tekst(i);
    const std::string code = v1::TerugkoppelingCode::Value_Name(text.code());
    if (text.code() == v1::TerugkoppelingCode::ONBEPAALD || text.tekst().empty()) {
      errors.add("tekst", i, code, "a standard text has a code and words");
    }
    if (!catalogue.texts_.emplace(text.code(), text.tekst()).second) {
      errors.add("tekst", i, code, "this code stands twice");
    }
  }
  const int codes = v1::TerugkoppelingCode::Value_descriptor()->value_count() - 1;
  if (static_cast<int>(catalogue.texts_.size()) != codes) {
    errors.add("tekst", bundle.tekst_size(), "tekst", "there must be exactly " + std::to_string(codes));
  }
  if (!errors.text().empty()) {
    return Error{Errc::kConfiguration, errors.text()};
  }
  return catalogue;
}

bool ReasonCatalogue::knows(std::string_view code) const { return reasons_.find(code) != reasons_.end(); }

std::size_t ReasonCatalogue::rank(std::string_view code) const {
  const auto found = reasons_.find(code);
  CORVID_CHECK(found != reasons_.end());
  return found->second.rank;
}

v1::Fault ReasonCatalogue::fault(std::string_view code, const Placeholders& values,
                                 const std::vector<std::string>& veld, std::string_view regel) const {
  const auto found = reasons_.find(code);
  CORVID_CHECK(found != reasons_.end());
  const v1::ReasonText& text = found->second.text;
  v1::Fault fault;
  fault.set_code(text.code());
  fault.set_klasse(text.klasse());
  fault.set_reden(fill_template(text.reden(), values));
  fault.set_herstel(fill_template(text.herstel(), values));
  fault.set_verwijzing(text.verwijzing());
  fault.set_regel(std::string(regel));
  for (const std::string& path : veld) {
    fault.add_veld(path);
  }
  return fault;
}

v1::Remark ReasonCatalogue::remark(std::string_view code, const Placeholders& values) const {
  const auto found = remarks_.find(code);
  CORVID_CHECK(found != remarks_.end());
  v1::Remark remark;
  remark.set_code(found->second.code());
  remark.set_tekst(fill_template(found->second.tekst(), values));
  remark.set_verwijzing(found->second.verwijzing());
  return remark;
}

const std::string& ReasonCatalogue::official_text(v1::TerugkoppelingCode::Value code) const {
  static const std::string none;
  const auto found = texts_.find(code);
  return found == texts_.end() ? none : found->second;
}

}  // namespace corvid::text
