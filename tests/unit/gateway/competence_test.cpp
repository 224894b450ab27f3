#include "adapters/gateway/competence.h"

#include <catch2/catch.hpp>

#include "adapters/client/fake_session.h"
#include "proto/base/limits.h"

namespace corvid::gateway {
namespace {

using Answer = Competence::Answer;

struct Desk {
  client::FakeSession session;
  Competence competence;
  MonoTime now{};

  Answer ask(const char* gemeentecode = "0599") {
    return competence.ask(session, v1::VT_MELDING, gemeentecode, v1::VEILIG_THUIS, now).value();
  }
  std::size_t questions() { return session.seen().resolved.size(); }
  void answer(std::uint64_t request) {
    v1::Resolved resolved;
    resolved.set_request(request);
    resolved.mutable_competent()->mutable_party()->set_oin("99000000000000000002");
    competence.answered(resolved, now);
  }
};

TEST_CASE("a question is asked once while it is open and not again while the answer is fresh", "[gateway]") {
  Desk desk;
  const auto request = std::get<Competence::Asked>(desk.ask()).request;
  CHECK(std::get<Competence::Asked>(desk.ask()).request == request);
  CHECK(desk.questions() == 1);
  desk.answer(request);
  CHECK(std::get<v1::PartyRef>(desk.ask()).oin() == "99000000000000000002");
  CHECK(desk.questions() == 1);

  desk.now += limits::kResolveCacheTerm;
  CHECK(std::holds_alternative<Competence::Asked>(desk.ask()));
  CHECK(desk.questions() == 2);
}

TEST_CASE("another municipality is another question", "[gateway]") {
  Desk desk;
  const auto first = std::get<Competence::Asked>(desk.ask("0599")).request;
  const auto second = std::get<Competence::Asked>(desk.ask("0363")).request;
  CHECK(first != second);
  desk.answer(second);
  CHECK(std::holds_alternative<Competence::Asked>(desk.ask("0599")));
  CHECK(std::holds_alternative<v1::PartyRef>(desk.ask("0363")));
}

TEST_CASE("a refusal serves those who waited and is asked again afterwards", "[gateway]") {
  Desk desk;
  v1::Resolved resolved;
  resolved.set_request(std::get<Competence::Asked>(desk.ask()).request);
  resolved.mutable_refused()->add_fault()->set_code("ONTVANGER_ONBEKEND");
  desk.competence.answered(resolved, desk.now);
  CHECK(std::get<v1::Refusal>(desk.ask()).fault(0).code() == "ONTVANGER_ONBEKEND");
  desk.competence.forget_refusals();
  CHECK(std::holds_alternative<Competence::Asked>(desk.ask()));
}

TEST_CASE("a question that the session cannot take leaves nothing open", "[gateway]") {
  Desk desk;
  desk.session.fail_with(Error{Errc::kUnavailable, "full"});
  CHECK_FALSE(desk.competence.ask(desk.session, v1::VT_MELDING, "0599", v1::VEILIG_THUIS, desk.now).ok());
  desk.session.fail_with(std::nullopt);
  CHECK(std::holds_alternative<Competence::Asked>(desk.ask()));
  CHECK(desk.questions() == 1);
}

TEST_CASE("an answer that nobody asked for is left aside", "[gateway]") {
  Desk desk;
  desk.answer(77);
  CHECK(std::holds_alternative<Competence::Asked>(desk.ask()));
}

}  // namespace
}  // namespace corvid::gateway
