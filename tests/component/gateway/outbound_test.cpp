#include <catch2/catch.hpp>

#include <fstream>

#include "proto/envelope/inspect.h"
#include "tests/component/gateway/rig.h"

namespace corvid::gateway::test {
namespace {

v1::Header header_of(const client::FakeSession::Submitted& submitted) {
  const auto inspected = envelope::inspect(submitted.envelope);
  REQUIRE(inspected.envelope);
  CHECK(inspected.faults.empty());
  return inspected.envelope->header;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("a file becomes a submission, and its receipt lies beside it in sent", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return !rig.seen().submitted.empty(); });
  CHECK(rig.exists("out/melding.json"));
  CHECK(rig.names("sent").empty());

  rig.session->push(rig.receipt(rig.submitted()));
  rig.run_until([&] { return rig.exists("sent/melding.json"); });
  CHECK_FALSE(rig.exists("out/melding.json"));
  const std::string receipt = rig.content("sent/melding.json.receipt.json");
  CHECK(contains(receipt, rig.submitted().to_string()));
  CHECK(contains(receipt, "\"bericht_id\""));
  CHECK(contains(receipt, "\"doel\": \"VT_MELDING\""));
  CHECK(contains(receipt, "\"grondslag\": \"WPG_23\""));
  CHECK(contains(receipt, "politie-naar-vt"));
  CHECK(contains(receipt, "1f1f1f"));
  CHECK(contains(receipt, "TE_LAAT"));
  CHECK(contains(receipt, "2033-05-18"));
}

TEST_CASE("the envelope bytes are in the ledger before the session gets them", "[gateway]") {
  Rig rig;
  rig.session_failure = Error{Errc::kUnavailable, "full"};
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return rig.ledger->unanswered().value().size() == 1; });
  CHECK(rig.seen().submitted.empty());
  rig.session->fail_with(std::nullopt);
  rig.run_until([&] { return !rig.seen().submitted.empty(); });
  CHECK(rig.ledger->envelope(rig.submitted()).value() == rig.seen().submitted[0].envelope);
}

TEST_CASE("after a restart everything without a receipt is submitted again with identical bytes", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("a.json", rig.native("ref-a"));
  rig.drop("b.json", rig.native("ref-b"));
  rig.run_until([&] { return rig.seen().submitted.size() == 2; });
  const auto before = rig.seen().submitted;
  rig.restart();
  rig.run_until([&] { return rig.seen().submitted.size() == 2; });
  const auto after = rig.seen().submitted;
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(after[i].id == before[i].id);
    CHECK(after[i].envelope == before[i].envelope);
  }
  rig.settle_down();
  CHECK(rig.seen().submitted.size() == 2);
}

TEST_CASE("a crash between the receipt in the ledger and the move ends in the same place", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return !rig.seen().submitted.empty(); });
  const MessageId id = rig.submitted();
  rig.stop();

  rig.open();
  REQUIRE(rig.ledger
              ->record_receipt(id, OutState::kAccepted, id, rig.receipt(id).SerializeAsString(), "melding.json",
                               rig.clock.wall)
              .ok());
  SECTION("nothing was written") { CHECK(rig.names("sent").empty()); }
  SECTION("the receipt was written, the file not moved") {
    REQUIRE(rig.spool->write(Folder::kSent, "melding.json.receipt.json", "{}").ok());
  }
  SECTION("the file was moved, the ledger not told") {
    REQUIRE(rig.spool->write(Folder::kSent, "melding.json.receipt.json", "{}").ok());
    std::filesystem::rename(rig.path("out/melding.json"), rig.path("sent/melding.json"));
  }
  SECTION("the move stopped halfway") {
    std::filesystem::rename(rig.path("out/melding.json"), rig.path("sent/.moving/melding.json"));
    CHECK(rig.names("out").empty());
  }
  rig.stop();
  rig.start();
  rig.run_until([&] { return rig.ledger->unshown(10).value().empty(); });
  CHECK(rig.names("out").empty());
  CHECK(rig.names("sent") == std::vector<std::string>{"melding.json", "melding.json.receipt.json"});
  CHECK(rig.seen().submitted.empty());
}

