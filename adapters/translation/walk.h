// Visits every field that is set in a message and in the messages within it.
//
// Ownership: a Place is valid during its visit. Threads: any. Errors: none.
#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace corvid::translation {

// One value, or one list as a whole.
struct Place {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string path;                   // such as "betrokkenen[2].naam.geslachtsnaam"
  const std::string* text = nullptr;  // of a string, not of bytes
  std::optional<int> choice;          // number of an enumerator
  std::optional<std::size_t> count;   // of a list
};

// In the order of field numbers, outer fields before inner ones.
void walk(const google::protobuf::Message& message, const std::string& prefix,
          const std::function<void(const Place&)>& visit);

}  // namespace corvid::translation
