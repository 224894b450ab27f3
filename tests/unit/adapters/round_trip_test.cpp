// Native file of A, sections, native file of B: every value of A's file shows in B's.

#include <catch2/catch.hpp>
#include <functional>

#include "adapters/local_team/teamdossier.pb.h"
#include "adapters/local_team/translate.h"
#include "adapters/police/bvh.pb.h"
#include "adapters/police/translate.h"
#include "adapters/raad/raadsregister.pb.h"
#include "adapters/raad/translate.h"
#include "adapters/veilig_thuis/translate.h"
#include "adapters/veilig_thuis/zaaksysteem.pb.h"
#include "tests/unit/adapters/exchange_fixture.h"

using namespace corvid;
using namespace corvid::test;

namespace {

struct Exchange {
  std::string sample;
  v1::Role sender;
  std::function<std::string(const std::string&)> prepare;  // such as the review
  const gateway::Translator* from;
  gateway::Correlations sender_knows;
  const gateway::Translator* to;
  gateway::Correlations receiver_knows;
  // Values that stay behind with the sender, or only change together with others.
  std::set<std::string> stays;
};

std::string as_it_is(const std::string& native) { return native; }

std::string arrives(const Exchange& exchange, const std::string& native) {
  const auto outgoing = sent(*exchange.from, exchange.prepare(native), exchange.sender_knows);
  return taken_in(*exchange.to, deliver(outgoing, exchange.sender, 9), exchange.receiver_knows).bytes;
}

// Changing any one value of the sender's file changes the receiver's file.
template <typename NativeOut>
void every_value_survives(const Exchange& exchange) {
  NativeOut original;
  from_json(sample(exchange.sample), original);
  const std::string baseline = arrives(exchange, to_json(original));
  int changed = 0;
  for (const std::string& path : leaves(original)) {
    NativeOut other = original;
    if (exchange.stays.contains(path) || !change(other, path)) {
      continue;
    }
    INFO(exchange.sample << " " << path);
    CHECK(arrives(exchange, to_json(other)) != baseline);
    ++changed;
  }
  CHECK(changed > 3);
}

// Every field of the schema stands in the sample, so that none is forgotten above.
template <typename Message>
void is_complete(const Message& message, const std::set<std::string>& absent) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const auto* field = message.GetDescriptor()->field(i);
    const bool set = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) > 0
                                          : message.GetReflection()->HasField(message, field);
    INFO(field->full_name());
    CHECK((set || absent.contains(field->name())));
  }
}

struct Parties {
  std::unique_ptr<gateway::Translator> police = police::make_translator(catalogue(), {});
  std::unique_ptr<gateway::Translator> veilig_thuis = veilig_thuis::make_translator(catalogue());
  std::unique_ptr<gateway::Translator> raad = raad::make_translator(catalogue());
  std::unique_ptr<gateway::Translator> local_team = local_team::make_translator(catalogue());
};

const std::string kBvh = "PL9999-2026000123";

}  // namespace

TEST_CASE("every value of a BVH export reaches the case system of Veilig Thuis", "[adapters]") {
  const Parties parties;
  const Exchange exchange{
      "police/melding.json",
      v1::POLITIE,
      [](const std::string& native) { return reviewed(native); },
      parties.police.get(),
      {},
      parties.veilig_thuis.get(),
      {},
      // Only the tag of a reference travels. The rest is judged together with another value.
      {"registratie.kenmerk", "betrokkenen[0].persoon.kenmerk", "betrokkenen[1].persoon.kenmerk",
       "betrokkenen[2].persoon.kenmerk", "betrokkenen[3].persoon.kenmerk", "betrokkenen[0].persoon.geboren.onvolledig",
       "betrokkenen[2].persoon.geboren.onvolledig", "betrokkenen[3].persoon.geboren.onvolledig",
       "verrijking.zedes.leeg", "verrijking.vuurwapens.leeg"}};
  every_value_survives<police::bvh::Export>(exchange);

  police::bvh::Export file;
  from_json(sample(exchange.sample), file);
  is_complete(file, {"beoordeling", "ontvanger"});
  is_complete(file.registratie(), {"aanvulling_op"});
  is_complete(file.incident(), {});
  is_complete(file.zorg(), {});
  is_complete(file.betrokkenen(0), {});
  is_complete(file.betrokkenen(0).persoon(), {});
  is_complete(file.betrokkenen(0).persoon().adressen(), {});
  is_complete(file.betrokkenen(0).persoon().adressen().formeel(), {});
  is_complete(file.betrokkenen(0).persoon().adressen().feitelijk(), {});
  is_complete(file.betrokkenen(0).persoon().geinformeerd(), {});
  is_complete(file.verrijking(), {});
  is_complete(file.verrijking().geweld(), {});
  is_complete(file.eigen_veiligheid(), {});
  is_complete(file.vraagbaak(), {});
  is_complete(file.bijlagen(0), {});
}