TEST_CASE("the same bytes dropped again are not sent again and get the first receipt", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return !rig.seen().submitted.empty(); });

  SECTION("after the receipt, under the same and under another name") {
    rig.session->push(rig.receipt(rig.submitted()));
    rig.run_until([&] { return rig.exists("sent/melding.json"); });
    const std::string first = rig.content("sent/melding.json.receipt.json");
    rig.drop("melding.json", rig.native("ref-1"));
    rig.run_until([&] { return rig.names("out").empty(); });
    rig.drop("nogmaals.json", rig.native("ref-1"));
    rig.run_until([&] { return rig.names("out").empty(); });
    CHECK(rig.content("sent/nogmaals.json.receipt.json") == first);
    CHECK(rig.content("sent/melding.json.receipt.json") == first);
    CHECK(rig.names("sent").size() == 4);
  }
  SECTION("before the receipt") {
    rig.drop("nogmaals.json", rig.native("ref-1"));
    rig.settle_down();
    rig.session->push(rig.receipt(rig.submitted()));
    rig.run_until([&] { return rig.names("out").empty(); });
    CHECK(rig.content("sent/nogmaals.json.receipt.json") == rig.content("sent/melding.json.receipt.json"));
  }
  CHECK(rig.seen().submitted.size() == 1);
}

TEST_CASE("the same reference with other bytes is left to the router to refuse", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("a.json", rig.native("ref-1"));
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  rig.session->push(rig.receipt(rig.submitted()));
  rig.drop("b.json", rig.native("ref-1", R"(,"tekst":"anders")"));
  rig.run_until([&] { return rig.seen().submitted.size() == 2; });
  const auto seen = rig.seen().submitted;
  CHECK(header_of(seen[0]).reference_tag() == header_of(seen[1]).reference_tag());
  CHECK(header_of(seen[0]).content_tag() != header_of(seen[1]).content_tag());
}

TEST_CASE("a refusal by the router lies beside the file with every fault, and the same bytes may be tried again",
          "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return !rig.seen().submitted.empty(); });
  v1::Receipt receipt;
  receipt.set_message_id(std::string(rig.submitted().bytes()));
  *receipt.mutable_refused()->add_fault() = rig.reasons.fault("NIET_BEOORDEELD", {}, {"facts.beoordeling"});
  *receipt.mutable_refused()->add_fault() = rig.reasons.fault("ONTVANGER_NIET_BEVOEGD");
  rig.session->push(receipt);
  rig.run_until([&] { return rig.exists("refused/melding.json"); });
  const std::string reason = rig.content("refused/melding.json.reason.json");
  CHECK(contains(reason, "NIET_BEOORDEELD"));
  CHECK(contains(reason, "ONTVANGER_NIET_BEVOEGD"));
  CHECK(contains(reason, "facts.beoordeling"));
  CHECK(contains(reason, "Herstel het."));
  CHECK(contains(reason, "\"geweigerd_door\": \"router\""));
  CHECK(contains(reason, rig.submitted().to_string()));
  CHECK_FALSE(rig.ledger->envelope(rig.submitted()).ok());

  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return rig.seen().submitted.size() == 2; });
  CHECK(rig.submitted(0) != rig.submitted(1));
}

TEST_CASE("what cannot be translated is refused with a readable reason, and the other files go on", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("1-geen-json.json", "dit is geen JSON");
  rig.drop("2-geen-utf8.json", "{\"tekst\":\"\xff\xfe\"}");
  rig.drop("3-leeg.json", "");
  rig.drop("4-fout.json", rig.native("ref-4", R"(,"weiger":"VERPLICHT_VELD_ONTBREEKT")"));
  rig.drop("5-goed.json", rig.native("ref-5"));
  rig.run_until([&] { return rig.names("refused").size() == 8 && !rig.seen().submitted.empty(); });
  CHECK(contains(rig.content("refused/1-geen-json.json.reason.json"), "BERICHT_ONLEESBAAR"));
  CHECK(contains(rig.content("refused/2-geen-utf8.json.reason.json"), "TEKENS_ONGELDIG"));
  CHECK(contains(rig.content("refused/4-fout.json.reason.json"), "betrokkenen"));
  CHECK(contains(rig.content("refused/4-fout.json.reason.json"), "\"geweigerd_door\": \"adapter\""));
  CHECK(rig.content("refused/1-geen-json.json") == "dit is geen JSON");
  CHECK(rig.names("out") == std::vector<std::string>{"5-goed.json"});
  CHECK(rig.seen().submitted.size() == 1);
}

TEST_CASE("a file over the limit is refused with the limit in the text, without being read", "[gateway]") {
  Rig rig;
  rig.start();
  const auto hidden = rig.path("out/.groot");
  std::ofstream(hidden).put('x');
  std::filesystem::resize_file(hidden, limits::kNativeFileBytesMax + 1);
  std::filesystem::rename(hidden, rig.path("out/groot.json"));
  rig.run_until([&] { return rig.exists("refused/groot.json"); });
  CHECK(contains(rig.content("refused/groot.json.reason.json"), "BERICHT_TE_GROOT"));
  CHECK(contains(rig.content("refused/groot.json.reason.json"), "35 MB"));
}

