#include "router/core/parties.h"

#include <algorithm>
#include <utility>

#include "proto/base/key_file.h"
#include "proto/base/limits.h"

namespace corvid::core {
namespace {

bool within(std::string_view from, std::string_view until, std::string_view day) {
  return (from.empty() || from <= day) && (until.empty() || day < until);
}

const RegisteredKey* find_key(const std::vector<RegisteredKey>& keys, std::string_view key_id, std::string_view day) {
  for (const RegisteredKey& key : keys) {
    if (key.id == key_id && key.valid_on(day)) {
      return &key;
    }
  }
  return nullptr;
}

bool periods_overlap(const v1::Party& a, const v1::Party& b) {
  const bool a_ends_first = !a.geldig_tot().empty() && a.geldig_tot() <= b.geldig_van();
  const bool b_ends_first = !b.geldig_tot().empty() && b.geldig_tot() <= a.geldig_van();
  return !a_ends_first && !b_ends_first;
}

}  // namespace

bool RegisteredKey::valid_on(std::string_view iso_date) const { return within(valid_from, valid_until, iso_date); }

v1::PartyRef RegisteredParty::ref() const { return to_party_ref(id); }

bool RegisteredParty::takes_part_on(std::string_view iso_date) const {
  return entry.status() != v1::PartyStatus::BEEINDIGD && within(entry.geldig_van(), entry.geldig_tot(), iso_date);
}

bool RegisteredParty::suspended() const { return entry.status() == v1::PartyStatus::GESCHORST; }

bool RegisteredParty::serves(std::string_view gemeentecode) const {
  const auto& codes = entry.gemeentecode();
  return std::find(codes.begin(), codes.end(), gemeentecode) != codes.end();
}

const RegisteredKey* RegisteredParty::signing_key(std::string_view key_id, std::string_view iso_date) const {
  return find_key(signing, key_id, iso_date);
}

const RegisteredKey* RegisteredParty::reviewer_key(std::string_view key_id, std::string_view iso_date) const {
  return find_key(reviewers, key_id, iso_date);
}

PartyId to_party_id(const v1::PartyRef& ref) { return {ref.oin(), static_cast<int>(ref.role())}; }

v1::PartyRef to_party_ref(const PartyId& id) {
  v1::PartyRef ref;
  ref.set_oin(id.oin);
  ref.set_role(static_cast<v1::Role>(id.role));
  return ref;
}

// Collects every fault before it refuses.
class PartiesLoader {
 public:
  Result<Parties> load(const v1::Register& source, std::string sha256) {
    parties_.source_id_ = source.id();
    parties_.version_ = source.version();
    parties_.sha256_ = std::move(sha256);
    if (static_cast<std::size_t>(source.party_size()) > limits::kPartiesMax) {
      fault("more than " + std::to_string(limits::kPartiesMax) + " parties");
    }
    for (const v1::Party& party : source.party()) {
      add_party(party);
    }
    for (const v1::PartyKeys& keys : source.keys()) {
      add_keys(keys);
    }
    index_municipalities();
    if (!faults_.empty()) {
      return Error{Errc::kConfiguration, "register: " + faults_};
    }
    return std::move(parties_);
  }

 private:
  void fault(const std::string& text) {
    if (!faults_.empty()) {
      faults_.append("; ");
    }
    faults_.append(text);
  }

  void expect_date(const std::string& where, const std::string& date) {
    if (!date.empty() && !is_iso_date(date)) {
      fault(where + ": \"" + date + "\" is not a date JJJJ-MM-DD");
    }
  }

  static std::string name_of(const std::string& oin, v1::Role role) { return oin + " " + v1::Role_Name(role); }

  void add_party(const v1::Party& entry) {
    const std::string where = name_of(entry.oin(), entry.role());
    if (!is_oin(entry.oin())) {
      fault(where + ": an OIN is 20 digits");
    }
    if (entry.role() == v1::ROLE_ONBEPAALD) {
      fault(where + ": no role");
    }
    if (entry.naam().empty()) {
      fault(where + ": no naam");
    }
    if (entry.status() == v1::PartyStatus::ONBEPAALD) {
      fault(where + ": no status");
    }
    expect_date(where + " geldig_van", entry.geldig_van());
    expect_date(where + " geldig_tot", entry.geldig_tot());
    for (const std::string& code : entry.gemeentecode()) {
      if (!is_gemeentecode(code)) {
        fault(where + ": gemeentecode \"" + code + "\" is not 4 digits");
      }
    }
    RegisteredParty party;
    party.id = {entry.oin(), static_cast<int>(entry.role())};
    party.entry = entry;
    if (!parties_.by_id_.emplace(party.id, parties_.parties_.size()).second) {
      fault(where + ": stands in the register twice");
      return;
    }
    parties_.parties_.push_back(std::move(party));
  }

