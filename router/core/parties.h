// The register, frozen: who takes part, with which keys, for which municipalities. Pure.
//
// Ownership: a Parties owns its copy of the register; pointers it hands out live as long as it does.
// Threads: immutable after load; any thread.
// Errors: kConfiguration naming every fault of the register at once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proto/base/ids.h"
#include "proto/base/result.h"
#include "proto/corvid/v1/register.pb.h"

namespace corvid::core {

struct RegisteredKey {
  std::string bytes;  // 32
  std::string id;     // 16
  std::string valid_from;
  std::string valid_until;  // first day no longer; empty = open

  [[nodiscard]] bool valid_on(std::string_view iso_date) const;
};

struct RegisteredParty {
  PartyId id;
  v1::Party entry;
  std::vector<RegisteredKey> transport;
  std::vector<RegisteredKey> signing;
  std::vector<RegisteredKey> sealing;
  std::vector<RegisteredKey> reviewers;

  [[nodiscard]] v1::PartyRef ref() const;
  [[nodiscard]] bool takes_part_on(std::string_view iso_date) const;  // within its validity and not ended
  [[nodiscard]] bool suspended() const;
  [[nodiscard]] bool serves(std::string_view gemeentecode) const;
  // The key with this id if it is valid on that day.
  [[nodiscard]] const RegisteredKey* signing_key(std::string_view key_id, std::string_view iso_date) const;
  [[nodiscard]] const RegisteredKey* reviewer_key(std::string_view key_id, std::string_view iso_date) const;
};

[[nodiscard]] PartyId to_party_id(const v1::PartyRef& ref);
[[nodiscard]] v1::PartyRef to_party_ref(const PartyId& id);

class Parties {
 public:
  // Checks the whole register: OINs, roles, dates, municipalities served twice, keys of the wrong form, keys that
  // belong to two connection points, keys of a party that is not there.
  static Result<Parties> load(v1::Register source, std::string sha256);

  [[nodiscard]] const RegisteredParty* find(const PartyId& id) const;
  [[nodiscard]] const RegisteredParty* find(const v1::PartyRef& ref) const { return find(to_party_id(ref)); }
  // The party to which an authenticated transport key belongs, if that key is valid on that day.
  [[nodiscard]] const RegisteredParty* by_transport_key(std::string_view key, std::string_view iso_date) const;
  // The one party of `role` that serves the municipality on that day.
  [[nodiscard]] const RegisteredParty* competent(v1::Role role, std::string_view gemeentecode,
                                                 std::string_view iso_date) const;

  [[nodiscard]] const std::vector<RegisteredParty>& all() const { return parties_; }
  [[nodiscard]] const std::string& id() const { return source_id_; }
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] const std::string& sha256() const { return sha256_; }

 private:
  Parties() = default;

  std::vector<RegisteredParty> parties_;
  std::unordered_map<PartyId, std::size_t, PartyIdHash> by_id_;
  std::unordered_map<std::string, std::size_t> by_transport_key_;
  std::map<std::pair<int, std::string>, std::vector<std::size_t>> by_municipality_;
  std::string source_id_;
  std::uint64_t version_ = 0;
  std::string sha256_;

  friend class PartiesLoader;
};

}  // namespace corvid::core
