#include "proto/wire/field_walk.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/common.h>
#include <google/protobuf/wire_format_lite.h>

#include <array>
#include <string>

#include "proto/base/check.h"

namespace corvid::wire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::io::CodedInputStream;
using google::protobuf::internal::WireFormatLite;

constexpr std::size_t kFieldsMax = 32;
constexpr std::size_t kDepthMax = 8;  // the schema's own depth is 4

// One message that is being read.
struct Level {
  const Descriptor* shape;
  int end;                    // position in the stream where it stops
  const FieldDescriptor* by;  // the field it stands in; null for the outermost
  int index;                  // among the repetitions of that field
  std::array<int, kFieldsMax> seen{};
};

class Walk {
 public:
  Walk(const Descriptor& shape, std::string_view bytes)
      : bytes_(bytes),
        input_(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size())) {
    enter(shape, static_cast<int>(bytes.size()), nullptr, 0);
  }

  std::vector<FrameFault> run() {
    while (!levels_.empty() && faults_.size() < limits::kFaultsMax) {
      if (input_.CurrentPosition() == levels_.back().end) {
        levels_.pop_back();
      } else if (!read_field()) {
        break;  // what follows has no meaning any more
      }
    }
    return std::move(faults_);
  }

 private:
  void enter(const Descriptor& shape, int end, const FieldDescriptor* by, int index) {
    CORVID_CHECK(static_cast<std::size_t>(shape.field_count()) <= kFieldsMax);
    CORVID_CHECK(levels_.size() < kDepthMax);
    levels_.push_back({&shape, end, by, index, {}});
  }

  // False: the bytes cannot be read on.
  bool read_field() {
    const std::uint32_t tag = input_.ReadTag();
    const int number = WireFormatLite::GetTagFieldNumber(tag);
    if (tag == 0 || number == 0) {
      return broken(nullptr, 0);
    }
    Level& level = levels_.back();
    const FieldDescriptor* field = level.shape->FindFieldByNumber(number);
    if (field == nullptr) {
      fault("BERICHT_ONLEESBAAR", path("#" + std::to_string(number)));
      return WireFormatLite::SkipField(&input_, tag) && within_level();
    }
    const int index = level.seen[static_cast<std::size_t>(field->index())]++;
    const auto wire_type = WireFormatLite::GetTagWireType(tag);
    if (wire_type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      return read_delimited(*field, index);
    }
    return read_scalar(*field, index, wire_type);
  }

  bool read_delimited(const FieldDescriptor& field, int index) {
    std::uint32_t length = 0;
    if (!input_.ReadVarint32(&length) || !within_level() ||
        length > static_cast<std::uint32_t>(levels_.back().end - input_.CurrentPosition())) {
      return broken(&field, index);
    }
    const int end = input_.CurrentPosition() + static_cast<int>(length);
    if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
      enter(*field.message_type(), end, &field, index);
      return true;
    }
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      const auto start = static_cast<std::size_t>(input_.CurrentPosition());
      const std::string_view content = bytes_.substr(start, length);
      if (!google::protobuf::internal::IsStructurallyValidUTF8(content.data(), static_cast<int>(length))) {
        fault("TEKENS_ONGELDIG", path_of(&field, index));
      }
      return input_.Skip(static_cast<int>(length));
    }
    if (field.type() == FieldDescriptor::TYPE_BYTES) {
      return input_.Skip(static_cast<int>(length));
    }
    if (!field.is_packable()) {
      return broken(&field, index);
    }
    while (input_.CurrentPosition() < end) {  // packed numbers
      if (!read_value(field, index, WireFormatLite::WireTypeForFieldType(field_type(field)))) {
        return broken(&field, index);
      }
    }
    return input_.CurrentPosition() == end || broken(&field, index);
  }

  bool read_scalar(const FieldDescriptor& field, int index, WireFormatLite::WireType wire_type) {
    if (wire_type != WireFormatLite::WireTypeForFieldType(field_type(field))) {
      return broken(&field, index);
    }
    return (read_value(field, index, wire_type) && within_level()) || broken(&field, index);
  }

  bool read_value(const FieldDescriptor& field, int index, WireFormatLite::WireType wire_type) {
    if (wire_type == WireFormatLite::WIRETYPE_FIXED32) {
      return input_.Skip(4);
    }
    if (wire_type == WireFormatLite::WIRETYPE_FIXED64) {
      return input_.Skip(8);
    }
    std::uint64_t value = 0;
    if (wire_type != WireFormatLite::WIRETYPE_VARINT || !input_.ReadVarint64(&value)) {
      return false;
    }
    if (field.type() == FieldDescriptor::TYPE_ENUM &&
        (value > INT32_MAX || field.enum_type()->FindValueByNumber(static_cast<int>(value)) == nullptr)) {
      fault("BERICHT_ONLEESBAAR", path_of(&field, index));
    }
    return true;
  }

  static WireFormatLite::FieldType field_type(const FieldDescriptor& field) {
    return static_cast<WireFormatLite::FieldType>(field.type());
  }

  [[nodiscard]] bool within_level() const { return input_.CurrentPosition() <= levels_.back().end; }

  bool broken(const FieldDescriptor* field, int index) {
    fault("BERICHT_ONLEESBAAR", path_of(field, index));
    return false;
  }

  void fault(std::string code, std::string veld) { faults_.push_back({std::move(code), std::move(veld), {}}); }

  static std::string step(const FieldDescriptor& field, int index) {
    return field.is_repeated() ? field.name() + "[" + std::to_string(index) + "]" : field.name();
  }

  [[nodiscard]] std::string path_of(const FieldDescriptor* field, int index) const {
    return path(field == nullptr ? "" : step(*field, index));
  }

  // The open messages, outermost first, and then `last`.
  [[nodiscard]] std::string path(const std::string& last) const {
    std::string text;
    for (const Level& level : levels_) {
      if (level.by != nullptr) {
        text += (text.empty() ? "" : ".") + step(*level.by, level.index);
      }
    }
    if (!last.empty()) {
      text += (text.empty() ? "" : ".") + last;
    }
    return text.empty() ? "command" : text;
  }

  std::string_view bytes_;
  CodedInputStream input_;
  std::vector<Level> levels_;
  std::vector<FrameFault> faults_;
};

}  // namespace

std::vector<FrameFault> walk_fields(const Descriptor& shape, std::string_view bytes) {
  CORVID_CHECK(bytes.size() <= limits::kCommandBytesMax);
  return Walk(shape, bytes).run();
}

}  // namespace corvid::wire
