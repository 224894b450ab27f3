// The JSON files beside native files: receipts, reasons, status, alarms. Pure.
//
// Shapes: reports.proto as JSON with the schema's field names, indented, ending in a line feed.
// Ownership: values. Threads: any. Errors: none; kCorrupt where stored bytes are read back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/gateway/ledger.h"
#include "proto/base/clock.h"
#include "proto/base/ids.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/session.pb.h"

namespace corvid::gateway {

[[nodiscard]] std::string receipt_json(const v1::Accepted& accepted);
// `id` is empty for a file that never became a message; `by` is adapter, router or ontvanger.
[[nodiscard]] std::string reason_json(const std::optional<MessageId>& id, std::string_view by,
                                      const v1::Refusal& refusal, WallTime at);
// What is known of an accepted message. kCorrupt: the stored receipt or refusal cannot be read.
Result<std::string> status_json(const OutboxEntry& entry);
// All alarms about one message; the time is the last one's.
[[nodiscard]] std::string alarm_json(const std::vector<Alarm>& alarms);

}  // namespace corvid::gateway