  std::vector<RegisteredKey> read_keys(const std::string& where,
                                       const google::protobuf::RepeatedPtrField<v1::PublicKey>& source) {
    std::vector<RegisteredKey> keys;
    for (const v1::PublicKey& entry : source) {
      expect_date(where + " geldig_van", entry.geldig_van());
      expect_date(where + " geldig_tot", entry.geldig_tot());
      auto bytes = public_key_from_hex(entry.hex(), where);
      if (!bytes.ok()) {
        fault(bytes.error().text);
        continue;
      }
      RegisteredKey key;
      key.bytes = std::move(bytes).value();
      key.id = key_id(key.bytes);
      key.valid_from = entry.geldig_van();
      key.valid_until = entry.geldig_tot();
      keys.push_back(std::move(key));
    }
    return keys;
  }

  void add_keys(const v1::PartyKeys& entry) {
    const std::string where = name_of(entry.oin(), entry.role());
    const auto found = parties_.by_id_.find({entry.oin(), static_cast<int>(entry.role())});
    if (found == parties_.by_id_.end()) {
      fault(where + ": has keys but no entry as a party");
      return;
    }
    RegisteredParty& party = parties_.parties_[found->second];
    const auto append = [](std::vector<RegisteredKey>& to, std::vector<RegisteredKey> from) {
      std::move(from.begin(), from.end(), std::back_inserter(to));
    };
    append(party.transport, read_keys(where + " transport", entry.transport()));
    append(party.signing, read_keys(where + " ondertekening", entry.ondertekening()));
    append(party.sealing, read_keys(where + " verzegeling", entry.verzegeling()));
    append(party.reviewers, read_keys(where + " beoordelaar", entry.beoordelaar()));
    for (const RegisteredKey& key : party.transport) {
      const auto known = parties_.by_transport_key_.emplace(key.bytes, found->second).first;
      if (known->second != found->second) {
        fault(where + ": has the same transport key as another party");
      }
    }
  }

  void index_municipalities() {
    for (std::size_t i = 0; i < parties_.parties_.size(); ++i) {
      const v1::Party& entry = parties_.parties_[i].entry;
      for (const std::string& code : entry.gemeentecode()) {
        auto& serving = parties_.by_municipality_[{static_cast<int>(entry.role()), code}];
        for (const std::size_t other : serving) {
          if (periods_overlap(entry, parties_.parties_[other].entry)) {
            fault(name_of(entry.oin(), entry.role()) + ": gemeentecode " + code + " is served by another party too");
          }
        }
        serving.push_back(i);
      }
    }
  }

  Parties parties_;
  std::string faults_;
};

Result<Parties> Parties::load(v1::Register source, std::string sha256) {
  return PartiesLoader().load(source, std::move(sha256));
}

const RegisteredParty* Parties::find(const PartyId& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &parties_[found->second];
}

const RegisteredParty* Parties::by_transport_key(std::string_view key, std::string_view iso_date) const {
  const auto found = by_transport_key_.find(std::string(key));
  if (found == by_transport_key_.end()) {
    return nullptr;
  }
  const RegisteredParty& party = parties_[found->second];
  const bool key_valid = std::any_of(party.transport.begin(), party.transport.end(), [&](const RegisteredKey& own) {
    return own.bytes == key && own.valid_on(iso_date);
  });
  return key_valid && party.takes_part_on(iso_date) ? &party : nullptr;
}

const RegisteredParty* Parties::competent(v1::Role role, std::string_view gemeentecode,
                                          std::string_view iso_date) const {
  const auto found = by_municipality_.find({static_cast<int>(role), std::string(gemeentecode)});
  if (found == by_municipality_.end()) {
    return nullptr;
  }
  for (const std::size_t index : found->second) {
    if (parties_[index].takes_part_on(iso_date)) {
      return &parties_[index];
    }
  }
  return nullptr;
}

}  // namespace corvid::core
