#include "tests/component/corvidctl/scripted_router.h"

#include <array>
#include <utility>
#include <vector>

#include "proto/wire/zap.h"

namespace corvid::test {
namespace {

constexpr std::chrono::milliseconds kRound{20};

}  // namespace

ScriptedRouter::ScriptedRouter(std::string admitted, Script script)
    : keys_(make_key_pair(KeyAlgorithm::kCurve25519)),
      admitted_(std::move(admitted)),
      script_(std::move(script)),
      context_(wire::Context::open({}).value()),
      zap_(wire::make_zap_socket(context_).value()),
      admin_(wire::make_router_socket(context_, {keys_.secret.view(), "corvid.admin", std::chrono::milliseconds(0)})
                 .value()),
      endpoint_(admin_.bind("tcp://127.0.0.1:0").value()),
      thread_([this] { serve(); }) {}

ScriptedRouter::~ScriptedRouter() {
  stop_ = true;
  thread_.join();
}

void ScriptedRouter::serve() {
  while (!stop_) {
    std::array<zmq::pollitem_t, 2> items{{{zap_.handle(), 0, ZMQ_POLLIN, 0}, {admin_.handle(), 0, ZMQ_POLLIN, 0}}};
    (void)wire::poll(items, kRound).value();
    answer_knock();
    answer_question();
  }
}

void ScriptedRouter::answer_knock() {
  const wire::Received knock = zap_.receive(wire::kZapFramesMax).value();
  if (knock.state != wire::ReceiveState::kMessage) {
    return;
  }
  std::vector<std::string_view> frames;
  for (const zmq::message_t& frame : knock.frames) {
    frames.push_back(wire::text(frame));
  }
  const auto request = wire::parse_zap_request(frames);
  const bool known = request.ok() && request->public_key == admitted_;
  const std::vector<std::string> answer = known ? wire::zap_permit(*request) : wire::zap_deny(frames);
  (void)zap_.send(std::vector<std::string_view>(answer.begin(), answer.end())).value();
}

void ScriptedRouter::answer_question() {
  const wire::Received question = admin_.receive(2).value();
  if (question.state != wire::ReceiveState::kMessage) {
    return;
  }
  ++asked_;
  v1::AdminRequest request;
  (void)request.ParseFromString(std::string(wire::text(question.frames[1])));
  if (const std::optional<std::string> answer = script_(request)) {
    (void)admin_.send(std::array<std::string_view, 2>{wire::text(question.frames[0]), *answer}).value();
  }
}

}  // namespace corvid::test
