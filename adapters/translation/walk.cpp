#include "adapters/translation/walk.h"

#include <deque>
#include <utility>
#include <vector>

namespace corvid::translation {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Open {
  const Message* message;
  std::string prefix;  // with a trailing dot, or empty
};

// One element of a list, or the field itself when `index` is none.
void visit_value(const Open& open, const FieldDescriptor& field, std::optional<int> index, std::deque<Open>& worklist,
                 const std::function<void(const Place&)>& visit) {
  const Message& message = *open.message;
  const auto& reflection = *message.GetReflection();
  Place place{.field = &field, .path = open.prefix + field.name()};
  if (index) {
    place.path.append("[").append(std::to_string(*index)).append("]");
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const Message& inner =
        index ? reflection.GetRepeatedMessage(message, &field, *index) : reflection.GetMessage(message, &field);
    worklist.push_back({&inner, place.path + "."});
    return;
  }
  std::string scratch;
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    place.text = index ? &reflection.GetRepeatedStringReference(message, &field, *index, &scratch)
                       : &reflection.GetStringReference(message, &field, &scratch);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    place.choice =
        index ? reflection.GetRepeatedEnumValue(message, &field, *index) : reflection.GetEnumValue(message, &field);
  }
  visit(place);
}

}  // namespace

void walk(const Message& message, const std::string& prefix, const std::function<void(const Place&)>& visit) {
  std::deque<Open> worklist{{&message, prefix.empty() ? "" : prefix + "."}};
  while (!worklist.empty()) {
    const Open open = std::move(worklist.front());
    worklist.pop_front();
    std::vector<const FieldDescriptor*> fields;
    open.message->GetReflection()->ListFields(*open.message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (!field->is_repeated()) {
        visit_value(open, *field, std::nullopt, worklist, visit);
        continue;
      }
      const int count = open.message->GetReflection()->FieldSize(*open.message, field);
      visit({.field = field, .path = open.prefix + field->name(), .count = static_cast<std::size_t>(count)});
      for (int index = 0; index < count; ++index) {
        visit_value(open, *field, index, worklist, visit);
      }
    }
  }
}

}  // namespace corvid::translation