TEST_CASE("every value of an overdracht reaches the local team", "[adapters]") {
  const Parties parties;
  const Exchange exchange{
      "veilig_thuis/overdracht.json",
      v1::VEILIG_THUIS,
      as_it_is,
      parties.veilig_thuis.get(),
      ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, kBvh)}),
      parties.local_team.get(),
      {},
      {"kenmerk", "zaaknummer", "overdracht.betrokkenen[0].kenmerk", "overdracht.betrokkenen[1].kenmerk"}};
  every_value_survives<veilig_thuis::zaaksysteem::Uitgaand>(exchange);

  veilig_thuis::zaaksysteem::Uitgaand file;
  from_json(sample(exchange.sample), file);
  is_complete(file, {"aanvulling_op", "ontvanger", "terugkoppeling", "informatieverzoek"});
  is_complete(file.overdracht(), {"melders", "informanten", "getuigen", "aangevers"});
  is_complete(file.overdracht().weging(), {});
  is_complete(file.overdracht().inhoud(), {});
  is_complete(file.overdracht().afspraken(), {});
  is_complete(file.overdracht().contact(), {});
}

TEST_CASE("every value of a terugmelding reaches Veilig Thuis", "[adapters]") {
  const Parties parties;
  gateway::Correlation accepted = received_from(2, v1::OVERDRACHT, v1::VEILIG_THUIS, "");
  accepted.accepted_overdracht = true;
  const Exchange exchange{"local_team/terugmelding.json",
                          v1::LOKAAL_TEAM,
                          as_it_is,
                          parties.local_team.get(),
                          ledger({accepted}),
                          parties.veilig_thuis.get(),
                          ledger({sent_to(2, v1::OVERDRACHT, v1::LOKAAL_TEAM, "VT-2026-77")}),
                          {"kenmerk", "teamdossier", "terugmelding.gezinsleden[0].kenmerk"}};
  every_value_survives<local_team::teamdossier::Verzending>(exchange);

  local_team::teamdossier::Verzending file;
  from_json(sample(exchange.sample), file);
  is_complete(file.terugmelding(), {});
  is_complete(file.terugmelding().verloop(), {});
}

TEST_CASE("every value of the answer to an overdracht reaches Veilig Thuis", "[adapters]") {
  const Parties parties;
  const Exchange exchange{"local_team/aanvaarding.json",
                          v1::LOKAAL_TEAM,
                          as_it_is,
                          parties.local_team.get(),
                          ledger({received_from(2, v1::OVERDRACHT, v1::VEILIG_THUIS, "")}),
                          parties.veilig_thuis.get(),
                          ledger({sent_to(2, v1::OVERDRACHT, v1::LOKAAL_TEAM, "VT-2026-77")}),
                          {"kenmerk", "teamdossier"}};
  every_value_survives<local_team::teamdossier::Verzending>(exchange);

  local_team::teamdossier::Verzending file;
  from_json(sample(exchange.sample), file);
  is_complete(file.reactie(), {});
}

