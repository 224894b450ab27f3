#include "tests/support/message_builders.h"

#include <array>
#include <string>

namespace corvid::test {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kKeyIdBytes = 16;
constexpr std::size_t kSignatureBytes = 64;

std::string bytes_of(const MessageId& id) { return std::string(id.bytes()); }

struct Kind {
  v1::MessageType type;
  const char* purpose;
  const char* legal_basis;
  v1::Role sender;
  v1::Role receiver;
};

MessageSample sample(const Kind& kind, int number) {
  MessageSample made;
  v1::Header& header = made.header;
  header.set_format(1);
  header.set_message_id(bytes_of(message_id(number)));
  header.set_conversation_id(header.message_id());
  header.set_type(kind.type);
  header.set_purpose(kind.purpose);
  header.set_legal_basis(kind.legal_basis);
  *header.mutable_sender() = party(kind.sender);
  *header.add_receiver() = party(kind.receiver);
  header.set_signing_key_id(std::string(kKeyIdBytes, 'k'));
  header.set_created_unix_ms(kNow.unix_ms - kHourMs);
  header.set_expires_unix_ms(header.created_unix_ms() + 5 * kDayMs);
  header.set_reference_tag(std::string(kDigestBytes, static_cast<char>('a' + number)));
  header.set_content_tag(std::string(kDigestBytes, static_cast<char>('A' + number)));
  header.set_suite(v1::ONVERZEGELD);
  header.set_case_facts_commitment(std::string(kDigestBytes, '\0'));
  header.set_root(std::string(kDigestBytes, '\0'));
  header.mutable_facts()->set_volledig(v1::JA);
  made.case_facts.set_acuut(v1::NEE);
  set_labels(header, label_set(kind.type));
  return made;
}

// Makes it the answer to a message of `type` from `sender` to `receiver`.
void answer(MessageSample& made, v1::MessageType type, const v1::PartyRef& sender, const v1::PartyRef& receiver) {
  made.parent = ParentSample{message_id(100 + type), type, sender, receiver};
  made.header.set_in_reply_to(bytes_of(made.parent->id));
  made.header.set_conversation_id(made.header.in_reply_to());
}

MessageSample melding(const Kind& kind, int number, v1::BronSoort::Value source) {
  MessageSample made = sample(kind, number);
  v1::Facts& facts = *made.header.mutable_facts();
  facts.set_gemeentecode(kGemeentecode);
  facts.set_gemeentecode_grond(v1::GemeentecodeGrond::WOONPLAATS);
  facts.set_bron_soort(source);
  facts.set_datum_signaal("2026-11-21");
  return made;
}

v1::Controle passed_check() {
  v1::Controle check;
  check.set_uitslag(v1::ControleUitslag::AKKOORD);
  check.set_score(20);
  check.set_drempel(150);
  check.set_regelversie("2026-1");
  return check;
}

}  // namespace

v1::PartyRef party(v1::Role role, int number) {
  const std::string tail = std::to_string(static_cast<int>(role) * 100 + number);
  v1::PartyRef ref;
  ref.set_oin("99" + std::string(18 - tail.size(), '0') + tail);
  ref.set_role(role);
  return ref;
}

MessageId message_id(int number) {
  std::array<std::uint8_t, 10> tail{};
  tail[8] = static_cast<std::uint8_t>(number >> 8);
  tail[9] = static_cast<std::uint8_t>(number);
  return MessageId::make(kNow.unix_ms - kHourMs, tail);
}

MessageSample vt_melding() {
  MessageSample made =
      melding({v1::VT_MELDING, "VT_MELDING", "BPG_4_2_LID_1_I", v1::POLITIE, v1::VEILIG_THUIS}, 1, v1::BronSoort::PZF);
  v1::Facts& facts = *made.header.mutable_facts();
  facts.set_verrijkt_op_unix_ms(kNow.unix_ms - 3 * kHourMs);
  facts.set_wpg_artikel(v1::WpgArtikel::ARTIKEL_8);
  v1::Beoordeling& review = *facts.mutable_beoordeling();
  review.set_functie(v1::BeoordelaarFunctie::WIJKAGENT);
  review.set_opgeleid(v1::JA);
  review.set_tijdstip_unix_ms(kNow.unix_ms - 2 * kHourMs);
  review.set_beoordelaar_sleutel(std::string(kKeyIdBytes, 'r'));
  review.set_digest(std::string(kDigestBytes, 'd'));
  review.set_handtekening(std::string(kSignatureBytes, 's'));
  return made;
}

