// Reading and changing native messages by the path of a field.

#include <google/protobuf/util/json_util.h>

#include <catch2/catch.hpp>
#include <deque>
#include <optional>

#include "adapters/translation/form.pb.h"
#include "adapters/translation/native_file.h"
#include "adapters/translation/walk.h"
#include "tests/unit/adapters/exchange_fixture.h"

namespace corvid::test {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using translation::Form;

// Where a path ends: a field of a message, or one element of it.
struct Spot {
  Message* message = nullptr;
  const FieldDescriptor* field = nullptr;
  std::optional<int> index;
};

Spot find(Message& message, std::string_view path) {
  Spot spot{&message};
  while (true) {
    const std::size_t dot = path.find('.');
    std::string_view step = path.substr(0, dot);
    spot.index.reset();
    if (const std::size_t bracket = step.find('['); bracket != std::string_view::npos) {
      spot.index = std::stoi(std::string(step.substr(bracket + 1)));
      step = step.substr(0, bracket);
    }
    spot.field = spot.message->GetDescriptor()->FindFieldByName(std::string(step));
    INFO("step " << step);
    REQUIRE(spot.field != nullptr);
    if (dot == std::string_view::npos) {
      return spot;
    }
    const auto& reflection = *spot.message->GetReflection();
    spot.message = spot.index ? reflection.MutableRepeatedMessage(spot.message, spot.field, *spot.index)
                              : reflection.MutableMessage(spot.message, spot.field);
    path.remove_prefix(dot + 1);
  }
}

std::string text_at(const Spot& spot) {
  const auto& reflection = *spot.message->GetReflection();
  return spot.index ? reflection.GetRepeatedString(*spot.message, spot.field, *spot.index)
                    : reflection.GetString(*spot.message, spot.field);
}

void put_text(const Spot& spot, const std::string& text) {
  const auto& reflection = *spot.message->GetReflection();
  if (spot.index) {
    reflection.SetRepeatedString(spot.message, spot.field, *spot.index, text);
  } else {
    reflection.SetString(spot.message, spot.field, text);
  }
}

std::optional<std::string> another_text(const Spot& spot) {
  const std::string now = text_at(spot);
  const Form::Value form = spot.field->options().GetExtension(translation::form);
  const std::string& name = spot.field->full_name();
  if (form == Form::MESSAGE_ID || form == Form::REFERENCES || name.ends_with("Relatie.met") ||
      name.ends_with("Geboren.datum")) {
    return std::nullopt;
  }
  if (form == Form::DATE) {
    return now == "2026-01-02" ? "2026-01-03" : "2026-01-02";
  }
  if (form == Form::MUNICIPALITY) {
    return now == "0344" ? "0345" : "0344";
  }
  if (form == Form::OIN) {
    return "99999999999999999999";
  }
  return form == Form::ROLE_CODE ? "211" : now + "x";
}

bool change_choice(const Spot& spot) {
  const auto& reflection = *spot.message->GetReflection();
  const int now = spot.index ? reflection.GetRepeatedEnumValue(*spot.message, spot.field, *spot.index)
                             : reflection.GetEnumValue(*spot.message, spot.field);
  for (int i = 0; i < spot.field->enum_type()->value_count(); ++i) {
    const int other = spot.field->enum_type()->value(i)->number();
    if (other == 0 || other == now) {
      continue;
    }
    if (spot.index) {
      reflection.SetRepeatedEnumValue(spot.message, spot.field, *spot.index, other);
    } else {
      reflection.SetEnumValue(spot.message, spot.field, other);
    }
    return true;
  }
  return false;
}

}  // namespace

std::string to_json(const Message& message) { return translation::write_native(message); }

void from_json(std::string_view json, Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &message);
  INFO(status.ToString());
  REQUIRE(status.ok());
}

std::set<std::string> texts_in(const Message& message) {
  std::set<std::string> texts;
  translation::walk(message, "", [&texts](const translation::Place& place) {
    if (place.text != nullptr) {
      texts.insert(*place.text);
    }
  });
  return texts;
}

void clear(Message& message, std::string_view path) {
  const Spot spot = find(message, path);
  if (!spot.index) {
    spot.message->GetReflection()->ClearField(spot.message, spot.field);
    return;
  }
  REQUIRE(*spot.index + 1 == spot.message->GetReflection()->FieldSize(*spot.message, spot.field));
  spot.message->GetReflection()->RemoveLast(spot.message, spot.field);
}

void put(Message& message, std::string_view path, const std::string& text) { put_text(find(message, path), text); }

std::vector<std::string> leaves(const Message& message) {
  std::vector<std::string> paths;
  translation::walk(message, "", [&paths](const translation::Place& place) {
    if (!place.count) {
      paths.push_back(place.path);
    }
  });
  return paths;
}

bool change(Message& message, std::string_view path) {
  const Spot spot = find(message, path);
  const auto& reflection = *spot.message->GetReflection();
  switch (spot.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const auto other = spot.field->type() == FieldDescriptor::TYPE_BYTES ? text_at(spot) + "x" : another_text(spot);
      if (other) {
        put_text(spot, *other);
      }
      return other.has_value();
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return change_choice(spot);
    case FieldDescriptor::CPPTYPE_INT32:
      // Nanoseconds change by a whole millisecond.
      reflection.SetInt32(
          spot.message, spot.field,
          reflection.GetInt32(*spot.message, spot.field) + (spot.field->name() == "nanos" ? 1'000'000 : -1));
      return true;
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection.SetUInt32(spot.message, spot.field, reflection.GetUInt32(*spot.message, spot.field) + 1);
      return true;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection.SetInt64(spot.message, spot.field, reflection.GetInt64(*spot.message, spot.field) + 1);
      return true;
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return false;
  }
  return false;
}

}  // namespace corvid::test
