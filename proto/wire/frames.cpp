#include "proto/wire/frames.h"

#include <google/protobuf/stubs/logging.h>

#include <utility>

#include "proto/wire/field_walk.h"

namespace corvid::wire {
namespace {

using Faults = std::vector<FrameFault>;

// Collects faults until there are limits::kFaultsMax of them.
class Findings {
 public:
  void unreadable(std::string veld) { add({"BERICHT_ONLEESBAAR", std::move(veld), {}}); }

  void too_long(std::string veld, std::size_t bytes, std::size_t maximum) {
    if (bytes > maximum) {
      add({"VELD_TE_LANG", std::move(veld), {{"maximum", std::to_string(maximum) + " bytes"}}});
    }
  }

  void too_many(std::string veld, std::size_t count, std::size_t maximum) {
    if (count > maximum) {
      add({"VELD_TE_LANG", std::move(veld), {{"maximum", std::to_string(maximum)}}});
    }
  }

  void too_large(std::string veld, std::size_t bytes, std::size_t maximum) {
    if (bytes > maximum) {
      add({"BERICHT_TE_GROOT",
           std::move(veld),
           {{"grootte", std::to_string(bytes) + " bytes"}, {"maximum", std::to_string(maximum) + " bytes"}}});
    }
  }

  void expect_id(std::string veld, std::string_view bytes) {
    if (!MessageId::from_bytes(bytes).ok()) {
      unreadable(std::move(veld));
    }
  }

  void expect(bool holds, std::string veld) {
    if (!holds) {
      unreadable(std::move(veld));
    }
  }

  void add(FrameFault fault) {
    if (faults_.size() < limits::kFaultsMax) {
      faults_.push_back(std::move(fault));
    }
  }

  [[nodiscard]] bool none() const { return faults_.empty(); }
  Faults take() { return std::move(faults_); }

 private:
  Faults faults_;
};

std::string at(std::string_view name, int index) { return std::string(name) + "[" + std::to_string(index) + "]"; }

template <typename Items>
void expect_ids(Findings& findings, std::string_view name, const Items& items) {
  for (int i = 0; i < items.size(); ++i) {
    findings.expect_id(at(name, i) + ".message_id", items.Get(i).message_id());
  }
}

// Cuts the payload into the announced lengths, in order. Compared by subtraction, so that no announced length can
// overflow. After the first length that does not fit nothing has a meaning any more.
class PayloadCutter {
 public:
  PayloadCutter(Findings& findings, std::string_view payload) : findings_(findings), left_(payload) {}

  std::string_view next(std::string veld, std::uint64_t announced) {
    if (broken_ || announced > left_.size()) {
      if (!std::exchange(broken_, true)) {
        findings_.unreadable(std::move(veld));
      }
      return {};
    }
    const std::string_view slice = left_.substr(0, static_cast<std::size_t>(announced));
    left_.remove_prefix(slice.size());
    return slice;
  }

  void finish() {
    if (!broken_ && !left_.empty()) {
      findings_.unreadable("payload");
    }
  }

