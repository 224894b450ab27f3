#include "adapters/gateway/competence.h"

#include "proto/base/limits.h"

namespace corvid::gateway {
namespace {

// There are a few hundred municipalities and a handful of types; a map this large is no longer a cache.
constexpr std::size_t kRememberedMax = 4096;

}  // namespace

Result<Competence::Answer> Competence::ask(client::Session& session, v1::MessageType type,
                                           const std::string& gemeentecode, v1::Role role, MonoTime now) {
  const Question question{type, gemeentecode, role};
  const auto known = known_.find(question);
  if (known != known_.end() && now < known->second.until) {
    if (const auto* party = std::get_if<v1::PartyRef>(&known->second.answer)) {
      return Answer(*party);
    }
    return Answer(std::get<v1::Refusal>(known->second.answer));
  }
  for (const auto& [request, asked] : open_) {
    if (asked == question) {
      return Answer(Asked{request});
    }
  }
  v1::Resolve resolve;
  resolve.set_request(last_request_ + 1);
  resolve.set_type(type);
  resolve.set_gemeentecode(gemeentecode);
  resolve.set_role(role);
  CORVID_TRY(session.resolve(resolve));
  ++last_request_;
  open_.emplace(last_request_, question);
  return Answer(Asked{last_request_});
}

void Competence::answered(const v1::Resolved& resolved, MonoTime now) {
  const auto asked = open_.find(resolved.request());
  if (asked == open_.end()) {
    return;
  }
  if (known_.size() >= kRememberedMax) {
    known_.clear();
  }
  const MonoTime until = now + limits::kResolveCacheTerm;
  if (resolved.has_competent()) {
    known_.insert_or_assign(asked->second, Known{resolved.competent().party(), until});
  } else {
    known_.insert_or_assign(asked->second, Known{resolved.refused(), until});
  }
  open_.erase(asked);
}

void Competence::forget_refusals() {
  std::erase_if(known_, [](const auto& entry) { return std::holds_alternative<v1::Refusal>(entry.second.answer); });
}

}  // namespace corvid::gateway
