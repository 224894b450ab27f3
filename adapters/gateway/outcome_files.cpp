#include "adapters/gateway/outcome_files.h"

#include <optional>
#include <utility>

#include "adapters/gateway/reports.h"

namespace corvid::gateway {
namespace {

std::string with(const std::string& name, std::string_view suffix) { return name + std::string(suffix); }

Result<v1::Receipt> receipt_of(const OutboxEntry& entry) {
  v1::Receipt receipt;
  if (!receipt.ParseFromString(entry.receipt)) {
    return Error{Errc::kCorrupt, "ledger: the receipt of " + entry.id.to_string() + " cannot be read"};
  }
  return receipt;
}

}  // namespace

Result<void> OutcomeFiles::show(const OutboxEntry& entry) {
  CORVID_TRY_ASSIGN(const v1::Receipt receipt, receipt_of(entry));
  if (receipt.has_accepted()) {
    return show_accepted(entry, receipt);
  }
  CORVID_TRY(write(Folder::kRefused, with(entry.kept_name, kReasonSuffix),
                   reason_json(entry.id, "router", receipt.refused(), entry.final_at)));
  return keep(entry.file_name, entry.file_identity, Folder::kRefused, entry.kept_name);
}

Result<void> OutcomeFiles::show_accepted(const OutboxEntry& entry, const v1::Receipt& receipt) {
  const std::string receipt_name = with(entry.kept_name, kReceiptSuffix);
  if (!spool_.exists(Folder::kSent, receipt_name)) {
    CORVID_TRY(write(Folder::kSent, receipt_name, receipt_json(receipt.accepted())));
  }
  CORVID_TRY(keep(entry.file_name, entry.file_identity, Folder::kSent, entry.kept_name));
  if (!is_final(entry.state) && entry.processing == Processing::kUnknown) {
    return {};
  }
  CORVID_TRY_ASSIGN(const std::string status, status_json(entry));
  CORVID_TRY(write(Folder::kSent, with(entry.kept_name, kStatusSuffix), status));
  const bool refused_after_all = entry.state == OutState::kRefused || entry.state == OutState::kRefusedByReceiver;
  if (!refused_after_all) {
    return {};
  }
  v1::Refusal refusal;
  if (!refusal.ParseFromString(entry.final_refusal)) {
    return Error{Errc::kCorrupt, "ledger: the refusal of " + entry.id.to_string() + " cannot be read"};
  }
  // The reason of another file that was refused under this name is not overwritten.
  const bool taken = spool_.exists(Folder::kRefused, entry.kept_name);
  const std::string name = taken ? distinct_name(entry.kept_name, entry.id.to_string()) : entry.kept_name;
  const char* const by = entry.state == OutState::kRefused ? "router" : "ontvanger";
  return write(Folder::kRefused, with(name, kReasonSuffix),
               reason_json(entry.accepted_id.value_or(entry.id), by, refusal, entry.final_at));
}

Result<void> OutcomeFiles::show_again(const OutboxEntry& entry, const std::string& name, const FileStamp& stamp) {
  CORVID_TRY_ASSIGN(const v1::Receipt receipt, receipt_of(entry));
  const bool same_place = name == entry.kept_name;  // the same bytes: overwriting loses nothing
  const bool free = may_keep_name(name) && !spool_.exists(Folder::kSent, name) &&
                    !spool_.exists(Folder::kSent, with(name, kReceiptSuffix));
  const std::string kept = same_place || free ? name : distinct_name(name, entry.id.to_string());
  CORVID_TRY(write(Folder::kSent, with(kept, kReceiptSuffix), receipt_json(receipt.accepted())));
  if (is_final(entry.state) || entry.processing != Processing::kUnknown) {
    CORVID_TRY_ASSIGN(const std::string status, status_json(entry));
    CORVID_TRY(write(Folder::kSent, with(kept, kStatusSuffix), status));
  }
  return keep(name, stamp.identity, Folder::kSent, kept);
}

Result<void> OutcomeFiles::refuse(const std::string& name, const FileStamp& stamp, const v1::Refusal& refusal,
                                  std::string_view distinct, WallTime now) {
  const bool free = may_keep_name(name) && !spool_.exists(Folder::kRefused, name);
  const std::string kept = free ? name : distinct_name(name, distinct);
  CORVID_TRY(write(Folder::kRefused, with(kept, kReasonSuffix), reason_json(std::nullopt, "adapter", refusal, now)));
  return keep(name, stamp.identity, Folder::kRefused, kept);
}

Result<void> OutcomeFiles::sync() {
  for (const Folder folder : touched_) {
    CORVID_TRY(spool_.sync(folder));
  }
  touched_.clear();
  return {};
}

Result<void> OutcomeFiles::write(Folder folder, const std::string& name, std::string_view bytes) {
  touched_.insert(folder);
  return spool_.write(folder, name, bytes);
}

Result<void> OutcomeFiles::keep(const std::string& name, std::string_view identity, Folder folder,
                                const std::string& to) {
  touched_.insert(folder);
  touched_.insert(Folder::kOut);
  return spool_.keep(name, identity, folder, to);
}

Result<std::string> choose_kept_name(const Spool& spool, Ledger& ledger, const OutboxEntry& entry, bool accepted) {
  const Folder folder = accepted ? Folder::kSent : Folder::kRefused;
  const OutState state = accepted ? OutState::kAccepted : OutState::kRefused;
  CORVID_TRY_ASSIGN(const bool by_message, ledger.kept_name_taken(entry.file_name, entry.id, state));
  if (!by_message && may_keep_name(entry.file_name) && !spool.exists(folder, entry.file_name)) {
    return entry.file_name;
  }
  return distinct_name(entry.file_name, entry.id.to_string());
}

}  // namespace corvid::gateway
