// Native files: JSON by a protobuf schema, read strictly, written canonically.
//
// Strict: a file that is no JSON, an unknown field, a wrong type or an unknown choice is BERICHT_ONLEESBAAR; bytes that
// are no UTF-8 and control characters other than line feed are TEKENS_ONGELDIG; a text over limits.h is VELD_TE_LANG.
// Paths are those of the file, such as "betrokkenen[2].naam.geslachtsnaam", or "regel 12" where no field is known.
// What a value must look like stands in the schema (form.proto). NFC is not checked: no library for it is at hand.
//
// Ownership: values. Threads: any. Errors: findings, never a value of the file.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

#include "adapters/translation/findings.h"
#include "proto/base/ids.h"

namespace corvid::translation {

template <typename Content>
struct NativeFile {
  Content content;          // empty when the file was not understood
  bool understood = false;  // it is JSON of this schema; its values may still be wrong
  Findings findings;
};

// Why `native` cannot be read into `message`, which is then empty; no findings when it can.
[[nodiscard]] Findings parse(std::string_view native, google::protobuf::Message& message);
// What is wrong with the values of a native message.
[[nodiscard]] Findings check_form(const google::protobuf::Message& message);

template <typename Content>
[[nodiscard]] NativeFile<Content> read_native(std::string_view native) {
  NativeFile<Content> file;
  file.findings = parse(native, file.content);
  file.understood = file.findings.empty();
  if (file.understood) {
    file.findings = check_form(file.content);
  }
  return file;
}

// Indented, names as in the schema, fields in the order of their numbers, ending in a line feed.
[[nodiscard]] std::string write_native(const google::protobuf::Message& message);

// Choices that are no known value, and control characters, anywhere in `message`; paths begin with `prefix`.
[[nodiscard]] Findings check_values(const google::protobuf::Message& message, const std::string& prefix);

// The message ids that fields of form MESSAGE_ID hold; malformed ones are left out.
[[nodiscard]] std::vector<MessageId> references_in(const google::protobuf::Message& message);

// True for nothing but blanks.
[[nodiscard]] bool is_blank(std::string_view text);

}  // namespace corvid::translation