MessageSample om_melding() {
  return melding({v1::VT_MELDING, "VT_MELDING", "WJSG_39F_LID_1", v1::OM, v1::VEILIG_THUIS}, 2, v1::BronSoort::OM_ZSM);
}

MessageSample halt_melding() {
  return melding({v1::VT_MELDING, "VT_MELDING", "WMO_5_2_6", v1::HALT, v1::VEILIG_THUIS}, 3, v1::BronSoort::HALT);
}

MessageSample terugkoppeling() {
  MessageSample made =
      sample({v1::TERUGKOPPELING, "TERUGKOPPELING_MELDER", "WMO_4_1_1_LID_2_G", v1::VEILIG_THUIS, v1::POLITIE}, 4);
  answer(made, v1::VT_MELDING, made.header.receiver(0), made.header.sender());
  made.header.mutable_facts()->set_volgnummer(1);
  made.header.mutable_facts()->set_moment(v1::Moment::NA_TRIAGE);
  made.case_facts.set_code(v1::TerugkoppelingCode::CODE_1);
  return made;
}

MessageSample overdracht() {
  MessageSample made =
      sample({v1::OVERDRACHT, "HULP_NA_MELDING", "WMO_4_1_1_LID_2_D", v1::VEILIG_THUIS, v1::LOKAAL_TEAM}, 5);
  v1::Facts& facts = *made.header.mutable_facts();
  facts.set_geheimhouding(v1::JA);
  facts.add_afgeleid_van(bytes_of(message_id(1)));
  facts.set_gemeentecode(kGemeentecode);
  facts.set_gemeentecode_grond(v1::GemeentecodeGrond::WOONPLAATS);
  facts.set_route(v1::Route::DIRECT);
  *facts.mutable_namen_gecontroleerd() = passed_check();
  *facts.mutable_overname_gecontroleerd() = passed_check();
  v1::CaseFacts& case_facts = made.case_facts;
  case_facts.set_kader(v1::Kader::VRIJWILLIG);
  case_facts.set_ernst(v1::Ernst::MIDDEL);
  case_facts.set_ernstige_onveiligheid(v1::NEE);
  case_facts.set_gezinsnotificatie(v1::Gezinsnotificatie::VERZONDEN);
  case_facts.set_monitoring(v1::NEE);
  case_facts.set_monitoring_reden(v1::MonitoringReden::NIET_GEVRAAGD);
  return made;
}

MessageSample overdracht_na_interventie() {
  MessageSample made = overdracht();
  made.header.set_message_id(bytes_of(message_id(6)));
  made.header.set_conversation_id(made.header.message_id());
  made.header.mutable_facts()->set_route(v1::Route::NA_INTERVENTIE);
  made.case_facts.set_ernst(v1::Ernst::ERNSTIG);
  made.case_facts.set_interventie_afgerond(v1::JA);
  made.case_facts.set_afspraken_vastgelegd(v1::JA);
  made.case_facts.set_gezinsnotificatie(v1::Gezinsnotificatie::NVT);
  made.case_facts.set_monitoring(v1::JA);
  made.case_facts.set_monitoring_reden(v1::MonitoringReden::EIGEN_INTERVENTIE);
  return made;
}

MessageSample overdracht_antwoord() {
  MessageSample made =
      sample({v1::OVERDRACHT_ANTWOORD, "HULP_NA_MELDING", "WMO_4_1_1_LID_2_D", v1::LOKAAL_TEAM, v1::VEILIG_THUIS}, 7);
  answer(made, v1::OVERDRACHT, made.header.receiver(0), made.header.sender());
  made.case_facts.set_besluit(v1::OverdrachtBesluit::AANVAARD);
  made.case_facts.set_monitoring_gevraagd(v1::NEE);
  return made;
}

