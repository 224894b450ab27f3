#include "adapters/translation/native_file.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "adapters/translation/codes.h"
#include "adapters/translation/form.pb.h"
#include "adapters/translation/walk.h"
#include "proto/base/check.h"
#include "proto/base/limits.h"
#include "proto/envelope/invalid_text.h"

namespace corvid::translation {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string line_of(std::string_view bytes, std::size_t offset) {
  const auto before = bytes.substr(0, std::min(offset, bytes.size()));
  return "regel " + std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

std::size_t first_invalid(std::string_view bytes) {
  // The longest valid prefix ends on a line or inside one; the line is all we tell.
  std::size_t start = 0;
  while (start < bytes.size()) {
    const std::size_t end = std::min(bytes.find('\n', start), bytes.size());
    if (!envelope::is_utf8(bytes.substr(start, end - start))) {
      return start;
    }
    start = end + 1;
  }
  return bytes.size();
}

bool is_path_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '[' || c == ']';
}

bool is_path(std::string_view text) {
  constexpr std::size_t kPathBytesMax = 200;
  return !text.empty() && text.size() <= kPathBytesMax && std::all_of(text.begin(), text.end(), is_path_character);
}

// The parser says "(path): what", "(path) name: what" or "name: what", and quotes values after the colon: only the path
// is taken over.
std::optional<std::string> path_in(std::string_view error) {
  const std::size_t colon = error.find(": ");
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view where = error.substr(0, colon);
  std::string path;
  if (where.starts_with('(')) {
    const std::size_t close = where.find(')');
    if (close == std::string_view::npos || !is_path(where.substr(1, close - 1))) {
      return std::nullopt;
    }
    path = where.substr(1, close - 1);
    where.remove_prefix(close + 1);
    where.remove_prefix(where.starts_with(' ') ? 1 : 0);
  }
  if (is_path(where)) {
    path.append(path.empty() ? "" : ".").append(where);
  }
  return path.empty() ? std::nullopt : std::optional(path);
}

// A syntax error ends in a piece of the file and a line with ^ below the place. The line is known when that piece
// stands in the file once.
std::optional<std::string> line_in(std::string_view error, std::string_view native) {
  const std::size_t first = error.find('\n');
  const std::size_t last = error.rfind('\n');
  if (first == std::string_view::npos || !error.ends_with('^')) {
    return std::nullopt;
  }
  const std::string_view piece = first < last ? error.substr(first + 1, last - first - 1) : std::string_view();
  if (piece.empty()) {
    return line_of(native, native.size());
  }
  const std::size_t place = native.find(piece);
  if (place == std::string_view::npos || native.find(piece, place + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  return line_of(native, place + (error.size() - last - 2));
}

Findings unreadable(const std::string& where) {
  Findings findings;
  findings.add(kUnreadable, where);
  return findings;
}

bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\n') || byte == 0x7F) {
      return true;
    }
    // U+0080..U+009F are 0xC2 0x80..0x9F.
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

bool is_role_code(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool fits(Form::Value shape, const std::string& text) {
  if (shape == Form::DATE) {
    return is_iso_date(text);
  }
  if (shape == Form::MUNICIPALITY) {
    return is_gemeentecode(text);
  }
  if (shape == Form::OIN) {
    return is_oin(text);
  }
  if (shape == Form::MESSAGE_ID || shape == Form::REFERENCES) {
    return MessageId::parse(text).ok();
  }
  return shape != Form::ROLE_CODE || is_role_code(text);
}

void add_too_long(Findings& findings, const std::string& path, const std::string& maximum) {
  findings.add({std::string(kFieldTooLong), {{"veld", path}, {"maximum", maximum}}, {path}});
}

void check_text_form(const FieldDescriptor& field, const std::string& path, const std::string& text,
                     Findings& findings) {
  const Form::Value shape = field.options().GetExtension(translation::form);
  const std::size_t maximum = shape == Form::LONG_TEXT ? limits::kTextBytesMax : limits::kShortTextBytesMax;
  if (text.size() > maximum) {
    add_too_long(findings, path, std::to_string(maximum) + " bytes");
  } else if (!text.empty() && !fits(shape, text)) {
    findings.add(kUnreadable, path);
  }
}

void check_count(const FieldDescriptor& field, const std::string& path, std::size_t count, Findings& findings) {
  const Form::Value shape = field.options().GetExtension(translation::form);
  if (shape == Form::PERSONS && count > limits::kPersonsMax) {
    add_too_long(findings, path, std::to_string(limits::kPersonsMax) + " personen");
  }
  if (shape == Form::ATTACHMENTS && count > limits::kAttachmentsMax) {
    add_too_long(findings, path, std::to_string(limits::kAttachmentsMax) + " bijlagen");
  }
  if (shape == Form::REFERENCES && count > limits::kDerivedFromMax) {
    add_too_long(findings, path, std::to_string(limits::kDerivedFromMax) + " berichten");
  }
}

}  // namespace

Findings parse(std::string_view native, Message& message) {
  if (native.size() > limits::kNativeFileBytesMax) {
    Findings findings;
    findings.add({std::string(kTooLarge),
                  {{"grootte", std::to_string(native.size()) + " bytes"},
                   {"maximum", std::to_string(limits::kNativeFileBytesMax) + " bytes"}},
                  {}});
    return findings;
  }
  if (!envelope::is_utf8(native)) {
    Findings findings;
    findings.add(kBadCharacters, line_of(native, first_invalid(native)));
    return findings;
  }
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  options.case_insensitive_enum_parsing = false;
  const auto status = google::protobuf::util::JsonStringToMessage({native.data(), native.size()}, &message, options);
  if (!status.ok()) {
    message.Clear();
    const std::string error = status.message().ToString();
    const std::optional<std::string> path = error.find('\n') == std::string::npos ? path_in(error) : std::nullopt;
    return unreadable(path.value_or(line_in(error, native).value_or("bestand")));
  }
  return {};
}

Findings check_form(const Message& message) {
  Findings findings = check_values(message, "");
  walk(message, "", [&findings](const Place& place) {
    if (place.text != nullptr) {
      check_text_form(*place.field, place.path, *place.text, findings);
    }
    if (place.count) {
      check_count(*place.field, place.path, *place.count, findings);
    }
  });
  return findings;
}

std::string write_native(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = false;
  options.always_print_enums_as_ints = false;
  std::string json;
  CORVID_CHECK(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  if (!json.ends_with('\n')) {
    json.push_back('\n');
  }
  return json;
}

Findings check_values(const Message& message, const std::string& prefix) {
  Findings findings;
  walk(message, prefix, [&findings](const Place& place) {
    if (place.text != nullptr && has_control_character(*place.text)) {
      findings.add(kBadCharacters, place.path);
    }
    if (place.choice && place.field->enum_type()->FindValueByNumber(*place.choice) == nullptr) {
      findings.add(kUnreadable, place.path);
    }
  });
  return findings;
}

std::vector<MessageId> references_in(const Message& message) {
  std::vector<MessageId> ids;
  walk(message, "", [&ids](const Place& place) {
    if (place.text == nullptr) {
      return;
    }
    const Form::Value shape = place.field->options().GetExtension(translation::form);
    const auto id = MessageId::parse(*place.text);
    if ((shape == Form::MESSAGE_ID || shape == Form::REFERENCES) && id.ok()) {
      ids.push_back(id.value());
    }
  });
  return ids;
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
}

}  // namespace corvid::translation
