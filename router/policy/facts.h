// The facts of a message as a fixed array, so that rules look them up by number.
//
// A fact is a field of Facts or CaseFacts; names are unique over both. Its number is its place in a table that is built
// once from the schema, so that a new field needs no code here.
//
// Ownership: a FactSet points into the messages it was read from. Threads: any. Errors: none.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/corvid/v1/facts.pb.h"

namespace corvid::policy {

using FactNumber = std::uint8_t;
inline constexpr std::size_t kFactsMax = 64;

struct FactField {
  const google::protobuf::FieldDescriptor* field = nullptr;
  const google::protobuf::Reflection* reflection = nullptr;  // of the message it is a field of
  bool case_fact = false;
  std::uint64_t known_values = 0;  // bit n: enumerator n exists; 0 for other fields
  // Enum fields of a fact that is itself a message, such as beoordeling.functie.
  std::vector<const google::protobuf::FieldDescriptor*> inner_enums;
};

class FactTable {
 public:
  static const FactTable& get();

  [[nodiscard]] std::optional<FactNumber> find(std::string_view name) const;
  [[nodiscard]] const FactField& at(FactNumber number) const;
  [[nodiscard]] const std::string& name(FactNumber number) const { return at(number).field->name(); }
  // As a refusal names it: "facts.kader".
  [[nodiscard]] std::string path(FactNumber number) const { return "facts." + name(number); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }

 private:
  FactTable();

  std::vector<FactField> fields_;
};

// How one fact stands in a message.
struct FactState {
  bool present = false;
  bool known = true;       // false: an enumerator this version does not know
  std::int32_t value = 0;  // of an enum
};

class FactSet {
 public:
  FactSet(const v1::Facts& facts, const v1::CaseFacts& case_facts);

  [[nodiscard]] const FactState& operator[](FactNumber number) const { return states_[number]; }
  // Bit n: fact n is present.
  [[nodiscard]] std::uint64_t present() const { return present_; }
  // Some fact, or a field inside one, holds an enumerator or a field that this version does not know.
  [[nodiscard]] bool all_known() const { return all_known_; }
  // Paths of what is not known, but for facts whose own value is unknown (FactState::known says that).
  [[nodiscard]] std::vector<std::string> unknown_inside() const;

  // nullptr: absent. REQUIRES: the fact is a message of this kind, a string, or bytes.
  [[nodiscard]] const v1::Controle* controle(FactNumber number) const;
  [[nodiscard]] const v1::PartyRef* party(FactNumber number) const;
  [[nodiscard]] const std::string& text(FactNumber number) const;
  [[nodiscard]] const v1::Facts& facts() const { return *facts_; }

 private:
  void read(FactNumber number, const FactField& fact);
  [[nodiscard]] const google::protobuf::Message& holder(const FactField& fact) const;

  const v1::Facts* facts_;
  const v1::CaseFacts* case_facts_;
  std::array<FactState, kFactsMax> states_{};
  std::uint64_t present_ = 0;
  bool all_known_ = true;
};

}  // namespace corvid::policy
