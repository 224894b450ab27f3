// Who is competent for a type, municipality and role: asked of the router, remembered for a minute.
//
// A question is asked once however many files wait for it; answers wake them all.
//
// Ownership: the session must outlive it. Threads: one. Errors: kUnavailable when the session takes no question now.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <variant>

#include "adapters/client/session.h"
#include "proto/base/clock.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/session.pb.h"

namespace corvid::gateway {

class Competence {
 public:
  struct Asked {
    std::uint64_t request;  // the answer comes as an event with this number
  };
  using Answer = std::variant<v1::PartyRef, v1::Refusal, Asked>;

  // Refusals are not remembered beyond the files that waited for them: the register may be mended any moment.
  Result<Answer> ask(client::Session& session, v1::MessageType type, const std::string& gemeentecode, v1::Role role,
                     MonoTime now);
  void answered(const v1::Resolved& resolved, MonoTime now);
  // Forgets refusals once every waiting file has seen them.
  void forget_refusals();

 private:
  using Question = std::tuple<v1::MessageType, std::string, v1::Role>;
  struct Known {
    std::variant<v1::PartyRef, v1::Refusal> answer;
    MonoTime until;
  };
  std::map<Question, Known> known_;
  std::map<std::uint64_t, Question> open_;
  std::uint64_t last_request_ = 0;
};

}  // namespace corvid::gateway
