// Who takes part in every simulation: the router's key, the parties with theirs, two versions of the rules.
//
// Keys come from names, so that every run of every build has the same ones.
// Ownership: owns everything; outlives every simulation. Threads: immutable after load, any. Errors: none; a chain that
// does not load stops the process.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/base/ids.h"
#include "proto/corvid/v1/register.pb.h"
#include "proto/envelope/signing.h"
#include "router/core/parties.h"
#include "router/policy/bundle.h"

namespace corvid::sim {

struct Member {
  std::string name;
  PartyId id;
  std::vector<std::string> municipalities;
  std::string transport_key;
  envelope::Signer signer;
  std::optional<envelope::Signer> reviewer;  // police only
};

class Cast {
 public:
  Cast();

  // Two police units, Veilig Thuis of Rotterdam (0599, 0502) and of Zuid-Holland Zuid (0505), the Raad, the local teams
  // of 0599 and 0505, OM and HALT.
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] const Member& member(const PartyId& id) const;
  [[nodiscard]] const Member* find_by_key(const std::string& transport_key) const;
  // The one of `role` that serves the municipality.
  [[nodiscard]] const Member& competent(v1::Role role, const std::string& gemeentecode) const;
  [[nodiscard]] const envelope::Signer& router() const { return router_; }

  static constexpr std::size_t kBundles = 2;
  [[nodiscard]] const policy::Bundle& bundle(std::size_t number) const { return bundles_.at(number); }
  // The register in which these parties are suspended.
  [[nodiscard]] core::Parties parties(const std::set<PartyId>& suspended, std::uint64_t version) const;

 private:
  void add(const std::string& name, const std::string& oin, v1::Role role,
           const std::vector<std::string>& municipalities);

  envelope::Signer router_;
  std::vector<Member> members_;
  std::vector<policy::Bundle> bundles_;
  v1::Register register_;
};

// An Ed25519 pair that follows from the name.
[[nodiscard]] KeyPair named_key_pair(const std::string& name);

}  // namespace corvid::sim
