// Protobuf text from files: configuration, register and policy.
//
// A folder counts as one text: its *.textproto files, merged in name order. Strict: an unknown field, a wrong type, a
// field given twice that may stand once, bytes that are no UTF-8 are errors, and *all* of them are named as
// "file:line:column: what", one per line, lines and columns from 1.
//
// Ownership: values. Threads: any. Errors: kConfiguration with that list; kTooLarge over limits.h; kIo when a file
// cannot be read. Never throws.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/base/result.h"

namespace corvid::text {

struct TextSource {
  std::string name;  // file name without folder
  std::string bytes;
};

// Where the elements of the message's top-level fields stand, for errors that only a reader of the whole can find.
class Locations {
 public:
  void add(std::string_view field, std::string where);
  // "file:line:column" of element `index` of `field`, or the field's name when it stands nowhere.
  [[nodiscard]] std::string of(std::string_view field, std::size_t index) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> by_field_;
};

template <typename Message>
struct Parsed {
  Message message;
  std::string digest;  // SHA-256, 32 bytes; see digest_of
  Locations locations;
};

// One file, or every *.textproto file of a folder, sorted by name.
Result<std::vector<TextSource>> read_sources(const std::string& path);

// SHA-256 over, for each source in name order, name || 0x00 || u64 length || bytes, with a big-endian length.
[[nodiscard]] std::string digest_of(std::span<const TextSource> sources);

// Merges `sources` in the order given into `message`.
Result<Locations> merge_sources(std::span<const TextSource> sources, google::protobuf::Message& message);

template <typename Message>
Result<Parsed<Message>> parse_sources(std::span<const TextSource> sources) {
  Parsed<Message> parsed;
  CORVID_TRY_ASSIGN(parsed.locations, merge_sources(sources, parsed.message));
  parsed.digest = digest_of(sources);
  return parsed;
}

template <typename Message>
Result<Parsed<Message>> load(const std::string& path) {
  CORVID_TRY_ASSIGN(const std::vector<TextSource> sources, read_sources(path));
  return parse_sources<Message>(sources);
}

}  // namespace corvid::text
