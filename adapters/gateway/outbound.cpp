#include "adapters/gateway/outbound.h"

#include <algorithm>
#include <span>
#include <utility>

#include "proto/base/entropy.h"
#include "proto/base/hex.h"
#include "proto/base/log.h"
#include "proto/envelope/build.h"
#include "proto/envelope/invalid_text.h"

namespace corvid::gateway {
namespace {

// A file found without notice may still be under way from its writer: it must lie still for so long.
constexpr std::chrono::milliseconds kQuietTerm = std::chrono::seconds{1};
constexpr std::size_t kDistinctBytes = 8;
constexpr std::size_t kSaltBytes = 32;

MessageId new_message_id(WallTime now) {
  const std::string random = random_bytes(10);
  return MessageId::make(now.unix_ms,
                         std::span<const std::uint8_t, 10>(reinterpret_cast<const std::uint8_t*>(random.data()), 10));
}

std::string megabytes(std::uint64_t bytes) {
  constexpr std::uint64_t kMillion = 1'000'000;
  return std::to_string((bytes + kMillion - 1) / kMillion) + " MB";
}

}  // namespace

Outbound::Outbound(const Parts& parts) : parts_(parts), files_(parts.spool) {}

Result<void> Outbound::recover() {
  CORVID_TRY_ASSIGN(const std::vector<MessageId> unanswered, parts_.ledger.unanswered());
  to_submit_.assign(unanswered.begin(), unanswered.end());
  unanswered_ = unanswered.size();
  CORVID_TRY_ASSIGN(const std::string bytes, parts_.ledger.router_mark());
  v1::SignedBody mark;
  if (!mark.ParseFromString(bytes) || !mark_.ParseFromString(mark.body())) {
    return Error{Errc::kCorrupt, "ledger: the router's mark cannot be read"};
  }
  log::info("outbound: {} messages without a receipt are submitted again", unanswered_);
  return {};
}

void Outbound::found(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (names_.size() >= kSpoolNamesMax && !names_.contains(name)) {
      look_ = true;  // found again in the folder once there is room
      return;
    }
    names_.insert_or_assign(name, true);
  }
}

Result<Progress> Outbound::list() {
  const auto waiting = parts_.spool.waiting();
  if (!waiting.ok()) {
    log::error("outbound: {}", waiting.error().text);
    return Progress::kLater;
  }
  const std::vector<std::string>& all = waiting.value();
  auto next = std::upper_bound(all.begin(), all.end(), looked_up_to_);
  while (next != all.end() && names_.size() < kSpoolNamesMax) {
    names_.emplace(*next, false);
    looked_up_to_ = *next++;
  }
  look_ = next != all.end();
  if (!look_) {
    looked_up_to_.clear();
  }
  return Progress::kDone;
}

void Outbound::try_again() { look_ = look_ || std::exchange(look_later_, false); }

Result<Progress> Outbound::take(client::Session& session) {
  if (names_.empty() && look_) {
    CORVID_TRY_ASSIGN(const Progress listed, list());
    if (listed != Progress::kDone) {
      return listed;
    }
  }
  if (names_.empty() || unanswered_ >= limits::kClientQueueMax) {
    return look_later_ ? Progress::kLater : Progress::kDone;
  }
  CORVID_TRY_ASSIGN(auto transaction, parts_.ledger.begin());
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (!names_.empty() && count < limits::kSpoolBatchMax && bytes < limits::kNativeFileBytesMax &&
         unanswered_ < limits::kClientQueueMax) {
    auto first = names_.extract(names_.begin());
    CORVID_TRY(take_one(session, {std::move(first.key()), first.mapped(), {}, {}}, bytes));
    ++count;
  }
  CORVID_TRY(transaction.commit());
  carry_out_outcomes();
  if (names_.empty()) {
    competence_.forget_refusals();
  }
  const bool more = (!names_.empty() || look_) && unanswered_ < limits::kClientQueueMax;
  return more ? Progress::kMore : (look_later_ ? Progress::kLater : Progress::kDone);
}

Result<void> Outbound::take_one(client::Session& session, Candidate file, std::size_t& bytes_read) {
  const auto stamp = parts_.spool.stamp(Folder::kOut, file.name);
  if (!stamp.ok()) {
    return {};  // gone, or not a regular file
  }
  file.stamp = stamp.value();
  const std::chrono::milliseconds age = parts_.clock.wall_now() - file.stamp.modified;
  if (!file.complete && age < kQuietTerm && age > -kQuietTerm) {  // a time far ahead is a wrong clock, not a writer
    look_later_ = true;
    return {};
  }
  CORVID_TRY_ASSIGN(const bool under_way, parts_.ledger.is_unanswered_file(file.name, file.stamp.identity));
  if (under_way) {
    return {};
  }
  const auto read = parts_.spool.read(Folder::kOut, file.name, limits::kNativeFileBytesMax);
  if (!read.ok() && read.error().code == Errc::kTooLarge) {
    file.tags.content = envelope::content_tag(parts_.tag_secret.view(), file.stamp.identity);
    refuse(file, "BERICHT_TE_GROOT",
           {{"grootte", megabytes(file.stamp.bytes)}, {"maximum", megabytes(limits::kNativeFileBytesMax)}}, {});
    return {};
  }
  if (!read.ok()) {
    log::warn("outbound: a file is left for later: {}", read.error().text);
    look_later_ = true;
    return {};
  }
  const std::string& native = read.value().bytes;
  bytes_read += native.size();
  file.stamp = read.value().stamp;
  file.tags.content = envelope::content_tag(parts_.tag_secret.view(), native);
  CORVID_TRY_ASSIGN(const bool known, already_known(file));
  if (known) {
    return {};
  }
  if (!envelope::is_utf8(native)) {
    refuse(file, "TEKENS_ONGELDIG", {}, {});
    return {};
  }
  return translate(session, file, native);
}

