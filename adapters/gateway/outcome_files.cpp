#include "adapters/gateway/outcome_files.h"

#include <optional>
#include <set>
#include <utility>

#include "adapters/gateway/reports.h"
#include "proto/base/log.h"

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
    CORVID_TRY_ASSIGN(Plan accepted, plan_accepted(entry, receipt));
    plans_.push_back(std::move(accepted));
    return {};
  }
  plans_.push_back({{{Folder::kRefused, with(entry.kept_name, kReasonSuffix),
                      reason_json(entry.id, "router", receipt.refused(), entry.final_at)}},
                    entry.file_name,
                    entry.file_identity,
                    Folder::kRefused,
                    entry.kept_name});
  return {};
}

Result<OutcomeFiles::Plan> OutcomeFiles::plan_accepted(const OutboxEntry& entry, const v1::Receipt& receipt) const {
  Plan plan{{}, entry.file_name, entry.file_identity, Folder::kSent, entry.kept_name};
  const std::string receipt_name = with(entry.kept_name, kReceiptSuffix);
  if (!spool_.exists(Folder::kSent, receipt_name)) {
    plan.reports.push_back({Folder::kSent, receipt_name, receipt_json(receipt.accepted())});
  }
  if (!is_final(entry.state) && entry.processing == Processing::kUnknown) {
    return plan;
  }
  CORVID_TRY_ASSIGN(std::string status, status_json(entry));
  plan.reports.push_back({Folder::kSent, with(entry.kept_name, kStatusSuffix), std::move(status)});
  const bool refused_after_all = entry.state == OutState::kRefused || entry.state == OutState::kRefusedByReceiver;
  if (!refused_after_all) {
    return plan;
  }
  v1::Refusal refusal;
  if (!refusal.ParseFromString(entry.final_refusal)) {
    return Error{Errc::kCorrupt, "ledger: the refusal of " + entry.id.to_string() + " cannot be read"};
  }
  // The reason of another file that was refused under this name is not overwritten.
  const bool taken = spool_.exists(Folder::kRefused, entry.kept_name);
  const std::string name = taken ? distinct_name(entry.kept_name, entry.id.to_string()) : entry.kept_name;
  const char* const by = entry.state == OutState::kRefused ? "router" : "ontvanger";
  plan.reports.push_back({Folder::kRefused, with(name, kReasonSuffix),
                          reason_json(entry.accepted_id.value_or(entry.id), by, refusal, entry.final_at)});
  return plan;
}

Result<void> OutcomeFiles::show_again(const OutboxEntry& entry, const std::string& name, const FileStamp& stamp) {
  CORVID_TRY_ASSIGN(const v1::Receipt receipt, receipt_of(entry));
  const bool same_place = name == entry.kept_name;  // the same bytes: overwriting loses nothing
  const bool free = may_keep_name(name) && !spool_.exists(Folder::kSent, name) &&
                    !spool_.exists(Folder::kSent, with(name, kReceiptSuffix));
  const std::string kept = same_place || free ? name : distinct_name(name, entry.id.to_string());
  Plan plan{{{Folder::kSent, with(kept, kReceiptSuffix), receipt_json(receipt.accepted())}},
            name,
            stamp.identity,
            Folder::kSent,
            kept};
  if (is_final(entry.state) || entry.processing != Processing::kUnknown) {
    CORVID_TRY_ASSIGN(std::string status, status_json(entry));
    plan.reports.push_back({Folder::kSent, with(kept, kStatusSuffix), std::move(status)});
  }
  plans_.push_back(std::move(plan));
  return {};
}

void OutcomeFiles::refuse(const std::string& name, const FileStamp& stamp, const v1::Refusal& refusal,
                          std::string_view distinct, WallTime now) {
  const bool free = may_keep_name(name) && !spool_.exists(Folder::kRefused, name);
  const std::string kept = free ? name : distinct_name(name, distinct);
  plans_.push_back({{{Folder::kRefused, with(kept, kReasonSuffix), reason_json(std::nullopt, "adapter", refusal, now)}},
                    name,
                    stamp.identity,
                    Folder::kRefused,
                    kept});
}

std::vector<bool> OutcomeFiles::carry_out() {
  write_reports();
  move_into_place();
  sync_folders();
  std::vector<bool> done;
  done.reserve(plans_.size());
  for (const Plan& plan : plans_) {
    done.push_back(plan.good);
  }
  plans_.clear();
  return done;
}

void OutcomeFiles::write_reports() {
  std::vector<std::pair<Folder, std::size_t>> written;
  std::size_t number = 0;
  for (Plan& plan : plans_) {
    for (const Report& report : plan.reports) {
      const auto done = spool_.write_hidden(report.folder, number, report.bytes);
      if (!done.ok()) {
        log::error("outbound: an outcome cannot be written: {}", done.error().text);
        plan.good = false;
      } else {
        written.emplace_back(report.folder, number);
      }
      ++number;
    }
  }
  const auto synced = spool_.sync_hidden(written);
  if (!synced.ok()) {
    log::error("outbound: outcomes cannot be made durable: {}", synced.error().text);
    for (Plan& plan : plans_) {
      plan.good = false;
    }
  }
}

void OutcomeFiles::move_into_place() {
  std::size_t number = 0;
  for (Plan& plan : plans_) {
    Result<void> done;
    for (const Report& report : plan.reports) {
      if (plan.good && done.ok()) {
        done = spool_.show_hidden(report.folder, number, report.name);
      }
      ++number;
    }
    if (plan.good && done.ok()) {
      done = spool_.keep(plan.file_name, plan.file_identity, plan.folder, plan.kept_name);
    }
    if (!done.ok()) {
      log::error("outbound: an outcome cannot be shown: {}", done.error().text);
      plan.good = false;
    }
  }
}

void OutcomeFiles::sync_folders() {
  std::set<Folder> touched;
  for (const Plan& plan : plans_) {
    touched.insert({Folder::kOut, plan.folder});
    for (const Report& report : plan.reports) {
      touched.insert(report.folder);
    }
  }
  for (const Folder folder : touched) {
    const auto synced = spool_.sync(folder);
    if (!synced.ok()) {
      log::error("outbound: outcomes cannot be made durable: {}", synced.error().text);
      for (Plan& plan : plans_) {
        plan.good = false;
      }
    }
  }
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
