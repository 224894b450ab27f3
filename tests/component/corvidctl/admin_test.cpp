#include <catch2/catch.hpp>

#include "tests/component/corvidctl/operator.h"
#include "tests/component/corvidctl/scripted_router.h"

namespace corvid::ctl {
namespace {

using test::Operator;
using test::Ran;
using test::ScriptedRouter;

constexpr const char* kId = "019365f0-0000-7000-8000-000000000001";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

ScriptedRouter::Script answering(const v1::AdminReply& reply) {
  return [bytes = reply.SerializeAsString()](const v1::AdminRequest&) { return bytes; };
}

v1::AdminReply admin_error(v1::AdminError::Kind kind) {
  v1::AdminReply reply;
  reply.mutable_error()->set_kind(kind);
  reply.mutable_error()->set_text("why");
  return reply;
}

// What corvidctl makes of one answer to `arguments`.
Ran run_against(const ScriptedRouter::Script& script, const std::vector<std::string>& arguments) {
  const Operator person;
  const ScriptedRouter router(person.public_key(), script);
  person.configure(router.endpoint(), router.public_key());
  return person.run(arguments);
}

MonoTime now() { return SystemClock().mono_now(); }

TEST_CASE("status is asked with protocol 1 and shown as table and as JSON", "[corvidctl]") {
  const auto script = [](const v1::AdminRequest& request) {
    v1::AdminReply reply;
    if (request.protocol() == 1 && request.has_status()) {
      reply.mutable_status()->set_version("9.8.7");
      reply.mutable_status()->set_commit(4711);
    }
    return std::optional(reply.SerializeAsString());
  };
  const Ran table = run_against(script, {"status"});
  CHECK(table.status == ExitStatus::kOk);
  CHECK(contains(table.out, "9.8.7"));
  CHECK(contains(table.out, "4711"));
  CHECK(table.err.empty());
  const Ran json = run_against(script, {"--json", "status"});
  CHECK(json.status == ExitStatus::kOk);
  CHECK(contains(json.out, "\"version\": \"9.8.7\""));
  CHECK(contains(json.out, "\"commit\": 4711"));
}

TEST_CASE("queues, parties and a message are asked by name", "[corvidctl]") {
  const auto script = [](const v1::AdminRequest& request) {
    v1::AdminReply reply;
    if (request.has_queues()) {
      reply.mutable_queues()->add_queue()->set_naam("Queue");
    } else if (request.has_parties()) {
      reply.mutable_parties()->add_party()->set_naam("Party");
    } else if (request.has_message()) {
      reply.mutable_message()->set_id(request.message().id());
      reply.mutable_message()->set_refused_only(true);
    }
    return std::optional(reply.SerializeAsString());
  };
  CHECK(contains(run_against(script, {"queues", "--all"}).out, "Queue"));
  CHECK(contains(run_against(script, {"parties"}).out, "Party"));
  CHECK(contains(run_against(script, {"message", kId}).out, kId));
}

TEST_CASE("the clocks that run are asked for, all or only those that alarm", "[corvidctl]") {
  const auto script = [](const v1::AdminRequest& request) {
    v1::AdminReply reply;
    if (request.has_terms()) {
      v1::Term& term = *reply.mutable_terms()->add_term();
      term.set_id(kId);
      term.set_klok(request.terms().alarms_only() ? "ALARMS" : "ALL");
      term.set_step(v1::TermRecord::TE_LAAT);
      reply.mutable_terms()->set_more(true);
    }
    return std::optional(reply.SerializeAsString());
  };
  const Ran all = run_against(script, {"terms"});
  CHECK(all.status == ExitStatus::kOk);
  CHECK(contains(all.out, std::string(kId) + "  ALL    te laat"));
  CHECK(contains(all.out, "there are more"));
  const Ran alarms = run_against(script, {"--json", "terms", "--alarms"});
  CHECK(alarms.status == ExitStatus::kOk);
  CHECK(contains(alarms.out, "\"klok\": \"ALARMS\""));
  CHECK(contains(alarms.out, "\"step\": \"te laat\""));
  CHECK(contains(alarms.out, "\"more\": true"));
  CHECK(contains(alarms.out, "\"schema\": \"corvid.terms.v1\""));
}

TEST_CASE("a key the router does not know is refused at once with status 69", "[corvidctl]") {
  const Operator person;
  const ScriptedRouter router(std::string(32, 'k'), answering({}));
  person.configure(router.endpoint(), router.public_key());
  const MonoTime began = now();
  const Ran ran = person.run({"--timeout", "10", "status"});
  CHECK(ran.status == ExitStatus::kUnavailable);
  CHECK(contains(ran.err, "refuses this key"));
  CHECK(ran.out.empty());
  CHECK(router.asked() == 0);
  CHECK(now() - began < std::chrono::seconds(5));
}

TEST_CASE("another router than the configured one gets no question", "[corvidctl]") {
  const Operator person;
  const ScriptedRouter router(person.public_key(), answering({}));
  person.configure(router.endpoint(), make_key_pair(KeyAlgorithm::kCurve25519).public_key);
  const Ran ran = person.run({"--timeout", "10", "status"});
  CHECK(ran.status == ExitStatus::kUnavailable);
  CHECK(contains(ran.err, "server_key"));
  CHECK(router.asked() == 0);
}

TEST_CASE("an endpoint where nobody listens is unavailable at once", "[corvidctl]") {
  const Operator person;
  std::string endpoint;
  std::string server_key;
  {
    const ScriptedRouter gone(person.public_key(), answering({}));
    endpoint = gone.endpoint();
    server_key = gone.public_key();
  }
  person.configure(endpoint, server_key);
  const MonoTime began = now();
  const Ran ran = person.run({"--timeout", "10", "status"});
  CHECK(ran.status == ExitStatus::kUnavailable);
  CHECK(contains(ran.err, endpoint));
  CHECK(now() - began < std::chrono::seconds(5));
}

TEST_CASE("a router that does not answer costs no more than the time allowed", "[corvidctl]") {
  const MonoTime began = now();
  const Ran ran = run_against([](const v1::AdminRequest&) { return std::nullopt; }, {"--timeout", "0.5", "status"});
  const auto took = now() - began;
  CHECK(ran.status == ExitStatus::kUnavailable);
  CHECK(contains(ran.err, "did not answer in time"));
  CHECK(took >= std::chrono::milliseconds(500));
  CHECK(took < std::chrono::seconds(5));
}

TEST_CASE("what the router refuses decides the exit status", "[corvidctl]") {
  const std::vector<std::pair<v1::AdminError::Kind, ExitStatus>> expected{
      {v1::AdminError::NIET_GEVONDEN, ExitStatus::kNotFound},
      {v1::AdminError::NIET_EENDUIDIG, ExitStatus::kData},
      {v1::AdminError::NIET_TOEGESTAAN, ExitStatus::kNotAllowed},
      {v1::AdminError::NIET_BEGREPEN, ExitStatus::kProtocol},
      {v1::AdminError::KIND_ONBEPAALD, ExitStatus::kProtocol},
  };
  for (const auto& [kind, status] : expected) {
    const Ran ran = run_against(answering(admin_error(kind)), {"message", kId});
    CHECK(ran.status == status);
    CHECK(ran.out.empty());
    CHECK(contains(ran.err, "why"));
  }
}

TEST_CASE("an answer that is none, or to another question, is a protocol error", "[corvidctl]") {
  v1::AdminReply other;
  other.mutable_queues();
  CHECK(run_against(answering(other), {"status"}).status == ExitStatus::kProtocol);
  CHECK(run_against(answering({}), {"status"}).status == ExitStatus::kProtocol);
  const auto noise = [](const v1::AdminRequest&) { return std::optional<std::string>("\xFF\xFF\xFF"); };
  CHECK(run_against(noise, {"status"}).status == ExitStatus::kProtocol);
}

}  // namespace
}  // namespace corvid::ctl