 private:
  Findings& findings_;
  std::string_view left_;
  bool broken_ = false;
};

// Envelopes first, then a head, then a chunk.
template <typename Decoded, typename Items>
void cut(Findings& findings, std::string_view name, const Items& items, std::string_view payload, Decoded& decoded) {
  PayloadCutter cutter(findings, payload);
  for (int i = 0; i < items.size(); ++i) {
    decoded.envelopes.push_back(cutter.next(at(name, i) + ".envelope_bytes", items.Get(i).envelope_bytes()));
  }
  decoded.large_head = cutter.next("large_begin.head_bytes", decoded.command.large_begin().head_bytes());
  decoded.large_chunk = cutter.next("large_chunk.chunk_bytes", decoded.command.large_chunk().chunk_bytes());
  cutter.finish();
}

// The parts of a large message, the same in both directions.
template <typename Command>
void check_large(Findings& findings, const Command& command) {
  if (command.has_large_begin()) {
    const v1::LargeBegin& begin = command.large_begin();
    findings.expect_id("large_begin.message_id", begin.message_id());
    findings.expect(begin.head_bytes() > 0, "large_begin.head_bytes");
    findings.too_long("large_begin.head_bytes", begin.head_bytes(), limits::kLargeHeadBytesMax);
    findings.too_many("large_begin.section_bytes", static_cast<std::size_t>(begin.section_bytes_size()),
                      limits::kSectionsMax);
  }
  if (command.has_large_chunk()) {
    const v1::LargeChunk& chunk = command.large_chunk();
    findings.expect_id("large_chunk.message_id", chunk.message_id());
    findings.expect(chunk.offset() % limits::kChunkBytes == 0, "large_chunk.offset");
    findings.expect(chunk.chunk_bytes() > 0, "large_chunk.chunk_bytes");
    findings.too_long("large_chunk.chunk_bytes", chunk.chunk_bytes(), limits::kChunkBytes);
  }
  if (command.has_large_end()) {
    findings.expect_id("large_end.message_id", command.large_end().message_id());
  }
  if (command.has_large_taken()) {
    findings.expect_id("large_taken.message_id", command.large_taken().message_id());
  }
}

template <typename Command>
bool has_large(const Command& command) {
  return command.has_large_begin() || command.has_large_chunk() || command.has_large_end() ||
         command.has_large_taken();
}

// The refusal that an outsider wrote and that we pass on: bounded in count and length.
void check_refusal(Findings& findings, const std::string& path, const v1::Refusal& refusal) {
  findings.too_many(path + ".fault", static_cast<std::size_t>(refusal.fault_size()), limits::kFaultsMax);
  findings.too_many(path + ".bijna", static_cast<std::size_t>(refusal.bijna_size()), limits::kNearMissesMax);
  findings.too_long(path, refusal.ByteSizeLong(), limits::kTextBytesMax);
  for (int i = 0; i < refusal.fault_size(); ++i) {
    const v1::Fault& fault = refusal.fault(i);
    const std::string where = path + "." + at("fault", i);
    findings.too_long(where + ".code", fault.code().size(), limits::kShortTextBytesMax);
    findings.too_long(where + ".reden", fault.reden().size(), limits::kShortTextBytesMax);
    findings.too_long(where + ".herstel", fault.herstel().size(), limits::kShortTextBytesMax);
  }
}

void check_settle(Findings& findings, const std::string& path, const v1::Settle& settle) {
  findings.expect_id(path + ".message_id", settle.message_id());
  findings.expect(settle.outcome() != v1::Settle::OUTCOME_ONBEPAALD, path + ".outcome");
  if (settle.has_refusal()) {
    findings.expect(settle.outcome() == v1::Settle::GEWEIGERD, path + ".refusal");
    check_refusal(findings, path + ".refusal", settle.refusal());
  }
}

void check_session(Findings& findings, std::string_view session, bool may_be_empty) {
  findings.expect(session.size() == kSessionTokenBytes || (session.empty() && may_be_empty), "session");
}

void check_hello(Findings& findings, const v1::ClientCommand& command, std::size_t items) {
  const v1::Hello& hello = command.hello();
  // The session does not exist yet, so nothing else can have a meaning in it.
  const bool alone = items == 0 && !command.has_credit() && !command.has_notices_read() && !command.has_ping() &&
                     !command.has_goodbye() && !has_large(command);
  findings.expect(alone, "hello");
  findings.expect(command.session().empty(), "session");
  findings.expect(is_oin(hello.party().oin()), "hello.party.oin");
  findings.expect(hello.party().role() != v1::ROLE_ONBEPAALD, "hello.party.role");
  findings.too_long("hello.software", hello.software().size(), limits::kSoftwareBytesMax);
}

// A hello of another version is answered with the versions that are spoken, whatever else it holds.
bool is_other_version(const v1::ClientCommand& command) {
  return command.has_hello() && command.hello().protocol() != limits::kProtocolVersion;
}

void check_client(Findings& findings, const v1::ClientCommand& command) {
  const auto items = static_cast<std::size_t>(command.submit_size()) + static_cast<std::size_t>(command.settle_size()) +
                     static_cast<std::size_t>(command.processed_size()) +
                     static_cast<std::size_t>(command.resolve_size());
  findings.too_many("command", items, limits::kItemsPerCommandMax);
  if (command.has_hello()) {
    check_hello(findings, command, items);
  } else {
    check_session(findings, command.session(), false);
  }
  expect_ids(findings, "submit", command.submit());
  for (int i = 0; i < command.settle_size(); ++i) {
    check_settle(findings, at("settle", i), command.settle(i));
  }
  expect_ids(findings, "processed", command.processed());
  for (int i = 0; i < command.processed_size(); ++i) {
    findings.expect(command.processed(i).outcome() != v1::Processed::OUTCOME_ONBEPAALD,
                    at("processed", i) + ".outcome");
  }
  check_large(findings, command);
  findings.expect(!command.large_begin().has_statement(), "large_begin.statement");
  findings.expect(command.large_begin().attempt() == 0, "large_begin.attempt");
}

void check_router_items(Findings& findings, const v1::RouterCommand& command) {
  expect_ids(findings, "receipt", command.receipt());
  for (int i = 0; i < command.receipt_size(); ++i) {
    findings.expect(command.receipt(i).verdict_case() != v1::Receipt::VERDICT_NOT_SET, at("receipt", i) + ".verdict");
  }
  expect_ids(findings, "deliver", command.deliver());
  expect_ids(findings, "notice", command.notice());
  for (int i = 0; i < command.notice_size(); ++i) {
    findings.expect(command.notice(i).kind() != v1::Notice::KIND_ONBEPAALD, at("notice", i) + ".kind");
    findings.expect(command.notice(i).number() != 0, at("notice", i) + ".number");
  }
  for (int i = 0; i < command.resolved_size(); ++i) {
    findings.expect(command.resolved(i).verdict_case() != v1::Resolved::VERDICT_NOT_SET,
                    at("resolved", i) + ".verdict");
  }
  expect_ids(findings, "settled", command.settled());
  expect_ids(findings, "processed_recorded", command.processed_recorded());
  for (int i = 0; i < command.busy().message_id_size(); ++i) {
    findings.expect_id(at("busy.message_id", i), command.busy().message_id(i));
  }
}

void check_router(Findings& findings, const v1::RouterCommand& command) {
  const auto items = static_cast<std::size_t>(command.receipt_size()) +
                     static_cast<std::size_t>(command.deliver_size()) +
                     static_cast<std::size_t>(command.notice_size()) +
                     static_cast<std::size_t>(command.resolved_size()) +
                     static_cast<std::size_t>(command.settled_size()) +
                     static_cast<std::size_t>(command.processed_recorded_size()) +
                     static_cast<std::size_t>(command.busy().message_id_size());
  findings.too_many("command", items, limits::kItemsPerCommandMax);
  const bool outside_session = command.has_hello_refused() || command.has_session_ended() || command.has_unknown() ||
                               command.has_busy();
  check_session(findings, command.session(), outside_session);
  if (command.has_welcome()) {
    findings.expect(command.welcome().session() == command.session(), "welcome.session");
    findings.expect(command.welcome().protocol() == limits::kProtocolVersion, "welcome.protocol");
  }
  if (command.has_session_ended()) {
    findings.expect(command.session_ended().reason() != v1::SessionEnded::REASON_ONBEPAALD, "session_ended.reason");
  }
  check_router_items(findings, command);
  check_large(findings, command);
}

bool sizes_fit(Findings& findings, std::string_view command, std::string_view payload) {
  findings.too_large("command", command.size(), limits::kCommandBytesMax);
  findings.too_large("payload", payload.size(), limits::kPayloadBytesMax);
  return findings.none();
}

// Parses also what has faults, as far as possible: a hello must be recognised as one. The parser would write the bad
// text's field to standard error; the walk has named it already.
template <typename Command>
bool parse(Findings& findings, std::string_view bytes, Command& command) {
  for (FrameFault& fault : walk_fields(*Command::descriptor(), bytes)) {
    findings.add(std::move(fault));
  }
  const google::protobuf::LogSilencer silence;
  const bool parsed = command.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  if (findings.none()) {
    findings.expect(parsed, "command");
  }
  return findings.none();
}

}  // namespace

DecodedClient decode_client(std::string_view command, std::string_view payload) {
  DecodedClient decoded;
  Findings findings;
  if (sizes_fit(findings, command, payload)) {
    const bool readable = parse(findings, command, decoded.command);
    if (is_other_version(decoded.command)) {
      const std::string version = std::to_string(decoded.command.hello().protocol());
      decoded.faults = {{"VERSIE_NIET_ONDERSTEUND", "hello.protocol", {{"versie", version}}}};
      return decoded;
    }
    if (readable) {
      check_client(findings, decoded.command);
      cut(findings, "submit", decoded.command.submit(), payload, decoded);
    }
  }
  decoded.faults = findings.take();
  return decoded;
}

DecodedRouter decode_router(std::string_view command, std::string_view payload) {
  DecodedRouter decoded;
  Findings findings;
  if (sizes_fit(findings, command, payload) && parse(findings, command, decoded.command)) {
    check_router(findings, decoded.command);
    cut(findings, "deliver", decoded.command.deliver(), payload, decoded);
  }
  decoded.faults = findings.take();
  return decoded;
}

Faults faults_of(const v1::Settle& settle) {
  Findings findings;
  findings.too_long("settle", settle.ByteSizeLong(), limits::kTextBytesMax + 1024);
  if (findings.none()) {
    const google::protobuf::LogSilencer silence;
    for (FrameFault& fault : walk_fields(*v1::Settle::descriptor(), settle.SerializeAsString())) {
      fault.veld.insert(0, "settle.");
      findings.add(std::move(fault));
    }
    check_settle(findings, "settle", settle);
  }
  return findings.take();
}

}  // namespace corvid::wire