TEST_CASE("two different files refused under one name are both kept", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", "een");
  rig.run_until([&] { return rig.names("refused").size() == 2; });
  rig.drop("melding.json", "twee");
  rig.run_until([&] { return rig.names("refused").size() == 4; });
  CHECK(rig.content("refused/melding.json") == "een");
}

TEST_CASE("two messages sent under one file name keep their own receipts", "[gateway]") {
  Rig rig;
  rig.start();
  for (const char* reference : {"ref-1", "ref-2"}) {
    rig.drop("melding.json", rig.native(reference));
    const std::size_t count = rig.seen().submitted.size();
    rig.run_until([&] { return rig.seen().submitted.size() > count; });
    rig.session->push(rig.receipt(rig.submitted(count)));
    rig.run_until([&] { return rig.names("out").empty(); });
  }
  CHECK(rig.names("sent").size() == 4);
  CHECK(contains(rig.content("sent/melding.json.receipt.json"), rig.submitted(0).to_string()));
  const std::string second = "sent/melding-" + rig.submitted(1).to_string() + ".json";
  CHECK(contains(rig.content(second + ".receipt.json"), rig.submitted(1).to_string()));
  CHECK(rig.content(second) == rig.native("ref-2"));
}

TEST_CASE("a file that is replaced while its message waits is not taken for the old one", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  rig.drop("melding.json", rig.native("ref-2"));
  rig.run_until([&] { return rig.seen().submitted.size() == 2; });
  rig.session->push(rig.receipt(rig.submitted(0)));
  rig.run_until([&] { return rig.exists("sent/melding.json.receipt.json"); });
  CHECK(rig.content("out/melding.json") == rig.native("ref-2"));
  rig.session->push(rig.receipt(rig.submitted(1)));
  rig.run_until([&] { return rig.names("out").empty(); });
}

TEST_CASE("hidden names, folders and links in out are left alone", "[gateway]") {
  Rig rig;
  rig.open();
  rig.drop("echt.json", rig.native("ref-1"));
  std::ofstream(rig.path("out/.verborgen.json")) << "x";
  std::filesystem::create_directory(rig.path("out/map"));
  std::filesystem::create_symlink(rig.path("out/echt.json"), rig.path("out/link.json"));
  rig.start();
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  rig.settle_down();
  CHECK(rig.seen().submitted.size() == 1);
  CHECK(rig.exists("out/.verborgen.json"));
  CHECK(std::filesystem::is_symlink(rig.path("out/link.json")));
  CHECK(rig.names("refused").empty());
}

TEST_CASE("a file that lay in out before the start and may still be written waits until it lies still", "[gateway]") {
  Rig rig;
  rig.open();
  rig.drop("melding.json", rig.native("ref-1"));
  const auto stamp = rig.spool->stamp(Folder::kOut, "melding.json");
  rig.clock.wall = stamp.value().modified;
  rig.start();
  rig.settle_down();
  CHECK(rig.seen().submitted.empty());
  rig.clock.wall = rig.clock.wall + std::chrono::seconds{2};
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
}

TEST_CASE("a file whose time lies far ahead is taken: that is a wrong clock, not a writer", "[gateway]") {
  Rig rig;
  rig.open();
  rig.drop("melding.json", rig.native("ref-1"));
  const auto stamp = rig.spool->stamp(Folder::kOut, "melding.json");
  rig.clock.wall = stamp.value().modified + -std::chrono::hours{1};
  rig.start();
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  CHECK(rig.names("refused").empty());
}

TEST_CASE("without a receiver the competent party is asked for once and used for all", "[gateway]") {
  Rig rig;
  rig.start();
  const auto without = [](const std::string& reference) {
    return R"({"soort":"VT_MELDING","gemeente":"0599","referentie":")" + reference + "\"}";
  };
  rig.drop("a.json", without("ref-a"));
  rig.drop("b.json", without("ref-b"));
  rig.run_until([&] { return !rig.seen().resolved.empty(); });
  rig.settle_down();
  REQUIRE(rig.seen().resolved.size() == 1);
  CHECK(rig.seen().resolved[0].gemeentecode() == "0599");
  CHECK(rig.seen().resolved[0].role() == v1::VEILIG_THUIS);
  CHECK(rig.seen().submitted.empty());

  v1::Resolved answer;
  answer.set_request(rig.seen().resolved[0].request());
  SECTION("and found") {
    *answer.mutable_competent()->mutable_party() = veilig_thuis();
    rig.session->push(answer);
    rig.run_until([&] { return rig.seen().submitted.size() == 2; });
    CHECK(header_of(rig.seen().submitted[0]).receiver(0).oin() == veilig_thuis().oin());
    rig.drop("c.json", without("ref-c"));
    rig.run_until([&] { return rig.seen().submitted.size() == 3; });
    CHECK(rig.seen().resolved.size() == 1);
  }
  SECTION("and refused") {
    *answer.mutable_refused()->add_fault() = rig.reasons.fault("ONTVANGER_NIET_BEVOEGD");
    rig.session->push(answer);
    rig.run_until([&] { return rig.names("refused").size() == 4; });
    CHECK(contains(rig.content("refused/a.json.reason.json"), "ONTVANGER_NIET_BEVOEGD"));
    rig.drop("c.json", without("ref-c"));
    rig.run_until([&] { return rig.seen().resolved.size() == 2; });
  }
}

