// What is not in the table does not pass: every combination of type, sender role and receiver role.
#include <catch2/catch.hpp>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include "proto/base/limits.h"
#include "router/policy/facts.h"
#include "tests/unit/policy/asking.h"

namespace corvid::policy::testing {
namespace {

using Route = std::tuple<v1::MessageType, v1::Role, v1::Role>;

const std::set<Route> kTable = {
    {v1::VT_MELDING, v1::POLITIE, v1::VEILIG_THUIS},
    {v1::VT_MELDING, v1::HALT, v1::VEILIG_THUIS},
    {v1::VT_MELDING, v1::OM, v1::VEILIG_THUIS},
    {v1::TERUGKOPPELING, v1::VEILIG_THUIS, v1::POLITIE},
    {v1::TERUGKOPPELING, v1::VEILIG_THUIS, v1::HALT},
    {v1::TERUGKOPPELING, v1::VEILIG_THUIS, v1::OM},
    {v1::TERUGKOPPELING, v1::VEILIG_THUIS, v1::LOKAAL_TEAM},
    {v1::OVERDRACHT, v1::VEILIG_THUIS, v1::LOKAAL_TEAM},
    {v1::OVERDRACHT_ANTWOORD, v1::LOKAAL_TEAM, v1::VEILIG_THUIS},
    {v1::TERUGMELDING, v1::LOKAAL_TEAM, v1::VEILIG_THUIS},
    {v1::INFORMATIEVERZOEK, v1::VEILIG_THUIS, v1::RAAD},
    {v1::INFORMATIEANTWOORD, v1::RAAD, v1::VEILIG_THUIS},
};

template <typename Enum>
std::vector<Enum> values_of(const google::protobuf::EnumDescriptor* type) {
  std::vector<Enum> values;
  for (int i = 0; i < type->value_count(); ++i) {
    values.push_back(static_cast<Enum>(type->value(i)->number()));
  }
  return values;
}

// The sample of the type, or a report that says it is of that type; correlated whatever the parties are.
Asking on_route(v1::MessageType type, v1::Role sender, v1::Role receiver) {
  static const std::vector<test::MessageSample> kSamples = test::all_samples();
  test::MessageSample sample = kSamples.front();
  for (const test::MessageSample& one : kSamples) {
    if (one.header.type() == type && one.header.sender().role() == sender) {
      sample = one;
    }
  }
  sample.header.set_type(type);
  Asking asking(sample);
  asking.from(test::party(sender));
  asking.to(test::party(receiver));
  if (asking.message.parent) {
    asking.message.parent->sender = test::party(receiver);
    asking.message.parent->receiver = test::party(sender);
    if (type == v1::TERUGKOPPELING && receiver == v1::LOKAAL_TEAM) {
      asking.message.parent->type = v1::TERUGMELDING;
    }
  }
  return asking;
}

TEST_CASE("only the routes of the table are open, and every other combination is refused with a reason") {
  std::set<Route> open;
  for (const auto type : values_of<v1::MessageType>(v1::MessageType_descriptor())) {
    for (const auto sender : values_of<v1::Role>(v1::Role_descriptor())) {
      for (const auto receiver : values_of<v1::Role>(v1::Role_descriptor())) {
        const Decision decision = on_route(type, sender, receiver).decide();
        if (decision.permitted) {
          open.insert({type, sender, receiver});
        } else if (decision.faults.empty()) {
          FAIL("refused without a reason");
        }
      }
    }
  }
  CHECK(open == kTable);
}

TEST_CASE("no permission is about a route outside the table") {
  for (const v1::Rule& rule : chain().source().regel()) {
    for (int i = 0; rule.effect() == v1::Effect::PERMIT && i < rule.type_size(); ++i) {
      for (const int sender : rule.sender()) {
        for (const int receiver : rule.receiver()) {
          const Route route{rule.type(i), static_cast<v1::Role>(sender), static_cast<v1::Role>(receiver)};
          CHECK(kTable.contains(route));
        }
      }
    }
  }
}

TEST_CASE("role and type numbers from outside the schema are refused") {
  for (const int strange : {-1, 15, 16, 63, 64, 5000}) {
    Asking asking(test::vt_melding());
    asking.message.header.mutable_sender()->set_role(static_cast<v1::Role>(strange));
    CHECK_FALSE(asking.decide().permitted);
    asking = Asking(test::vt_melding());
    asking.message.header.mutable_receiver(0)->set_role(static_cast<v1::Role>(strange));
    CHECK_FALSE(asking.decide().permitted);
    asking = Asking(test::vt_melding());
    asking.message.header.set_type(static_cast<v1::MessageType>(strange + 100));
    CHECK_FALSE(asking.decide().permitted);
  }
}

TEST_CASE("an empty message is refused, with a reason for everything that can be named") {
  test::MessageSample nothing;
  nothing.header.add_receiver();
  const Decision decision = Asking(nothing).decide();
  CHECK_FALSE(decision.permitted);
  CHECK(codes(decision).back() == "GEEN_REGEL");
  nothing.header.clear_receiver();
  const std::vector<std::string> without = codes(Asking(nothing).decide());
  CHECK(std::find(without.begin(), without.end(), "GEEN_RONDZENDING") != without.end());
}

void set_randomly(google::protobuf::Message& message, std::mt19937& random) {
  const auto* descriptor = message.GetDescriptor();
  const auto* reflection = message.GetReflection();
  const auto* field = descriptor->field(static_cast<int>(random() % static_cast<unsigned>(descriptor->field_count())));
  if (field->is_repeated() || random() % 4 == 0) {
    reflection->ClearField(&message, field);
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_ENUM) {
    reflection->SetEnumValue(&message, field, static_cast<int>(random() % 7));
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
    reflection->SetString(&message, field, random() % 2 == 0 ? "2026-11-20" : "x");
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT64) {
    reflection->SetInt64(&message, field, test::kNow.unix_ms - static_cast<std::int64_t>(random() % 9'000'000));
  } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
    set_randomly(*reflection->MutableMessage(&message, field), random);
  }
}

TEST_CASE("whatever the facts, a message is permitted or refused with bounded, ordered, readable reasons") {
  std::mt19937 random(7);
  const std::vector<test::MessageSample> samples = test::all_samples();
  std::size_t permitted = 0;
  for (int round = 0; round < 3000; ++round) {
    Asking asking(samples[random() % samples.size()]);
    for (auto changes = random() % 5; changes > 0; --changes) {
      set_randomly(random() % 2 == 0 ? static_cast<google::protobuf::Message&>(asking.facts()) : asking.case_facts(),
                   random);
    }
    asking.verified.region_competent = static_cast<Tri>(random() % 3);
    const Decision decision = asking.decide();
    permitted += decision.permitted ? 1U : 0U;
    bool fine = decision.permitted == decision.faults.empty() && decision.permitted != decision.permitted_by.empty() &&
                decision.faults.size() <= limits::kFaultsMax;
    std::size_t rank = 0;
    for (const v1::Fault& fault : decision.faults) {
      fine = fine && chain().reasons().rank(fault.code()) >= rank &&
             (fault.reden() + fault.herstel()).find_first_of("{}") == std::string::npos;
      rank = chain().reasons().rank(fault.code());
    }
    if (!fine) {
      FAIL("round " << round);
    }
  }
  CHECK(permitted > 100);
}

}  // namespace
}  // namespace corvid::policy::testing