Result<bool> Outbound::already_known(const Candidate& file) {
  CORVID_TRY_ASSIGN(const auto entry, parts_.ledger.outgoing_with_content(file.tags.content));
  if (!entry) {
    return false;
  }
  if (entry->receipt.empty()) {
    if (entry->file_name == file.name) {
      CORVID_TRY(parts_.ledger.set_file_identity(entry->id, file.stamp.identity));
    } else {
      repeated_.insert(entry->id);
    }
    return true;
  }
  if (entry->unshown && entry->file_name == file.name && entry->file_identity == file.stamp.identity) {
    return true;  // its outcome is about to be shown
  }
  if (entry->state == OutState::kRefused) {
    look_later_ = true;  // once its refusal is shown, the same bytes are a new attempt
    return true;
  }
  log::info("outbound: {} was dropped again; it gets the first receipt", entry->id.to_string());
  const auto planned = files_.show_again(*entry, file.name, file.stamp);
  if (!planned.ok()) {
    log::error("outbound: {}", planned.error().text);
    look_later_ = true;
  }
  return true;
}

Result<void> Outbound::translate(client::Session& session, const Candidate& file, const std::string& native) {
  CORVID_TRY_ASSIGN(const Correlations correlations, parts_.ledger.correlations(parts_.translator.references(native)));
  const Translation<Outgoing> translation = parts_.translator.outgoing(native, correlations);
  if (const auto* refusal = std::get_if<v1::Refusal>(&translation)) {
    refuse(file, *refusal);
    return {};
  }
  const Outgoing& outgoing = std::get<Outgoing>(translation);
  CORVID_TRY_ASSIGN(const auto to, receivers(session, file, outgoing));
  if (!to) {
    return {};
  }
  return add(file, outgoing, *to, correlations);
}

Result<std::optional<std::vector<v1::PartyRef>>> Outbound::receivers(client::Session& session, const Candidate& file,
                                                                     const Outgoing& outgoing) {
  using Receivers = std::optional<std::vector<v1::PartyRef>>;
  if (!outgoing.receivers.empty()) {
    return Receivers(outgoing.receivers);
  }
  const auto answer = competence_.ask(session, outgoing.type, outgoing.facts.gemeentecode(), outgoing.receiver_role,
                                      parts_.clock.mono_now());
  if (!answer.ok()) {
    look_later_ = true;
    return Receivers();
  }
  if (const auto* party = std::get_if<v1::PartyRef>(&answer.value())) {
    return Receivers({*party});
  }
  if (const auto* refusal = std::get_if<v1::Refusal>(&answer.value())) {
    refuse(file, *refusal);
    return Receivers();
  }
  asking_[std::get<Competence::Asked>(answer.value()).request].insert(file.name);
  return Receivers();
}

Result<void> Outbound::add(const Candidate& file, const Outgoing& outgoing, const std::vector<v1::PartyRef>& receivers,
                           const Correlations& correlations) {
  const WallTime now = parts_.clock.wall_now();
  const MessageId id = new_message_id(now);
  const Tags tags{envelope::reference_tag(parts_.tag_secret.view(), outgoing.native_reference), file.tags.content};
  envelope::Draft draft;
  draft.header = make_header(outgoing, receivers, correlations, parts_.party, id, tags, now);
  draft.case_facts = outgoing.case_facts;
  draft.sections = outgoing.sections;
  auto built = envelope::build(draft, parts_.signer, random_bytes(kSaltBytes));
  if (!built.ok() && built.error().code == Errc::kTooLarge) {
    refuse(file, "BERICHT_TE_GROOT",
           {{"grootte", megabytes(file.stamp.bytes)}, {"maximum", megabytes(limits::kEnvelopeBytesMax)}}, {});
    return {};
  }
  if (!built.ok()) {
    log::error("outbound: no envelope: {}", built.error().text);
    refuse(file, "BERICHT_ONLEESBAAR", {}, {});
    return {};
  }
  CORVID_TRY(parts_.ledger.add_correlation(correlation_of(outgoing, draft.header, id), now));
  CORVID_TRY(parts_.ledger.add_outgoing({.id = id,
                                         .file_name = file.name,
                                         .file_identity = file.stamp.identity,
                                         .reference_tag = tags.reference,
                                         .content_tag = tags.content,
                                         .accepts_overdracht = accepted_overdracht_of(outgoing),
                                         .envelope = std::move(built).value()},
                                        now));
  to_submit_.push_back(id);
  ++unanswered_;
  log::info("outbound: {} is in the ledger, {} native bytes", id.to_string(), file.stamp.bytes);
  return {};
}

void Outbound::refuse(const Candidate& file, v1::Refusal refusal) {
  const WallTime now = parts_.clock.wall_now();
  if (refusal.decided_unix_ms() == 0) {
    refusal.set_decided_unix_ms(now.unix_ms);
  }
  const std::string distinct = to_hex(std::string_view(file.tags.content).substr(0, kDistinctBytes));
  files_.refuse(file.name, file.stamp, refusal, distinct, now);
  log::info("outbound: a file is refused here, first code {}",
            refusal.fault_size() > 0 ? refusal.fault(0).code() : "none");
}

void Outbound::refuse(const Candidate& file, std::string_view code, const text::Placeholders& values,
                      const std::vector<std::string>& veld) {
  v1::Refusal refusal;
  *refusal.add_fault() = parts_.reasons.fault(code, values, veld);
  refuse(file, std::move(refusal));
}

void Outbound::carry_out_outcomes() {
  for (const bool done : files_.carry_out()) {
    look_later_ = look_later_ || !done;  // the file still lies in out/
  }
}

}  // namespace corvid::gateway
