// The client over real sockets, CURVE and ZAP, with a router that is played by the test.
#include "adapters/client/session.h"

#include <catch2/catch.hpp>

#include "proto/corvid/v1/envelope.pb.h"
#include "proto/envelope/split.h"
#include "proto/wire/zap.h"
#include "tests/component/client/peer.h"

namespace corvid::client {
namespace {

bool has_submit(const v1::ClientCommand& command) { return command.submit_size() > 0; }

template <typename Kind>
std::function<bool()> seen(const Peer& peer, std::size_t count = 1) {
  return [&peer, count] { return only<Kind>(peer.events).size() >= count; };
}

std::string the_largest_envelope() {
  v1::Envelope envelope;
  envelope.set_signed_header("header");
  envelope.add_section()->set_content(std::string(limits::kEnvelopeBytesMax - 32, 'x'));
  return envelope.SerializeAsString();
}

void say_receipt(Peer& peer, const std::string& link, char token, const MessageId& id) {
  v1::Receipt receipt;
  receipt.set_message_id(bytes_of(id));
  receipt.mutable_accepted()->set_message_id(bytes_of(id));
  wire::RouterFrames frames(a_token(token));
  REQUIRE(frames.add_receipt(receipt));
  peer.say(link, std::move(frames));
}

}  // namespace

TEST_CASE("a session says hello under its own key and is welcomed", "[session]") {
  Peer peer;
  SessionOptions options = Peer::options();
  const std::string user_id = wire::user_id_of(options.transport_key.public_key);
  const auto session = peer.open(std::move(options));
  const auto hello = peer.hear([](const v1::ClientCommand& command) { return command.has_hello(); });
  REQUIRE(hello);
  CHECK(hello->user_id == user_id);
  CHECK(hello->command.hello().party().role() == v1::POLITIE);
  CHECK(hello->command.hello().software() == "corvid-test 1");
}

TEST_CASE("a submission gets its receipt", "[session]") {
  Peer peer;
  const auto session = peer.open(Peer::options());
  const std::string link = peer.welcome('a');
  REQUIRE(session->submit(an_id(1), "exact bytes").ok());
  const auto submit = peer.hear(has_submit);
  REQUIRE(submit);
  CHECK(submit->envelopes == std::vector<std::string>{"exact bytes"});
  say_receipt(peer, link, 'a', an_id(1));
  REQUIRE(peer.until(seen<v1::Receipt>(peer)));
  CHECK(only<v1::Receipt>(peer.events)[0].message_id() == bytes_of(an_id(1)));
}

TEST_CASE("a router that restarts on its port gets everything unanswered again, with the same ids", "[session]") {
  Peer peer;
  const auto session = peer.open(Peer::options());
  const std::string first = peer.welcome('a');
  REQUIRE(session->submit(an_id(1), "one").ok());
  REQUIRE(session->submit(an_id(2), "two").ok());
  std::size_t submitted = 0;
  while (submitted < 2) {
    const auto submit = peer.hear(has_submit);
    REQUIRE(submit);
    submitted += static_cast<std::size_t>(submit->command.submit_size());
  }
  say_receipt(peer, first, 'a', an_id(1));
  REQUIRE(peer.until(seen<v1::Receipt>(peer)));

  peer.stop();
  REQUIRE(peer.until(seen<Disconnected>(peer)));
  REQUIRE(session->submit(an_id(3), "three").ok());
  peer.start();
  const std::string second = peer.welcome('b');
  const auto again = peer.hear(has_submit);
  REQUIRE(again);
  CHECK(again->command.session() == a_token('b'));
  REQUIRE(again->command.submit_size() == 2);
  CHECK(again->command.submit(0).message_id() == bytes_of(an_id(2)));
  CHECK(again->envelopes == std::vector<std::string>{"two", "three"});
  say_receipt(peer, second, 'b', an_id(2));
  say_receipt(peer, second, 'b', an_id(3));
  REQUIRE(peer.until(seen<v1::Receipt>(peer, 3)));
}

TEST_CASE("a session with another server key never connects", "[session]") {
  Peer peer;
  SessionOptions options = Peer::options();
  options.routers.push_back({peer.router().endpoint, make_key_pair(KeyAlgorithm::kCurve25519).public_key});
  const auto session = peer.open(std::move(options));
  REQUIRE(peer.until(seen<Disconnected>(peer, 3)));
  CHECK(only<Connected>(peer.events).empty());
  CHECK(peer.heard.empty());
}

TEST_CASE("a session whose key is not let in never gets through", "[session]") {
  Peer peer;
  peer.let_in_only(std::string(32, 'k'));
  const auto session = peer.open(Peer::options());
  REQUIRE(peer.until(seen<Disconnected>(peer, 2)));
  CHECK(peer.knocks >= 2);
  CHECK(only<Connected>(peer.events).empty());
  CHECK(peer.heard.empty());
}

TEST_CASE("a replaced session does not come back", "[session]") {
  Peer peer;
  const auto session = peer.open(Peer::options());
  const std::string link = peer.welcome('a');
  REQUIRE(peer.until(seen<Connected>(peer)));
  wire::RouterFrames ended(a_token('a'));
  ended.set_session_ended(v1::SessionEnded::VERVANGEN);
  peer.say(link, std::move(ended));
  REQUIRE(peer.until(seen<Disconnected>(peer)));
  CHECK(only<Disconnected>(peer.events).back().final);
  const std::size_t knocks = peer.knocks;
  // Several times the first pause before a reconnect.
  CHECK_FALSE(peer.until([&] { return peer.knocks > knocks; }, 500ms));
  CHECK(session->submit(an_id(1), "e").error().code == Errc::kUnavailable);
}

TEST_CASE("a session that the router does not know says hello again on the same connection", "[session]") {
  Peer peer;
  const auto session = peer.open(Peer::options());
  const std::string link = peer.welcome('a');
  wire::RouterFrames ended(a_token('a'));
  ended.set_session_ended(v1::SessionEnded::ONBEKEND);
  peer.say(link, std::move(ended));
  CHECK(peer.welcome('b') == link);
  CHECK(peer.knocks == 1);
}

TEST_CASE("a delivery, a notice and their answers make the round trip", "[session]") {
  Peer peer;
  const auto session = peer.open(Peer::options());
  const std::string link = peer.welcome('a');
  v1::Deliver deliver;
  deliver.set_message_id(bytes_of(an_id(1)));
  deliver.set_attempt(1);
  v1::Notice notice;
  notice.set_number(1);
  notice.set_kind(v1::Notice::AFGELEVERD);
  notice.set_message_id(bytes_of(an_id(2)));
  wire::RouterFrames frames(a_token('a'));
  REQUIRE(frames.add_deliver(deliver, "envelope"));
  REQUIRE(frames.add_notice(notice));
  peer.say(link, std::move(frames));
  REQUIRE(peer.until(seen<Delivery>(peer)));
  REQUIRE(peer.until(seen<v1::Notice>(peer)));
  CHECK(only<Delivery>(peer.events)[0].envelope == "envelope");

  v1::Settle settle;
  settle.set_message_id(bytes_of(an_id(1)));
  settle.set_outcome(v1::Settle::AFGELEVERD);
  REQUIRE(session->settle(settle).ok());
  REQUIRE(peer.hear([](const v1::ClientCommand& command) { return command.settle_size() == 1; }));
  REQUIRE(session->notices_read(1).ok());
  REQUIRE(peer.hear([](const v1::ClientCommand& command) { return command.notices_read() == 1; }));
  wire::RouterFrames settled(a_token('a'));
  REQUIRE(settled.add_settled(an_id(1)));
  peer.say(link, std::move(settled));
  REQUIRE(peer.until(seen<Settled>(peer)));
}

TEST_CASE("the next router of the list is tried when one is not there", "[session]") {
  Peer gone;
  const RouterEndpoint nobody = gone.router();
  gone.stop();
  Peer peer;
  SessionOptions options = Peer::options();
  options.routers = {nobody, peer.router()};
  const auto session = peer.open(std::move(options));
  peer.welcome('a');
  REQUIRE(peer.until(seen<Connected>(peer)));
}

TEST_CASE("a router that sends another number of frames is left and tried again", "[session]") {
  Peer peer;
  const auto session = peer.open(Peer::options());
  const std::string link = peer.welcome('a');
  REQUIRE(peer.until(seen<Connected>(peer)));
  peer.say_raw(link, {"a", "b", "c"});
  CHECK(peer.welcome('b') != link);
}

TEST_CASE("the largest envelope travels to the router in parts", "[session]") {
  Peer peer;
  const auto session = peer.open(Peer::options());
  const std::string link = peer.welcome('a');
  const std::string largest = the_largest_envelope();
  REQUIRE(session->submit(an_id(1), largest).ok());
  const auto begin = peer.hear([](const v1::ClientCommand& command) { return command.has_large_begin(); });
  REQUIRE(begin);
  const auto& announced = begin->command.large_begin().section_bytes();
  const auto say_taken = [&](std::uint64_t offset) {
    wire::RouterFrames taken(a_token('a'));
    REQUIRE(taken.set_large_taken(an_id(1), offset));
    peer.say(link, std::move(taken));
  };
  std::string contents;
  say_taken(0);
  bool ended = false;
  while (!ended) {
    const auto heard = peer.hear([](const v1::ClientCommand& command) { return command.has_large_chunk(); });
    REQUIRE(heard);
    REQUIRE(heard->command.large_chunk().offset() == contents.size());
    contents += heard->large_chunk;
    say_taken(contents.size());
    ended = heard->command.has_large_end();
  }
  const std::vector<std::uint64_t> section_bytes(announced.begin(), announced.end());
  const auto joined = envelope::join(begin->large_head, section_bytes, contents);
  REQUIRE(joined.ok());
  CHECK(*joined == largest);
}

TEST_CASE("the largest envelope travels from the router in parts, as one delivery", "[session]") {
  Peer peer;
  const auto session = peer.open(Peer::options());
  const std::string link = peer.welcome('a');
  const std::string largest = the_largest_envelope();
  const envelope::Parts parts = envelope::split(largest).value();
  v1::LargeBegin begin;
  begin.set_message_id(bytes_of(an_id(2)));
  begin.mutable_section_bytes()->Add(parts.section_bytes.begin(), parts.section_bytes.end());
  wire::RouterFrames first(a_token('a'));
  REQUIRE(first.set_large_begin(begin, parts.head));
  peer.say(link, std::move(first));
  // One chunk for each that was taken: the window is the client's to keep open.
  for (std::size_t at = 0; at < parts.contents.size(); at += limits::kChunkBytes) {
    const auto taken = peer.hear([](const v1::ClientCommand& command) { return command.has_large_taken(); });
    REQUIRE(taken);
    REQUIRE(taken->command.large_taken().offset() == at);
    const auto chunk = std::string_view(parts.contents).substr(at, limits::kChunkBytes);
    wire::RouterFrames frames(a_token('a'));
    REQUIRE(frames.set_large_chunk(an_id(2), at, chunk));
    if (at + chunk.size() == parts.contents.size()) {
      REQUIRE(frames.set_large_end(an_id(2)));
    }
    peer.say(link, std::move(frames));
  }
  REQUIRE(peer.until(seen<Delivery>(peer)));
  CHECK(only<Delivery>(peer.events)[0].envelope == largest);
}

TEST_CASE("a session that is closed says goodbye", "[session]") {
  Peer peer;
  auto session = peer.open(Peer::options());
  peer.welcome('a');
  REQUIRE(peer.until(seen<Connected>(peer)));
  peer.close(session);
  CHECK(peer.until([&] { return !peer.heard.empty() && peer.heard.back().command.has_goodbye(); }));
}

TEST_CASE("a session without a router closes at once", "[session]") {
  Peer peer;
  const RouterEndpoint nobody = peer.router();
  peer.stop();
  SessionOptions options = Peer::options();
  options.routers = {nobody};
  auto session = peer.open(std::move(options));
  REQUIRE(session->submit(an_id(1), "e").ok());
  REQUIRE(peer.until(seen<Disconnected>(peer)));
  SystemClock clock;
  const MonoTime before = clock.mono_now();
  peer.close(session);
  CHECK(clock.mono_now() - before < 2 * limits::kStopLinger);
}

TEST_CASE("unusable keys, endpoints and parties are refused before anything starts", "[session]") {
  const auto refused = [](SessionOptions options) {
    const auto session = open_session(std::move(options), {});
    return !session.ok() && session.error().code == Errc::kConfiguration;
  };
  const std::string key(32, 'k');
  CHECK(refused(Peer::options()));
  SessionOptions short_key = Peer::options();
  short_key.routers.push_back({"tcp://127.0.0.1:1", "short"});
  CHECK(refused(std::move(short_key)));
  SessionOptions signing_key = Peer::options();
  signing_key.routers.push_back({"tcp://127.0.0.1:1", key});
  signing_key.transport_key = make_key_pair(KeyAlgorithm::kEd25519);
  CHECK(refused(std::move(signing_key)));
  SessionOptions no_party = Peer::options();
  no_party.routers.push_back({"tcp://127.0.0.1:1", key});
  no_party.party.set_oin("1");
  CHECK(refused(std::move(no_party)));
}

}  // namespace corvid::client
