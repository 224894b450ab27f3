#include "proto/envelope/invalid_text.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/common.h>
#include <google/protobuf/wire_format_lite.h>

#include <utility>

#include "proto/base/limits.h"

namespace corvid::envelope {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;

struct Open {
  const Descriptor* shape;
  std::string bytes;
  std::string path;  // with a trailing dot, or empty
};

constexpr std::size_t kMessagesMax = 256;

std::string field_path(const Open& open, const FieldDescriptor& field, int index) {
  std::string path = open.path + field.name();
  if (field.is_repeated()) {
    path.append("[").append(std::to_string(index)).append("]");
  }
  return path;
}

// Reads one message flat; nested ones are put on the worklist instead of being entered.
void read_flat(const Open& open, std::vector<Open>& worklist, std::vector<std::string>& paths) {
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(open.bytes.data()),
                                               static_cast<int>(open.bytes.size()));
  std::vector<int> seen(static_cast<std::size_t>(open.shape->field_count()), 0);
  while (const std::uint32_t tag = input.ReadTag()) {
    const FieldDescriptor* field = open.shape->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    if (field == nullptr || WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&input, tag)) {
        return;
      }
      continue;
    }
    std::uint32_t length = 0;
    std::string content;
    if (!input.ReadVarint32(&length) || length > open.bytes.size() ||
        !input.ReadString(&content, static_cast<int>(length))) {
      return;
    }
    const int index = seen[static_cast<std::size_t>(field->index())]++;
    if (field->type() == FieldDescriptor::TYPE_STRING && !is_utf8(content)) {
      paths.push_back(field_path(open, *field, index));
    } else if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      worklist.push_back({field->message_type(), std::move(content), field_path(open, *field, index) + "."});
    }
    if (paths.size() >= limits::kFaultsMax) {
      return;
    }
  }
}

}  // namespace

bool is_utf8(std::string_view text) {
  return google::protobuf::internal::IsStructurallyValidUTF8(text.data(), static_cast<int>(text.size()));
}

std::vector<std::string> invalid_text_paths(const Descriptor& shape, std::string_view bytes) {
  std::vector<std::string> paths;
  std::vector<Open> worklist;
  worklist.push_back({&shape, std::string(bytes), ""});
  for (std::size_t done = 0; done < worklist.size() && done < kMessagesMax; ++done) {
    const Open open = std::move(worklist[done]);
    read_flat(open, worklist, paths);
    if (paths.size() >= limits::kFaultsMax) {
      break;
    }
  }
  return paths;
}

}  // namespace corvid::envelope