TEST_CASE("every value of an informatieverzoek reaches the Raad", "[adapters]") {
  const Parties parties;
  const Exchange exchange{"veilig_thuis/informatieverzoek.json",
                          v1::VEILIG_THUIS,
                          as_it_is,
                          parties.veilig_thuis.get(),
                          ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, kBvh)}),
                          parties.raad.get(),
                          {},
                          {"kenmerk", "zaaknummer", "ontvanger[0].oin", "ontvanger[0].rol",
                           "informatieverzoek.personen[0].geboren.onvolledig"}};
  every_value_survives<veilig_thuis::zaaksysteem::Uitgaand>(exchange);

  veilig_thuis::zaaksysteem::Uitgaand file;
  from_json(sample(exchange.sample), file);
  is_complete(file.informatieverzoek(), {});
  is_complete(file.informatieverzoek().personen(0), {});
}

TEST_CASE("every value of an informatieantwoord reaches Veilig Thuis", "[adapters]") {
  const Parties parties;
  const Exchange exchange{"raad/antwoord.json",
                          v1::RAAD,
                          as_it_is,
                          parties.raad.get(),
                          ledger({received_from(3, v1::INFORMATIEVERZOEK, v1::VEILIG_THUIS, "VT-2026-77-V1")}),
                          parties.veilig_thuis.get(),
                          ledger({sent_to(3, v1::INFORMATIEVERZOEK, v1::RAAD, "VT-2026-77-V1")}),
                          {"kenmerk", "raadsdossier"}};
  every_value_survives<raad::raadsregister::Beantwoording>(exchange);

  raad::raadsregister::Beantwoording file;
  from_json(sample(exchange.sample), file);
  is_complete(file, {"aanvulling_op", "ontvanger"});
}

TEST_CASE("every value of a terugkoppeling reaches the local team that reported", "[adapters]") {
  const Parties parties;
  const Exchange exchange{"veilig_thuis/terugkoppeling-onjuist-geadresseerd.json",
                          v1::VEILIG_THUIS,
                          as_it_is,
                          parties.veilig_thuis.get(),
                          ledger({received_from(1, v1::TERUGMELDING, v1::LOKAAL_TEAM, "")}),
                          parties.local_team.get(),
                          ledger({sent_to(1, v1::TERUGMELDING, v1::VEILIG_THUIS, "WT-2026-9")}),
                          {"kenmerk", "zaaknummer"}};
  every_value_survives<veilig_thuis::zaaksysteem::Uitgaand>(exchange);

  Exchange with_code = exchange;
  with_code.sample = "veilig_thuis/terugkoppeling.json";
  // The text is not carried: it must be the official one of its number.
  with_code.stays.insert({"terugkoppeling.tekst", "terugkoppeling.standaardtekst"});
  every_value_survives<veilig_thuis::zaaksysteem::Uitgaand>(with_code);
}

TEST_CASE("every value of a terugkoppeling that BVH has a place for reaches BVH", "[adapters]") {
  const Parties parties;
  const Exchange exchange{
      "veilig_thuis/terugkoppeling.json",
      v1::VEILIG_THUIS,
      as_it_is,
      parties.veilig_thuis.get(),
      ledger({received_from(1, v1::VT_MELDING, v1::POLITIE, kBvh)}),
      parties.police.get(),
      ledger({sent_to(1, v1::VT_MELDING, v1::VEILIG_THUIS, kBvh)}),
      // The BVH record has exactly the fields of the field list: no moment, acuut or contact.
      {"kenmerk", "zaaknummer", "acuut", "crisisdienst_gebeld", "terugkoppeling.moment", "terugkoppeling.tekst",
       "terugkoppeling.standaardtekst", "terugkoppeling.verantwoordelijke.naam",
       "terugkoppeling.verantwoordelijke.afdeling", "terugkoppeling.verantwoordelijke.functie",
       "terugkoppeling.verantwoordelijke.email", "terugkoppeling.verantwoordelijke.telefoonnummers[0]"}};
  every_value_survives<veilig_thuis::zaaksysteem::Uitgaand>(exchange);
}
