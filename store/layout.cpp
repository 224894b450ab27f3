#include "store/layout.h"

#include <string>
#include <vector>

#include "proto/base/check.h"
#include "store/keys.h"

namespace corvid::store {

namespace {

Result<v1::StoreRow> create(KeyValueStore& store, std::string_view epoch) {
  CORVID_TRY_ASSIGN(const std::vector<KeyValue> others, store.scan({}, after_prefix("\xfe"), 1));
  if (!others.empty()) {
    // A fresh epoch here would hide the loss of the old one from every partner that remembers it.
    return Error{Errc::kCorrupt, "the store holds rows but not the row that says what it is"};
  }
  v1::StoreRow row;
  row.set_layout(kLayoutVersion);
  row.set_epoch(std::string(epoch));
  row.set_record_next(1);
  row.set_record_first(1);
  if (store.commit({{store_key(), row.SerializeAsString()}}) != CommitOutcome::kCommitted) {
    return Error{Errc::kIo, "the store cannot be written"};
  }
  return row;
}

}  // namespace

Result<v1::StoreRow> open_layout(KeyValueStore& store, std::string_view epoch) {
  CORVID_CHECK(epoch.size() == kEpochBytes);
  Result<v1::StoreRow> row = read_layout(store);
  if (!row.ok() && row.error().code == Errc::kNotFound) {
    return create(store, epoch);
  }
  return row;
}

Result<v1::StoreRow> read_layout(const KeyValueStore& store) {
  CORVID_TRY_ASSIGN(const std::optional<std::string> bytes, store.get(store_key()));
  if (!bytes.has_value()) {
    return Error{Errc::kNotFound, "there is no store yet"};
  }
  v1::StoreRow row;
  if (!row.ParseFromString(*bytes)) {
    return Error{Errc::kCorrupt, "the row that says what the store is cannot be read"};
  }
  if (row.layout() > kLayoutVersion) {
    return Error{Errc::kConfiguration, "the store has layout " + std::to_string(row.layout()) +
                                           ", this program reads up to layout " + std::to_string(kLayoutVersion) +
                                           ": run the program that wrote it, or a newer one"};
  }
  if (!is_sound(row)) {
    return Error{Errc::kCorrupt, "the row that says what the store is does not make sense"};
  }
  return row;
}

}  // namespace corvid::store