MessageSample terugmelding() {
  MessageSample made = sample({v1::TERUGMELDING, "VT_MELDING", "WMO_5_2_6", v1::LOKAAL_TEAM, v1::VEILIG_THUIS}, 8);
  answer(made, v1::OVERDRACHT, made.header.receiver(0), made.header.sender());
  made.header.set_conversation_id(made.header.message_id());
  made.header.mutable_facts()->set_overdracht_id(made.header.in_reply_to());
  made.case_facts.set_reden_terugmelding(v1::RedenTerugmelding::GEZIN_WIL_GEEN_CONTACT);
  return made;
}

MessageSample informatieverzoek() {
  MessageSample made = sample({v1::INFORMATIEVERZOEK, "VT_VERRIJKING", "WMO_5_1_6", v1::VEILIG_THUIS, v1::RAAD}, 9);
  v1::Facts& facts = *made.header.mutable_facts();
  facts.set_soort_verzoek(v1::SoortVerzoek::BEKENDHEID);
  facts.set_reden_verzoek(v1::RedenVerzoek::VERRIJKING_VT_MELDING);
  facts.set_soort_verzoeker(v1::SoortVerzoeker::MEDEWERKER_VT);
  facts.set_over_bericht_id(bytes_of(message_id(1)));
  return made;
}

MessageSample informatieantwoord() {
  MessageSample made = sample({v1::INFORMATIEANTWOORD, "VT_VERRIJKING", "WMO_5_2_6", v1::RAAD, v1::VEILIG_THUIS}, 10);
  answer(made, v1::INFORMATIEVERZOEK, made.header.receiver(0), made.header.sender());
  return made;
}

std::vector<MessageSample> all_samples() {
  return {vt_melding(),          om_melding(),   halt_melding(),
          terugkoppeling(),      overdracht(),   overdracht_na_interventie(),
          overdracht_antwoord(), terugmelding(), informatieverzoek(),
          informatieantwoord()};
}

std::vector<v1::Label> label_set(v1::MessageType type) {
  if (type == v1::VT_MELDING) {
    return {v1::MELDING_KERN,
            v1::MELDING_BETROKKENEN,
            v1::MELDING_VERRIJKING_ZEDES,
            v1::MELDING_VERRIJKING_GEWELD,
            v1::MELDING_VERRIJKING_HUISELIJK_GEWELD,
            v1::MELDING_VERRIJKING_VUURWAPENS,
            v1::MELDING_VEILIGHEID_PROFESSIONAL,
            v1::MELDING_CONTACT,
            v1::MELDING_MELDER,
            v1::MELDING_INFORMANT,
            v1::MELDING_GETUIGE,
            v1::MELDING_AANGEVER,
            v1::MELDING_BIJLAGEN};
  }
  if (type == v1::TERUGKOPPELING) {
    return {v1::TERUGKOPPELING_KERN};
  }
  if (type == v1::OVERDRACHT) {
    return {v1::OVERDRACHT_KERN, v1::OVERDRACHT_BETROKKENEN, v1::OVERDRACHT_AFSPRAKEN, v1::OVERDRACHT_CONTACT,
            v1::OVERDRACHT_BIJLAGEN};
  }
  if (type == v1::OVERDRACHT_ANTWOORD) {
    return {v1::ANTWOORD_KERN};
  }
  if (type == v1::TERUGMELDING) {
    return {v1::TERUGMELDING_KERN, v1::TERUGMELDING_BETROKKENEN};
  }
  if (type == v1::INFORMATIEVERZOEK) {
    return {v1::VERZOEK_KERN, v1::VERZOEK_BETROKKENEN};
  }
  if (type == v1::INFORMATIEANTWOORD) {
    return {v1::ANTWOORD_KERN, v1::ANTWOORD_BIJLAGEN};
  }
  return {};
}

void set_labels(v1::Header& header, const std::vector<v1::Label>& labels) {
  header.clear_section();
  for (const v1::Label label : labels) {
    v1::SectionRef& section = *header.add_section();
    section.set_label(label);
    section.set_commitment(std::string(kDigestBytes, '\0'));
  }
}

}  // namespace corvid::test