TEST_CASE("an answer carries the parent's conversation and ticket, a new melding only the ticket", "[gateway]") {
  Rig rig;
  rig.start();
  const client::Delivery parent = rig.delivery("vraag", v1::OVERDRACHT);
  rig.session->push(parent);
  rig.run_until([&] { return rig.seen().processed.size() == 1; });
  const auto answer = [&](const char* type) {
    return R"({"soort":")" + std::string(type) + R"(","ontvanger":"99000000000000000002","besluit":"AANVAARD",)" +
           R"("referentie":")" + type + R"(","antwoord_op":")" + parent.id.to_string() + "\"}";
  };
  rig.drop("a.json", answer("OVERDRACHT_ANTWOORD"));
  rig.run_until([&] { return rig.seen().submitted.size() == 1; });
  rig.drop("b.json", answer("TERUGMELDING"));
  rig.run_until([&] { return rig.seen().submitted.size() == 2; });
  const v1::Header first = header_of(rig.seen().submitted[0]);
  const v1::Header second = header_of(rig.seen().submitted[1]);
  CHECK(first.in_reply_to() == parent.id.bytes());
  CHECK(first.conversation_id() == parent.id.bytes());
  CHECK_FALSE(first.ticket().empty());
  CHECK(second.in_reply_to() == parent.id.bytes());
  CHECK(second.conversation_id() == second.message_id());
  CHECK(second.ticket() == first.ticket());
  CHECK(first.expires_unix_ms() - first.created_unix_ms() == limits::kValidityMax.count());

  SECTION("and the OVERDRACHT counts as accepted once the router accepted the answer") {
    CHECK_FALSE(rig.ledger->correlations({parent.id}).value().at(parent.id).accepted_overdracht);
    rig.session->push(rig.receipt(rig.submitted(0)));
    rig.run_until([&] { return rig.exists("sent/a.json"); });
    CHECK(rig.ledger->correlations({parent.id}).value().at(parent.id).accepted_overdracht);
  }
}

TEST_CASE("a receipt for a message that was accepted earlier under another id leads to that id", "[gateway]") {
  Rig rig;
  rig.start();
  rig.drop("melding.json", rig.native("ref-1"));
  rig.run_until([&] { return !rig.seen().submitted.empty(); });
  const MessageId first = rig.delivery("x").id;  // any other id
  v1::Receipt receipt = rig.receipt(rig.submitted());
  receipt.mutable_accepted()->set_message_id(std::string(first.bytes()));
  rig.session->push(receipt);
  rig.session->notify(first, v1::Notice::AFGELEVERD);
  rig.run_until([&] { return rig.exists("sent/melding.json.status.json"); });
  CHECK(contains(rig.content("sent/melding.json.receipt.json"), first.to_string()));
  CHECK(rig.ledger->correlations({first}).value().at(first).native_id == "BVH-ref-1");
}

TEST_CASE("a router that began a new epoch gets everything again that is not final", "[gateway]") {
  Rig rig;
  rig.start();
  for (const char* reference : {"ref-1", "ref-2", "ref-3"}) {
    rig.drop(std::string(reference) + ".json", rig.native(reference));
  }
  rig.run_until([&] { return rig.seen().submitted.size() == 3; });
  rig.session->push(rig.receipt(rig.submitted(0), "epoch-1"));
  rig.session->push(rig.receipt(rig.submitted(1), "epoch-1"));
  rig.session->notify(rig.submitted(1), v1::Notice::AFGELEVERD);
  rig.run_until([&] { return rig.exists("sent/ref-2.json.status.json"); });
  const auto before = rig.seen().submitted;
  rig.session->push(rig.receipt(rig.submitted(2), "epoch-2"));
  rig.run_until([&] { return rig.seen().submitted.size() > 3; });
  rig.settle_down();
  const auto after = rig.seen().submitted;
  REQUIRE(after.size() == 4);  // the second is final, the third was just accepted in the new epoch
  CHECK(after[3].id == before[0].id);
  CHECK(after[3].envelope == before[0].envelope);
}

}  // namespace
}  // namespace corvid::gateway::test
