// The sections of a message: which labels belong to its type, and what stands in them.
//
// A section is the deterministic serialisation of one message of payload.proto. A label set here equals that of the
// policy bundle, which the router holds the message to.
// Ownership: values. Threads: any. Errors: findings; an unreadable section reads as empty.
#pragma once

#include <google/protobuf/message_lite.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/translation/findings.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/envelope/build.h"

namespace corvid::translation {

// In the order in which the sections travel. Empty for a type that no adapter here translates.
[[nodiscard]] std::span<const v1::Label> label_set(v1::MessageType type, v1::Role sender);

class Sections {
 public:
  void set(v1::Label label, const google::protobuf::MessageLite& content);
  // The type's whole label set, empty ones included, then what was set besides.
  [[nodiscard]] std::vector<envelope::SectionPlain> complete(v1::MessageType type, v1::Role sender) const;

 private:
  std::map<v1::Label, std::string> plaintext_;
};

[[nodiscard]] std::string serialise(const google::protobuf::MessageLite& content);

// Empty when there is no such section.
[[nodiscard]] std::string_view plaintext(std::span<const envelope::SectionPlain> sections, v1::Label label);

template <typename Content>
[[nodiscard]] Content content(std::span<const envelope::SectionPlain> sections, v1::Label label) {
  Content message;
  const std::string_view bytes = plaintext(sections, label);
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    message.Clear();
  }
  return message;
}

// BERICHT_ONLEESBAAR or TEKENS_ONGELDIG for sections whose bytes are not what their label promises.
[[nodiscard]] Findings check_sections(v1::MessageType type, std::span<const envelope::SectionPlain> sections);

// The sections in the order of the type's label set; others are left out.
[[nodiscard]] std::vector<envelope::SectionPlain> in_order(v1::MessageType type, v1::Role sender,
                                                           std::span<const envelope::SectionPlain> sections);

}  // namespace corvid::translation
