#include "tests/unit/corvidctl/samples.h"

#include <stdlib.h>

#include <ctime>
#include <sstream>

#include "proto/base/ids.h"

namespace corvid::test {
namespace {

std::string id_bytes(const char* id) { return std::string(MessageId::parse(id)->bytes()); }

v1::RecordBody& add_event(v1::MessageLife& life, std::uint64_t number, std::int64_t after_ms) {
  v1::LifeEvent& event = *life.add_event();
  event.set_number(number);
  event.set_at_unix_ms(kAccepted + after_ms);
  return *event.mutable_body();
}

v1::Traffic sample_traffic() {
  v1::Traffic traffic;
  traffic.set_message_id(id_bytes(kMessage));
  traffic.set_type(v1::VT_MELDING);
  traffic.mutable_sender()->set_oin(kPoliceOin);
  traffic.mutable_sender()->set_role(v1::POLITIE);
  traffic.mutable_receiver()->set_oin(kVeiligThuisOin);
  traffic.mutable_receiver()->set_role(v1::VEILIG_THUIS);
  traffic.set_purpose("melden-aan-veilig-thuis");
  traffic.set_legal_basis("bpg-4-2-1");
  traffic.set_conversation_id(id_bytes(kMessage));
  traffic.set_created_unix_ms(kAccepted - 2000);
  traffic.set_expires_unix_ms(kAccepted + 86'400'000);
  traffic.set_header_sha256(std::string(32, '\x11'));
  traffic.set_root(std::string(32, '\x22'));
  traffic.set_reference_tag(std::string(32, '\x33'));
  traffic.set_content_tag(std::string(32, '\x44'));
  traffic.set_envelope_bytes(48'213);
  traffic.mutable_facts()->set_gemeentecode("0363");
  traffic.mutable_facts()->set_geheimhouding(v1::JA);
  return traffic;
}

void fill_submitted(v1::Submitted& submitted) {
  *submitted.mutable_traffic() = sample_traffic();
  submitted.add_regel("politie-meldt-aan-vt");
  submitted.add_regel("politie-meldt-met-spoed");
  submitted.set_bundle_sha256(std::string(32, '\x55'));
  submitted.set_statement_sha256(std::string(32, '\x66'));
  submitted.set_commit(4711);
  v1::Obligation& duty = *submitted.add_verplichting();
  duty.set_id("vernietig");
  duty.set_kind("vernietig_inhoud");
  duty.set_executor(v1::Obligation::BIJ_ROUTER);
  v1::Remark& remark = *submitted.add_opmerking();
  remark.set_code("ACUUT_NIET_GEBELD");
  remark.set_tekst("Bel bij acuut gevaar ook 0800 2000.");
  remark.set_verwijzing("S002-19");
}

}  // namespace

void local_zone() {
  ::setenv("TZ", "Europe/Amsterdam", 1);
  ::tzset();
}

v1::Refusal sample_refusal() {
  v1::Refusal refusal;
  refusal.set_decided_unix_ms(kAccepted + 7000);
  refusal.set_bundle_sha256(std::string(32, '\x77'));
  v1::Fault& form = *refusal.add_fault();
  form.set_code("ONTVANGER_NIET_BEVOEGD");
  form.set_klasse(v1::GEBRUIKER);
  form.set_reden(
      "Veilig Thuis Voorbeeld werkt niet voor gemeente 0014 en kan deze melding daarom niet in behandeling "
      "nemen, ook niet tijdelijk.");
  form.set_herstel("Stuur het bericht naar Veilig Thuis Groningen.");
  form.add_veld("facts.gemeentecode");
  form.add_veld("receiver[0].oin");
  form.set_verwijzing("S002-32; register");
  form.set_regel("alleen-bevoegde-regio");
  v1::Fault& rule = *refusal.add_fault();
  rule.set_code("GEEN_REGEL");
  rule.set_klasse(v1::BELEID);
  rule.set_reden("Er is geen regel die dit bericht toelaat.");
  rule.set_herstel("Controleer ontvanger, doel en grondslag.");
  rule.set_verwijzing("Wpg 3 lid 3");
  v1::NearMiss& miss = *refusal.add_bijna();
  miss.set_regel("politie-meldt-aan-vt");
  miss.set_titel("De politie meldt aan Veilig Thuis");
  miss.add_ontbreekt("NIET_BEOORDEELD");
  return refusal;
}

v1::MessageLife sample_life() {
  v1::MessageLife life;
  life.set_id(kMessage);
  v1::MessageRow& row = *life.mutable_row();
  *row.mutable_traffic() = sample_traffic();
  row.set_state(v1::MessageRow::GEWEIGERD);
  row.set_accepted_unix_ms(kAccepted);
  row.set_final_unix_ms(kAccepted + 7250);
  row.set_attempts(2);
  row.set_processed(v1::Processed::NIET_VERWERKT);
  row.set_priority(1);
  row.set_place(12);
  row.set_base(101);
  row.set_conversation_place(3);
  row.set_deadline_unix_ms(kAccepted + 432'000'000);
  fill_submitted(*add_event(life, 101, 0).mutable_submitted());
  add_event(life, 102, 12).mutable_delivered()->set_attempt(1);
  add_event(life, 103, 2000).mutable_released()->set_attempt(1);
  add_event(life, 104, 6000).mutable_delivered()->set_attempt(2);
  v1::SettledRecord& settled = *add_event(life, 105, 7250).mutable_settled();
  settled.set_outcome(v1::Notice::GEWEIGERD);
  *settled.mutable_refusal() = sample_refusal();
  v1::Destroyed& destroyed = *add_event(life, 106, 7250).mutable_destroyed();
  destroyed.set_reason(v1::Destroyed::GEWEIGERD);
  destroyed.set_bytes_destroyed(48'213);
  add_event(life, 107, 9000).mutable_processed()->set_outcome(v1::Processed::NIET_VERWERKT);
  return life;
}

v1::TermRow sample_term() {
  v1::TermRow row;
  row.set_message_id(id_bytes(kMessage));
  row.set_klok("TRIAGE");
  row.mutable_bij()->set_oin(kVeiligThuisOin);
  row.mutable_bij()->set_role(v1::VEILIG_THUIS);
  row.set_begun_unix_ms(kAccepted);
  row.set_overdue_unix_ms(kMidnight);
  row.set_step(v1::TermRecord::BEGONNEN);
  return row;
}

v1::MessageLife expired_life() {
  v1::MessageLife life;
  life.set_id(kMessage);
  v1::MessageRow& row = *life.mutable_row();
  *row.mutable_traffic() = sample_traffic();
  row.set_state(v1::MessageRow::VERLOPEN);
  row.set_accepted_unix_ms(kAccepted);
  row.set_final_unix_ms(kAccepted + 432'000'000);
  row.set_deadline_unix_ms(kAccepted + 432'000'000);
  row.set_priority(0);
  row.set_base(301);
  fill_submitted(*add_event(life, 301, 0).mutable_submitted());
  v1::SettledRecord& settled = *add_event(life, 302, 432'000'000).mutable_settled();
  settled.set_outcome(v1::Notice::VERLOPEN);
  v1::Fault& fault = *settled.mutable_refusal()->add_fault();
  fault.set_code("NIET_AFGELEVERD");
  fault.set_klasse(v1::ROUTER);
  fault.set_reden("Het bericht kon niet worden afgeleverd voor 28-11-2026. De inhoud is vernietigd.");
  fault.set_herstel("Bel de ontvanger als het niet kan wachten. Verstuur het bericht daarna opnieuw.");
  v1::Destroyed& destroyed = *add_event(life, 303, 432'000'000).mutable_destroyed();
  destroyed.set_reason(v1::Destroyed::VERLOPEN);
  destroyed.set_bytes_destroyed(48'213);
  return life;
}

v1::MessageLife refused_life() {
  v1::MessageLife life;
  life.set_id(kMessage);
  life.set_refused_only(true);
  for (const std::uint64_t number : {201U, 209U}) {
    v1::Refused& refused = *add_event(life, number, (static_cast<std::int64_t>(number) - 201) * 1000).mutable_refused();
    *refused.mutable_traffic() = sample_traffic();
    *refused.mutable_refusal() = sample_refusal();
  }
  return life;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string unwrapped(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::string joined;
  for (std::string word; stream >> word;) {
    joined.append(joined.empty() ? "" : " ").append(word);
  }
  return joined;
}

}  // namespace corvid::test
