#include "router/policy/facts.h"

#include "proto/base/check.h"

namespace corvid::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::uint64_t values_of(const EnumDescriptor& type) {
  std::uint64_t values = 0;
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    CORVID_CHECK(number >= 0 && number < 64);
    values |= std::uint64_t{1} << number;
  }
  return values;
}

FactField describe(const FieldDescriptor* field, bool case_fact) {
  const Message& holder =
      case_fact ? static_cast<const Message&>(v1::CaseFacts::default_instance()) : v1::Facts::default_instance();
  FactField fact{field, holder.GetReflection(), case_fact, 0, {}};
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    fact.known_values = values_of(*field->enum_type());
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const Descriptor& inner = *field->message_type();
    for (int i = 0; i < inner.field_count(); ++i) {
      if (inner.field(i)->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        fact.inner_enums.push_back(inner.field(i));
      }
    }
  }
  return fact;
}

bool enum_known(const Message& message, const FieldDescriptor* field) {
  const int value = message.GetReflection()->GetEnumValue(message, field);
  return field->enum_type()->FindValueByNumber(value) != nullptr;
}

bool stray_fields(const Message& message) { return !message.GetReflection()->GetUnknownFields(message).empty(); }

}  // namespace

FactTable::FactTable() {
  for (const Descriptor* type : {v1::Facts::descriptor(), v1::CaseFacts::descriptor()}) {
    for (int i = 0; i < type->field_count(); ++i) {
      CORVID_CHECK(!find(type->field(i)->name()));
      fields_.push_back(describe(type->field(i), type == v1::CaseFacts::descriptor()));
    }
  }
  CORVID_CHECK(fields_.size() <= kFactsMax);
}

const FactTable& FactTable::get() {
  static const FactTable table;
  return table;
}

std::optional<FactNumber> FactTable::find(std::string_view name) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].field->name() == name) {
      return static_cast<FactNumber>(i);
    }
  }
  return std::nullopt;
}

const FactField& FactTable::at(FactNumber number) const {
  CORVID_CHECK(number < fields_.size());
  return fields_[number];
}

FactSet::FactSet(const v1::Facts& facts, const v1::CaseFacts& case_facts) : facts_(&facts), case_facts_(&case_facts) {
  const FactTable& table = FactTable::get();
  all_known_ = !stray_fields(facts) && !stray_fields(case_facts);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto number = static_cast<FactNumber>(i);
    read(number, table.at(number));
  }
}

const Message& FactSet::holder(const FactField& fact) const {
  if (fact.case_fact) {
    return *case_facts_;
  }
  return *facts_;
}

void FactSet::read(FactNumber number, const FactField& fact) {
  const Message& message = holder(fact);
  const auto* reflection = fact.reflection;
  FactState& state = states_[number];
  if (fact.field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    state.value = reflection->GetEnumValue(message, fact.field);
    state.present = state.value != 0;
    state.known = state.value >= 0 && state.value < 64 && ((fact.known_values >> state.value) & 1U) != 0;
    all_known_ = all_known_ && state.known;
  } else if (fact.field->is_repeated()) {
    state.present = reflection->FieldSize(message, fact.field) > 0;
  } else {
    state.present = reflection->HasField(message, fact.field);
  }
  if (!state.present) {
    return;
  }
  present_ |= std::uint64_t{1} << number;
  if (fact.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const Message& inner = reflection->GetMessage(message, fact.field);
    all_known_ = all_known_ && !stray_fields(inner);
    for (const FieldDescriptor* field : fact.inner_enums) {
      all_known_ = all_known_ && enum_known(inner, field);
    }
  }
}

std::vector<std::string> FactSet::unknown_inside() const {
  std::vector<std::string> paths;
  if (stray_fields(*facts_) || stray_fields(*case_facts_)) {
    paths.emplace_back("facts");
  }
  const FactTable& table = FactTable::get();
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto number = static_cast<FactNumber>(i);
    const FactField& fact = table.at(number);
    if (!states_[number].present || fact.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    }
    const Message& outer = holder(fact);
    const Message& inner = fact.reflection->GetMessage(outer, fact.field);
    if (stray_fields(inner)) {
      paths.push_back(table.path(number));
    }
    for (const FieldDescriptor* field : fact.inner_enums) {
      if (!enum_known(inner, field)) {
        paths.push_back(table.path(number) + "." + field->name());
      }
    }
  }
  return paths;
}

const v1::Controle* FactSet::controle(FactNumber number) const {
  const FactField& fact = FactTable::get().at(number);
  CORVID_CHECK(fact.field->message_type() == v1::Controle::descriptor());
  const Message& message = holder(fact);
  return states_[number].present ? dynamic_cast<const v1::Controle*>(&fact.reflection->GetMessage(message, fact.field))
                                 : nullptr;
}

const v1::PartyRef* FactSet::party(FactNumber number) const {
  const FactField& fact = FactTable::get().at(number);
  CORVID_CHECK(fact.field->message_type() == v1::PartyRef::descriptor());
  const Message& message = holder(fact);
  return states_[number].present ? dynamic_cast<const v1::PartyRef*>(&fact.reflection->GetMessage(message, fact.field))
                                 : nullptr;
}

const std::string& FactSet::text(FactNumber number) const {
  static const std::string none;
  const FactField& fact = FactTable::get().at(number);
  CORVID_CHECK(fact.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !fact.field->is_repeated());
  const Message& message = holder(fact);
  std::string unused;
  const std::string& text = fact.reflection->GetStringReference(message, fact.field, &unused);
  return &text == &unused ? none : text;
}

}  // namespace corvid::policy
