#include "router/policy/bundle.h"

#include <utility>

#include "router/policy/compile.h"
#include "router/policy/compiled.h"

namespace corvid::policy {

const std::vector<v1::Label>& TypeRules::labels(v1::Role sender) const {
  for (const auto& [role, labels] : label_variants) {
    if (role == sender) {
      return labels;
    }
  }
  return label_set;
}

Bundle::Bundle(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Bundle::Bundle(Bundle&&) noexcept = default;
Bundle& Bundle::operator=(Bundle&&) noexcept = default;
Bundle::~Bundle() = default;

Result<Bundle> Bundle::load(const std::string& folder) {
  CORVID_TRY_ASSIGN(const std::vector<text::TextSource> sources, text::read_sources(folder));
  return from_sources(sources);
}

Result<Bundle> Bundle::from_sources(std::span<const text::TextSource> sources) {
  CORVID_TRY_ASSIGN(text::Parsed<v1::PolicyBundle> parsed, text::parse_sources<v1::PolicyBundle>(sources));
  CORVID_TRY_ASSIGN(std::unique_ptr<const Compiled> compiled, compile(std::move(parsed)));
  return Bundle(std::move(compiled));
}

const std::string& Bundle::id() const { return compiled_->source.id(); }
std::uint64_t Bundle::version() const { return compiled_->source.version(); }
const std::string& Bundle::digest() const { return compiled_->digest; }
const text::ReasonCatalogue& Bundle::reasons() const { return compiled_->reasons; }
const v1::PolicyBundle& Bundle::source() const { return compiled_->source; }
const Compiled& Bundle::compiled() const { return *compiled_; }

const TypeRules* Bundle::type(v1::MessageType type) const {
  const auto found = compiled_->types.find(type);
  return found == compiled_->types.end() ? nullptr : &found->second.rules;
}

}  // namespace corvid::policy
