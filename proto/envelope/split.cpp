#include "proto/envelope/split.h"

#include <utility>

#include "proto/corvid/v1/envelope.pb.h"

namespace corvid::envelope {
namespace {

Result<v1::Envelope> parsed(std::string_view bytes) {
  v1::Envelope envelope;
  if (!envelope.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || envelope.signed_header().empty()) {
    return Error{Errc::kInvalidInput, "BERICHT_ONLEESBAAR: envelope"};
  }
  return envelope;
}

}  // namespace

Result<Parts> split(std::string_view envelope_bytes) {
  CORVID_TRY_ASSIGN(v1::Envelope envelope, parsed(envelope_bytes));
  Parts parts;
  parts.contents.reserve(envelope_bytes.size());
  for (v1::Section& section : *envelope.mutable_section()) {
    parts.section_bytes.push_back(section.content().size());
    parts.contents += section.content();
    section.clear_content();
  }
  parts.head = envelope.SerializeAsString();
  return parts;
}

Result<std::string> join(std::string_view head, std::span<const std::uint64_t> section_bytes,
                         std::string_view contents) {
  CORVID_TRY_ASSIGN(v1::Envelope envelope, parsed(head));
  if (section_bytes.size() != static_cast<std::size_t>(envelope.section_size())) {
    return Error{Errc::kInvalidInput, "BERICHT_ONLEESBAAR: section_bytes"};
  }
  for (int i = 0; i < envelope.section_size(); ++i) {
    const std::uint64_t bytes = section_bytes[static_cast<std::size_t>(i)];
    if (bytes > contents.size()) {
      return Error{Errc::kInvalidInput, "BERICHT_ONLEESBAAR: section_bytes"};
    }
    envelope.mutable_section(i)->set_content(std::string(contents.substr(0, static_cast<std::size_t>(bytes))));
    contents.remove_prefix(static_cast<std::size_t>(bytes));
  }
  if (!contents.empty()) {
    return Error{Errc::kInvalidInput, "BERICHT_ONLEESBAAR: section_bytes"};
  }
  return envelope.SerializeAsString();
}

}  // namespace corvid::envelope
